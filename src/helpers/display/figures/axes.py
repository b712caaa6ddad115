"""Axes as a reader needs them: dates, numbers, the article's day, labels that stay apart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import (
    FixedFormatter,
    FixedLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
)

from helpers.display import theme, units
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


def number_axis(axes: Axes, which: str, unit: str, *, log: bool = False, most: int = 5) -> None:
    """Few round ticks written in the unit; light grid lines along them."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    if log:
        (axes.set_yscale if which == "y" else axes.set_xscale)("log")
        low, high = axis.get_view_interval()
        decades = abs(
            pd.Series([high / low]).map("{:e}".format).str.split("e").str[1].astype(int).iloc[0]
        )
        axis.set_major_locator(
            LogLocator(subs=(1.0, 2.0, 5.0) if decades < 2 else (1.0,), numticks=12)
        )
        axis.set_minor_formatter(NullFormatter())
        axis.set_tick_params(which="minor", length=0)
    else:
        whole = unit.lower() in {"count", "models", "firms", "events", "rows", "filings", "claims"}
        axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _: units.tick(value, unit)))
    axes.grid(True, axis=which)


def article_day(axes: Axes, *, label: bool = True) -> None:
    """A thin line on the day the article appeared, if the axis reaches it."""
    day = mdates.date2num(theme.ARTICLE_DAY)
    low, high = axes.get_xlim()
    if not low <= day <= high:
        return
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


def end_labels(
    sheet: Sheet, axes: Axes, entries: Sequence[tuple[Any, float, str, str]], *, dated: bool
) -> None:
    """Names of lines at the right edge, moved apart where they would touch.

    ``entries``: (x of the line's end, y of its end, text, colour). A thin leader joins a label to
    a line that ends early or whose label had to move.
    """
    letters = 13 if sheet.plot.narrow else 20
    placed = []
    for x, y, text, colour in entries:
        label = axes.annotate(
            textwrap.fill(str(text), letters, break_long_words=False),
            (1, y),
            xycoords=("axes fraction", "data"),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=theme.TEXT,
            fontweight=600,
            annotation_clip=False,
            linespacing=0.95,
        )
        placed.append((mdates.date2num(x) if dated else x, y, colour, label))
    sheet.after_layout(lambda: _spread(sheet, axes, placed))


def _spread(sheet: Sheet, axes: Axes, placed: list[tuple[float, float, str, Any]]) -> None:
    renderer = sheet.figure.canvas.get_renderer()
    points = 72 / sheet.figure.dpi
    items = []
    for x, y, colour, label in placed:
        box = label.get_window_extent(renderer)
        items.append([box.y0 + box.height / 2, box.height * 0.98, x, y, colour, label])
    items.sort(key=lambda item: item[0])
    middles = apart([item[0] for item in items], [item[1] for item in items])
    edge = axes.get_window_extent(renderer).x1
    for middle, (start, _, x, y, colour, label) in zip(middles, items, strict=True):
        label.xyann = (label.xyann[0], (middle - start) * points)
        x_end, y_end = axes.transData.transform((x, y))
        if abs(middle - start) * points > 4 or edge - x_end > 12 / points:
            leader = Line2D(
                [x_end + 3, edge + 5 / points],
                [y_end, middle],
                color=colour,
                linewidth=0.7,
                alpha=0.7,
            )
            leader.set_transform(None)
            sheet.figure.add_artist(leader)


def apart(middles: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Positions as near as can be to ``middles`` (ascending) at which boxes do not overlap.

    Touching boxes are merged into blocks that sit at the mean of their wishes (pool adjacent
    violators, as in isotonic regression).
    """
    blocks: list[list[float]] = []  # total height, sum of wished starts, count
    for middle, height in zip(middles, heights, strict=True):
        blocks.append([height, middle - height / 2, 1.0])
        while len(blocks) > 1 and _start(blocks[-2]) + blocks[-2][0] > _start(blocks[-1]):
            last = blocks.pop()
            before = blocks[-1]
            before[1] += last[1] - before[0] * last[2]
            before[0] += last[0]
            before[2] += last[2]
    result: list[float] = []
    for block in blocks:
        place = _start(block)
        for _ in range(int(block[2])):
            height = heights[len(result)]
            result.append(place + height / 2)
            place += height
    return result


def _start(block: list[float]) -> float:
    return block[1] / block[2]


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
