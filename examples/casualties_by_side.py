"""What do the articles report of each side's losses? Every claim, told apart by what kind of number it is.

There is no line "total": claims repeat each other, running totals hold the counts of single days, and whose
dead they were is often left open. Run it with  python examples/casualties_by_side.py
"""

import sirte_dataset as sd

SIDES = {
    "gna": "Forces of the Government of National Accord",
    "isis": "Islamic State",
    "unknown": "Not said whose",
}
KINDS = {
    "running_total": "Running totals, which hold counts of single days",
    "single": "Counts of one incident or day",
    "unknown": "Not clear which",
}

actors = sd.load("actors").set_index("actor_id")["name"]
places = sd.load("places").set_index("place_id")["name"]

for side, name in SIDES.items():
    print(f"\n{name}")
    figures = sd.figures("casualties", side=side, during="2016-05/2016-09")
    figures = figures.sort_values("date", key=lambda dates: dates.map(sd.date_key, na_action="ignore"))
    for count, kind in KINDS.items():
        claims = figures[figures["count"] == count].astype(object)
        claims = claims.where(claims.notna(), None)
        if len(claims):
            print(f"  {kind}:")
        for _, claim in claims.iterrows():
            place = places.get(claim["place_id"], "no place named")
            source = f"{claim['publisher']}, {actors.get(claim['attributed_to'], 'in its own voice')}"
            again = f" ({claim['same_as']} again)" if claim["same_as"] != claim["row_id"] else ""
            print(f"    {claim['row_id']}  {sd.date_text(claim['date'])}, {place}{again}")
            print(f"          {claim['says']}")
            print(f"          {source}: {claim['confidence']}")
    low, high = figures["low"].notna().sum(), figures["high"].notna().sum()
    print(f"  {len(figures)} claims; {low} of them give a lower bound, {high} an upper one.")
    for row_id, reason in figures.attrs["left_out"].items():
        print(f"  left out: {row_id}. {reason}")

# Claims can be put together where they count one thing, and then by a rule that has a name: here two articles
# on one fight. For the dead of a side over months a rule may give no figure, and says why.
fight = sd.load("events").set_index("event_id").loc["E051"]
rules = sd.compare_rules("casualties", outcome="killed", event=fight.name)
print(f"\nKilled, {fight['title']} ({fight.name}), by each rule")
print(rules[["rule", "low", "best", "high", "used"]].to_string(index=False, na_rep="-"))
print()
print(sd.estimate("casualties", rule="conservative", outcome="killed", side="gna", during="2016-05/2016-09"))
