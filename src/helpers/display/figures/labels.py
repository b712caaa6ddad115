"""Names beside lines and points that touch neither each other nor the data."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.display import theme, wording
from helpers.display.figures.sheet import Sheet

_EARLY = 0.85  # share of the width; a line that ends before is named at its end
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
    (0, 14, "center", "bottom"),
    (0, -14, "center", "top"),
)


def end_labels(
    sheet: Sheet, axes: Axes, entries: Sequence[tuple[Any, float, str, str]], *, dated: bool
) -> None:
    """Names of lines at the right edge, or at their end where they end early; none touch.

    ``entries``: (x and y of the line's end, text, colour). A leader joins a name that had to move.
    """
    low, high = axes.get_xlim()
    late, early = [], []
    for end, y, text, colour in entries:
        x = mdates.date2num(end) if dated else end
        if (x - low) / (high - low) < _EARLY:
            early.append((x, y, colour, _beside(sheet, axes, (end, y, text, colour), bold=True)))
        else:
            late.append((x, y, colour, _at_edge(sheet, axes, y, text, colour)))
    sheet.after_layout(lambda: _settle(sheet, axes, late, early))


def _at_edge(sheet: Sheet, axes: Axes, y: float, text: str, colour: str) -> Any:
    return axes.annotate(
        fold_name(text, sheet.plot.narrow),
        (1, y),
        xycoords=("axes fraction", "data"),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        color=colour,
        fontsize=theme.TEXT,
        fontweight=600,
        annotation_clip=False,
        linespacing=0.95,
    )


def _settle(sheet: Sheet, axes: Axes, late: list, early: list) -> None:
    """Names at their line's end where there is room; the others join those at the edge."""
    homeless = _arrange(sheet, axes, [item[3] for item in early], hide=bool(late), edge=bool(late))
    for x, y, colour, label in early:
        if label in homeless and late:
            late.append((x, y, colour, _at_edge(sheet, axes, y, label.get_text(), colour)))
    if homeless and late:
        sheet.place()  # make room for the names that came to the edge
    _spread(sheet, axes, late)


def fold_name(text: str, narrow: bool) -> str:
    """The name of a line, broken so that it leaves room for the line."""
    return textwrap.fill(str(text), 13 if narrow else 22, break_long_words=False)


def _spread(sheet: Sheet, axes: Axes, placed: list[tuple[float, float, str, Any]]) -> None:
    renderer = sheet.figure.canvas.get_renderer()
    points = 72 / sheet.figure.dpi
    items = []
    for x, y, colour, label in placed:
        box = label.get_window_extent(renderer)
        items.append((box.y0 + box.height / 2, box.height * 0.98, x, y, colour, label))
    items.sort(key=lambda item: item[0])
    frame = axes.get_window_extent(renderer)
    heights = [item[1] for item in items]
    middles = apart(within([item[0] for item in items], heights, frame.y0, frame.y1), heights)
    for middle, (start, _, x, y, colour, label) in zip(middles, items, strict=True):
        label.xyann = (label.xyann[0], (middle - start) * points)
        x_end, y_end = axes.transData.transform((x, y))
        if abs(middle - start) * points > 4 or frame.x1 - x_end > 12 / points:
            leader = Line2D(
                [x_end + 3, frame.x1 + 5 / points],
                [y_end, middle],
                color=colour,
                linewidth=0.9,
                linestyle=(0, (1, 1.6)),
            )
            leader.set_transform(None)
            sheet.figure.add_artist(leader)


def within(
    middles: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Wishes moved so that all boxes, one above the other, stay between ``low`` and ``high``."""
    half = np.asarray(heights) / 2
    below = np.cumsum(heights) - 2 * half
    above = math.fsum(heights) - below - 2 * half
    lowest, highest = low + below + half, high - above - half
    return list(np.where(lowest <= highest, np.clip(middles, lowest, highest), middles))


def apart(middles: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Positions as near as can be to ``middles`` (ascending) at which boxes do not overlap.

    Touching boxes are merged into blocks that sit at the mean of their wishes (pool adjacent
    violators, as in isotonic regression).
    """
    blocks: list[list[float]] = []  # total height, sum of wished starts, count
    for middle, height in zip(middles, heights, strict=True):
        blocks.append([height, middle - height / 2, 1.0])
        while len(blocks) > 1 and _start(blocks[-2]) + blocks[-2][0] > _start(blocks[-1]):
            last = blocks.pop()
            before = blocks[-1]
            before[1] += last[1] - before[0] * last[2]
            before[0] += last[0]
            before[2] += last[2]
    result: list[float] = []
    for block in blocks:
        place = _start(block)
        for _ in range(int(block[2])):
            height = heights[len(result)]
            result.append(place + height / 2)
            place += height
    return result


def _start(block: list[float]) -> float:
    return block[1] / block[2]


def name_points(sheet: Sheet, axes: Axes, points: Sequence[tuple[Any, float, str, str]]) -> None:
    """Write (x, y, text, colour) beside their points; a name without a free place is left out.

    Names are tried in the given order, so put the important ones first.
    """
    placed = [_beside(sheet, axes, point, bold=False) for point in points]
    sheet.after_layout(lambda: _arrange(sheet, axes, placed))


def _beside(sheet: Sheet, axes: Axes, point: tuple[Any, float, str, str], *, bold: bool) -> Any:
    x, y, text, colour = point
    narrow = sheet.plot.narrow
    label = axes.annotate(
        fold_name(text, narrow) if bold else wording.short(text, 22 if narrow else 30),
        (x, y),
        xytext=(6, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        linespacing=0.95,
        fontsize=theme.TEXT if bold else theme.SMALL,
        fontweight=600 if bold else 400,
        color=colour,
        zorder=5,
        annotation_clip=True,
    )
    label.set_in_layout(False)
    return label


def _arrange(
    sheet: Sheet, axes: Axes, labels: list[Any], *, hide: bool = True, edge: bool = False
) -> list[Any]:
    """Put labels at their first free place (``edge``: within the axes); return those without one."""
    renderer = sheet.figure.canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    right = frame.x1 if edge else sheet.figure.bbox.x1 - 4
    drawn = np.concatenate([_dots(axes), _lines(axes)])
    taken: list[tuple[float, float, float, float]] = []
    homeless = []
    for label in labels:
        for place in range(len(_PLACES)):
            bounds = _put(label, place, renderer)
            inside = (
                bounds[0] >= frame.x0
                and bounds[2] <= right
                and bounds[1] >= frame.y0
                and bounds[3] <= frame.y1 + 20
            )
            clear = not any(_touch(bounds, other) for other in taken)
            if inside and clear and not _hits(bounds, drawn):
                taken.append(bounds)
                break
        else:
            homeless.append(label)
            label.set_visible(not hide)
    return homeless


def _put(label: Any, place: int, renderer: Any) -> tuple[float, float, float, float]:
    dx, dy, ha, va = _PLACES[place]
    label.xyann = (dx, dy)
    label.set_ha(ha)
    label.set_va(va)
    box = label.get_window_extent(renderer)
    return (box.x0 - 2, box.y0 - 1, box.x1 + 2, box.y1 + 1)


def _dots(axes: Axes) -> np.ndarray:
    """Pixels of the points of scatters."""
    found = [np.empty((0, 2))]
    for collection in axes.collections:
        offsets = np.ma.getdata(collection.get_offsets())
        if len(offsets) and len(collection.get_paths()) == 1:
            found.append(axes.transData.transform(np.asarray(offsets, dtype=float)))
    return np.concatenate(found)


def _lines(axes: Axes) -> np.ndarray:
    """Pixels along drawn lines, one in about eight."""
    found = [np.empty((0, 2))]
    for line in axes.lines:
        if line.get_transform() != axes.transData or line.get_linestyle() in {"None", "none"}:
            continue
        ends = axes.transData.transform(line.get_path().vertices)
        ends = ends[np.isfinite(ends).all(axis=1)]
        for start, stop in pairwise(ends):
            steps = max(int(np.hypot(*(stop - start)) / 8), 1)
            found.append(start + (stop - start) * np.linspace(0, 1, steps + 1)[:, None])
    return np.concatenate(found)


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _hits(bounds: tuple[float, ...], drawn: np.ndarray) -> bool:
    x, y = drawn[:, 0], drawn[:, 1]
    across = (x > bounds[0] - _RADIUS) & (x < bounds[2] + _RADIUS)
    return bool((across & (y > bounds[1] - _RADIUS) & (y < bounds[3] + _RADIUS)).any())
