"""Survival curves: steps with bands, and the number still at risk below."""

from __future__ import annotations

import numpy as np

from helpers.display import palette, theme, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.labels import end_labels
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "by", "low", "high", "at_risk", "censored")
OPTIONS = {
    "x": "time",
    "y": "survival",
    "by": None,
    "low": "low",
    "high": "high",
    "at_risk": "at_risk",
    "censored": "censored",
    "x_unit": "",
    "x_label": "",
    "colours": None,
}


def draw(plot: Plot) -> Sheet:
    """``y`` (share surviving) by time since entry ``x``; ``at_risk`` is written under the axis.

    ``censored``: number censored at that time, marked by a tick on the curve.
    """
    sheet = Sheet(plot)
    groups = plot.groups()
    colours = palette.colours_for(plot["by"], [key for key, _ in groups], plot["colours"])
    keyed = len(groups) > 2
    if keyed:
        sheet.key([(wording.label_of(key), colours[key]) for key, _ in groups], mark="line")
    (axes,) = sheet.panels(3.0)
    ends = []
    for key, rows in groups:
        rows = rows.sort_values(plot["x"], kind="stable")
        x, y = rows[plot["x"]].astype(float), rows[plot["y"]].astype(float)
        if plot.has("low") and plot.has("high"):
            axes.fill_between(
                x,
                rows[plot["low"]].astype(float),
                rows[plot["high"]].astype(float),
                step="post",
                color=colours[key],
                alpha=0.16,
                linewidth=0,
            )
        axes.plot(x, y, drawstyle="steps-post", color=colours[key])
        if plot.has("censored"):
            at = rows[plot["censored"]].fillna(0).astype(float) > 0
            axes.plot(x[at], y[at], "|", color=colours[key], markersize=6, markeredgewidth=1)
        if key is not None and not keyed:
            ends.append((x.iloc[-1], y.iloc[-1], wording.label_of(key), colours[key]))
    axes.set_ylim(0, 1.02)
    ax_tools.number_axis(axes, "y", "share")
    axes.margins(x=0.02)
    ax_tools.number_axis(axes, "x", plot["x_unit"])
    if "month" in plot["x_label"]:
        ax_tools.whole_years(axes)
    axes.grid(False, axis="x")
    axes.spines["left"].set_visible(False)
    end_labels(sheet, axes, ends, dated=False)
    if plot["x_label"]:
        axes.set_xlabel(plot["x_label"], loc="right")
    if plot.has("at_risk"):
        _at_risk(axes, plot, groups, colours)
    return sheet


def _at_risk(axes, plot: Plot, groups: list, colours: dict) -> None:
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    top = -30 - (16 if plot["x_label"] else 0)
    axes.annotate(
        "at risk",
        (0, 0),
        xycoords="axes fraction",
        xytext=(-12, top),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=theme.SMALL,
        color=theme.MUTED,
    )
    for line, (key, rows) in enumerate(groups):
        rows = rows.sort_values(plot["x"], kind="stable")
        times = rows[plot["x"]].to_numpy(float)
        for tick in ticks:
            place = int(np.searchsorted(times, tick, side="left"))
            left = int(rows[plot["at_risk"]].iloc[place]) if place < len(rows) else 0
            axes.annotate(
                f"{left:,}",
                (tick, 0),
                xycoords=("data", "axes fraction"),
                xytext=(0, top - 13 * line),
                textcoords="offset points",
                ha="center",
                va="center",
                fontsize=theme.SMALL,
                color=colours[key],
            )
