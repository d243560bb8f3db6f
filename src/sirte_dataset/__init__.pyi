"""What type checkers and editors see of the package: the lazy names of __init__.py, and where they live."""

from .analysis.control import control_over_time as control_over_time
from .analysis.disagreement import disagreement as disagreement
from .analysis.estimates import compare_rules as compare_rules
from .analysis.estimates import estimate as estimate
from .analysis.figures import figures as figures
from .analysis.periods import after as after
from .analysis.periods import before as before
from .analysis.periods import during as during
from .checking.frame_schemas import schema as schema
from .checking.validation import validate as validate
from .citation import cite as cite
from .errors import DataError as DataError
from .errors import MissingExtra as MissingExtra
from .errors import SirteError as SirteError
from .errors import UsageError as UsageError
from .loading import describe as describe
from .loading import load as load
from .loading import load_all as load_all
from .loading import path as path
from .loading import tables as tables
from .reading.telling import date_key as date_key
from .reading.telling import date_text as date_text
from .texts.article import article as article
from .texts.provenance import provenance as provenance

__version__: str
__all__: list[str]
