"""The Sirte dataset: news articles on the battle of Sirte, 2016, coded claim by claim.

    import sirte_dataset as sd
    sd.tables()             # what there is
    sd.load("casualties")   # one table as a DataFrame

Importing this package reads and imports nothing; each name is fetched when it is first used.
"""

_HOMES = {
    "after": "analysis.periods",
    "article": "texts.article",
    "before": "analysis.periods",
    "cite": "citation",
    "compare_rules": "analysis.estimates",
    "connect": "sqlite.memory",
    "control_over_time": "analysis.control",
    "crosswalk": "analysis.crosswalks",
    "date_key": "reading.telling",
    "date_text": "reading.telling",
    "describe": "analysis.ready",
    "diff": "release.diff",
    "disagreement": "analysis.disagreement",
    "during": "analysis.periods",
    "estimate": "analysis.estimates",
    "figures": "analysis.figures",
    "fingerprint": "release.fingerprints",
    "load": "analysis.ready",
    "load_all": "loading",
    "path": "loading",
    "plot": "plot",  # the room itself
    "provenance": "texts.provenance",
    "query": "analysis.queries",
    "schema": "analysis.ready",
    "tables": "analysis.ready",
    "validate": "checking.validation",
    "DataError": "errors",
    "MissingExtra": "errors",
    "SirteError": "errors",
    "UsageError": "errors",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from .descriptor import open_package

        value = open_package().version
    elif name in _HOMES:
        from importlib import import_module

        home = import_module("." + _HOMES[name], __name__)
        value = home if _HOMES[name] == name else getattr(home, name)
    else:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
