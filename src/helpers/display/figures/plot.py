"""What is asked of a figure: its data, its columns, its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers.errors import ChuhaiError


@dataclass(frozen=True)
class Plot:
    """One figure before it is drawn.

    ``encodings`` say which column is drawn how (x, y, by, low, high, facet ...) and hold the
    options of the kind; every name in ``columns`` that is set is a column of ``frame``.
    """

    kind: str
    frame: pd.DataFrame
    title: str
    subtitle: str
    unit: str = ""
    source: str = ""
    narrow: bool = False
    encodings: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.encodings.get(name)

    def column(self, name: str) -> pd.Series:
        """The data of an encoding, ``plot.column("x")``."""
        return self.frame[self[name]]

    def has(self, name: str) -> bool:
        """Whether an encoding names a column that is there."""
        return isinstance(self[name], str) and self[name] in self.frame

    @property
    def dated(self) -> bool:
        return self.has("x") and pd.api.types.is_datetime64_any_dtype(self.column("x"))

    @property
    def empty(self) -> bool:
        """Nothing to draw: no row, or no known value in any."""
        names = [self[name] for name in ("x", "y", "value", "then", "now") if self.has(name)]
        if self.kind == "tilemap" and self.has("by"):
            names = [self["by"]]
        measured = [name for name in names if _measured(self.frame[name])] or names
        return self.frame.empty or bool(self.frame[measured].isna().all(axis=None))

    def groups(self) -> list[tuple[Any, pd.DataFrame]]:
        """(value, rows) for each value of ``by`` in order of appearance; one group without ``by``."""
        if not self.has("by"):
            return [(None, self.frame)]
        return [
            (key, rows) for key, rows in self.frame.groupby(self["by"], sort=False, observed=True)
        ]

    def ordered(self, names: list[Any]) -> list[Any]:
        """``names``, those that ``order`` lists first and in its order."""
        first = [name for name in self["order"] or () if name in names]
        return first + [name for name in names if name not in first]

    def panels(self) -> list[tuple[Any, Plot]]:
        """(value, plot of those rows) for each value of ``facet``."""
        if not self.has("facet"):
            return [(None, self)]
        from dataclasses import replace

        return [
            (key, replace(self, frame=rows))
            for key, rows in self.frame.groupby(self["facet"], sort=False, observed=True)
        ]


def _measured(series: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(series)


def prepare(
    frame: pd.DataFrame, columns: list[str], kind: str, time: str | None = None
) -> pd.DataFrame:
    """The columns that are drawn, with periods as dates and categories as words.

    Years, quarters, halves and months in the column ``time`` become the first day of the period.
    """
    missing = [name for name in columns if name not in frame]
    if missing:
        raise ChuhaiError(
            f"no column {', '.join(map(repr, missing))} to draw",
            where=f"figure of kind {kind!r}",
            mend=f"columns at hand: {', '.join(map(str, frame.columns))}",
        )
    chosen = frame[list(dict.fromkeys(columns))].reset_index(drop=True)
    for name in chosen:
        series = chosen[name]
        if isinstance(series.dtype, pd.PeriodDtype):
            chosen[name] = series.dt.to_timestamp()
        elif isinstance(series.dtype, pd.CategoricalDtype):
            chosen[name] = series.astype(object)
        elif (
            pd.api.types.is_extension_array_dtype(series.dtype)
            and pd.api.types.is_numeric_dtype(series.dtype)
            and not pd.api.types.is_bool_dtype(series.dtype)
        ):
            chosen[name] = series.astype("float64")
        elif series.dtype == object and len(series) and _all_dates(series):
            chosen[name] = pd.to_datetime(series)
    if time in chosen:
        chosen[time] = first_days(chosen[time])
    return chosen


def _all_dates(series: pd.Series) -> bool:
    import datetime

    filled = series.dropna()
    return len(filled) > 0 and filled.map(lambda item: isinstance(item, datetime.date)).all()


_PERIOD = re.compile(r"(\d{4})(?:-?([HQ])([1-4])|-(\d{2}))?")


def first_days(values: pd.Series) -> pd.Series:
    """``2021``, ``2021H2``, ``2021Q3``, ``2021-05`` as dates, if all values are written so."""
    filled = values.dropna()
    if filled.empty or pd.api.types.is_datetime64_any_dtype(values):
        return values
    if pd.api.types.is_numeric_dtype(values):
        if not ((filled == filled.round()) & filled.between(1950, 2100)).all():
            return values
        values = values.map(lambda year: f"{year:.0f}", na_action="ignore")
    if not all(_PERIOD.fullmatch(str(text)) for text in values.dropna()):
        return values
    return pd.to_datetime(values.map(_first_day, na_action="ignore"))


def _first_day(text: Any) -> pd.Timestamp:
    year, letter, number, month = _PERIOD.fullmatch(str(text)).groups()
    if letter:
        month = (int(number) - 1) * (6 if letter == "H" else 3) + 1
    return pd.Timestamp(int(year), int(month or 1), 1)
