"""The canvas figures are drawn on: Agg that looks up fonts and measures texts once a process."""

from __future__ import annotations

from functools import cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties, fontManager, get_font

from helpers.display import theme

_MOST_TEXTS = 20_000


class Renderer(RendererAgg):
    """Agg for the fonts of the house."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        if ismath or self.dpi != theme.DPI:
            return super().get_text_width_height_descent(s, prop, ismath)
        key = (s, prop.get_size_in_points(), prop.get_weight())
        if key not in _MEASURED:
            if len(_MEASURED) > _MOST_TEXTS:
                _MEASURED.clear()
            _MEASURED[key] = super().get_text_width_height_descent(s, prop, ismath)
        return _MEASURED[key]

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


_MEASURED: dict[tuple[str, float, Any], tuple[float, float, float]] = {}


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
