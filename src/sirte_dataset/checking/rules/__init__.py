"""The rules that no single column can check: named functions, each saying what it demands, why, and how to
mend a fault.

Importing this package fills RULES, name -> function of a Context, in the order in which they are applied.
"""

from importlib import import_module
from pkgutil import iter_modules

from ..registry import RULES, check_order

__all__ = ["RULES"]

for _module in iter_modules(__path__):  # in the order of their names
    import_module(f"{__name__}.{_module.name}")
check_order()
