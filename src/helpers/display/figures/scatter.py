"""Points in two measures, some of them named, with an optional fitted line and its band."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.display import palette, theme, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.labels import name_points
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "by", "label", "low", "high", "size")
OPTIONS = {
    "x": "x",
    "y": "y",
    "by": None,
    "label": None,
    "low": "low",
    "high": "high",
    "size": None,
    "fit": None,
    "log_x": False,
    "log_y": False,
    "diagonal": False,
    "x_unit": "",
    "x_label": "",
    "y_label": "",
    "colours": None,
    "zero": False,
}


def draw(plot: Plot) -> Sheet:
    """A point per row; rows with a ``label`` are named. ``fit``: frame with x, y, low, high."""
    sheet = Sheet(plot)
    keys = [key for key, _ in plot.groups()]
    colours = palette.colours_for(plot["by"], keys, plot["colours"])
    if keys != [None]:
        sheet.key([(wording.label_of(key), colours[key]) for key in keys], mark="dot")
    (axes,) = sheet.panels(3.9 if not plot.narrow else 3.4)
    many = len(plot.frame) > 300
    for key, rows in plot.groups():
        size = 30.0 if not many else 12.0
        if plot.has("size"):
            scaled = np.sqrt(rows[plot["size"]].astype(float).clip(lower=0).fillna(0))
            size = 10 + 220 * (scaled / max(float(np.sqrt(plot.column("size").max())), 1e-12)) ** 2
        if plot.has("low") and plot.has("high"):
            axes.vlines(
                rows[plot["x"]],
                rows[plot["low"]].astype(float),
                rows[plot["high"]].astype(float),
                color=colours[key],
                linewidth=1,
                alpha=0.4,
                zorder=2,
            )
        axes.scatter(
            rows[plot["x"]],
            rows[plot["y"]].astype(float),
            s=size,
            color=colours[key],
            alpha=0.45 if many else 0.8,
            edgecolors="white",
            linewidths=0.5,
            zorder=3,
        )
    _fit(axes, plot["fit"])
    _dress(axes, plot)
    if plot.has("label"):
        named = plot.frame.dropna(subset=[plot["label"], plot["x"], plot["y"]])
        named = named[named[plot["label"]].astype(str) != ""]
        by = named[plot["by"]] if plot.has("by") else [None] * len(named)
        name_points(
            sheet,
            axes,
            [
                (x, y, str(text), colours[key])
                for x, y, text, key in zip(
                    named[plot["x"]],
                    named[plot["y"]].astype(float),
                    named[plot["label"]],
                    by,
                    strict=True,
                )
            ],
        )
    return sheet


def _fit(axes, fit: pd.DataFrame | None) -> None:
    if fit is None or fit.empty:
        return
    fit = fit.sort_values("x")
    if {"low", "high"} <= set(fit):
        axes.fill_between(
            fit["x"], fit["low"], fit["high"], color=theme.INK, alpha=0.1, linewidth=0, zorder=1.6
        )
    axes.plot(fit["x"], fit["y"], color=theme.INK, linewidth=1.4, zorder=2.5)


def _dress(axes, plot: Plot) -> None:
    ax_tools.number_axis(axes, "y", plot.unit, log=bool(plot["log_y"]))
    axes.spines["left"].set_visible(False)
    if plot.dated:
        x = plot.column("x").dropna()
        pad = max((x.max() - x.min()) * 0.03, pd.Timedelta(days=2))
        axes.set_xlim(x.min() - pad, x.max() + pad)
        ax_tools.date_axis(axes, x.min() - pad, x.max() + pad, wide=not plot.narrow)
        ax_tools.article_day(axes)
    else:
        ax_tools.number_axis(axes, "x", plot["x_unit"], log=bool(plot["log_x"]))
    if plot["zero"]:
        axes.set_ylim(bottom=0)
    if plot["diagonal"]:
        low = max(axes.get_xlim()[0], axes.get_ylim()[0])
        high = min(axes.get_xlim()[1], axes.get_ylim()[1])
        axes.plot([low, high], [low, high], color=theme.FAINT, linewidth=1, zorder=1.5)
    if plot["x_label"]:
        axes.set_xlabel(plot["x_label"], loc="right")
    if plot["y_label"]:
        axes.annotate(
            plot["y_label"],
            (0, 1),
            xycoords="axes fraction",
            xytext=(0, 5),
            textcoords="offset points",
            ha="left",
            va="bottom",
            color=theme.MUTED,
        )
