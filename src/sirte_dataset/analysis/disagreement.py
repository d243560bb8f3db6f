"""How far reports of one event disagree: the scores of the package eventreport, event by event and over all.

Defined as eventreport 0.1.2 computes them (van Baalen and Höglund 2026, repository
sebastianvanbaalen/eventreport), blanks included: divergence and the share of events with disagreement take a
blank for a value of its own, the others pass it over. Which report is right is not asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..descriptor import open_package
from ..errors import UsageError, suggestion
from ..loading import PackageLike, load
from .figures import figures

if TYPE_CHECKING:
    import pandas as pd

# What one article says of an event by itself.
REPORTED = ("date_stated", "place_id", "realis")
FIGURES = ("low", "best", "high")


def disagreement(package: PackageLike = None) -> pd.DataFrame:
    """How far the reports of each event disagree: a row per event and variable.

    Reports are the rows of `event_reports`, with their date as stated, place and realis as variables, and the
    claims in `casualties` on one outcome, side and kind of count, with low, best and high (`killed isis
    single low`). Columns: `event_id`, `variable`, `reports` (rows), `values` (different ones that are not
    blank), `dscore` and `disagreement` as dscore() and event_level_disagreement() define them, and for
    numbers `range` and `sd`, blanks passed over. The last three are blank where all values are, `sd` also
    where there is but one.
    """
    import pandas as pd

    opened = open_package(package)
    told: list[tuple[pd.DataFrame, dict[str, str]]] = [
        (load("event_reports", package=opened), {name: name for name in REPORTED})
    ]
    for kind, claims in figures(package=opened).groupby(["outcome", "side", "count"], observed=True):
        told.append((claims, {name: " ".join([*map(str, kind), name]) for name in FIGURES}))
    rows = [
        {"event_id": event, "variable": variable, **{name: score(values) for name, score in SCORES.items()}}
        for frame, variables in told
        for column, variable in variables.items()
        for event, values in frame.groupby("event_id")[column]
    ]
    found = pd.DataFrame(rows, columns=["event_id", "variable", *SCORES])
    return found.sort_values(["event_id", "variable"], ignore_index=True)


# --- the scores of the values that the reports of one event have


def _divergence(values: pd.Series[Any]) -> int:
    return int(values.nunique(dropna=False)) - 1


def _disagreement(values: pd.Series[Any]) -> float:
    counts = values.value_counts()
    return 1 - float(counts.max()) / float(counts.sum()) if len(counts) else float("nan")


def _range(values: pd.Series[Any]) -> float:
    known = _numbers(values)
    return float(known.max() - known.min())


def _sd(values: pd.Series[Any]) -> float:
    return float(_numbers(values).std())


def _numbers(values: pd.Series[Any]) -> pd.Series[float]:
    """The values as floats; none where they are no numbers."""
    from pandas.api.types import is_numeric_dtype

    return values.dropna().astype(float) if is_numeric_dtype(values) else values.iloc[:0].astype(float)


Score = Callable[["pd.Series[Any]"], float]
SCORES: dict[str, Score] = {
    "reports": len,
    "values": lambda values: int(values.nunique()),
    "dscore": _divergence,
    "disagreement": _disagreement,
    "range": _range,
    "sd": _sd,
}


# --- the functions of eventreport, for any frame with a row per report


def dscore(frame: pd.DataFrame, group: str, variables: Sequence[str]) -> pd.DataFrame:
    """Of each event the number of different values less one, a blank being a value: a column per variable."""
    return _by_event(frame, group, variables, _divergence).add_prefix("dscore_").reset_index()


def event_level_disagreement(frame: pd.DataFrame, group: str, variables: Sequence[str]) -> pd.DataFrame:
    """Of each event the share of its reports, blanks aside, that do not have the most frequent value."""
    return _by_event(frame, group, variables, _disagreement).reset_index()


def mean_dscore(
    frame: pd.DataFrame, group: str, variables: Sequence[str], normalize: bool = False
) -> pd.DataFrame:
    """The mean of dscore() over the events; normalized: divided by the number of values there are in all."""
    found = _mean("dscore", _by_event(frame, group, variables, _divergence))
    if normalize:
        found["dscore"] /= [frame[variable].nunique(dropna=False) for variable in variables]
    return found


def share_disagreement(frame: pd.DataFrame, group: str, variables: Sequence[str]) -> pd.DataFrame:
    """The share of events with more than one value, a blank being a value."""
    return _mean("share_disagreement", _by_event(frame, group, variables, _divergence) > 0)


def modal_confidence(frame: pd.DataFrame, group: str, variables: Sequence[str]) -> pd.DataFrame:
    """The mean share of an event's reports, blanks aside, that have the most frequent value."""
    return _mean("modal_confidence", 1 - _by_event(frame, group, variables, _disagreement))


def mean_range(frame: pd.DataFrame, group: str, variables: Sequence[str]) -> pd.DataFrame:
    """The mean over the events of the largest number less the smallest; one report makes a range of 0."""
    return _mean("mean_range", _by_event(frame, group, variables, _range, numbers=True))


def mean_sd(frame: pd.DataFrame, group: str, variables: Sequence[str]) -> pd.DataFrame:
    """The mean of the standard deviations (n - 1) in the events that have at least two numbers."""
    return _mean("mean_sd", _by_event(frame, group, variables, _sd, numbers=True))


def _by_event(
    frame: pd.DataFrame, group: str, variables: Sequence[str], score: Score, numbers: bool = False
) -> pd.DataFrame:
    """A row per event, a column per variable. Raises UsageError for a column that is absent or no number."""
    import pandas as pd
    from pandas.api.types import is_numeric_dtype

    for name in [group, *variables]:
        if name not in frame.columns:
            raise UsageError(f"The frame has no column '{name}'.{suggestion(name, map(str, frame.columns))}")
    if numbers and (other := [name for name in variables if not is_numeric_dtype(frame[name])]):
        raise UsageError(f"Only numbers have a range and a standard deviation; {other[0]} has none.")
    groups = frame.groupby(group, dropna=False, observed=True)
    return pd.DataFrame({name: groups[name].apply(score) for name in variables})


def _mean(name: str, scores: pd.DataFrame) -> pd.DataFrame:
    """The mean of each column, events without a score passed over: a row per variable."""
    return scores.mean().rename_axis("variable").reset_index(name=name)


FUNCTIONS = (
    *(dscore, event_level_disagreement, mean_dscore, share_disagreement),
    *(modal_confidence, mean_range, mean_sd),
)
