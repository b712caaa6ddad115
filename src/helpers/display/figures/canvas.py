"""The canvas figures are drawn on: Agg that looks up fonts and sets texts once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, fontManager, get_font

from helpers.display import theme

_MOST_LINES = 4_000


@dataclass(frozen=True)
class Line:
    """A line of text: width, height and descent, its pixels, and how far they lie from its start."""

    size: tuple[float, float, float]
    pixels: np.ndarray
    right: float
    down: float


class Renderer(RendererAgg):
    """Agg for the fonts of the house: a line of text is set once and then placed as a picture."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return self._set(s, prop).size

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        if ismath or angle:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        line = self._set(s, prop)
        place = round(x + line.right), round(y + line.down) + 1
        self._renderer.draw_text_image(line.pixels, *place, 0, gc)

    def _set(self, text: str, prop: FontProperties) -> Line:
        key = (text, prop.get_size_in_points(), prop.get_weight(), self.dpi)
        if key not in _LINES:
            if len(_LINES) > _MOST_LINES:
                _LINES.clear()
            font = self._prepare_font(prop)
            font.set_text(text, 0.0, flags=get_hinting_flag())
            width, height = font.get_width_height()
            descent = font.get_descent()
            font.draw_glyphs_to_bitmap(antialiased=True)
            right, down = font.get_bitmap_offset()
            _LINES[key] = Line(
                (width / 64, height / 64, descent / 64),
                font.get_image().copy(),
                right / 64,
                (descent + down) / 64,
            )
        return _LINES[key]

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        ascent, descent, gap = _heights(prop.get_weight())
        size = prop.get_size_in_points() * self.dpi / 72
        return ascent * size, descent * size, gap * size

    def _prepare_font(self, font_prop: FontProperties) -> Any:
        font = get_font(_paths(tuple(font_prop.get_family()), font_prop.get_weight()))
        font.clear()
        font.set_size(font_prop.get_size_in_points(), self.dpi)
        return font


class Canvas(FigureCanvasAgg):
    """A canvas whose renderer is ours."""

    _made_for: tuple[float, ...] = ()

    def get_renderer(self) -> Renderer:
        key = (*self.get_width_height(physical=True), self.figure.dpi)
        if self._made_for != key:
            self.renderer = Renderer(*key)
            self._made_for = key
        return self.renderer


_LINES: dict[tuple[str, float, Any, float], Line] = {}


@cache
def _paths(families: tuple[str, ...], weight: Any) -> tuple[Any, ...]:
    found = FontProperties(family=list(families), weight=weight)
    return tuple(fontManager._find_fonts_by_props(found))


@cache
def _heights(weight: Any) -> tuple[float, float, float]:
    """Ascent, descent and gap of a line, in shares of the size."""
    font = get_font(_paths(theme.FAMILY_NAMES, weight))
    table, em = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")["unitsPerEm"]
    names = ("sTypoAscender", "sTypoDescender", "sTypoLineGap")
    ascent, descent, gap = (table[name] / em for name in names)
    return ascent, -descent, gap
