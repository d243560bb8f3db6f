"""What type checkers and editors see of the package: the lazy names of __init__.py, and where they live."""

from pathlib import Path
from typing import Any, Literal, overload

import pandas as pd
import polars as pl
import pyarrow as pa

from . import plot as plot
from .analysis.control import control_over_time as control_over_time
from .analysis.crosswalks import crosswalk as crosswalk
from .analysis.disagreement import disagreement as disagreement
from .analysis.estimates import compare_rules as compare_rules
from .analysis.estimates import estimate as estimate
from .analysis.figures import figures as figures
from .analysis.periods import after as after
from .analysis.periods import before as before
from .analysis.periods import during as during
from .analysis.queries import query as query
from .analysis.ready import describe as describe
from .analysis.ready import schema as schema
from .analysis.ready import tables as tables
from .checking.validation import validate as validate
from .citation import cite as cite
from .descriptor import Package
from .errors import DataError as DataError
from .errors import MissingExtra as MissingExtra
from .errors import SirteError as SirteError
from .errors import UsageError as UsageError
from .loading import load_all as load_all
from .loading import path as path
from .reading.telling import date_key as date_key
from .reading.telling import date_text as date_text
from .release.diff import diff as diff
from .release.fingerprints import fingerprint as fingerprint
from .sqlite.memory import connect as connect
from .texts.article import article as article
from .texts.provenance import provenance as provenance

# The tables and views of the library's own package; another may have others.
_Name = Literal[
    "articles",
    "passages",
    "sources",
    "actors",
    "actor_names",
    "places",
    "place_names",
    "events",
    "event_reports",
    "event_actors",
    "casualties",
    "control",
    "strengths",
    "strikes",
    "statements",
    "claim_links",
    "time_expressions",
    "discrepancies",
    "discrepancy_claims",
    "outside_figures",
    "comparisons",
    "crosswalk_codes",
    "evidence",
    "withdrawn",
    "releases",
    "released_ids",
    "claims",
    "event_dates",
    "control_statements",
    "casualty_statements",
    "strike_statements",
    "discrepancy_sides",
    "evidence_trail",
]
_Given = str | Path | Package

@overload
def load(
    name: _Name, backend: Literal["pandas"] = ..., package: None = ..., *, names: bool = ...
) -> pd.DataFrame: ...
@overload
def load(
    name: _Name, backend: Literal["polars"], package: None = ..., *, names: bool = ...
) -> pl.DataFrame: ...
@overload
def load(name: _Name, backend: Literal["pyarrow"], package: None = ..., *, names: bool = ...) -> pa.Table: ...
@overload
def load(
    name: _Name, backend: Literal["records"], package: None = ..., *, names: bool = ...
) -> list[dict[str, Any]]: ...
@overload
def load(name: str, backend: Literal["pandas"], package: _Given, *, names: bool = ...) -> pd.DataFrame: ...
@overload
def load(name: str, backend: Literal["polars"], package: _Given, *, names: bool = ...) -> pl.DataFrame: ...
@overload
def load(name: str, backend: Literal["pyarrow"], package: _Given, *, names: bool = ...) -> pa.Table: ...
@overload
def load(
    name: str, backend: Literal["records"], package: _Given, *, names: bool = ...
) -> list[dict[str, Any]]: ...
@overload
def load(name: str, *, package: _Given, names: bool = ...) -> pd.DataFrame: ...

__version__: str
__all__: list[str]
