"""``chuhai correct``: cells set right, with the rows of ``corrections`` that say why."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from helpers.dataset.corrections import TABLE, parse_key
from helpers.dataset.declaration import Table, read
from helpers.dataset.problems import closest
from helpers.dataset.reading import TextTable, read_text
from helpers.errors import RefreshError
from helpers.refreshing.held import Held
from helpers.refreshing.writing import as_line, change

# Frozen before a result was seen: a change is a row of another table, shown to every reader.
FROZEN = {"claim_tests": "test_deviations"}


@dataclass(frozen=True)
class Correction:
    """What a person says: which cell, what it should be, why, and by which source.

    ``row`` is a line of the CSV (``17`` or ``api_prices:17``, the header is line 1), or names
    the row: ``column=value``, several joined by ``;``.
    """

    table: str
    row: str
    column: str
    value: str
    why: str
    source: str


def correct(said: Iterable[Correction], folder: Path, today: datetime.date) -> list[str]:
    """Write the cells and their corrections through the dataset's checks; what was done.

    All of them or none: several corrections are checked once, together.

    Raises
    ------
    RefreshError
        when a cell cannot be found, a source is unknown, or the new state does not pass
        the dataset's checks. Nothing has changed then.
    """
    held = Held(folder)
    rows: dict[tuple[str, int], dict[str, str]] = {}
    entries, done = [], []
    for one in said:
        table = held.table(one.table)
        _allowed(one, table, held)
        line, found = _found(one, table, held)
        row = rows.setdefault((table.name, line), dict(found))
        old = row[one.column]
        if old == one.value:
            raise RefreshError(
                f"line {line} says {old!r} already" if old else f"the cell of line {line} is empty",
                where=f"{held.declaration.shown(table)}, column {one.column}",
            )
        row[one.column] = one.value
        entries.append((table, row, _entry(one, table, old, today)))
        named = ", ".join(f"{name} {row[name]}" for name in table.primary_key)
        done.append(
            f"{held.declaration.shown(table)}, line {line} ({named}): {one.column} "
            f"{old or 'empty'} -> {one.value or 'empty'}; entered in data/corrections.csv"
        )

    def edit(aside: Path) -> None:
        declaration = read(aside)
        for (name, line), row in rows.items():
            table = declaration.table(name)
            cells = as_line(row[column] for column in table.columns)
            _replace_line(aside / table.path, line, cells)
        for table, row, entry in entries:
            key = ";".join(f"{name}={row[name]}" for name in table.primary_key)
            _enter(aside / declaration.table(TABLE).path, {**entry, "key": key})

    change(held.folder, edit, today)
    return done


def pasted(text: str) -> list[Correction]:
    """Corrections from a CSV or a spreadsheet: its first line names the columns."""
    names = [field.name for field in fields(Correction)]
    lines = [line for line in text.splitlines() if line.strip()]
    sign = "\t" if lines and "\t" in lines[0] else ","
    cells = list(csv.reader(lines, delimiter=sign))
    if not cells or sorted(cells[0]) != sorted(names):
        raise RefreshError(
            "the first line does not name the columns",
            where="correct --rows",
            mend=f"it reads {','.join(names)}; then one line for each cell",
        )
    for number, row in enumerate(cells[1:], start=2):
        if len(row) != len(names):
            raise RefreshError(
                f"line {number} has {len(row)} cells under {len(names)} names",
                where="correct --rows",
                mend="quote cells that hold commas",
            )
    return [Correction(**dict(zip(cells[0], row, strict=True))) for row in cells[1:]]


def _entry(said: Correction, table: Table, old: str, today: datetime.date) -> dict[str, str]:
    """The row of corrections but for its key, which later corrections of the row may change."""
    return {
        "table": table.name,
        "column": said.column,
        "wrong_value": old,
        "right_value": said.value,
        "reason": said.why,
        "source_id": said.source,
        "decided_on": today.isoformat(),
        "guard": "right_value",
    }


def _allowed(said: Correction, table: Table, held: Held) -> None:
    place = f"correct {table.name}"
    if table.name == TABLE:
        raise RefreshError("corrections are not corrected", where=place, mend="edit the CSV itself")
    if table.name in FROZEN:
        other = FROZEN[table.name]
        mend = f"add a row to {other}, then edit the CSV"
        raise RefreshError("its rows are fixed before a result is seen", where=place, mend=mend)
    if said.column not in table.columns:
        near = closest(said.column, table.columns)
        raise RefreshError(
            f"there is no column {said.column!r}",
            where=place,
            mend=f"did you mean {near!r}?" if near else f"one of {', '.join(table.columns)}",
        )
    if not said.why.strip():
        raise RefreshError("a correction needs its reason", where=place, mend='--why "..."')
    sources = [row["source_id"] for row in held.rows("sources")]
    if said.source not in sources:
        near = closest(said.source, sources) if said.source else None
        raise RefreshError(
            f"there is no source {said.source!r}",
            where=place,
            mend=f"did you mean {near!r}?" if near else "`chuhai add source` adds it",
        )


def _found(said: Correction, table: Table, held: Held) -> tuple[int, Mapping[str, str]]:
    """The line of the row, and its cells; RefreshError when none or several are meant."""
    text, problems = read_text(held.declaration, table)
    if text is None or problems:
        held.rows(table.name)  # says what is broken
    assert text is not None
    file = held.declaration.shown(table)
    wanted = said.row.removeprefix(f"{table.name}:").strip()
    lines = _lines(wanted, text)
    if len(lines) != 1:
        last = text.lines[-1] if text.lines else 1
        several = ", ".join(map(str, lines[:8]))
        raise RefreshError(
            f"{len(lines)} rows are {said.row!r}: lines {several}" if lines
            else f"no row is {said.row!r}",
            where=file,
            mend=f"give a line from 2 to {last}, or column=value;column=value",
        )  # fmt: skip
    number = text.lines.index(lines[0])
    return lines[0], {name: cells[number] for name, cells in text.columns.items()}


def _lines(wanted: str, text: TextTable) -> list[int]:
    if wanted.isdigit() and int(wanted) in text.lines:
        return [int(wanted)]
    named = parse_key(wanted, text)
    if named is None:
        return []
    rows = zip(text.key(tuple(named)), text.lines, strict=True)
    return [line for cells, line in rows if cells == tuple(named.values())]


def _replace_line(path: Path, line: int, content: str) -> None:
    """One line anew; every other stays as it is, byte for byte."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[line - 1] = content
    path.write_text("".join(lines), encoding="utf-8", newline="")


def _enter(path: Path, entry: Mapping[str, str]) -> None:
    """The row of corrections; an earlier one of the same cell gives way, its reason is kept."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = next(csv.reader(io.StringIO(lines[0])))
    cell = [entry[name] for name in ("table", "key", "column")]
    for number, text in enumerate(lines[1:], start=1):
        row = dict(zip(header, next(csv.reader(io.StringIO(text))), strict=True))
        if [row["table"], row["key"], row["column"]] == cell:
            reason = f"{entry['reason']} (corrected before, to {row['right_value'] or 'empty'}: "
            again = {**entry, "reason": f"{reason}{row['reason']})"}
            lines[number] = as_line(again[name] for name in header)
            break
    else:
        lines.append(as_line(entry[name] for name in header))
    path.write_text("".join(lines), encoding="utf-8", newline="")
