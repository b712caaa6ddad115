"""Kinds of parameter that the dataset itself delimits: days, countries, firms.

Identity tables are read with ``csv``, for a runner that must not wait for pandas, and read
again once they were edited, for a kernel that stays open.
"""

from __future__ import annotations

import csv
import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from helpers.dataset.location import find
from helpers.dataset.problems import closest

LATEST = "latest"


def coverage() -> tuple[datetime.date, datetime.date]:
    """The first and the last day that can be read: the article's, and the dataset's last."""
    return _coverage(find())


@cache
def _coverage(folder: Path) -> tuple[datetime.date, datetime.date]:
    from helpers.dataset.declaration import read

    declaration = read(folder)
    return declaration.article_day, declaration.last_day


def _day(value: Any) -> datetime.date:
    first, last = coverage()
    if value == LATEST:
        return last
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value!r} is not an ISO day such as 2024-10-03") from None
    if not isinstance(value, datetime.date):
        raise ValueError(f"{value!r} is not a day")
    if not first <= value <= last:
        raise ValueError(f"{value} lies outside the days that the dataset covers")
    return value


def _identity(file: str, column: str) -> tuple[str, ...]:
    path = find() / "identity" / file
    return _column(path, column, path.stat().st_mtime_ns)


@cache
def _column(path: Path, column: str, edited: int) -> tuple[str, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(row[column] for row in csv.DictReader(lines))


def countries() -> tuple[str, ...]:
    """The country codes that the dataset knows."""
    return _identity("countries.csv", "country")


def firms() -> tuple[str, ...]:
    """The firms of the dataset, spelled its way."""
    return _identity("firms.csv", "firm")


def _country(value: str) -> str:
    return _known(value, countries(), "a country code of data/identity/countries.csv")


def _firm(value: str) -> str:
    return _known(value, firms(), "a firm of data/identity/firms.csv")


def _known(value: str, names: tuple[str, ...], kind: str) -> str:
    if value not in names:
        near = closest(value, names)
        raise ValueError(f"{value!r} is not {kind}" + (f"; did you mean {near!r}?" if near else ""))
    return value


Day = Annotated[datetime.date, BeforeValidator(_day), WithJsonSchema({"kind": "day"})]
Country = Annotated[str, AfterValidator(_country), WithJsonSchema({"kind": "country"})]
Firm = Annotated[str, AfterValidator(_firm), WithJsonSchema({"kind": "firm"})]
