"""The view `claims` joined by hand in pandas, without its sentences: run.py times load("claims") against it.

python by_hand.py DATA_FOLDER
"""

import sys
from pathlib import Path

import pandas as pd

data = Path(sys.argv[1])


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(data / f"{name}.csv")


keys = {
    "event_reports": "report_id",
    "casualties": "casualty_id",
    "control": "control_id",
    "strengths": "strength_id",
    "strikes": "strike_id",
    "statements": "statement_id",
}
parts = []
for table, key in keys.items():
    part = read(table).rename(columns={key: "row_id", "speaker_actor_id": "attributed_to"})
    parts.append(part.assign(resource=table))
shared = "resource row_id article_id event_id place_id date_stated date date_earliest date_latest date_basis"
said = pd.concat(parts).reindex(columns=[*shared.split(), "attributed_to", "relayed_by", "confidence"])
articles = read("articles")[["article_id", "publisher"]]
events = read("events")[["event_id", "title"]].rename(columns={"title": "event"})
places = read("places")[["place_id", "name"]].rename(columns={"name": "place"})
actors = read("actors")[["actor_id", "name"]]
evidence = read("evidence")
whole = evidence[evidence["field"].isna()].groupby(["resource", "row_id"], as_index=False)["passage_id"].min()
passages = read("passages")[["passage_id", "gloss"]]
claims = (
    said.merge(articles, on="article_id")
    .merge(events, on="event_id", how="left")
    .merge(places, on="place_id", how="left")
    .merge(
        actors.rename(columns={"actor_id": "attributed_to", "name": "said_by"}),
        on="attributed_to",
        how="left",
    )
    .merge(actors.rename(columns={"actor_id": "relayed_by", "name": "relayed"}), on="relayed_by", how="left")
    .merge(whole, on=["resource", "row_id"], how="left")
    .merge(passages, on="passage_id", how="left")
)
for column in ("date_earliest", "date_latest"):
    claims[column] = pd.to_datetime(claims[column])
