"""Stacked bars: shares of a whole, or counts by part, over time or for names."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.display import palette, theme, units, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.bar import usual_step
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "by", "facet")
OPTIONS = {
    "x": "date",
    "y": "value",
    "by": "group",
    "facet": None,
    "share": True,
    "colours": None,
    "height": None,
    "order": None,
}

_DENSE = 40  # bars beyond which they touch
_GAP = 0.15  # share of the width; a wider stretch without bars is named


def draw(plot: Plot) -> Sheet:
    """Parts ``by`` of each ``x`` stacked; ``share`` scales each bar to 100%.

    Dates and numbers stand upright in their true distance (missing periods stay empty); names lie.
    """
    sheet = Sheet(plot)
    parts = parts_of(plot)
    colours = palette.colours_for(plot["by"], parts, plot["colours"])
    sheet.key([(wording.label_of(part), colours[part]) for part in parts])
    panels = plot.panels()
    upright = plot.dated or pd.api.types.is_numeric_dtype(plot.column("x"))
    columns = 1 if plot.narrow or len(panels) == 1 else 2
    most = max(panel.column("x").nunique() for _, panel in panels)
    height = plot["height"] or (
        (2.7 if len(panels) == 1 else 1.8)
        if upright
        else 0.3 + wording.row_height(list(plot.column("x")), 0.3, narrow=plot.narrow) * most
    )
    if len(panels) > 1:
        ax_tools.article_key(sheet, plot)
    every = sheet.panels(
        height,
        [key for key, _ in panels],
        columns=columns,
        share_y=upright,
        row_names=() if upright else list(plot.column("x").unique()),
    )
    for axes, (_, panel) in zip(every, panels, strict=True):
        wide = _wide(panel, parts)
        if plot["share"]:
            wide = wide.div(wide.sum(axis=1).replace(0, np.nan), axis=0)
        unit = "share" if plot["share"] else plot.unit
        if upright:
            _upright(axes, plot, wide, colours, unit, label_day=len(panels) == 1)
        else:
            _lying(axes, plot, wide, colours, unit)
    return sheet


def parts_of(plot: Plot) -> list:
    """Parts from large to small, rests last; or in the given order."""
    totals = plot.frame.groupby(plot["by"], sort=False)[plot["y"]].sum()
    rest = {"other", "others", "unknown", "not stated"}
    ordered = totals.sort_values(ascending=False, kind="stable").index
    return plot.ordered(sorted(ordered, key=lambda part: str(part).lower() in rest))


def _wide(plot: Plot, parts: list) -> pd.DataFrame:
    table = plot.frame.pivot_table(
        index=plot["x"],
        columns=plot["by"],
        values=plot["y"],
        aggfunc="sum",
        sort=False,
        observed=True,
    )
    return table.reindex(columns=parts).fillna(0.0).astype(float)


def _upright(
    axes: Axes, plot: Plot, wide: pd.DataFrame, colours: dict, unit: str, *, label_day: bool
) -> None:
    wide = wide.sort_index()
    step = usual_step(list(wide.index)) if plot.dated else 1.0
    at = (
        (wide.index - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=1) + step / 2
        if plot.dated
        else wide.index.astype(float)
    )
    dense = len(wide) > _DENSE
    under = np.zeros(len(wide))
    for part in wide:
        axes.bar(
            at,
            wide[part],
            bottom=under,
            width=step * (1.0 if dense else 0.9),
            color=colours[part],
            zorder=2,
            edgecolor="white",
            linewidth=0 if dense else 0.4,
        )
        under += wide[part].to_numpy()
    _name_gaps(axes, np.asarray(at, dtype=float)[np.nan_to_num(under) > 0], step)
    ax_tools.number_axis(axes, "y", unit, most=4, whole=not plot["share"])
    axes.spines["left"].set_visible(False)
    if plot["share"]:
        axes.set_ylim(0, 1)
    if plot.dated:
        first, last = wide.index[0], wide.index[-1] + pd.Timedelta(days=step)
        axes.set_xlim(first - pd.Timedelta(days=step * 0.4), last + pd.Timedelta(days=step * 0.4))
        ax_tools.date_axis(axes, first, last, wide=not plot.narrow and not plot.has("facet"))
        ax_tools.article_day(axes, label=label_day)


def _name_gaps(axes: Axes, drawn: np.ndarray, step: float) -> None:
    """Say in a wide stretch without a bar that nothing is known of it."""
    for before, after in pairwise(np.sort(drawn)):
        if after - before - step > _GAP * (drawn.max() - drawn.min()):
            axes.text(
                (before + after) / 2,
                0.5,
                "no data",
                transform=axes.get_xaxis_transform(),
                ha="center",
                va="center",
                fontsize=theme.SMALL,
                color=theme.MUTED,
            )


def _lying(axes: Axes, plot: Plot, wide: pd.DataFrame, colours: dict, unit: str) -> None:
    left = np.zeros(len(wide))
    widest = max(wide.sum(axis=1).max(), 1e-12)
    for part in wide:
        axes.barh(
            range(len(wide)),
            wide[part],
            left=left,
            height=0.78,
            color=colours[part],
            zorder=2,
            edgecolor="white",
            linewidth=0.6,
        )
        for row, size in enumerate(wide[part]):
            if size / widest > (0.13 if plot.narrow else 0.07):
                axes.text(
                    left[row] + size / 2,
                    row,
                    units.tick(size, unit) if not plot["share"] else f"{size:.0%}",
                    ha="center",
                    va="center",
                    color=palette.ink_on(colours[part]),
                    fontsize=theme.SMALL,
                )
        left += wide[part].to_numpy()
    ax_tools.row_axis(axes, wide.index, narrow=plot.narrow)
    axes.spines["left"].set_visible(False)
    ax_tools.number_axis(axes, "x", unit, most=4, whole=not plot["share"])
    if plot["share"]:
        axes.set_xlim(0, 1)
