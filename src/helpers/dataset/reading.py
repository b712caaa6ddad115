"""A CSV file as columns of text with true line numbers, and every fault of its form."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from helpers.dataset.declaration import Declaration, Table
from helpers.dataset.problems import Problem, closest


@dataclass(frozen=True)
class TextTable:
    """The cells of a table as written; ``lines[i]`` is the file's line of row ``i``."""

    table: Table
    columns: dict[str, tuple[str, ...]]
    lines: tuple[int, ...]

    def key(self, names: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The values of several columns, row by row."""
        return list(zip(*(self.columns[name] for name in names), strict=True))

    def distinct(self, names: tuple[str, ...]) -> set[tuple[str, ...]]:
        """The different values of several columns."""
        if len(names) == 1:
            return {(value,) for value in set(self.columns[names[0]])}
        return set(self.key(names))


def read_text(declaration: Declaration, table: Table) -> tuple[TextTable | None, list[Problem]]:
    """Read the file of ``table``. Rows of the wrong length are reported and left out.

    The first item is None when the file is missing or cannot be read as text at all.
    """
    file = declaration.shown(table)
    path = declaration.folder / table.path
    if not path.is_file():
        mend = "put the file there, or take the table out of datapackage.json"
        return None, [Problem(file, "the file of this declared table is missing", mend)]
    text, problems = _decode(path.read_bytes(), file)
    if text is None:
        return None, problems
    rows, lines, more = _rows(text, file)
    problems += more
    if rows is None:
        return None, problems
    if not rows:
        mend = f"write the header {','.join(table.columns)}"
        return None, [*problems, Problem(file, "the file is empty", mend)]
    header = rows.pop(0)
    lines.pop(0)
    problems += _header_problems(header, table, file)
    if len(set(header)) < len(header):
        return None, problems
    kept = [number for number, row in enumerate(rows) if len(row) == len(header)]
    if len(kept) < len(rows):
        problems += _ragged(rows, lines, len(header), file)
        rows, lines = [rows[number] for number in kept], [lines[number] for number in kept]
    by_column = zip(*rows, strict=True) if rows else (() for _ in header)
    columns = dict(zip(header, by_column, strict=True))
    declared = {name: columns[name] for name in table.columns if name in columns}
    return TextTable(table, declared, tuple(lines)), problems


def _decode(content: bytes, file: str) -> tuple[str | None, list[Problem]]:
    problems = []
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
        what = "the file starts with a byte order mark"
        problems.append(Problem(file, what, "save it as plain UTF-8 (without BOM)", 1))
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        what = "lines end in CR or CRLF"
        problems.append(Problem(file, what, "save it with LF line ends", line))
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return content.decode("utf-8"), problems
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        value = repr(content[error.start : error.start + 1])[2:-1]
        mend = "save the file as UTF-8 and look the character up in the source"
        problems.append(Problem(file, "a byte is not UTF-8", mend, line, value=value))
        return None, problems


def _rows(text: str, file: str) -> tuple[list[list[str]] | None, list[int], list[Problem]]:
    """Rows (None if they cannot be told apart), the line each starts on, and broken cells."""
    problems: list[Problem] = []
    if text and not text.endswith("\n"):
        line = text.count("\n") + 1
        problems.append(Problem(file, "the last line has no line end", "end it with LF", line))
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for row in reader:
            if reader.line_num > start:
                cell = next((cell for cell in row if "\n" in cell), "")
                what = f"a cell runs over {reader.line_num - start + 1} lines"
                mend = "write it on one line; lines of the file must be rows"
                problems.append(Problem(file, what, mend, start, value=cell))
            rows.append(row)
            lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        mend = "close the quotes; a quote inside a quoted cell is doubled"
        what = f"cannot be split into cells from here on ({error})"
        return None, [], [*problems, Problem(file, what, mend, start)]
    return rows, lines, problems


def _header_problems(header: list[str], table: Table, file: str) -> list[Problem]:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        what, mend = "the header names this column twice", "rename or remove one of them"
        return [Problem(file, what, mend, 1, name) for name in twice]
    problems = []
    missing = [name for name in table.columns if name not in header]
    for name in header:
        if name in table.columns:
            continue
        mend = "declare it in datapackage.json or remove it"
        if near := closest(name, missing):
            missing.remove(near)
            mend = f"rename it {near!r}"
        problems.append(Problem(file, "the column is not declared", mend, 1, name))
    for name in missing:
        mend = "add the column, or take it out of datapackage.json"
        problems.append(Problem(file, "the declared column is missing", mend, 1, name))
    if not problems and tuple(header) != table.columns:
        first = next(a for a, b in zip(header, table.columns, strict=True) if a != b)
        mend = f"order the columns {','.join(table.columns)}"
        what = "columns stand in another order than declared"
        problems.append(Problem(file, what, mend, 1, first))
    return problems


def _ragged(rows: list[list[str]], lines: list[int], width: int, file: str) -> list[Problem]:
    mend = "a comma inside a cell needs quotes around the cell; an empty line has to go"
    return [
        Problem(file, f"the row has {len(row)} cells, the header {width}", mend, line)
        for row, line in zip(rows, lines, strict=True)
        if len(row) != width
    ]
