"""The dataset in ``data/``, opened as of a day: ``helpers.dataset.open(as_of="2024-10-03")``.

Importing this package costs nothing: pandas is imported when a dataset is opened, so that
``helpers.dataset.fingerprint`` stays usable where pandas would be too slow to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from helpers.dataset.problems import BrokenTableError, Problem
from helpers.errors import DatasetError

if TYPE_CHECKING:
    from helpers.dataset.checking import check
    from helpers.dataset.coverage import Coverage
    from helpers.dataset.dataset import Dataset, open

__all__ = ["BrokenTableError", "Coverage", "Dataset", "DatasetError", "Problem", "check", "open"]

_LAZY = {"Coverage": "coverage", "Dataset": "dataset", "check": "checking", "open": "dataset"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
