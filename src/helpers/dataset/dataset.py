"""The dataset as it could be read on a day."""

from __future__ import annotations

import copy
import datetime
import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from helpers.dataset import coverage, licences, twins, vintages
from helpers.dataset.declaration import FURTHER_SOURCES, LIST_SEPARATOR, Declaration, Table, read
from helpers.dataset.fingerprint import combined
from helpers.dataset.selecting import Selection, Where, selection
from helpers.dataset.store import SOURCES, Store
from helpers.errors import DatasetError

LATEST = "latest"
EDITIONS = ("newest", "all")
ALWAYS = ("source_id", "known_on")


class Dataset:
    """All tables, cut to the rows known by ``as_of``. Made by :func:`open`."""

    def __init__(self, store: Store, as_of: datetime.date, *, commercial_use: bool = False) -> None:
        self._store = store
        self.as_of = as_of
        self.commercial_use = commercial_use
        self._cut: dict[tuple[str, str], pd.DataFrame] = {}

    @property
    def _declaration(self) -> Declaration:
        return self._store.declaration

    @property
    def names(self) -> tuple[str, ...]:
        """The tables, in the order of the declaration."""
        return tuple(self._declaration.tables)

    @property
    def last_day(self) -> datetime.date:
        """The day the dataset was compiled: what ``as_of="latest"`` means."""
        return self._declaration.last_day

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits over the declaration and the content of all tables."""
        return combined({name: self._store.hash(name) for name in self.names})

    def table(
        self,
        name: str,
        vintages: Literal["newest", "all"] = "newest",
        *,
        columns: Sequence[str] | None = None,
        where: Where | None = None,
    ) -> pd.DataFrame:
        """The rows of a table known by ``as_of``, typed.

        The index ``row`` names each row by its line of the CSV (``"api_prices:17"``, the
        header is line 1). Numbers are float64 or Int64, dates datetime64, columns with
        allowed values categories, yes/no columns boolean; ``known_on`` is added. Of a
        revised series only the newest vintage known by then is given, or all with
        ``vintages="all"``. Raises DatasetError for an unknown table, and BrokenTableError
        with every problem when a check fails.

        ``columns`` and ``where`` ask for a part of the table, as pandas' Parquet filters do:
        ``where=[("country", "in", ["CN", "US"]), ("likes", ">=", 1)]`` (see
        :class:`helpers.dataset.selecting.Selection`). ``source_id`` always comes along. Where
        a larger Parquet twin of the table lies in the data folder, only that part of it is
        read; the index then names the row that the CSV would have at that line.
        """
        wanted = selection(self._declaration.table(name), columns, where)
        if vintages not in EDITIONS:
            raise DatasetError(
                f"there is no choice of vintages {vintages!r}",
                where=f"table {name}",
                mend=f"one of {', '.join(map(repr, EDITIONS))}",
            )
        if twins.place(self._declaration, self._declaration.table(name)):
            return self._from_twin(name, wanted)
        if (name, vintages) not in self._cut:
            known = self._known(name)
            self._cut[name, vintages] = self._newest(name, known) if vintages == "newest" else known
        # Copy-on-write: the caller may change its frame, the one kept here stays as it is.
        return wanted.of(self._cut[name, vintages], ALWAYS).copy(deep=False)

    def sources_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of ``sources`` that the rows of ``frame`` point to, by source_id.

        Sources are given whatever the reading day: a public event may be documented later.
        """
        named: set[str] = set()
        for column in frame.columns:
            if column == FURTHER_SOURCES:
                listed = frame[column].dropna().str.split(LIST_SEPARATOR)
                named.update(source for sources in listed for source in sources)
            elif column == "source_id" or column.endswith("_source_id"):
                named.update(frame[column].dropna().astype("str"))
        sources = self._store.frame(SOURCES)
        return sources[sources["source_id"].isin(named)].sort_values("source_id")

    def coverage(
        self, name: str, frame: pd.DataFrame | None = None, by: str = "source_id"
    ) -> coverage.Coverage:
        """What the table (or ``frame``, some of its rows) covers, grouped ``by`` a column."""
        table = self._declaration.table(name)
        known = self._known(name) if frame is None else frame
        if by not in (*known, "source_id"):
            raise DatasetError(
                f"there is no column {by!r} to group by",
                where=f"table {name}",
                mend=f"one of {', '.join(table.columns)}",
            )
        if frame is None and twins.place(self._declaration, table):
            return self._coverage_of_twin(table, by)
        withheld = len(self._usable(name)) - len(self._known(name))
        return coverage.describe(known, table, withheld=withheld, by=by)

    def caveats(self, name: str) -> list[str]:
        """What has to be borne in mind before the table is used."""
        return list(self._declaration.table(name).caveats)

    def declaration(self, name: str) -> dict[str, Any]:
        """The table as declared in ``datapackage.json``."""
        return copy.deepcopy(dict(self._declaration.table(name).plain))

    def _from_twin(self, name: str, wanted: Selection) -> pd.DataFrame:
        """The part of a twin that is wanted and known; its table has no vintages."""
        table = self._declaration.table(name)
        columns = wanted.columns
        if columns is not None:
            columns = (*columns, table.known.column, table.known.precision, *ALWAYS)
        frame = twins.read(self._declaration, table, Selection(columns, wanted.alternatives))
        frame["known_on"] = self._store.known_on(table, frame)
        if self.commercial_use:
            frame = licences.commercially_usable(frame, self._store.frame(SOURCES))
        known = frame["known_on"] <= pd.Timestamp(self.as_of)
        # Not a copy of millions of rows where all of them are known.
        return Selection(wanted.columns).of(frame if known.all() else frame[known], ALWAYS)

    def _coverage_of_twin(self, table: Table, by: str) -> coverage.Coverage:
        """Read column by column, so that the whole table is never in memory."""
        known = self.table(table.name, columns=coverage.reads(table, by))
        withheld = twins.opened(self._declaration, table).metadata.num_rows - len(known)
        missing = {
            name: coverage.empty(self.table(table.name, columns=[name])[name])
            for name in table.columns
        }
        return coverage.describe(known, table, withheld=withheld, by=by, missing=missing)

    def _usable(self, name: str) -> pd.DataFrame:
        """The whole table, without rows that may not be used commercially if so asked."""
        frame = self._store.frame(name)
        if not self.commercial_use or name == SOURCES:
            return frame
        return licences.commercially_usable(frame, self._store.frame(SOURCES))

    def _known(self, name: str) -> pd.DataFrame:
        rows = self._usable(name)
        return rows[rows["known_on"] <= pd.Timestamp(self.as_of)]

    def _newest(self, name: str, known: pd.DataFrame) -> pd.DataFrame:
        table = self._declaration.table(name)
        if not table.vintage:
            return known
        return vintages.newest(known, table.series_key, table.vintage)

    def __repr__(self) -> str:
        return f"<Dataset {self.fingerprint} as of {self.as_of}, {len(self.names)} tables>"


