"""What a table covers and what it misses: span, rows by source and month, holes, empty cells."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from helpers.dataset.declaration import Table
from helpers.dataset.periods import last_days, precision_of

HOLE_AT_LEAST_DAYS = 31
HOLE_IN_USUAL_STEPS = 3
USUAL_SHARE = 0.75


@dataclass(frozen=True)
class Coverage:
    """Coverage of a table (its name and its title) as it is read on a day.

    ``by_source`` has the column grouped by (``source_id`` unless asked otherwise), ``rows``,
    ``first`` and ``last``, most rows first; ``by_month`` has ``month`` (its first day), the
    same grouping column and ``rows``. ``missing`` is the share of empty cells per column.
    ``holes`` are stretches without any row (first and last empty day).
    """

    table: str
    title: str
    rows: int
    rows_withheld: int
    first: datetime.date | None
    last: datetime.date | None
    by_source: pd.DataFrame
    by_month: pd.DataFrame
    holes: list[tuple[datetime.date, datetime.date]]
    missing: dict[str, float]
    caveats: list[str]


def describe(
    frame: pd.DataFrame,
    table: Table,
    *,
    withheld: int = 0,
    by: str = "source_id",
    missing: dict[str, float] | None = None,
) -> Coverage:
    """Coverage of ``frame``, rows of ``table``; ``withheld`` rows are not known yet.

    ``missing`` is given where ``frame`` has not every column (those of :func:`reads`).

    Dates are those of :func:`date_column`; ``known_on`` when the table has none.
    """
    days = _as_days(frame[date_column(table)])
    grouped_by = by if by in frame else "known_on"
    dated = pd.DataFrame({"day": days, grouped_by: frame[grouped_by].astype("str")})
    by_source = (
        dated.groupby(grouped_by, sort=True)["day"]
        .agg(rows="size", first="min", last="max")
        .reset_index()
        .sort_values(["rows", grouped_by], ascending=[False, True], ignore_index=True)
    )
    by_month = (
        dated.dropna(subset=["day"])
        .assign(month=lambda rows: rows["day"].dt.to_period("M").dt.to_timestamp().dt.as_unit("us"))
        .groupby(["month", grouped_by])
        .size()
        .reset_index(name="rows")
    )
    columns = frame.drop(columns="known_on")
    first, last = span(frame, table)
    return Coverage(
        table=table.name,
        title=table.title,
        rows=len(frame),
        rows_withheld=withheld,
        first=first,
        last=last,
        by_source=by_source,
        by_month=by_month,
        holes=holes(*_periods(frame, table, days)),
        missing={name: empty(columns[name]) for name in columns} if missing is None else missing,
        caveats=list(table.caveats),
    )


def span(frame: pd.DataFrame, table: Table) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last date of :func:`date_column`; None where no row has one."""
    days = _as_days(frame[date_column(table)])
    return _date(days.min()), _date(days.max())


def reads(table: Table, by: str) -> list[str]:
    """The columns of ``table`` that :func:`describe` reads, but for the empty cells of each."""
    about = date_column(table)
    named = (about, precision_of(table, about), "period_start", by)
    return [name for name in dict.fromkeys(named) if table.field(name)]


def empty(cells: pd.Series) -> float:
    """Share of empty cells; 0 of no cells."""
    return float(cells.isna().mean()) if len(cells) else 0.0


def date_column(table: Table) -> str:
    """The column that says when a row is about; ``known_on`` when no column does."""
    if table.date or table.known.column:
        return table.date or table.known.column
    dates = [field.name for field in table.fields if field.type == "date"]
    about = [name for name in dates if name not in ("retrieved", "published", table.vintage)]
    return about[0] if about else "known_on"


def holes(start: pd.Series, end: pd.Series) -> list[tuple[datetime.date, datetime.date]]:
    """Stretches that no row stands for, though rows usually come closer together.

    A row stands for its period, ``start`` to ``end``. A stretch counts when it is longer than
    31 days and than three times the step that three quarters of the neighbouring starts keep:
    a daily board that pauses for two months has a hole, yearly figures have none.
    """
    spans = pd.DataFrame({"start": start, "end": end}).dropna().drop_duplicates()
    spans = spans.sort_values(["start", "end"], ignore_index=True)
    steps = spans["start"].drop_duplicates().diff().dt.days.dropna()
    if steps.empty:
        return []
    longest = max(HOLE_AT_LEAST_DAYS, HOLE_IN_USUAL_STEPS * steps.quantile(USUAL_SHARE))
    reached = spans["end"].cummax().shift()
    one_day = datetime.timedelta(days=1)
    return [
        (reached[number].date() + one_day, spans["start"][number].date() - one_day)
        for number in spans.index[(spans["start"] - reached).dt.days - 1 > longest]
    ]


def _periods(frame: pd.DataFrame, table: Table, days: pd.Series) -> tuple[pd.Series, pd.Series]:
    """First and last day of what each row stands for."""
    column = date_column(table)
    if column == "period_end" and "period_start" in frame:
        return frame["period_start"].fillna(days), days
    field = table.field(column)
    if field and field.type == "year":
        return days, last_days(days, pd.Series("year", index=days.index))
    precision = precision_of(table, column)
    return days, last_days(days, frame.get(precision))


def _as_days(dates: pd.Series) -> pd.Series:
    """Dates as they are; years as their first days."""
    if pd.api.types.is_datetime64_any_dtype(dates):
        return dates
    return pd.to_datetime(dates.astype("str"), format="%Y").dt.as_unit("us")


def _date(day: pd.Timestamp) -> datetime.date | None:
    return None if pd.isna(day) else day.date()
