"""Then and now: a hollow dot, a filled dot, and the way between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.display import palette, theme, units, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("y", "then", "now", "by")
OPTIONS = {
    "y": "label",
    "then": "then",
    "now": "now",
    "by": None,
    "then_label": "then",
    "now_label": "now",
    "sort": True,
    "log": False,
    "colours": None,
    "reference": None,
    "order": None,
}


def in_order(plot: Plot) -> pd.DataFrame:
    """The rows from top to bottom."""
    frame = plot.frame
    if plot["sort"]:
        frame = frame.sort_values(plot["now"], ascending=False, kind="stable", na_position="last")
    if plot["order"]:
        names = plot.ordered(list(frame[plot["y"]]))
        frame = frame.sort_values(plot["y"], key=lambda column: column.map(names.index))
    return frame


def draw(plot: Plot) -> Sheet:
    """One row for each ``y`` from column ``then`` to column ``now``."""
    sheet = Sheet(plot)
    frame = in_order(plot)
    names = [str(name) for name in frame[plot["y"]]]
    by = list(frame[plot["by"]]) if plot.has("by") else [None] * len(frame)
    colours = palette.colours_for(plot["by"], list(dict.fromkeys(by)), plot["colours"])
    first = next(iter(colours.values())) if not plot.has("by") else theme.MUTED
    sheet.key([(plot["then_label"], first)], mark="hollow")
    sheet.key([(plot["now_label"], first)], mark="dot")
    if plot.has("by"):
        sheet.key([(wording.label_of(key), colours[key]) for key in colours])
    (axes,) = sheet.panels(0.35 + wording.row_height(names, 0.28, narrow=plot.narrow) * len(names))
    then, now = (frame[plot[end]].astype(float).to_numpy() for end in ("then", "now"))
    for row, key in enumerate(by):
        colour = colours[key]
        if np.isfinite(then[row]) and np.isfinite(now[row]):
            axes.plot(
                [then[row], now[row]], [row, row], color=colour, linewidth=2, alpha=0.5, zorder=2
            )
        axes.plot(
            then[row],
            row,
            "o",
            color=colour,
            markerfacecolor="white",
            markeredgewidth=1.5,
            markersize=9,
            zorder=3,
        )
        axes.plot(now[row], row, "o", color=colour, markersize=7, zorder=3.1)
    ax_tools.row_axis(axes, names, narrow=plot.narrow)
    axes.spines["left"].set_visible(False)
    ax_tools.number_axis(axes, "x", plot.unit, log=bool(plot["log"]))
    if plot["reference"] is not None:
        axes.axvline(plot["reference"], color=theme.INK, linewidth=0.9, zorder=1.5)
    if not plot.narrow:
        for row in range(len(names)):
            text = f"{units.bare(then[row], plot.unit)} → {units.bare(now[row], plot.unit)}"
            axes.annotate(
                text,
                (1, row),
                xycoords=("axes fraction", "data"),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                fontsize=theme.SMALL,
                color=theme.MUTED,
                annotation_clip=False,
            )
    return sheet
