"""All checks of a table, and of the whole dataset; every problem at once.

``python -m helpers.dataset.checking [TABLE ...]`` prints what it finds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from helpers.dataset import twins
from helpers.dataset.declaration import read
from helpers.dataset.problems import Problem, grouped
from helpers.dataset.rules import undeclared_files
from helpers.dataset.store import Store
from helpers.dataset.twin_checks import twin_problems


def check(
    folder: str | os.PathLike[str] | None = None, tables: Iterable[str] | None = None
) -> list[Problem]:
    """Every problem of ``tables`` (None: of all, and of files that no table declares).

    An empty list means that each table opens. A problem that several tables run into
    (a missing table they point to) is named once.
    """
    declaration = read(folder)
    store = Store(declaration)
    names = list(declaration.tables) if tables is None else list(tables)
    problems = [
        problem for name in names for problem in store.load(declaration.table(name)).problems
    ]
    if tables is None:
        problems += undeclared_files(declaration)
    for name in names:
        table = declaration.table(name)
        if twins.place(declaration, table):
            problems += twin_problems(declaration, table, store.text)
    return list(dict.fromkeys(problems))


def main(names: list[str]) -> int:
    """Print the problems of the tables named; 1 when there are any."""
    problems = check(tables=names or None)
    for message in grouped(problems):
        print(message)
    print(f"{len(problems)} problems" if problems else "no problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
