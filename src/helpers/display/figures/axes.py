"""Axes as a reader needs them: dates, numbers, the article's day, labels that stay apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import (
    FixedFormatter,
    FixedLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    MultipleLocator,
    NullLocator,
)

from helpers.display import theme, units, wording
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

_STEPS = (  # (name, months or days) from fine to coarse
    ("day", 1),
    ("day", 2),
    ("day", 7),
    ("day", 14),
    ("month", 1),
    ("month", 2),
    ("month", 3),
    ("month", 6),
    ("month", 12),
    ("month", 24),
    ("month", 60),
    ("month", 120),
)


def date_axis(axes: Axes, first: Any, last: Any, *, wide: bool) -> None:
    """Ticks at month or year starts; the year stands under the first tick of each year."""
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    most = 8 if wide else 5
    ticks: list[pd.Timestamp] = []
    unit, step = _STEPS[-1]
    for unit, step in _STEPS:
        ticks = _ticks(first, last, unit, step)
        if len(ticks) <= most:
            break
    labels, year = [], None
    for tick in ticks:
        if unit == "month" and step >= 12:
            labels.append(f"{tick:%Y}")
            continue
        text = f"{tick.day} {tick:%b}" if unit == "day" else f"{tick:%b}"
        labels.append(text if tick.year == year else f"{text}\n{tick.year}")
        year = tick.year
    axes.xaxis.set_major_locator(FixedLocator([mdates.date2num(tick) for tick in ticks]))
    axes.xaxis.set_major_formatter(FixedFormatter(labels))


def _ticks(first: pd.Timestamp, last: pd.Timestamp, unit: str, step: int) -> list[pd.Timestamp]:
    if unit == "day":
        start = first.normalize()
        return list(pd.date_range(start, last, freq=f"{step}D"))
    month = (first.month - 1) // step * step if step < 12 else 0
    year = first.year if step < 12 else first.year - first.year % (step // 12)
    every = pd.date_range(pd.Timestamp(year, month + 1, 1), last, freq=pd.DateOffset(months=step))
    return [tick for tick in every if tick >= first]


def number_axis(
    axes: Axes, which: str, unit: str, *, log: bool = False, most: int = 5, whole: bool = False
) -> None:
    """Few round ticks written in the unit; light grid lines along them."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    if log:
        (axes.set_yscale if which == "y" else axes.set_xscale)("log")
        low, high = axis.get_view_interval()
        decades = math.log10(high / low)
        subs = (1.0, 2.0, 5.0) if decades < 1.6 else (1.0, 3.0) if decades < 3.2 else (1.0,)
        axis.set_major_locator(LogLocator(subs=subs, numticks=12))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _: units.tick(value, unit)))
    axes.grid(True, axis=which)


def whole_years(axes: Axes, most: int = 6) -> None:
    """Ticks of an axis of months at whole years."""
    last = axes.get_xlim()[1]
    step = next(years * 12 for years in (1, 2, 3, 5, 10, 20, 50) if last / (years * 12) < most)
    axes.xaxis.set_major_locator(MultipleLocator(step))


def row_axis(axes: Axes, names: Iterable[Any], *, narrow: bool) -> None:
    """Names of rows from top to bottom; beside the first panel only, where panels share them.

    Written as plain texts: a tick has lines and a second label that no row needs.
    """
    names = list(names)
    axes.yaxis.set_major_locator(NullLocator())
    axes.set_ylim(len(names) - 0.5, -0.5)
    alone = len(axes.get_shared_y_axes().get_siblings(axes)) == 1
    if not (alone or axes.get_subplotspec().is_first_col()):
        return
    for row, name in enumerate(names):
        axes.annotate(
            wording.row_name(name, narrow=narrow),
            (0, row),
            xycoords=("axes fraction", "data"),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            linespacing=0.95,
            annotation_clip=False,
        )


def whole(values: pd.Series) -> bool:
    """Whether these are counts: whole numbers, more than shares could be."""
    filled = pd.to_numeric(values, errors="coerce").dropna()
    return len(filled) > 0 and bool((filled == filled.round()).all()) and filled.abs().max() > 2


def article_day(axes: Axes, *, label: bool = True) -> None:
    """A thin line on the day the article appeared, if the axis reaches it."""
    day = mdates.date2num(theme.ARTICLE_DAY)
    low, high = axes.get_xlim()
    if not low <= day <= high:
        return
    axes.axvline(day, color="white", linewidth=2.2, alpha=0.55, zorder=2.55)
    axes.axvline(day, color=theme.MUTED, linewidth=0.9, linestyle=(0, (3, 2)), zorder=2.6)
    if label:
        share = (day - low) / (high - low)
        side = "left" if share < 0.25 else "right" if share > 0.75 else "center"
        text = axes.annotate(
            f"article, {units.date(theme.ARTICLE_DAY)}",
            (day, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha=side,
            va="bottom",
            fontsize=theme.SMALL,
            color=theme.MUTED,
        )
        text.set_clip_on(False)


def article_key(sheet: Sheet, plot: Plot) -> None:
    """In small multiples the article's day is told once, in the key."""
    if not plot.dated:
        return
    x = plot.column("x").dropna()
    if x.min() <= pd.Timestamp(theme.ARTICLE_DAY) <= x.max():
        sheet.key([(f"article, {units.date(theme.ARTICLE_DAY)}", theme.MUTED)], mark="dashed")


def events(axes: Axes, marked: Sequence[tuple[Any, str]] | None) -> None:
    """Further dated lines, ``[(day, "words"), ...]``, written upright beside their line."""
    low, high = axes.get_xlim()
    for day, words in marked or ():
        place = mdates.date2num(pd.Timestamp(day))
        if not low <= place <= high:
            continue
        axes.axvline(place, color=theme.FAINT, linewidth=0.9, zorder=1.4)
        axes.annotate(
            words,
            (place, 0.98),
            xycoords=("data", "axes fraction"),
            xytext=(-2, 0),
            textcoords="offset points",
            rotation=90,
            ha="right",
            va="top",
            fontsize=theme.SMALL,
            color=theme.MUTED,
        )
