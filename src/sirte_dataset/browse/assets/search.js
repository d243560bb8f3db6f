// The search of a site that is read from a folder, where no server can be asked: over search-index.js.
const { entries, kinds, alike, forms, slight } = globalThis.searchIndex;
const asked = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 200);

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const words = (text) =>
  (fold(text).replace(/(\d),(?=\d{3}\b)/g, "$1").match(/[\p{L}\p{N}]+/gu) || []).map((word) => forms[word] || word);
const stem = (word) => (word.length < 5 ? word : word.replace(/(?:ies|ied|ings?|ed|es|[esy])$/, ""));
// The last word is found by how it begins, unless it is a number or short; those before it in a phrase as a whole.
function sought(part) {
  const all = words(part);
  const last = all.pop();
  return all.map((word) => ` ${word} `).join("") + (/^\d+$|^.{1,2}$/.test(last) ? ` ${last} ` : ` ${stem(last)}`);
}

// Each word between blanks of its own.
const texts = entries.map((entry) => [entry.title, [entry.row, entry.detail, entry.words].join(" ")])
  .map((pair) => pair.map((text) => ` ${words(text).join("  ")} `));

const score = (pattern, [title, rest]) => (title.includes(pattern) ? 8 : rest.includes(pattern) ? 1 : 0);

function distance(one, other) {
  let above = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const line = [i];
    for (let j = 1; j <= other.length; j++) {
      line[j] = Math.min(above[j] + 1, line[j - 1] + 1, above[j - 1] + (one[i - 1] !== other[j - 1]));
    }
    above = line;
  }
  return above[other.length];
}

function near(part) {
  const most = part.length < 6 ? 1 : 2;
  const known = [...new Set(texts.flat().join(" ").split(/ +/))];
  const measured = known.filter((word) => Math.abs(word.length - part.length) <= most && word.length > 2)
    .map((word) => [distance(fold(part), word), word]);
  return measured.filter(([far]) => far <= most).sort(([one], [other]) => one - other).slice(0, 3).map(([, word]) => word);
}

function made(tag, text = "", more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...more });
}

function line(entry) {
  const item = made("li");
  item.append(made("a", entry.title, { href: entry.page, title: entry.row }));
  if (entry.detail) item.append(" ", made("span", entry.detail, { className: "quiet" }));
  return item;
}

function list(some) {
  const all = made("ul", "", { className: "found" });
  all.append(...some.map(line));
  return all;
}

function group(kind, those) {
  const heading = made("h2", `${kinds[kind]} `, { id: kind });
  heading.append(made("small", String(those.length), { className: "mark" }));
  const first = kind === "claims" ? 20 : 6;
  if (those.length <= first) return [heading, list(those)];
  const rest = made("details");
  rest.append(made("summary", `All ${those.length} of “${kinds[kind]}”`), list(those.slice(first)));
  return [heading, list(those.slice(0, first)), rest];
}

const SOME_WORDS = "No claim has all of the words; what follows has some of them, the nearest first.";

function answer() {
  let parts = [...asked.replaceAll("_", " ").matchAll(/"([^"]*)"|([\p{L}\p{N}]+)/gu)].map((part) => part[1] ?? part[2]);
  parts = parts.filter((part) => words(part).length);
  if (parts.some((part) => !slight.includes(fold(part)))) parts = parts.filter((part) => !slight.includes(fold(part)));
  const scores = parts.map((part) => {
    const meant = [part, ...(alike[part.toLowerCase()] || [])].map(sought);
    return texts.map((text) => Math.max(...meant.map((pattern) => score(pattern, text))));
  });
  const missing = parts.filter((_, number) => !scores[number].some(Boolean));
  const ranked = entries.map((entry, number) => [entry, scores.map((each) => each[number]).filter(Boolean)]);
  const known = parts.length - missing.length;
  const whole = ranked.filter(([, found]) => known && found.length === known);
  const claimed = whole.some(([entry]) => ["claims", "statements"].includes(entry.kind));
  const some = claimed || known < 2 ? whole : ranked.filter(([, found]) => found.length);
  const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
  some.sort(([, one], [, other]) => other.length - one.length || sum(other) - sum(one));

  const said = missing.map((part) => made("p", `Nowhere in this dataset: ${part}. `));
  missing.forEach((part, number) => {
    for (const word of near(part)) {
      const instead = new URLSearchParams({ q: asked.replace(part, word) });
      said[number].append(made("a", `Did you mean ${word}?`, { href: `?${instead}` }), " ");
    }
  });
  if (some.length > whole.length) said.push(made("p", SOME_WORDS));
  if (!some.length) said.push(made("p", "Nothing was found. Try fewer words, or another word for the same thing.", { className: "warning" }));
  const groups = Object.keys(kinds).map((kind) => [kind, some.map(([entry]) => entry).filter((entry) => entry.kind === kind)]);
  return [...said, ...groups.filter(([, those]) => those.length).flatMap(([kind, those]) => group(kind, those))];
}

if (asked) {
  for (const field of document.querySelectorAll('input[name="q"]')) field.value = asked;
  document.querySelector("h1").textContent = `Search for “${asked}”`;
  document.title = `Search: ${asked}`;
  document.getElementById("examples").hidden = true;
  document.getElementById("results").replaceChildren(...answer());
}
