"""The estimate of a claim then and now on one axis, as inline SVG: drawn from the record, nothing computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from helpers.publishing.formatting import estimate_text

_WIDTH, _LEFT, _RIGHT = 360, 6, 354
_ROW, _FOOT = 38, 22
READINGS = (("published", "then"), ("today", "now"))


def then_and_now(view: Mapping[str, Any], words: Callable[[str], str] = str) -> Markup:
    """Both readings of a claim's estimate; empty where neither has an interval.

    The axis is that of the rule: to the right lies what the claim says, to the left its contrary,
    and the grey band around zero holds effects too small to matter (``delta``). ``words`` puts
    fixed phrases into the reader's language.
    """
    drawn = [(when, view[name]) for name, when in READINGS if _ends(view[name])]
    if not drawn:
        return Markup("")
    delta = max(reading["inputs"].get("delta") or 0.0 for _, reading in drawn)
    low, high = (edge(end for _, reading in drawn for end in (*_ends(reading), -delta, delta)) for edge in (min, max))
    air = 0.04 * (high - low or 1.0)

    def x(effect: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (effect - low + air) / (high - low + 2 * air)

    foot = _ROW * len(drawn)
    parts = []
    for place, (when, reading) in enumerate(drawn):
        parts.append(_row(place * _ROW, f"{words(when)} ", _text(reading, words), reading, x, delta))
    parts.append(f'<text class="end" x="{_LEFT}" y="{foot + 15}">← {escape(words("against the claim"))}</text>')
    parts.append(f'<text class="end right" x="{_RIGHT}" y="{foot + 15}">{escape(words("as claimed"))} →</text>')
    told = "; ".join(f"{words(when)}: {_text(reading, words)}" for when, reading in drawn)
    return Markup(
        f'<svg class="estimates" viewBox="0 0 {_WIDTH} {foot + _FOOT}" width="{_WIDTH}" height="{foot + _FOOT}" role="img" '
        f'aria-label="{escape(words("Estimate"))}: {escape(told)}">{"".join(parts)}</svg>'
    )


def _ends(reading: Mapping[str, Any]) -> tuple[float, ...]:
    """Low, effect and high in the direction of the claim; nothing where one of them is not known."""
    inputs = reading.get("inputs") or {}
    numbers = [inputs.get(name) for name in ("low", "effect", "high")]
    known = (reading.get("estimate") or {}).get("value") is not None
    return tuple(map(float, numbers)) if known and all(isinstance(n, (int, float)) and math.isfinite(n) for n in numbers) else ()


def _row(top: int, when: str, text: str, reading: Mapping[str, Any], x: Callable[[float], float], delta: float) -> str:
    low, effect, high = map(x, _ends(reading))
    return (
        f'<rect class="band" x="{x(-delta):.1f}" y="{top + 20}" width="{x(delta) - x(-delta):.1f}" height="14"/>'
        f'<line class="axis" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="{top + 20}" y2="{top + 34}"/>'
        f'<g class="v-{escape(reading["label"])}"><text x="{_LEFT}" y="{top + 15}">{escape(when)}<tspan class="value">{escape(text)}</tspan></text>'
        f'<line x1="{low:.1f}" x2="{max(high, low + 1):.1f}" y1="{top + 27}" y2="{top + 27}"/><circle cx="{effect:.1f}" cy="{top + 27}" r="4.6"/></g>'
    )


def _text(reading: Mapping[str, Any], words: Callable[[str], str]) -> str:
    """The estimate with its interval; the unit stands in the sentence beside the drawing."""
    return estimate_text(reading["estimate"], words, with_unit=False)
