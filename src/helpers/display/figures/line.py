"""Lines over time (or over a number): bands for intervals, gaps for missing periods, names at the ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.display import palette, theme, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.labels import end_labels, fold_name
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "by", "low", "high", "facet", "style")
OPTIONS = {
    "x": "date",
    "y": "value",
    "by": None,
    "low": "low",
    "high": "high",
    "facet": None,
    "style": None,
    "gap": "auto",
    "log": False,
    "zero": False,
    "baseline": None,
    "x_unit": "",
    "points": "auto",
    "diagonal": False,
    "colours": None,
    "height": None,
    "events": None,
    "free": False,
    "x_label": "",
    "highlight": None,
}


def draw(plot: Plot) -> Sheet:
    """One line for each value of ``by``; ``facet`` makes small multiples."""
    return _lines(plot, step=False)


def draw_steps(plot: Plot) -> Sheet:
    """Cumulative curves: the value holds until the next change."""
    return _lines(plot, step=True)


def _lines(plot: Plot, *, step: bool) -> Sheet:
    sheet = Sheet(plot)
    panels = plot.panels()
    several = len(panels) > 1
    keys = [key for key, _ in plot.groups()]
    if several:
        most = 1 if len(panels) < 4 else 2
        columns = most if plot.narrow else 2 if len(panels) in {2, 4} else 3
        height = 1.3 if plot.narrow and columns == 2 else 1.75
    else:
        columns, height = 1, max(3.0, 0.19 * _name_lines(plot, keys) + 0.2)
    height = plot["height"] or height
    named = [key for key in keys if not plot["highlight"] or key in plot["highlight"]]
    colours = dict.fromkeys(keys, theme.FAINT)
    colours |= palette.colours_for(plot["by"], named, plot["colours"])
    if several and keys != [None]:
        sheet.key([(wording.label_of(key), colours[key]) for key in named], mark="line")
    if several:
        ax_tools.article_key(sheet, plot)
    every = sheet.panels(
        height, [key for key, _ in panels], columns=columns, share_y=not plot["free"]
    )
    for axes, (value, panel) in zip(every, panels, strict=True):
        ends = []
        for key, rows in panel.groups():
            colour = colours[key]
            if key is None and several:
                colour = palette.fixed(plot["facet"], value) or colour
            rows = rows.sort_values(plot["x"], kind="stable")
            before = named[: named.index(key)] if key in named else []
            again = colour in {colours[other] for other in before}
            end = _one(axes, panel, rows, colour, step=step, dashed=again)
            if end and key is not None and (not plot["highlight"] or key in plot["highlight"]):
                ends.append((*end, wording.label_of(key), colour))
        _dress(sheet, axes, plot, label_day=not several)
        if not several:
            end_labels(sheet, axes, ends, dated=plot.dated)
    return sheet


def _name_lines(plot: Plot, keys: list[Any]) -> int:
    named = [key for key in keys if not plot["highlight"] or key in plot["highlight"]]
    return sum(fold_name(wording.label_of(key), plot.narrow).count("\n") + 1 for key in named)


def _one(
    axes: Axes, plot: Plot, rows: pd.DataFrame, colour: str, *, step: bool, dashed: bool
) -> tuple[Any, float] | None:
    """Draw one line; the place of its end, or None without a known value."""
    rows = rows.dropna(subset=[plot["x"]])
    x, y = rows[plot["x"]], rows[plot["y"]].astype(float)
    if plot["log"]:
        y = y.where(y > 0)
    if y.notna().sum() == 0:
        return None
    parts = [np.arange(len(rows))] if step else runs(x, y, plot["gap"])
    banded = plot.has("low") and plot.has("high")
    if plot.has("style"):
        dashed = str(rows[plot["style"]].iloc[0]) not in {"", "solid", "nan"}
    how = "post" if step else None
    for part in parts:
        px, py = x.iloc[part], y.iloc[part]
        if banded:
            low, high = (rows[plot[end]].astype(float).iloc[part] for end in ("low", "high"))
            axes.fill_between(
                px, low, high, color=colour, alpha=0.16, step=how, linewidth=0, zorder=2
            )
        axes.plot(
            px,
            py,
            color=colour,
            zorder=3,
            linestyle=(0, (4, 2)) if dashed else "-",
            drawstyle="steps-post" if step else "default",
        )
        if banded and len(part) == 1:
            axes.vlines(px, low, high, color=colour, linewidth=1.2, alpha=0.5, zorder=2)
    few = plot["points"] is True or (plot["points"] == "auto" and len(rows) <= 16 and not step)
    single = [part[0] for part in parts if len(part) == 1]
    ends = [part[-1] for part in parts if step and len(part)]  # a last step up is a line without a dot
    shown = range(len(rows)) if few else [*single, *ends]
    if len(shown):
        axes.plot(
            x.iloc[list(shown)], y.iloc[list(shown)], "o", color=colour, markersize=4, zorder=4
        )
    last = y.last_valid_index()
    return x.loc[last], float(y.loc[last])


def runs(x: pd.Series, y: pd.Series, gap: Any = "auto") -> list[np.ndarray]:
    """Positions of stretches without a missing period.

    A stretch ends at a missing value, and where the step to the next point is over 1.7 times the
    usual (median) step; ``gap`` may instead give the longest step allowed ("45D", 2.0) or None
    (break at missing values only).
    """
    order = np.arange(len(x))[y.notna().to_numpy()]
    if len(order) == 0:
        return []
    steps = x.iloc[order].diff().iloc[1:]
    if gap == "auto":
        limit = steps.median() * 1.7 if len(steps) > 1 else None
    elif gap is not None and pd.api.types.is_timedelta64_dtype(steps):
        limit = pd.Timedelta(gap)
    else:
        limit = gap
    broken = np.diff(order) > 1
    if limit is not None:
        broken |= (steps > limit).to_numpy()
    return np.split(order, np.flatnonzero(broken) + 1)


def _dress(sheet: Sheet, axes: Axes, plot: Plot, *, label_day: bool) -> None:
    x = plot.column("x").dropna()
    ax_tools.number_axis(
        axes, "y", plot.unit, log=bool(plot["log"]), whole=ax_tools.whole(plot.column("y"))
    )
    if plot["zero"] or (plot.kind == "step" and not plot["log"] and plot.column("y").min() >= 0):
        axes.set_ylim(bottom=0)
    axes.margins(x=0.02)
    axes.spines["left"].set_visible(False)
    if plot["baseline"] is not None:
        axes.axhline(plot["baseline"], color=theme.INK, linewidth=0.8, zorder=1.8)
    if plot["diagonal"]:
        axes.plot(
            [x.min(), x.max()], [x.min(), x.max()], color=theme.FAINT, linewidth=1, zorder=1.5
        )
    if plot.dated:
        pad = max((x.max() - x.min()) * 0.02, pd.Timedelta(days=3))
        axes.set_xlim(x.min() - pad, x.max() + pad)
        ax_tools.date_axis(
            axes, x.min() - pad, x.max() + pad, wide=not plot.narrow and not plot.has("facet")
        )
        ax_tools.article_day(axes, label=label_day)
        ax_tools.events(axes, plot["events"])
    else:
        ax_tools.number_axis(axes, "x", plot["x_unit"], whole=ax_tools.whole(x))
        axes.grid(False, axis="x")
    if plot["x_label"]:
        axes.set_xlabel(plot["x_label"], loc="right")
