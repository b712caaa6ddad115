"""Bars with whiskers: upright over time or ordered classes, lying for names."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.display import palette, theme, units, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "by", "low", "high", "facet", "partial")
OPTIONS = {
    "x": "date",
    "y": "value",
    "by": None,
    "low": "low",
    "high": "high",
    "facet": None,
    "sort": None,
    "reference": None,
    "colours": None,
    "height": None,
    "values": True,
    "partial": None,
    "order": None,
}


def draw(plot: Plot) -> Sheet:
    """Bars from zero. If ``y`` holds names, the bars lie; otherwise they stand along ``x``.

    ``by`` puts bars side by side; ``partial`` names a true/false column: such bars are pale
    (a part year is never shown as a full one).
    """
    lying = lies(plot)
    sheet = Sheet(plot)
    keys = [key for key, _ in plot.groups()]
    colours = palette.colours_for(plot["by"], keys, plot["colours"])
    if keys != [None]:
        sheet.key([(wording.label_of(key), colours[key]) for key in keys])
    panels = plot.panels()
    columns = 1 if plot.narrow or len(panels) == 1 else 2
    names = bar_names(plot, lying=lying)
    one = (
        0.35 + wording.row_height(names, 0.16 + 0.13 * len(keys), narrow=plot.narrow) * len(names)
        if lying
        else (1.9 if len(panels) > 1 else 2.8)
    )
    if len(panels) > 1:
        ax_tools.article_key(sheet, plot)
    every = sheet.panels(
        plot["height"] or one,
        [key for key, _ in panels],
        columns=columns,
        row_names=names if lying else (),
    )
    for axes, (_, panel) in zip(every, panels, strict=True):
        if lying:
            _lying(axes, panel, names, keys, colours)
        else:
            _standing(axes, panel, names, keys, colours, label_day=len(panels) == 1)
    return sheet


def lies(plot: Plot) -> bool:
    """Whether ``y`` holds names, so that the bars lie."""
    return plot.has("y") and not pd.api.types.is_numeric_dtype(plot.column("y"))


def bar_names(plot: Plot, *, lying: bool) -> list:
    """What the bars stand for, from the top or from the left."""
    sort = lying if plot["sort"] is None else plot["sort"]
    return plot.ordered(_names(plot, "y" if lying else "x", sort=sort))


def _names(plot: Plot, which: str, *, sort: bool) -> list:
    values = plot.column(which)
    if pd.api.types.is_datetime64_any_dtype(values) or pd.api.types.is_numeric_dtype(values):
        return sorted(values.dropna().unique())
    if not sort:
        return list(dict.fromkeys(values))
    size = plot["y"] if which == "x" else plot["x"]
    totals = plot.frame.groupby(which_column := plot[which], sort=False)[size].sum()
    return list(totals.sort_values(ascending=False, kind="stable").index) if which_column else []


def _offsets(n: int) -> tuple[np.ndarray, float]:
    width = 0.78 / n
    return (np.arange(n) - (n - 1) / 2) * width, width * (0.94 if n > 1 else 1)


def _lying(axes: Axes, plot: Plot, names: list, keys: list, colours: dict) -> None:
    shifts, width = _offsets(len(keys))
    for key, rows in plot.groups():
        at = np.array([names.index(name) for name in rows[plot["y"]]]) + shifts[keys.index(key)]
        size = rows[plot["x"]].astype(float)
        axes.barh(at, size, height=width, color=colours[key], alpha=0.9, zorder=2)
        ends = size.copy()
        if plot.has("low") and plot.has("high"):
            low, high = rows[plot["low"]].astype(float), rows[plot["high"]].astype(float)
            axes.hlines(at, low, high, color=theme.INK, linewidth=1.1, zorder=3)
            ends = np.fmax(size, high)
        if plot["values"]:
            for height, value, end in zip(at, size, ends, strict=True):
                text = units.bare(value, plot.unit)
                axes.annotate(
                    text,
                    (0 if units.is_missing(end) else end, height),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=theme.SMALL,
                    color=theme.MUTED,
                )
    ax_tools.row_axis(axes, names, narrow=plot.narrow)
    ax_tools.number_axis(axes, "x", plot.unit, most=4, whole=ax_tools.whole(plot.column("x")))
    axes.margins(x=0.08)
    axes.axvline(0, color=theme.FAINT, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    if plot["reference"] is not None:
        axes.axvline(plot["reference"], color=theme.INK, linewidth=0.9, zorder=3)


def _standing(
    axes: Axes, plot: Plot, names: list, keys: list, colours: dict, *, label_day: bool
) -> None:
    shifts, width = _offsets(len(keys))
    dated = plot.dated
    unit = usual_step(names, closest=True) if dated else 1.0
    where = {
        name: (pd.Timestamp(name).toordinal() - _EPOCH + unit / 2 if dated else place)
        for place, name in enumerate(names)
    }
    for key, rows in plot.groups():
        at = np.array([where[name] for name in rows[plot["x"]]]) + shifts[keys.index(key)] * unit
        size = rows[plot["y"]].astype(float)
        pale = (
            rows[plot["partial"]].astype(bool).to_numpy()
            if plot.has("partial")
            else np.zeros(len(rows), bool)
        )
        for chosen, alpha in ((~pale, 0.9), (pale, 0.35)):
            axes.bar(
                at[chosen],
                size[chosen],
                width=width * unit,
                color=colours[key],
                alpha=alpha,
                zorder=2,
            )
        if plot.has("low") and plot.has("high"):
            axes.vlines(
                at,
                rows[plot["low"]].astype(float),
                rows[plot["high"]].astype(float),
                color=theme.INK,
                linewidth=1.1,
                zorder=3,
            )
    ax_tools.number_axis(axes, "y", plot.unit, whole=ax_tools.whole(plot.column("y")))
    axes.spines["left"].set_visible(False)
    if dated:
        first, last = pd.Timestamp(names[0]), pd.Timestamp(names[-1]) + pd.Timedelta(days=unit)
        axes.set_xlim(first - pd.Timedelta(days=unit * 0.3), last + pd.Timedelta(days=unit * 0.3))
        ax_tools.date_axis(axes, first, last, wide=not plot.narrow)
        ax_tools.article_day(axes, label=label_day)
    else:
        letters = 9 if plot.narrow else 14
        axes.set_xticks(
            range(len(names)), [wording.fold(wording.label_of(name), letters) for name in names]
        )
    if plot["reference"] is not None:
        axes.axhline(plot["reference"], color=theme.INK, linewidth=0.9, zorder=3)


_EPOCH = pd.Timestamp(1970, 1, 1).toordinal()


def usual_step(days: list, *, closest: bool = False) -> float:
    """Median distance between days, in days; ``closest`` narrows it where some lie nearer."""
    steps = pd.Series(pd.to_datetime(days)).diff().dropna() / pd.Timedelta(days=1)
    if steps.empty:
        return 30.0
    usual = float(steps.median())
    return min(usual, max(float(steps.min()), usual / 4)) if closest else usual
