"""Panels side by side and below one another, with room for what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from helpers.display.figures import letters

Grid = Sequence[Sequence[Axes]]
Sides = tuple[float, float, float, float]  # left, bottom, right, top

_MISSED = 0.06  # share of its width by which a panel may miss before all is measured anew
_NUMBERS = 0.3  # inches that the numbers of an axis usually take


def place(grid: Grid, box: Sides, pad: tuple[float, float]) -> None:
    """Give all panels of a grid one size within ``box`` (left, bottom, right, top in inches).

    Around each row and column stays what its labels take, and ``pad`` (across, upright). The
    room is guessed first, then measured: what stands beside a datum moves with the width.
    """
    size = _arrange(grid, box, pad, _guessed)
    for _ in range(2):
        before, size = size, _arrange(grid, box, pad, _measured)
        if abs(size[0] / before[0] - 1) < _MISSED:
            return


def _arrange(
    grid: Grid, box: Sides, pad: tuple[float, float], room: Callable[[Axes], Sides]
) -> tuple[float, float]:
    """Place every panel with the ``room`` it needs; their common width and height."""
    needed = np.array(
        [[room(axes) if axes.get_visible() else (0.0,) * 4 for axes in row] for row in grid]
    )
    rows, columns, _ = needed.shape
    left, right = needed[:, :, 0].max(axis=0) + pad[0], needed[:, :, 2].max(axis=0) + pad[0]
    bottom, top = needed[:, :, 1].max(axis=1) + pad[1], needed[:, :, 3].max(axis=1) + pad[1]
    width = max((box[2] - box[0] - left.sum() - right.sum()) / columns, 0.1)
    height = max((box[3] - box[1] - bottom.sum() - top.sum()) / rows, 0.1)
    across, upright = grid[0][0].figure.get_size_inches()
    y = box[3]
    for line, row in enumerate(grid):
        y -= top[line] + height
        x = box[0]
        for column, axes in enumerate(row):
            x += left[column]
            axes.set_position((x / across, y / upright, width / across, height / upright))
            x += width + right[column]
        y -= bottom[line]
    return width, height


def _measured(axes: Axes) -> Sides:
    """What stands beyond each side of the panel now, in inches."""
    figure = axes.figure
    inner = axes.get_position(original=True).transformed(figure.transFigure)
    outer = axes.get_tightbbox(figure.canvas.get_renderer(), for_layout_only=True) or inner
    return _beyond(inner, outer, figure.dpi)


def _beyond(inner: Bbox, outer: Bbox, dpi: float) -> Sides:
    sides = (inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1)
    return tuple(max(side, 0.0) / dpi for side in sides)


def _guessed(axes: Axes) -> Sides:
    """What the words beside the panel will take, without measuring."""
    left, right = [_NUMBERS], [0.0]
    for text in axes.texts:
        if isinstance(text, Annotation) and text.xycoords == _EDGE:
            lines = text.get_text().split("\n")
            taken = max(letters.width(line, text.get_fontsize()) for line in lines)
            (right if text.xy[0] else left).append(taken + abs(text.xyann[0]) / 72)
    return max(left), 0.3, max(right), 0.25 if axes.get_title(loc="left") else 0.2


_EDGE = ("axes fraction", "data")  # beside the panel, at the height of its datum
