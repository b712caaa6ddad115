"""Small, exact edits of the texts in which a theme is named; every other line stays as it is."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping

from helpers.errors import PlanError, RefreshError
from helpers.refreshing.writing import as_line

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def with_cells(text: str, key: str, column: str, values: Mapping[str, str]) -> str:
    """A table (CSV) with ``column`` set in the rows whose ``key`` is in ``values``."""
    lines = text.splitlines(keepends=True)
    head = next(csv.reader(lines[:1]))
    for number, line in enumerate(lines[1:], 1):
        cells = next(csv.reader([line]))
        name = cells[head.index(key)]
        if name in values:
            cells[head.index(column)] = values[name]
            lines[number] = as_line(cells)
    return "".join(lines)


def with_run(text: str, notebook: str, where: str) -> str:
    """A plan (YAML) with a run of ``notebook`` before that of the ledger, or at its end."""
    if not re.search(r"^runs:$", text, re.M):
        raise PlanError("lists no `runs:`", where=where, mend="a plan of this kind lists its runs")
    line = f"  - notebook: {notebook}\n"
    ledger = re.search(r"^  - notebook: ledger$", text, re.M)
    if ledger:
        return text[: ledger.start()] + line + text[ledger.start() :]
    return text.rstrip("\n") + "\n" + line


def with_message(catalogue: str, english: str, chinese: str) -> str | None:
    """The catalogue of the pages with one more phrase; None when it holds the phrase already.

    The fonts of the pages hold the characters of GB 2312 (``site/fonts``); others are refused.
    """
    message = f"msgid {_quoted(english)}\nmsgstr "
    if f"\n{message}" in catalogue:
        return None
    if not chinese.strip():
        raise RefreshError(
            f"{english!r} has no name in Chinese", where="new notebook", mend="give it: --title-zh"
        )
    letters = sorted({letter for letter in chinese if CHINESE.match(letter)})
    missing = [letter for letter in letters if not letter.encode("gb2312", "ignore")]
    if missing:
        raise RefreshError(
            f"the fonts of the pages do not hold {''.join(missing)}",
            where="new notebook",
            mend="write it in characters of GB 2312 (simplified Chinese)",
        )
    return catalogue.rstrip("\n") + f"\n\n{message}{_quoted(chinese.strip())}\n"


def cell_that_names(notebook: str, claim: str) -> str:
    """The id of the first code cell of a notebook that names a claim; empty when none does."""
    for cell in json.loads(notebook)["cells"]:
        if cell["cell_type"] == "code" and f'"{claim}"' in "".join(cell["source"]):
            return str(cell.get("id", "without a name"))
    return ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
