"""Chuhai: the claims of one article, each checked by a written rule, then and now.

    import helpers

    data = helpers.dataset.open(as_of="2024-10-03")
    study = helpers.study("funding_climate", as_of="2024-10-03")

Importing this package is cheap; its rooms are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.display.study import Study

__version__ = "0.1.0"

_ROOMS = (
    "claims",
    "dataset",
    "display",
    "methods",
    "publishing",
    "running",
)


def study(notebook: str, **parameters: Any) -> Study:
    """Open a study: the parameters checked, the dataset opened as of the reading day.

    Parameters
    ----------
    notebook : the stem of a notebook in ``notebooks/``, such as ``"funding_climate"``.
    parameters : the notebook's own parameters (``chuhai parameters NOTEBOOK`` lists them).

    Raises
    ------
    helpers.errors.ParameterError
        for an unknown parameter, a wrong type or a value outside what is allowed.
    """
    from helpers.display.study import Study
    from helpers.running.parameters import validate

    return Study(notebook, validate(notebook, parameters))


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
