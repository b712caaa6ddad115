"""The parameters of the notebooks, typed: one model per notebook, one module per model.

The runner validates with these models before a kernel starts, and the notebook itself when
``helpers.study`` opens. A theme adds its parameters in its own module.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import ParameterError

if TYPE_CHECKING:
    from helpers.running.parameters.base import NotebookParameters

SHARED = ("base", "kinds", "messages")
# A notebook has parameters when it has a module here: nothing else lists it.
NOTEBOOKS = tuple(
    sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in SHARED)
)


@dataclass(frozen=True)
class ParameterRow:
    """One line of ``chuhai parameters NOTEBOOK``."""

    name: str
    default: Any
    allowed: str
    description: str


def model_of(notebook: str) -> type[NotebookParameters]:
    """The model of a notebook's parameters; ParameterError when the notebook has none."""
    if notebook not in NOTEBOOKS:
        from helpers.dataset.problems import closest

        near = closest(notebook, NOTEBOOKS)
        raise ParameterError(
            f"no parameters are declared for a notebook {notebook!r}",
            where=notebook,
            mend=(f"did you mean {near!r}? " if near else "") + f"one of: {', '.join(NOTEBOOKS)}",
        )
    return importlib.import_module(f"{__name__}.{notebook}").Parameters


def validate(notebook: str, mapping: Mapping[str, Any]) -> NotebookParameters:
    """The parameters of one run, checked and completed with their defaults.

    Raises
    ------
    ParameterError
        naming every unknown name, wrong type and value outside what is allowed.
    """
    from helpers.running.parameters.messages import checked

    return checked(notebook, model_of(notebook), mapping)


def table(notebook: str) -> list[ParameterRow]:
    """What can be set in a notebook: name, default, what is allowed, what it means."""
    from helpers.running.parameters.messages import allowed_values

    model = model_of(notebook)
    allowed = allowed_values(model)
    return [
        ParameterRow(name, field.default, allowed[name], field.description or "")
        for name, field in model.model_fields.items()
    ]
