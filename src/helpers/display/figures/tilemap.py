"""A map of equal tiles: each country one square near its place, readable on a telephone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.patches import Rectangle

from helpers.display import palette, theme, units, wording
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("country", "value", "by")
OPTIONS = {
    "country": "country",
    "value": "value",
    "by": None,
    "log": False,
    "colours": None,
    "bins": 5,
}
_EMPTY = "#eef0f2"


def draw(plot: Plot) -> Sheet:
    """Tiles coloured by ``value`` in few classes, or by the words of ``by``.

    Pale tiles have no row: nothing known, not zero. Codes not on the map are named below it.
    """
    sheet = Sheet(plot)
    places = layout()
    rows = plot.frame.dropna(subset=[plot["country"]]).drop_duplicates(plot["country"])
    shade, key = classes(plot, rows) if not plot.has("by") else _words(plot, rows)
    sheet.key([*key, ("no data", _EMPTY)])
    wide = 1 + max(x for x, _ in places.values())
    high = 1 + max(y for _, y in places.values())
    (axes,) = sheet.panels((sheet.width - 0.2) * high / wide)
    for code, (x, y) in places.items():
        face = shade.get(code, _EMPTY)
        axes.add_patch(Rectangle((x + 0.04, y + 0.04), 0.92, 0.92, facecolor=face))
        known = code in shade
        axes.text(
            x + 0.5,
            y + 0.52,
            code,
            ha="center",
            va="center_baseline",
            fontsize=6.0 if plot.narrow else 8.5,
            color=palette.ink_on(face) if known else theme.FAINT,
            fontweight=600 if known else 400,
        )
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    axes.set_aspect("equal")
    axes.set_axis_off()
    missing = sorted(set(rows[plot["country"]].astype(str)) - set(places))
    if missing:
        axes.annotate(
            f"not on the map: {', '.join(missing)}",
            (0, 0),
            xycoords="axes fraction",
            xytext=(0, -4),
            textcoords="offset points",
            va="top",
            fontsize=theme.SMALL,
            color=theme.MUTED,
        )
    return sheet


@cache
def layout() -> dict[str, tuple[int, int]]:
    """Country code -> (column, row), read from ``world.txt``."""
    lines = (Path(__file__).parent / "world.txt").read_text("utf-8").splitlines()
    cells = [line.split() for line in lines if line and not line.startswith("#")]
    return {
        code: (x, y) for y, row in enumerate(cells) for x, code in enumerate(row) if code != ".."
    }


def classes(plot: Plot, rows: pd.DataFrame) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Shade by country, and the key with what each class holds."""
    values = rows[plot["value"]].astype(float)
    filled = values.dropna()
    if filled.empty:
        return {}, []
    steps = _breaks(filled, plot["bins"])
    shades = [
        colormaps[theme.SEQUENTIAL](0.22 + 0.75 * i / max(len(steps) - 1, 1))
        for i in range(len(steps))
    ]
    number = np.searchsorted(steps, values.fillna(steps[0]), side="right") - 1
    shade = {
        str(code): shades[place]
        for code, place, value in zip(rows[plot["country"]], number, values, strict=True)
        if not units.is_missing(value)
    }
    key = []
    for place, start in enumerate(steps):
        inside = filled[(number[values.notna()] == place)]
        ends = (
            [units.tick(end, plot.unit) for end in (inside.min(), inside.max())]
            if len(inside)
            else [units.tick(start, plot.unit)] * 2
        )
        key.append((ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}", shades[place]))
    return shade, key


def _breaks(values: pd.Series, bins: int) -> list[float]:
    """Lower ends of the classes: each value its own where few; even steps, or even ratios if skewed."""
    steps = sorted(values.unique())
    if len(steps) <= bins:
        return steps
    low, high = steps[0], steps[-1]
    spaced = np.geomspace if low > 0 and high / low > 10 else np.linspace
    edges = spaced(low, high, bins + 1)[:-1]
    edges[0] = low
    inside = np.unique(np.searchsorted(edges, values, side="right") - 1)
    return [float(edges[place]) for place in inside]


def _words(plot: Plot, rows: pd.DataFrame) -> tuple[dict[str, str], list[tuple[str, str]]]:
    words = list(dict.fromkeys(rows[plot["by"]].dropna()))
    colours = palette.colours_for(plot["by"], words, plot["colours"])
    shade = {
        str(code): colours[word]
        for code, word in zip(rows[plot["country"]], rows[plot["by"]], strict=True)
        if not pd.isna(word)
    }
    return shade, [(wording.label_of(word), colours[word]) for word in words]
