"""Parameters of a run, checked before any kernel starts."""

from __future__ import annotations

import ast
from typing import Any

from helpers.errors import ParameterError
from helpers.running.parameters import NOTEBOOKS, validate
from helpers.running.plans import Run


def validated(run: Run) -> dict[str, Any]:
    """What is handed to the notebook: the given parameters, checked and resolved.

    A notebook of the project is checked by its model; any other one by the names in its
    cell tagged ``parameters``.
    """
    try:
        if run.notebook in NOTEBOOKS:
            checked = validate(run.notebook, run.parameters).model_dump(mode="json")
            return {name: checked[name] for name in run.parameters}
        _known_names(run)
    except ParameterError as error:
        if run.where:
            error.where = f"{run.where}: {error.where}"
        raise
    return dict(run.parameters)


def declared(source: str) -> dict[str, Any]:
    """The names and default values of a parameters cell (``name = literal`` lines)."""
    found: dict[str, Any] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        elif isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name):
                try:
                    found[target.id] = ast.literal_eval(value)
                except ValueError:
                    found[target.id] = ast.unparse(value)
    return found


def parameters_cell(notebook_text: str) -> str:
    """The source of the cell tagged ``parameters``; empty when there is none."""
    import json

    for cell in json.loads(notebook_text)["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            return "".join(cell["source"])
    return ""


def _known_names(run: Run) -> None:
    if not run.parameters:
        return
    from helpers.dataset.problems import closest

    try:
        known = declared(parameters_cell(run.path.read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError):
        return  # no notebook: its run says so, and the others go on
    for name in run.parameters:
        if name not in known:
            near = closest(name, known)
            raise ParameterError(
                f"unknown name {name!r}" + (f", did you mean {near!r}?" if near else ""),
                where=f"parameters of {run.notebook}",
                mend=f"known: {', '.join(known) or 'none (no cell tagged `parameters`)'}",
            )