def open(
    as_of: str | datetime.date = LATEST,
    *,
    commercial_use: bool = False,
    folder: str | os.PathLike[str] | None = None,
) -> Dataset:
    """Open the dataset as it could be read on ``as_of`` (a day, ISO text, or "latest").

    ``commercial_use`` leaves out rows whose source forbids commercial use. ``folder`` is the
    folder of ``datapackage.json`` (default: CHUHAI_DATA, then ``data/`` of this clone).
    Tables are read and checked when first asked for. Raises DatasetError when the folder,
    its declaration or the day cannot be used.
    """
    declaration = read(folder)
    return Dataset(
        Store(declaration), reading_day(as_of, declaration), commercial_use=commercial_use
    )


def reading_day(as_of: str | datetime.date, declaration: Declaration) -> datetime.date:
    """``as_of`` as a day within what the dataset covers; DatasetError otherwise."""
    if as_of == LATEST:
        return declaration.last_day
    first, last = declaration.first_day, declaration.last_day
    allowed = f'a day from {first} to {last}, written YYYY-MM-DD, or "{LATEST}"'
    day = _day(as_of)
    if day is None:
        raise DatasetError(f"cannot read {as_of!r} as a day", where="as_of", mend=allowed)
    if not first <= day <= last:
        raise DatasetError(
            f"{day} lies outside what the dataset covers", where="as_of", mend=allowed
        )
    return day


def _day(as_of: object) -> datetime.date | None:
    if isinstance(as_of, datetime.datetime):
        return None if pd.isna(as_of) else as_of.date()
    if isinstance(as_of, datetime.date):
        return as_of
    try:
        return datetime.date.fromisoformat(as_of)
    except (TypeError, ValueError):
        return None
