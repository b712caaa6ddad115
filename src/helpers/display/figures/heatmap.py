"""Heat maps with their numbers written in the cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.patches import Rectangle

from helpers.display import palette, theme, units, wording
from helpers.display.figures import axes as ax_tools
from helpers.display.figures.bar import usual_step
from helpers.display.figures.plot import Plot
from helpers.display.figures.sheet import Sheet

COLUMNS = ("x", "y", "value")
OPTIONS = {
    "x": "x",
    "y": "y",
    "value": "value",
    "centre": None,
    "annotate": "auto",
    "sort": False,
    "order": None,
}
_WRITTEN = 14  # columns up to which numbers are written into the cells


def draw(plot: Plot) -> Sheet:
    """``value`` by row ``y`` and column ``x``; ``centre`` makes the colours diverge from there.

    A cell without a value stays white with a dot: unknown is not zero.
    """
    sheet = Sheet(plot)
    table = cells(plot)
    colour = scale(plot, table)
    rows, columns = table.shape
    written = (
        columns <= (6 if plot.narrow else _WRITTEN)
        if plot["annotate"] == "auto"
        else plot["annotate"]
    )
    if not written:
        sheet.key(_key(plot, table, colour))
    (axes,) = sheet.panels(
        0.5 + wording.row_height(list(table.index), 0.3, narrow=plot.narrow) * rows
    )
    if plot.dated:
        step = usual_step(list(table.columns))
        left = [(day - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=1) for day in table.columns]
    else:
        step, left = 1.0, [place - 0.5 for place in range(columns)]
    for row, (_, values) in enumerate(table.iterrows()):
        for x, value in zip(left, values, strict=True):
            missing = units.is_missing(value)
            face = "white" if missing else colour(value)
            axes.add_patch(
                Rectangle((x, row - 0.5), step, 1, facecolor=face, edgecolor="white", linewidth=1.2)
            )
            if missing:
                axes.plot(x + step / 2, row, ".", color=theme.FAINT, markersize=2.5)
            elif written:
                axes.text(
                    x + step / 2,
                    row,
                    units.tick(_few(value), plot.unit),
                    ha="center",
                    va="center",
                    fontsize=theme.SMALL,
                    color=palette.ink_on(face),
                )
    _dress(axes, plot, table, left, step)
    return sheet


def _dress(axes, plot: Plot, table: pd.DataFrame, left: list, step: float) -> None:
    ax_tools.row_axis(axes, table.index, narrow=plot.narrow)
    axes.set_xlim(min(left), max(left) + step)
    axes.tick_params(axis="x", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if plot.dated:
        first, last = table.columns[0], table.columns[-1] + pd.Timedelta(days=step)
        ax_tools.date_axis(axes, first, last, wide=not plot.narrow)
        ax_tools.article_day(axes)
        return
    names = [
        wording.label_of(name if not isinstance(name, float) else f"{name:g}")
        for name in table.columns
    ]
    room = int((200 if plot.narrow else 420) / max(len(names), 1) / 5.2)  # letters
    folded = [wording.fold(name, max(room, 6)) for name in names]
    longest = max(len(line) for name in folded for line in name.split("\n"))
    if longest <= room or len(names) <= 4:
        axes.set_xticks([x + step / 2 for x in left], folded)
    else:
        axes.set_xticks(
            [x + step / 2 for x in left],
            [wording.short(name, 22) for name in names],
            rotation=45,
            ha="right",
            rotation_mode="anchor",
        )


def cells(plot: Plot) -> pd.DataFrame:
    """The values by row and column, in the order in which they are drawn."""
    table = plot.frame.pivot_table(
        index=plot["y"],
        columns=plot["x"],
        values=plot["value"],
        aggfunc="mean",
        sort=False,
        observed=True,
    ).astype(float)
    if plot.dated or pd.api.types.is_numeric_dtype(plot.column("x")):
        table = table.sort_index(axis=1)
    if plot["order"]:
        table = table.reindex(plot.ordered(list(table.index)))
    elif plot["sort"]:
        table = table.loc[table.mean(axis=1).sort_values(ascending=False, kind="stable").index]
    return table


def scale(plot: Plot, table: pd.DataFrame):
    values = table.to_numpy()[np.isfinite(table.to_numpy())]
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    if plot["centre"] is not None:
        far = max(abs(high - plot["centre"]), abs(low - plot["centre"]), 1e-12)
        norm = TwoSlopeNorm(plot["centre"], plot["centre"] - far, plot["centre"] + far)
        shades = colormaps[theme.DIVERGING]
        return lambda value: shades(0.08 + 0.84 * float(norm(value)))
    norm = Normalize(min(low, 0) if low >= 0 else low, high if high > low else low + 1)
    shades = colormaps[theme.SEQUENTIAL]
    return lambda value: shades(0.08 + 0.86 * float(norm(value)))


def _few(value: float) -> float:
    return float(f"{value:.2g}") if abs(value) < 100 else round(value)


def _key(plot: Plot, table: pd.DataFrame, colour) -> list[tuple[str, tuple]]:
    """Five shades of the scale with their values, where the cells carry no numbers."""
    finite = table.to_numpy()[np.isfinite(table.to_numpy())]
    if not len(finite):
        return []
    marks = np.linspace(finite.min(), finite.max(), 5)
    if (finite == finite.round()).all():
        marks = np.unique(marks.round())
    return [(units.tick(_few(mark), plot.unit), colour(mark)) for mark in marks]
