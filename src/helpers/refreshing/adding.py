"""Facts by hand: a row asked for cell by cell, or pasted, checked before it is written."""

from __future__ import annotations

import csv
import datetime
import io
import os
from collections.abc import Callable, Sequence

from helpers.dataset.cells import DAY, parse_cells
from helpers.dataset.declaration import Declaration, Field, Table
from helpers.dataset.problems import closest
from helpers.errors import RefreshError
from helpers.refreshing.held import Held
from helpers.refreshing.writing import add_rows

Row = dict[str, str]
Ask = Callable[[str], str]
SHOWN = 12


def pasted(text: str, table: Table) -> Row:
    """One pasted row as cells: from a spreadsheet (tabs) or a CSV file (commas).

    A first line with the names of columns is understood too; columns may then be missing.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise RefreshError("nothing was pasted", where=f"add fact {table.name}")
    sign = "\t" if "\t" in lines[0] else ","
    cells = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=sign))
    if len(cells) == 2 and set(cells[0]) <= set(table.columns):
        header, row = cells
    elif len(cells) == 1:
        header, row = list(table.columns), cells[0]
    else:
        raise RefreshError(
            f"{len(cells)} lines were pasted",
            where=f"add fact {table.name}",
            mend="paste one row, or a line of column names and one row under it",
        )
    if len(row) != len(header):
        raise RefreshError(
            f"the row has {len(row)} cells, {table.name} has {len(header)} columns",
            where=f"add fact {table.name}",
            mend=f"the columns are: {', '.join(header)}",
        )
    return {name: cell.strip() for name, cell in zip(header, row, strict=True)}


def asked(
    table: Table, declaration: Declaration, held: Held, ask: Ask, tell: Callable[[str], object]
) -> Row:
    """One row asked for cell by cell; a cell that cannot stand is asked for again."""
    tell(f"{table.title}: {table.description}")
    tell("Leave a cell empty for unknown (Enter). '?' explains a column again.")
    known = {
        key.columns[0]: (key.table, _values(held, key.table, key.target_columns[0]))
        for key in table.foreign_keys
        if len(key.columns) == 1 and not key.separator
    }
    row: Row = {}
    for field in table.fields:
        row[field.name] = _cell(field, declaration, known.get(field.name), ask, tell)
    return row


def write_fact(
    folder: str | os.PathLike[str] | None, name: str, row: Row, today: datetime.date
) -> str:
    """Append the row through the dataset's checks; what was done, in one sentence.

    A row of a day after the one up to which the dataset reaches (not after ``today``) moves
    that day.
    """
    held = Held(folder)
    table = held.table(name)
    unknown = [column for column in row if column not in table.columns]
    if unknown:
        near = closest(unknown[0], table.columns)
        raise RefreshError(
            f"{name} has no column {unknown[0]!r}",
            where=f"add fact {name}",
            mend=f"did you mean {near!r}?" if near else f"its columns: {', '.join(table.columns)}",
        )
    full = {column: row.get(column, "") for column in table.columns}
    line = len(held.rows(name)) + 2  # the header is line 1
    days = [full[field.name] for field in table.fields if field.type == "date"]
    last = max((day for day in days if DAY.fullmatch(day) and day <= today.isoformat()), default="")
    reach = datetime.date.fromisoformat(last) if last else None
    add_rows(held.folder, {name: [full]}, reach)
    return f"written: line {line} of {held.declaration.shown(table)}"


def new_source(row: Row, today: datetime.date) -> Row:
    """A source row with what goes without saying filled in; nothing about terms is guessed."""
    return {
        "retrieved": today.isoformat(),
        "licence": "unknown",
        "redistribution": "facts_only",
        "commercial_use": "unknown",
        "article_or_copy": "false",
    } | {name: value for name, value in row.items() if value}


def _cell(
    field: Field,
    declaration: Declaration,
    known: tuple[str, Sequence[str]] | None,
    ask: Ask,
    tell: Callable[[str], object],
) -> str:
    hint = _hint(field, known)
    while True:
        cell = ask(f"{field.name}{'*' if field.required else ''} ({hint}): ").strip()
        if cell == "?":
            tell(f"  {field.description or 'no description'}; {hint}")
            continue
        fault = _fault(field, cell, declaration, known)
        if fault is None:
            return cell
        tell(f"  {fault}")


def _fault(
    field: Field,
    cell: str,
    declaration: Declaration,
    known: tuple[str, Sequence[str]] | None,
) -> str | None:
    if not cell:
        return "this cell must not be empty" if field.required else None
    _, faults = parse_cells(field, (cell,), declaration)
    if cell in faults:
        return f"{cell!r} {faults[cell].what}: {faults[cell].mend}"
    if known and cell not in known[1]:
        near = closest(cell, known[1])
        return f"{cell!r} is not in {known[0]}" + (f"; did you mean {near!r}?" if near else "")
    return None


def _hint(field: Field, known: tuple[str, Sequence[str]] | None) -> str:
    parts = [field.type if field.type != "string" else "text"]
    if field.unit and not field.unit.startswith("column:"):
        parts.append(field.unit)
    if field.enum:
        more = ", ..." if len(field.enum) > SHOWN else ""
        parts = ["one of " + ", ".join(field.enum[:SHOWN]) + more]
    if known:
        parts.append(f"in {known[0]}")
    return ", ".join(parts)


def _values(held: Held, table: str, column: str) -> list[str]:
    return [row[column] for row in held.rows(table)]
