"""What the cell of a notebook can be asked: names, what each allows, and whether values stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.running import parameters
from helpers.running.parameters.messages import allowed_values

TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}


@dataclass(frozen=True)
class Question:
    """One parameter: its JSON schema, what it means and what it allows, in words."""

    name: str
    schema: Mapping[str, Any]
    meaning: str = ""
    allowed: str = ""


def questions(notebook: str, values: Mapping[str, Any]) -> list[Question]:
    """The parameters that stand in the cell, in its order.

    A notebook of the project is described by its model; any other by the values in its cell.
    """
    if notebook not in parameters.NOTEBOOKS:
        return [Question(name, {"type": TYPES.get(type(v), "")}) for name, v in values.items()]
    model = parameters.model_of(notebook)
    properties = model.model_json_schema()["properties"]
    allowed = allowed_values(model)
    return [
        Question(name, properties[name], model.model_fields[name].description or "", allowed[name])
        for name in values
        if name in properties
    ]


def check(notebook: str, values: Mapping[str, Any]) -> None:
    """ParameterError, in the runner's words, when the notebook would refuse these values."""
    if notebook in parameters.NOTEBOOKS:
        parameters.validate(notebook, values)


def defaults(notebook: str) -> dict[str, Any]:
    """What the model has by itself; nothing for a notebook without a model."""
    if notebook not in parameters.NOTEBOOKS:
        return {}
    return {row.name: row.default for row in parameters.table(notebook)}
