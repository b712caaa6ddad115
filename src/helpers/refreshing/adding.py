"""Facts by hand: a row asked for cell by cell, or pasted, checked before it is written."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpers.dataset.cells import DAY, parse_cells
from helpers.dataset.declaration import Declaration, Field, Table
from helpers.dataset.problems import closest
from helpers.errors import RefreshError
from helpers.refreshing.held import Held
from helpers.refreshing.held import plain as plain_name
from helpers.refreshing.writing import add_rows

Row = dict[str, str]
Ask = Callable[[str], str]
Target = tuple[str, str]
SHOWN = 12
SEPARATOR = "\t"


def pasted(text: str, table: Table) -> list[Row]:
    """Pasted rows as cells: from a spreadsheet (tabs) or a CSV file (commas).

    A first line with the names of columns is understood too; columns may then be missing.
    """
    place = f"add fact {table.name}"
    lines = [line for line in text.splitlines() if line.strip()]
    sign = SEPARATOR if lines and SEPARATOR in lines[0] else ","
    cells = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=sign)]
    header = list(table.columns)
    if cells and set(cells[0]) <= set(header):
        header = cells.pop(0)
    if not cells:
        raise RefreshError("nothing was pasted", where=place, mend="paste a row, then Ctrl-D")
    for row in cells:
        if len(row) != len(header):
            raise RefreshError(
                f"the row has {len(row)} cells, {table.name} has {len(header)} columns"
                if header == list(table.columns)
                else f"the row has {len(row)} cells under {len(header)} names",
                where=f"{place}, the row of {row[0]!r}",
                mend=f"the columns are: {', '.join(header)}",
            )
    return [dict(zip(header, row, strict=True)) for row in cells]


def asked(
    table: Table,
    declaration: Declaration,
    held: Held,
    ask: Ask,
    tell: Callable[[str], object],
    today: datetime.date,
    usual: Row | None = None,
) -> Row:
    """One row asked for cell by cell; a cell that cannot stand is asked for again.

    Days up to ``today`` can stand, though the dataset reaches less far until the row is in it.
    ``usual`` are the cells that an empty answer stands for. A row that is pasted at the first
    question answers all of them; only what cannot stand of it is asked for.
    """
    tell(f"{table.title}: {table.description}")
    tell("Enter leaves a cell empty (unknown); those with * must be filled. '?' explains a column.")
    tell("A row copied from a spreadsheet can be pasted at the first question. Ctrl-C stops.")
    old = declaration.last_day
    reached = dataclasses.replace(declaration, last_day=max(old, today))
    desk = Desk(reached, held, ask, tell, usual or {})
    targets = {
        key.columns[0]: (key.table, key.target_columns[0])
        for key in table.foreign_keys
        if len(key.columns) == 1 and not key.separator
    }
    row: Row = {}
    ready: Row | None = None
    for number, declared in enumerate(table.fields):
        bound = str(reached.last_day) if declared.maximum == str(old) else declared.maximum
        field = dataclasses.replace(declared, maximum=bound)
        target = targets.get(field.name)
        first = None if ready is None else ready.get(field.name, "")
        answer = desk.cell(field, target, first, whole=not number)
        if SEPARATOR in answer:
            ready = _spread(answer, table, ask)
            answer = desk.cell(field, target, ready.get(field.name, ""))
        row[field.name] = answer
    return row


def as_pasted(row: Row) -> str:
    """The row as it can be pasted again: names and cells, as a spreadsheet has them."""
    return "\n".join(SEPARATOR.join(part) for part in (row.keys(), row.values()))


def write_facts(
    folder: str | os.PathLike[str] | None, name: str, rows: Sequence[Row], today: datetime.date
) -> str:
    """Append rows through the dataset's checks, all or none; what was done, in one sentence.

    A row of a day after the one up to which the dataset reaches (not after ``today``) moves
    that day.
    """
    held = Held(folder)
    table = held.table(name)
    unknown = [column for row in rows for column in row if column not in table.columns]
    if unknown:
        near = closest(unknown[0], table.columns)
        raise RefreshError(
            f"{name} has no column {unknown[0]!r}",
            where=f"add fact {name}",
            mend=f"did you mean {near!r}?" if near else f"its columns: {', '.join(table.columns)}",
        )
    full = [{column: row.get(column, "") for column in table.columns} for row in rows]
    line = len(held.rows(name)) + 2  # the header is line 1
    dates = [field.name for field in table.fields if field.type == "date"]
    days = [row[column] for row in full for column in dates]
    last = max((day for day in days if DAY.fullmatch(day) and day <= today.isoformat()), default="")
    reach = datetime.date.fromisoformat(last) if last else None
    add_rows(held.folder, {name: full}, reach)
    lines = f"line {line}" if len(full) == 1 else f"lines {line} to {line + len(full) - 1}"
    return f"written: {lines} of {held.declaration.shown(table)}"


def new_source(row: Row, today: datetime.date) -> Row:
    """A source row with what goes without saying filled in; nothing about terms is guessed."""
    return {
        "retrieved": today.isoformat(),
        "licence": "unknown",
        "redistribution": "facts_only",
        "commercial_use": "unknown",
        "article_or_copy": "false",
    } | {name: value for name, value in row.items() if value}


def _spread(line: str, table: Table, ask: Ask) -> Row:
    """A pasted row by column; a line of names has its cells on the next line."""
    cells = [cell.strip() for cell in line.split(SEPARATOR)]
    if len(cells) > 1 and set(cells) <= set(table.columns):
        return pasted(f"{line}\n{ask('')}", table)[0]
    return pasted(line, table)[0]


@dataclass(frozen=True)
class Desk:
    """Where the cells of a row are asked for, one after the other."""

    declaration: Declaration
    held: Held
    ask: Ask
    tell: Callable[[str], object]
    usual: Row

    def cell(
        self, field: Field, target: Target | None, first: str | None = None, *, whole: bool = False
    ) -> str:
        """The cell of a column, asked for until it can stand; ``first`` is tried before.

        With ``whole`` a row pasted in place of the cell is handed back as it is.
        """
        hint, usual = _hint(field, target), self.usual.get(field.name, "")
        question = f"{field.name}{'*' if field.required else ''} ({hint})"
        question += f" [{usual}]: " if usual else ": "
        while True:
            cell = self.ask(question) if first is None else first
            if first:
                self.tell(question + first)
            first = None
            if whole and SEPARATOR in cell.strip():
                return cell.strip("\r\n")
            cell = cell.strip() or usual
            if cell == "?":
                self.tell(f"  {field.description or 'no description'}; {hint}")
                continue
            fault = self._fault(field, cell, target)
            if fault is None:
                return cell
            self.tell(f"  {fault}")

    def _fault(self, field: Field, cell: str, target: Target | None) -> str | None:
        if not cell:
            return "this cell must not be empty" if field.required else None
        _, faults = parse_cells(field, (cell,), self.declaration)
        if cell in faults:
            plain = _plainly(field, cell)
            if plain != cell and plain not in parse_cells(field, (plain,), self.declaration)[1]:
                return f"{cell!r} cannot stand as it is written; did you mean {plain!r}?"
            return f"{cell!r} {faults[cell].what}: {faults[cell].mend}"
        known = [row[target[1]] for row in self.held.rows(target[0])] if target else [cell]
        if target and cell not in known:
            near = self._named(target[0], cell) or closest(cell, known)
            return f"{cell!r} is not in {target[0]}" + (f"; did you mean {near!r}?" if near else "")
        return None

    def _named(self, table: str, name: str) -> str:
        """The identifier of a firm or a country that goes by that name."""
        if table == "firms":
            return self.held.firm(name)
        rows = self.held.rows(table) if table == "countries" else ()
        return next(
            (row["country"] for row in rows if plain_name(row["name"]) == plain_name(name)), ""
        )


def _plainly(field: Field, cell: str) -> str:
    """A cell as the tables write it: numbers without signs, identifiers in small letters."""
    if field.measured:
        return re.sub(r"[\s,'_]", "", cell)
    if field.type == "boolean":
        return {"yes": "true", "no": "false", "y": "true", "n": "false"}.get(
            cell.lower(), cell.lower()
        )
    return re.sub(r"[^a-z0-9.]+", "-", cell.lower()).strip("-.") if field.pattern else cell


def _hint(field: Field, target: Target | None) -> str:
    parts = [field.type if field.type != "string" else "text"]
    if field.unit and not field.unit.startswith("column:"):
        parts.append(field.unit)
    if field.enum:
        more = ", ..." if len(field.enum) > SHOWN else ""
        parts = ["one of " + ", ".join(field.enum[:SHOWN]) + more]
    if target:
        parts.append(f"in {target[0]}")
    return ", ".join(parts)
