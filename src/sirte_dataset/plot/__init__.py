"""Pictures of the claims, drawn with Altair: ranges and spans as they were told, never bars of sums."""

from .counts import strikes
from .holders import control
from .located import map  # noqa: A004 - as sd.plot.map
from .positions import disagreements
from .ranges import casualties
from .spans import timeline

__all__ = ["casualties", "control", "disagreements", "map", "strikes", "timeline"]
