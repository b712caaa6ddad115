"""Dots with whiskers, one row each: a forest of estimates, sorted."""

from __future__ import annotations

from helpers.display import palette, theme, units, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "by", "low", "high", "facet")
OPTIONS = {
    "x": "value",
    "y": "label",
    "by": None,
    "low": "low",
    "high": "high",
    "facet": None,
    "sort": True,
    "reference": None,
    "log": False,
    "zero": False,
    "values": True,
    "colours": None,
    "order": None,
    "x_label": "",
}
ROW = 0.27


def draw(plot: Plot) -> Sheet:
    """A dot at ``x`` and its whisker from ``low`` to ``high`` for each ``y``; ``by`` colours."""
    sheet = Sheet(plot)
    keys = [key for key, _ in plot.groups()]
    colours = palette.colours_for(plot["by"], keys, plot["colours"])
    if keys != [None]:
        sheet.key([(wording.label_of(key), colours[key]) for key in keys], mark="dot")
    panels = plot.panels()
    names = row_names(plot)
    tight = len(panels) == 3 and max(map(len, names), default=0) <= 14
    columns = 1 if plot.narrow or len(panels) == 1 else 3 if tight else 2
    per_row = max(1, len(keys)) if _repeated(plot) else 1
    row = wording.row_height(names, ROW + 0.15 * (per_row - 1), narrow=plot.narrow)
    every = sheet.panels(
        0.35 + row * len(names), [key for key, _ in panels], columns=columns, row_names=names
    )
    for axes, (_, panel) in zip(every, panels, strict=True):
        for place, (key, rows) in enumerate(panel.groups()):
            shift = ((place - (per_row - 1) / 2) * 0.62 / per_row) if per_row > 1 else 0.0
            at = [names.index(name) + shift for name in rows[plot["y"]].astype(str)]
            x = rows[plot["x"]].astype(float)
            if plot.has("low") and plot.has("high"):
                axes.hlines(
                    at,
                    rows[plot["low"]].astype(float),
                    rows[plot["high"]].astype(float),
                    color=colours[key],
                    linewidth=2,
                    alpha=0.55,
                    zorder=2,
                )
            axes.plot(x, at, "o", color=colours[key], markersize=6, zorder=3)
            for value, height in zip(x, at, strict=True):
                if units.is_missing(value):
                    axes.text(
                        0.01,
                        height,
                        units.UNKNOWN,
                        transform=axes.get_yaxis_transform(),
                        va="center",
                        color=theme.MUTED,
                        fontsize=theme.SMALL,
                    )
        _dress(axes, plot, names)
    if plot["values"] and columns == 1 and per_row == 1 and not plot.narrow:
        for axes, (_, panel) in zip(every, panels, strict=True):
            _write_values(axes, panel, names)
    return sheet


def row_names(plot: Plot) -> list[str]:
    """Row names from top to bottom: those of ``order``, then the largest first or as given."""
    frame = plot.frame.assign(_name=plot.column("y").astype(str))
    if not plot["sort"]:
        return plot.ordered(list(dict.fromkeys(frame["_name"])))
    means = frame.groupby("_name", sort=False)[plot["x"]].mean()
    return plot.ordered(list(means.sort_values(ascending=False, kind="stable").index))


def _repeated(plot: Plot) -> bool:
    keys = [plot["y"]] + ([plot["facet"]] if plot.has("facet") else [])
    return bool(plot.frame.duplicated(keys).any())


def _dress(axes, plot: Plot, names: list[str]) -> None:
    ax_tools.row_axis(axes, names, narrow=plot.narrow)
    axes.spines["left"].set_visible(False)
    ax_tools.number_axis(axes, "x", plot.unit, log=bool(plot["log"]))
    if plot["zero"]:
        axes.set_xlim(left=0)
    if plot["x_label"]:
        axes.set_xlabel(plot["x_label"], loc="right")
    if plot["reference"] is not None:
        axes.axvline(plot["reference"], color=theme.INK, linewidth=0.9, zorder=1.5)


def _write_values(axes, plot: Plot, names: list[str]) -> None:
    """The number itself in a column at the right, with its interval."""
    for row in plot.frame.to_dict("records"):
        if units.is_missing(row[plot["x"]]):
            continue
        text = units.bare(row[plot["x"]], plot.unit)
        if plot.has("low") and not units.is_missing(row[plot["low"]]):
            text += f"  ({units.bare(row[plot['low']], plot.unit)} to {units.bare(row[plot['high']], plot.unit)})"
        axes.annotate(
            text,
            (1, names.index(str(row[plot["y"]]))),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=theme.SMALL,
            color=theme.MUTED,
            annotation_clip=False,
        )
