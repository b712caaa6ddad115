"""Writing to the dataset whole or not at all: aside, checked there, then put in place."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from helpers.dataset import check, dictionary
from helpers.dataset.declaration import Declaration, read
from helpers.dataset.location import DECLARATION
from helpers.dataset.problems import grouped
from helpers.errors import RefreshError

Row = Mapping[str, str]
STAGE = ".chuhai-staged"
LIST = "staged.json"
SHOWN = 20


def add_rows(
    folder: Path, rows: Mapping[str, Iterable[Row]], day: datetime.date | None = None
) -> list[str]:
    """Append rows to tables of the dataset in ``folder``; the files that changed.

    Every old line stays as it is, byte for byte; see :func:`change`.
    """

    def edit(aside: Path) -> None:
        declaration = read(aside)
        for name, added in rows.items():
            _append(declaration, name, added)

    return change(folder, edit, day)


def change(
    folder: Path, edit: Callable[[Path], None], day: datetime.date | None = None
) -> list[str]:
    """Change the dataset in ``folder`` whole or not at all; the files that changed.

    ``edit`` gets a copy aside, which goes through the dataset's own checks; RefreshError, and
    an untouched dataset, when they find anything or there is no room. ``day`` moves the day
    up to which the dataset reaches.
    """
    finish_interrupted(folder)
    try:
        with _staged(folder) as aside:
            if day is not None:
                _reach(aside, read(aside), day)
            edit(aside)
            _pass_checks(aside)
            changed = _changed(folder, aside)
            before = {name: _content(folder / name) for name in changed}
            ready = aside.parent / LIST
            unready = ready.with_suffix(".part")
            unready.write_text(json.dumps(changed), encoding="utf-8")
            unready.replace(ready)  # from here on a killed writing is completed
            try:
                _put_in_place(folder, aside, changed)
            except OSError:
                _roll_back(folder, before)
                raise
    except OSError as error:
        raise RefreshError(
            f"the dataset could not be written ({_reason(error)}); its rows are as they were",
            where=folder.name,
            mend="make room, or see to the permissions of its folder, then again",
        ) from None
    return changed


def _reason(error: OSError) -> str:
    """What the system said; a copied folder says it file by file."""
    if isinstance(error, shutil.Error) and error.args and error.args[0]:
        return str(error.args[0][0][2]).partition("] ")[2].partition(":")[0] or "copying failed"
    return error.strerror or type(error).__name__


def rehearsed(folder: Path, edit: Callable[[Path], None]) -> dict[str, bytes]:
    """What ``edit`` would change in the dataset: file -> new content; nothing is written.

    ``edit`` gets a copy of the dataset; RefreshError when the copy fails the checks afterwards.
    """
    finish_interrupted(folder)
    with _staged(folder) as aside:
        files = [path for path in sorted(aside.rglob("*")) if path.is_file()]
        before = {path: path.read_bytes() for path in files}
        edit(aside)
        _pass_checks(aside)
        after = {path: path.read_bytes() for path in files}
        return {
            path.relative_to(aside).as_posix(): content
            for path, content in after.items()
            if content != before[path]
        }


def finish_interrupted(folder: Path) -> None:
    """Complete a writing that was killed after its checks, between one file and the next."""
    aside = folder.parent / STAGE
    ready = aside / LIST
    if ready.is_file():
        _put_in_place(folder, aside / folder.name, json.loads(ready.read_text(encoding="utf-8")))
    shutil.rmtree(aside, ignore_errors=True)


def as_line(cells: Iterable[str]) -> str:
    """One line of CSV in the form of the tables."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(list(cells))
    return out.getvalue()


def _pass_checks(aside: Path) -> None:
    """The dataset's own checks, then its dictionary anew."""
    problems = check(aside)
    if problems:
        messages = grouped(problems)
        listed = "\n  ".join(messages[:SHOWN])
        more = f"\n  ... and {len(messages) - SHOWN} more" if len(messages) > SHOWN else ""
        raise RefreshError(
            f"the new state does not pass the dataset's checks; nothing was written:\n"
            f"  {listed}{more}"
        )
    dictionary.write(aside)


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A copy of the dataset beside it; gone afterwards, whatever happens."""
    aside = folder.parent / STAGE
    try:
        # A Parquet twin is read where it lies; it is no part of what is written here.
        ignored = shutil.ignore_patterns("*.parquet")
        shutil.copytree(folder, aside / folder.name, ignore=ignored)
        yield aside / folder.name
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _append(declaration: Declaration, name: str, rows: Iterable[Row]) -> None:
    table = declaration.table(name)
    lines = [as_line(row.get(column, "") for column in table.columns) for row in rows]
    with (declaration.folder / table.path).open("a", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _reach(aside: Path, declaration: Declaration, day: datetime.date) -> None:
    """Let the dataset reach up to ``day``: the day of compilation, and bounds set to it."""
    old = declaration.last_day
    if day <= old:
        return
    path = aside / DECLARATION
    text = path.read_text(encoding="utf-8")
    for word in ("compiled", "maximum"):
        text = text.replace(f'"{word}": "{old}"', f'"{word}": "{day}"')
    path.write_text(text, encoding="utf-8")


def _changed(folder: Path, aside: Path) -> list[str]:
    """Files that differ, in an order in which every state between is sound: what is pointed
    to (declaration, sources, identities) before what points to it."""
    names = [
        path.relative_to(aside).as_posix()
        for path in sorted(aside.rglob("*"))
        if path.is_file()
        and (
            not (folder / path.relative_to(aside)).is_file()
            or path.read_bytes() != (folder / path.relative_to(aside)).read_bytes()
        )
    ]
    first = (DECLARATION, "sources.csv")
    return sorted(
        names, key=lambda name: (name not in first, not name.startswith("identity/"), name)
    )


def _put_in_place(folder: Path, aside: Path, names: list[str]) -> None:
    for name in names:
        if (aside / name).is_file():
            os.replace(aside / name, folder / name)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _roll_back(folder: Path, before: Mapping[str, bytes | None]) -> None:
    """What was put in place already, as it was: a file that resists must not split the rest."""
    for name, content in before.items():
        if content is None:
            (folder / name).unlink(missing_ok=True)
        elif _content(folder / name) != content:
            (folder / name).write_bytes(content)
