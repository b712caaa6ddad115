"""Strips: every single value as a dot in the row of its group, dates or numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.display import palette, theme, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.labels import name_points
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "by", "label")
OPTIONS = {
    "x": "date",
    "y": "group",
    "by": None,
    "label": None,
    "median": False,
    "log": False,
    "colours": None,
    "sort": False,
    "reference": None,
    "order": None,
}


def draw(plot: Plot) -> Sheet:
    """A dot at ``x`` in row ``y``; dots that would touch are stacked. ``median`` adds a bar."""
    sheet = Sheet(plot)
    keys = [key for key, _ in plot.groups()]
    colours = palette.colours_for(plot["by"], keys, plot["colours"])
    if keys != [None]:
        sheet.key([(wording.label_of(key), colours[key]) for key in keys], mark="dot")
    frame = plot.frame.dropna(subset=[plot["x"]])
    names = row_names(plot)
    row = 0.5 if len(frame) < 60 * len(names) else 0.7
    (axes,) = sheet.panels(0.4 + row * len(names))
    x = frame[plot["x"]]
    number = (
        (x - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=1) if plot.dated else x.astype(float)
    )
    span = max(float(number.max() - number.min()), 1e-9)
    points = []
    for place, name in enumerate(names):
        mine = (frame[plot["y"]].astype(str) == name).to_numpy()
        inner = frame[mine]
        order = np.argsort(number[mine].to_numpy(), kind="stable")
        inner, at = inner.iloc[order], number[mine].to_numpy()[order]
        height = place + _swarm(at, span * (0.022 if plot.narrow else 0.011))
        shade = (
            [colours[key] for key in inner[plot["by"]]]
            if plot.has("by")
            else [colours[None]] * len(inner)
        )
        axes.scatter(
            at, height, s=24, color=shade, alpha=0.75, edgecolors="white", linewidths=0.4, zorder=3
        )
        if plot["median"] and len(at):
            axes.vlines(
                np.median(at), place - 0.38, place + 0.38, color=theme.INK, linewidth=1.6, zorder=4
            )
        if plot.has("label"):
            points += [
                (a, h, str(text), c)
                for a, h, text, c in zip(at, height, inner[plot["label"]], shade, strict=True)
                if not pd.isna(text) and str(text)
            ]
    _dress(axes, plot, names, number)
    if points:
        name_points(sheet, axes, points)
    return sheet


def row_names(plot: Plot) -> list[str]:
    """Rows from the top: by their medians with ``sort``, else as given."""
    if not plot["sort"]:
        return plot.ordered(list(dict.fromkeys(plot.column("y").astype(str))))
    frame = plot.frame.dropna(subset=[plot["x"]])
    middles = frame.groupby(frame[plot["y"]].astype(str))[plot["x"]].median()
    return list(middles.sort_values(ascending=False, kind="stable").index)


def _swarm(at: np.ndarray, apart: float) -> np.ndarray:
    """Offsets up and down in turn for dots that lie within ``apart`` of one another."""
    offsets = np.zeros(len(at))
    ends: list[float] = []
    for index, value in enumerate(at):
        lane = next((lane for lane, end in enumerate(ends) if value - end >= apart), len(ends))
        if lane == len(ends):
            ends.append(value)
        ends[lane] = value
        offsets[index] = (lane + 1) // 2 * (1 if lane % 2 else -1)
    reach = max(np.abs(offsets).max(initial=0), 1)
    return offsets * min(0.14, 0.42 / reach)


def _dress(axes, plot: Plot, names: list[str], number: pd.Series) -> None:
    ax_tools.row_axis(axes, names, narrow=plot.narrow)
    axes.spines["left"].set_visible(False)
    axes.hlines(
        range(len(names)),
        0,
        1,
        transform=axes.get_yaxis_transform(),
        color=theme.GRID,
        linewidth=0.8,
        zorder=0.5,
    )
    if plot.dated:
        pad = max((number.max() - number.min()) * 0.02, 5)
        axes.set_xlim(number.min() - pad, number.max() + pad)
        origin = pd.Timestamp(1970, 1, 1)
        ax_tools.date_axis(
            axes,
            origin + pd.Timedelta(days=number.min() - pad),
            origin + pd.Timedelta(days=number.max() + pad),
            wide=not plot.narrow,
        )
        ax_tools.article_day(axes)
        return
    ax_tools.number_axis(axes, "x", plot.unit, log=bool(plot["log"]))
    if plot["reference"] is not None:
        axes.axvline(plot["reference"], color=theme.INK, linewidth=0.9, zorder=1.5)
