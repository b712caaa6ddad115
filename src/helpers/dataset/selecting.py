"""Which columns and which rows of a table are wanted, said once for CSV and Parquet alike."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.dataset.declaration import Table
from helpers.dataset.problems import closest
from helpers.errors import DatasetError

Condition = tuple[str, str, Any]
Where = Sequence[Condition] | Sequence[Sequence[Condition]]

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPERATORS = (*COMPARISONS, "in", "not in", "contains", "known")


@dataclass(frozen=True)
class Selection:
    """Columns (None: all) and alternatives, each a list of conditions that must all hold.

    A condition is ``(column, operator, value)`` as in pandas' own Parquet filters, with two
    more: ``(column, "contains", text)`` whatever its case, and ``(column, "known", True)``
    for cells that are not empty. An empty cell meets no other condition.
    """

    columns: tuple[str, ...] | None = None
    alternatives: tuple[tuple[Condition, ...], ...] = ()

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The columns that the conditions read."""
        named = [column for one in self.alternatives for column, _, _ in one]
        return tuple(dict.fromkeys(named))

    def meets(self, frame: pd.DataFrame) -> pd.Series:
        """Which rows meet the conditions of one alternative at least."""
        if not self.alternatives:
            return pd.Series(True, index=frame.index)
        found = pd.Series(False, index=frame.index)
        for alternative in self.alternatives:
            every = pd.Series(True, index=frame.index)
            for column, word, value in alternative:
                every &= _holds(frame[column], word, value)
            found |= every
        return found

    def of(self, frame: pd.DataFrame, always: Iterable[str] = ()) -> pd.DataFrame:
        """The rows wanted, with the columns wanted and those that ``always`` come along."""
        rows = frame[self.meets(frame)] if self.alternatives else frame
        if self.columns is None:
            return rows
        wanted = {*self.columns, *always}
        return rows[[name for name in rows.columns if name in wanted]]


def selection(table: Table, columns: Sequence[str] | None, where: Where | None) -> Selection:
    """The selection asked for; DatasetError for a column or an operator there is not."""
    place = f"table {table.name}"
    if isinstance(columns, str):
        raise DatasetError(f"columns is the text {columns!r}", where=place, mend="give a list")
    wanted = None if columns is None else tuple(dict.fromkeys(columns))
    alternatives: list[tuple[Condition, ...]] = []
    listed = list(where or ())
    if listed and all(_is_condition(one) for one in listed):
        listed = [listed]
    for alternative in listed:
        listable = isinstance(alternative, (tuple, list)) and alternative
        if not listable or not all(_is_condition(one) for one in alternative):
            raise DatasetError(
                f"cannot read the conditions {alternative!r}",
                where=place,
                mend='write [("country", "in", ["CN", "US"]), ("likes", ">=", 1)]; '
                "for alternatives a list of such lists",
            )
        alternatives.append(tuple(tuple(one) for one in alternative))
    named = [*(wanted or ()), *(column for one in alternatives for column, _, _ in one)]
    for name in named:
        if name not in table.columns:
            near = closest(name, table.columns)
            mend = f"did you mean {near!r}?" if near else f"one of {', '.join(table.columns)}"
            raise DatasetError(f"there is no column {name!r}", where=place, mend=mend)
    return Selection(wanted, tuple(alternatives))


def _is_condition(one: Any) -> bool:
    return (
        isinstance(one, (tuple, list))
        and len(one) == 3
        and isinstance(one[0], str)
        and isinstance(one[1], str)
        and one[1] in OPERATORS
    )


def _holds(cells: pd.Series, word: str, value: Any) -> pd.Series:
    known = cells.notna()
    if word == "known":
        return known if value else ~known
    if word == "contains":
        found = cells.astype("str").str.contains(str(value), case=False, regex=False)
    elif word in ("in", "not in"):
        found = cells.isin(list(value))
        found = found if word == "in" else ~found
    else:
        if pd.api.types.is_datetime64_any_dtype(cells):
            value = pd.Timestamp(value)
        found = COMPARISONS[word](cells, value)
    return found.fillna(False).astype(bool) & known
