"""Names of points that touch neither each other nor other points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from helpers.display import theme, wording
from helpers.display.figures.sheet import Sheet

_RADIUS = 7  # pixels of a dot that a name keeps clear of
_PLACES = (  # where a name may stand: offset in points, alignment; the first that is free is taken
    (6, 0, "left", "center"),
    (-6, 0, "right", "center"),
    (0, 6, "center", "bottom"),
    (0, -6, "center", "top"),
    (5, 5, "left", "bottom"),
    (5, -5, "left", "top"),
    (-5, 5, "right", "bottom"),
    (-5, -5, "right", "top"),
)


def name_points(sheet: Sheet, axes: Axes, points: Sequence[tuple[Any, float, str, str]]) -> None:
    """Write (x, y, text, colour) beside their points; a name without a free place is left out.

    Names are tried in the given order, so put the important ones first.
    """
    placed = []
    for x, y, text, colour in points:
        label = axes.annotate(
            wording.short(text, 22 if sheet.plot.narrow else 30),
            (x, y),
            xytext=(6, 0),
            textcoords="offset points",
            ha="left",
            va="center",
            fontsize=theme.SMALL,
            color=colour,
            zorder=5,
            annotation_clip=True,
        )
        label.set_in_layout(False)
        placed.append(label)
    sheet.after_layout(lambda: _arrange(sheet, axes, placed))


def _arrange(sheet: Sheet, axes: Axes, labels: list[Any]) -> None:
    renderer = sheet.figure.canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    dots = _dots(axes)
    taken: list[tuple[float, float, float, float]] = []
    for label in labels:
        for dx, dy, ha, va in _PLACES:
            label.xyann = (dx, dy)
            label.set_ha(ha)
            label.set_va(va)
            box = label.get_window_extent(renderer)
            bounds = (box.x0 - 2, box.y0 - 1, box.x1 + 2, box.y1 + 1)
            inside = (
                bounds[0] >= frame.x0
                and bounds[2] <= sheet.figure.bbox.x1 - 4
                and bounds[1] >= frame.y0
                and bounds[3] <= frame.y1 + 20
            )
            if (
                inside
                and not any(_touch(bounds, other) for other in taken)
                and not _hits(bounds, dots)
            ):
                taken.append(bounds)
                break
        else:
            label.set_visible(False)


def _dots(axes: Axes) -> np.ndarray:
    found = [np.empty((0, 2))]
    for collection in axes.collections:
        offsets = np.ma.getdata(collection.get_offsets())
        if len(offsets) and len(collection.get_paths()) == 1:
            found.append(axes.transData.transform(np.asarray(offsets, dtype=float)))
    return np.concatenate(found)


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _hits(bounds: tuple[float, ...], dots: np.ndarray) -> bool:
    x, y = dots[:, 0], dots[:, 1]
    across = (x > bounds[0] - _RADIUS) & (x < bounds[2] + _RADIUS)
    return bool((across & (y > bounds[1] - _RADIUS) & (y < bounds[3] + _RADIUS)).any())
