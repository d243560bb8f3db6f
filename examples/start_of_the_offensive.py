"""When did the offensive on Sirte begin? The articles do not agree: who says what, in which words, and why.

Run it with  python examples/start_of_the_offensive.py  or take it into a notebook, paragraph by paragraph.
"""

import sirte_dataset as sd

# The disagreement is a row of its own, and each claim that takes part in it is a row of another table.
discrepancies = sd.load("discrepancies").set_index("discrepancy_id")
discrepancy = discrepancies.loc[discrepancies["topic"].str.startswith("Start of the offensive")].iloc[0]
claims = sd.load("discrepancy_claims")
claims = claims[claims["discrepancy_id"] == discrepancy.name]
print(f"{discrepancy['topic']} ({discrepancy.name}, {discrepancy['kind']})\n")

# What each article says: its own words for the date, what they come to on their own, and the best date known
# for the row, which may rest on another article.
reports = sd.load("event_reports").set_index("report_id").loc[claims["row_id"]]
publishers = sd.load("articles").set_index("article_id")["publisher"]
for report_id, report in reports.iterrows():
    words = sd.provenance("event_reports", report_id, "date_stated")["quote"]
    print(f"{report['article_id']}  {publishers[report['article_id']]}")
    print(f"      in its words   {' / '.join(words.dropna())}")
    print(f"      on its own     {sd.date_text(report['date_stated'])}")
    print(f"      date of {report_id}   {sd.date_text(report['date'])}, {report['date_basis']}\n")

# What the dataset settled on for the event, and the rule it followed; the meaning of a rule is in the schema.
event = sd.load("events").set_index("event_id").loc[reports["event_id"].iloc[0]]
rules = sd.describe("discrepancies").set_index("field").loc["rule", "codes"]
print(f"Settled: {sd.date_text(event['date'])} ({event.name}, {event['title']})")
print(f"Rule:    {event['rule']}: {rules[event['rule']]}")
print(f"Why:     {discrepancy['resolution']}")

# What the public record says of the claims. It settles nothing: it stands beside them.
comparisons = sd.load("comparisons")
for _, found in comparisons[comparisons["row_id"].isin(claims["row_id"])].iterrows():
    print(f"Outside: {found['relation']} {found['row_id']}: {found['finding']} {found['note']}")
