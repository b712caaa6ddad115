"""Text cells to typed columns; every cell that its declaration does not allow.

Each distinct text is parsed and checked once, so that long tables stay cheap.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from helpers.dataset.declaration import Declaration, Field
from helpers.dataset.problems import Problem, closest
from helpers.dataset.reading import TextTable

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
INTEGER = re.compile(r"[+-]?\d+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DTYPES = {"number": "float64", "integer": "Int64", "year": "Int64", "boolean": "boolean"}


class CellFault(Exception):
    """What is wrong with the text of a cell, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(what, mend)


def typed(text: TextTable, declaration: Declaration) -> tuple[pd.DataFrame, list[Problem]]:
    """The table as a frame (without row labels), and every cell that is not allowed.

    Cells with a fault become missing values in the frame.
    """
    file = declaration.shown(text.table)
    columns: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in text.table.fields:
        if field.name in text.columns:
            cells = text.columns[field.name]
            values, faults = parse_cells(field, cells, declaration)
            columns[field.name] = as_array(field, cells, values)
            problems += _located(faults, field, text, file)
    return pd.DataFrame(columns, index=range(len(text.lines))), problems


def parse_cells(
    field: Field, cells: tuple[str, ...], declaration: Declaration
) -> tuple[dict[str, Any], dict[str, CellFault]]:
    """Value of each distinct text of a column, and the fault of each that has one."""
    values: dict[str, Any] = {}
    faults: dict[str, CellFault] = {}
    parse = PARSERS[field.type]
    for cell in set(cells):
        try:
            values[cell] = _checked(cell, parse(cell), field, declaration) if cell else None
            if not cell and field.required:
                raise CellFault(*_missing(field))
        except CellFault as fault:
            values[cell] = None
            faults[cell] = fault
    return values, faults


def as_array(field: Field, cells: tuple[str, ...], values: dict[str, Any]) -> Any:
    """The column with the dtype that its declared type stands for."""
    if field.enum and field.type == "string":
        codes = {name: number for number, name in enumerate(field.enum)}
        numbers = [-1 if values[cell] is None else codes[cell] for cell in cells]
        return pd.Categorical.from_codes(numbers, categories=pd.Index(field.enum, dtype="str"))
    if field.type == "date":
        days = [values[cell] or "NaT" for cell in cells]
        return np.array(days, dtype="datetime64[D]").astype("datetime64[us]")
    if field.type == "number":
        return np.array(
            [math.nan if values[cell] is None else values[cell] for cell in cells], dtype=float
        )
    return pd.array([values[cell] for cell in cells], dtype=DTYPES.get(field.type, "str"))


def _number(cell: str) -> float:
    if not NUMBER.fullmatch(cell):
        raise CellFault(
            "is not a number", "write a plain number: no thousands signs, units or blanks"
        )
    return float(cell)


def _integer(cell: str) -> int:
    if not INTEGER.fullmatch(cell):
        raise CellFault(
            "is not a whole number", "write digits only, or declare the column as number"
        )
    return int(cell)


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise CellFault(
            "is neither true nor false", "write true or false, or leave it empty if unknown"
        )
    return cell == "true"


def _day(cell: str) -> str:
    try:
        if not DAY.fullmatch(cell):
            raise ValueError
        datetime.date.fromisoformat(cell)
    except ValueError:
        mend = "write the first day of the period as YYYY-MM-DD; say month or year in the precision"
        raise CellFault("is not a day of the calendar", mend) from None
    return cell


PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "number": _number,
    "integer": _integer,
    "year": _integer,
    "boolean": _boolean,
    "date": _day,
}


def _checked(cell: str, value: Any, field: Field, declaration: Declaration) -> Any:
    if field.type == "string" and cell != cell.strip():
        raise CellFault("has blanks around it", f"write {cell.strip()!r}")
    if field.enum and cell not in field.enum:
        near = closest(cell, field.enum)
        allowed = ", ".join(field.enum)
        mend = f"write {near!r} (allowed: {allowed})" if near else f"one of: {allowed}"
        raise CellFault("is not an allowed value", mend)
    if field.pattern and not re.fullmatch(field.pattern, cell):
        raise CellFault(f"does not have the form {field.pattern}", "write it in that form")
    low, high = limits(field, declaration)
    if low is not None and value < low:
        raise CellFault(
            f"lies before {low}" if field.type == "date" else f"is below {low}", _bounds(field)
        )
    if high is not None and value > high:
        raise CellFault(
            f"lies after {high}" if field.type == "date" else f"is above {high}", _bounds(field)
        )
    return value


def limits(field: Field, declaration: Declaration) -> tuple[Any, Any]:
    """Smallest and largest value of a column; dates have bounds unless the schema widens them."""
    if field.type == "date":
        low = field.minimum or declaration.earliest_date.isoformat()
        high = field.maximum or declaration.last_day.isoformat()
        return str(low), str(high)
    if field.type in ("number", "integer", "year"):
        convert = float if field.type == "number" else int
        low, high = field.minimum, field.maximum
        return (None if low is None else convert(low)), (None if high is None else convert(high))
    return None, None


def _bounds(field: Field) -> str:
    return (
        "look it up in the source and correct it; if it is right, widen "
        f"constraints.minimum or .maximum of {field.name} in datapackage.json"
    )


def _missing(field: Field) -> tuple[str, str]:
    if field.name == "source_id":
        return "a fact without a source", "give the id of its row in sources.csv"
    return "a required cell is empty", "fill it from the source"


def _located(
    faults: dict[str, CellFault], field: Field, text: TextTable, file: str
) -> list[Problem]:
    if not faults:
        return []
    return [
        Problem(file, faults[cell].what, faults[cell].mend, line, field.name, cell)
        for cell, line in zip(text.columns[field.name], text.lines, strict=True)
        if cell in faults
    ]
