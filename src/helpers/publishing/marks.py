"""Small drawings as inline SVG: intervals and maps of coverage; what counts as the same value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

_REACH = 4      # multiples of the smallest effect that matters, to both sides of zero


def interval_mark(reading: Mapping[str, Any], text: str) -> Markup:
    """An estimate in words, and its effect on one axis for all claims.

    The axis counts in multiples of the smallest effect that matters (``delta``); the grey band
    is one to both sides of zero, the claim predicts the right side. What lies further out than
    four stands at the edge.
    """
    estimate, inputs = reading.get("estimate"), reading.get("inputs") or {}
    if not estimate or estimate.get("value") is None:
        return Markup('<span class="quiet">–</span>')
    words = Markup('<span class="estimate-text">{}</span>').format(text)
    numbers = [inputs.get(name) for name in ("low", "effect", "high")]
    delta = inputs.get("delta")
    if not delta or any(number is None for number in numbers):
        return words
    x = [60 + 14 * max(-_REACH, min(_REACH, number / delta)) for number in numbers]
    return words + Markup(
        f'<svg class="interval v-{escape(reading["label"])}" viewBox="0 0 120 16" width="120" height="16" aria-hidden="true" focusable="false">'
        '<rect class="band" x="46" y="0" width="28" height="16"/><line class="axis" x1="60" x2="60" y1="0" y2="16"/>'
        f'<line x1="{x[0]:.1f}" x2="{max(x[2], x[0] + 1):.1f}" y1="8" y2="8" stroke-width="2.5"/>'
        f'<circle class="mark" cx="{x[1]:.1f}" cy="8" r="3.4"/></svg>'
    )


def heat_map(
    rows: Sequence[tuple[str, Mapping[str, int]]], columns: Sequence[str], words: str, label_every: int = 1, *, turned: bool = False
) -> Markup:
    """Counts as shades (square root scale); an empty cell stays empty; ``turned`` labels take less room."""
    left, cell, line = 190, max(6.0, min(22.0, 700 / max(len(columns), 1))), 17
    above = 150 if turned else 0
    width = left + cell * len(columns) + (110 if turned else 30)
    most = max((count for _, counts in rows for count in counts.values()), default=1)
    parts = []
    for place, column in enumerate(columns):
        if turned:
            x = left + (place + 0.6) * cell
            parts.append(f'<text class="turned" transform="translate({x:.1f} {above + 14}) rotate(-55)">{escape(column)}</text>')
        elif place % label_every == 0:
            parts.append(f'<text x="{left + place * cell:.1f}" y="12">{escape(column)}</text>')
    for index, (name, counts) in enumerate(rows):
        y = above + 22 + index * line
        parts.append(f'<text x="0" y="{y + 12}">{escape(name)}</text>')
        parts.append(f'<line class="axis" x1="{left}" x2="{left + cell * len(columns):.1f}" y1="{y + 15.5}" y2="{y + 15.5}"/>')
        for place, column in enumerate(columns):
            count = counts.get(column, 0)
            if count:
                shade = 0.18 + 0.82 * (count / most) ** 0.5
                parts.append(
                    f'<rect class="bar" x="{left + place * cell:.1f}" y="{y + 1}" width="{cell - 1:.1f}" height="13" '
                    f'opacity="{shade:.2f}"><title>{escape(name)}, {escape(column)}: {count:,}</title></rect>'
                )
    height = above + 26 + line * len(rows)
    return Markup(
        f'<svg class="drawing" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" role="img" '
        f'aria-label="{escape(words)}">{"".join(parts)}</svg>'
    )


def same_value(given: Any, alternative: str) -> bool:
    """Whether a parameter's value is the alternative as the choices table writes it."""
    if isinstance(given, bool):
        return str(given).lower() == alternative.strip().lower()
    if isinstance(given, (list, tuple)):
        return ",".join(map(str, given)) == alternative.strip("[] ").replace(", ", ",").replace('"', "").replace("'", "")
    if given is None:
        return alternative.strip().lower() in {"", "null", "none", "~"}
    try:
        return float(given) == float(alternative)
    except (TypeError, ValueError):
        return str(given) == alternative.strip("'\" ")
