"""The paper a figure is drawn on: title, subtitle, key, panels, source line, and the PNG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from helpers.display import theme, wording
from helpers.display.figures import letters, placing
from helpers.display.figures.canvas import Canvas
from helpers.display.figures.plot import Plot
from helpers.display.figures.raster import png

EDGE = 0.06  # inches left free at the sides
_LEADING = 1.28


class Sheet:
    """A figure in the making; lengths in inches.

    Order of use: :meth:`key` (if any), :meth:`panels`, draw, :meth:`png`.
    """

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.width = theme.NARROW if plot.narrow else theme.WIDTH
        self.figure = Figure(figsize=(self.width, 4.0), dpi=theme.DPI)
        Canvas(self.figure)
        self.axes: list[Axes] = []
        self._key: list[tuple[str, str, str]] = []
        self._after_layout: list[Any] = []

    def key(self, entries: Iterable[tuple[Any, str]], mark: str = "square") -> None:
        """Coloured marks with their words under the subtitle; ``mark`` is square, dot, line, hollow or dashed."""
        self._key.extend((str(label), colour, mark) for label, colour in entries)

    def panels(
        self,
        height: float,
        titles: Sequence[Any] = (None,),
        *,
        columns: int = 1,
        row_names: Sequence[Any] = (),
        share_x: bool = True,
        share_y: bool = True,
    ) -> list[Axes]:
        """Axes for ``titles`` (None: no panel title), each ``height`` high.

        ``row_names``: what stands at the left, so that panel titles are folded to what is left.
        """
        rows = -(-len(titles) // columns)
        folded = [self._panel_title(title, columns, row_names) for title in titles]
        gaps = (
            (0.11 + 0.17 * max(text.count("\n") + 1 for text in folded)) * rows
            if any(folded)
            else 0.0
        )
        body = height * rows + gaps + 0.3
        top, bottom = self._texts(body)
        total = top + body + bottom
        self.figure.set_size_inches(self.width, total)
        self._place_texts(total)
        grid = self.figure.subplots(
            rows,
            columns,
            squeeze=False,
            sharex=share_x,
            sharey=share_y,
        )
        self._grid = grid
        self._box = (0.0, bottom, self.width, bottom + body)
        self._pad = (
            max(EDGE, 0.02 * self.width / columns if columns > 1 else 0),
            max(0.05, 0.02 * total / rows if rows > 1 else 0),
        )
        every = list(grid.flat)
        for axes in every[len(titles) :]:
            axes.set_visible(False)
        self.axes = every[: len(titles)]
        for axes in self.axes[-columns:]:  # the lowest of each column, also where the last row is not full
            axes.tick_params(axis="x", labelbottom=True)
        for axes, title in zip(self.axes, folded, strict=True):
            if title:
                axes.set_title(
                    title,
                    loc="left",
                    fontsize=theme.TEXT,
                    fontweight=600,
                    color=theme.INK,
                    pad=8,
                )
        return self.axes

    def _panel_title(self, title: Any, columns: int, row_names: Sequence[Any]) -> str:
        if title is None:
            return ""
        lines = [
            line
            for name in row_names
            for line in wording.row_name(name, narrow=self.plot.narrow).split("\n")
        ]
        left = max((letters.width(line, theme.TEXT) for line in lines), default=0.5) + 0.2
        room = (self.width - left) / columns - 0.15
        return "\n".join(letters.wrap(wording.label_of(title), room, theme.TEXT, 600))

    def after_layout(self, action: Any) -> None:
        """Call ``action()`` once positions are known (to move labels apart)."""
        self._after_layout.append(action)

    def place(self) -> None:
        """Give the panels the places that their labels leave them."""
        placing.place(self._grid, self._box, self._pad)

    def png(self) -> bytes:
        """The picture: same data, same bytes."""
        self.place()
        for action in self._after_layout:
            action()
        canvas = self.figure.canvas
        canvas.draw()
        return png(canvas.buffer_rgba(), canvas.get_width_height())

    def _texts(self, body: float) -> tuple[float, float]:
        """Heights of head and foot, and the lines that go there."""
        room = self.width - 2 * EDGE
        self._head: list[tuple[str, float, int, str]] = []
        title_size = theme.TITLE - (1 if self.plot.narrow else 0)
        for line in letters.balanced(self.plot.title, room, title_size, 600):
            self._head.append((line, title_size, 600, theme.INK))
        if self.plot.subtitle:
            for line in letters.wrap(self.plot.subtitle, room, theme.SUBTITLE):
                self._head.append((line, theme.SUBTITLE, 400, theme.MUTED))
        self._foot = letters.wrap(self.plot.source, room, theme.SMALL) if self.plot.source else []
        self._key_rows = self._arrange_key(room)
        head = math.fsum(size * _LEADING for _, size, _, _ in self._head) / 72 + 0.12
        key = len(self._key_rows) * theme.TEXT * 1.5 / 72 + (0.04 if self._key_rows else 0)
        foot = len(self._foot) * theme.SMALL * _LEADING / 72 + 0.1
        return head + key, foot

    def _arrange_key(self, room: float) -> list[list[tuple[float, str, str, str]]]:
        rows: list[list[tuple[float, str, str, str]]] = []
        x = room + 1
        for label, colour, mark in self._key:
            wide = 0.2 + letters.width(label, theme.TEXT) + 0.18
            if x + wide > room + 0.18:
                rows.append([])
                x = 0.0
            rows[-1].append((x, label, colour, mark))
            x += wide
        return rows

    def _place_texts(self, total: float) -> None:
        y = total - 0.04
        for text, size, weight, colour in self._head:
            self._text(EDGE, y, text, total, size, weight, colour)
            y -= size * _LEADING / 72
        y -= 0.06
        for row in self._key_rows:
            for x, label, colour, mark in row:
                self._mark(EDGE + x, y - theme.TEXT * 0.62 / 72, colour, mark, total)
                self._text(EDGE + x + 0.19, y, label, total, theme.TEXT, 400, theme.INK)
            y -= theme.TEXT * 1.5 / 72
        y = len(self._foot) * theme.SMALL * _LEADING / 72 + 0.03
        for line in self._foot:
            self._text(EDGE, y, line, total, theme.SMALL, 400, theme.MUTED)
            y -= theme.SMALL * _LEADING / 72

    def _text(
        self, x: float, y: float, text: str, total: float, size: float, weight: int, colour: str
    ) -> None:
        artist = self.figure.text(
            x / self.width,
            y / total,
            text,
            fontsize=size,
            fontweight=weight,
            color=colour,
            va="top",
        )
        artist.set_in_layout(False)

    def _mark(self, x: float, y: float, colour: str, mark: str, total: float) -> None:
        if mark == "square":
            patch = Rectangle(
                (x / self.width, (y - 0.055) / total), 0.12 / self.width, 0.12 / total, color=colour
            )
        elif mark == "dashed":
            patch = Line2D(
                [(x + 0.06) / self.width] * 2,
                [(y - 0.07) / total, (y + 0.07) / total],
                color=colour,
                linewidth=0.9,
                linestyle=(0, (3, 2)),
            )
        else:
            shape = {"line": "_", "dot": "o", "hollow": "o"}[mark]
            patch = Line2D(
                [(x + 0.06) / self.width],
                [y / total],
                marker=shape,
                markersize=10 if mark == "line" else 6.5,
                markeredgewidth=2.2 if mark == "line" else 1.4,
                color=colour,
                markerfacecolor="white" if mark == "hollow" else colour,
                linestyle="none",
            )
        patch.set_transform(self.figure.transFigure)
        patch.set_in_layout(False)
        self.figure.add_artist(patch)
