// Beside marked words: what is coded from them, from the notes that the page has anyway. A click opens the claim.
const reader = document.querySelector(".reader");
const pop = document.createElement("ul");
pop.className = "pop";
pop.hidden = true;
document.querySelector("main").append(pop);
let shownFor = null;
let leaving = 0;

function numbersOf(mark) {
  if (mark.dataset.notes) return mark.dataset.notes.split(" ");
  return [...mark.classList].filter((name) => /^n\d+$/.test(name)).map((name) => name.slice(1));
}

function notesOf(mark) {
  return numbersOf(mark)
    .map((number) => reader.querySelector(`.note[data-note="${number}"]`))
    .filter((note) => note && getComputedStyle(note).display !== "none");
}

function show(mark) {
  clearTimeout(leaving);
  if (shownFor === mark) return;
  const notes = notesOf(mark);
  if (!notes.length) return hide();
  const here = new Set((mark.dataset.cells || "").split(" "));
  pop.replaceChildren(...notes.map((note, place) => copied(note, here, place < 2)));
  pop.scrollTop = 0;
  shownFor = mark;
  pop.hidden = false;
  const box = [...mark.getClientRects()].at(-1);
  const main = pop.offsetParent ? pop.offsetParent.getBoundingClientRect() : document.body.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - pop.offsetWidth - 8));
  const fits = box.bottom + pop.offsetHeight < innerHeight || box.top < pop.offsetHeight;
  const top = fits ? box.bottom + 2 : mark.getClientRects()[0].top - pop.offsetHeight - 2;
  pop.style.left = `${left - main.left}px`;
  pop.style.top = `${top - main.top}px`;
}

function copied(note, here, open) {
  const copy = note.cloneNode(true);
  const details = copy.querySelector("details");
  details.className = "";
  details.open = open;
  for (const term of copy.querySelectorAll("[data-cell]")) {
    if (here.has(term.dataset.cell)) term.classList.add("here");
  }
  return copy;
}

function hide() {
  pop.hidden = true;
  shownFor = null;
}

function hideSoon() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, 250);
}

const marked = (event) => event.target.closest?.(".reader .w, .reader a.tag");
reader.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "touch" && marked(event)) show(marked(event));
});
reader.addEventListener("pointerout", (event) => {
  if (event.pointerType !== "touch" && marked(event)) hideSoon();
});
// Not when a link to a claim brings its letter into focus: its words are to be seen.
let keyboard = false;
document.addEventListener("keydown", () => (keyboard = true));
document.addEventListener("pointerdown", () => (keyboard = false));
reader.addEventListener("focusin", (event) => keyboard && marked(event) ? show(marked(event)) : hide());
pop.addEventListener("pointerenter", () => clearTimeout(leaving));
pop.addEventListener("pointerleave", hideSoon);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
reader.addEventListener("click", (event) => {
  const mark = marked(event);
  if (!mark) return hide();
  const touched = event.pointerType === "touch";
  if (touched && shownFor !== mark) {
    event.preventDefault();
    show(mark);
  } else if (!touched && mark.matches(".w") && String(getSelection()) === "") {
    const link = pop.querySelector(".note p > a");
    if (link && shownFor === mark) location.assign(link.href);
  }
});
document.addEventListener("click", (event) => {
  if (!reader.contains(event.target) && !pop.contains(event.target)) hide();
});
