"""Small drawings as inline SVG: intervals, specification curves, maps of coverage."""

from __future__ import annotations

from collections import defaultdict
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


def strip(labels: Sequence[str], words: str, width: int = 240) -> Markup:
    """One tick a run, ordered as given, coloured by outcome."""
    if not labels:
        return Markup("")
    step = width / len(labels)
    paths: dict[str, list[str]] = defaultdict(list)
    for place, label in enumerate(labels):
        paths[label].append(f"M{place * step + step / 2:.1f} 2v14")
    drawn = "".join(f'<path class="v-{escape(label)}" d="{"".join(parts)}"/>' for label, parts in paths.items())
    return Markup(
        f'<svg class="drawing strip-drawing" viewBox="0 0 {width} 18" width="{width}" height="18" role="img" '
        f'aria-label="{escape(words)}">{drawn}</svg>'
    )


def specification_curve(
    runs: Sequence[Mapping[str, Any]], choices: Sequence[Mapping[str, Any]], words: str, unit: str
) -> Markup:
    """Estimates of all runs in order with their intervals, coloured by verdict; choices below.

    ``runs``: label, value, low, high (may be None) and parameters, in drawing order;
    ``choices``: name, title and alternatives (their values).
    """
    left, width, height = 190, 760, 150
    step = (width - left - 10) / max(len(runs), 1)
    numbers = [run[key] for run in runs for key in ("value", "low", "high") if run.get(key) is not None]
    parts: list[str] = []
    if numbers:
        bottom, top = min(numbers), max(numbers)
        span = (top - bottom) or 1.0
        def y(number: float) -> float:
            return 10 + (height - 20) * (top - number) / span
        bars: dict[str, list[str]] = defaultdict(list)
        for place, run in enumerate(runs):
            if run.get("value") is None:
                continue
            x = left + step * (place + 0.5)
            if run.get("low") is not None and run.get("high") is not None:
                bars[run["label"]].append(f"M{x:.1f} {y(run['high']):.1f}V{y(run['low']):.1f}")
            parts.append(
                f'<circle class="mark v-{escape(run["label"])}" cx="{x:.1f}" cy="{y(run["value"]):.1f}" r="{min(3.0, max(1.2, step / 2)):.1f}"/>'
            )
        if bottom < 0 < top:
            parts.insert(0, f'<line class="zero" x1="{left}" x2="{width}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>')
        parts = [f'<path class="v-{escape(label)}" d="{"".join(marks)}" opacity=".55"/>' for label, marks in bars.items()] + parts
        for number in (top, bottom):
            parts.append(f'<text x="{left - 8}" y="{y(number) + 4:.1f}" text-anchor="end">{number:.3g}</text>')
        parts.append(f'<text x="0" y="14">{escape(unit)}</text>')
        at = height + 12
    else:
        at = 8
    ticks: dict[str, list[str]] = defaultdict(list)
    for place, run in enumerate(runs):
        ticks[run["label"]].append(f"M{left + step * (place + 0.5):.1f} {at}v14")
    parts += [f'<path class="v-{escape(label)}" d="{"".join(marks)}"/>' for label, marks in ticks.items()]
    parts.append(f'<text x="0" y="{at + 11}">verdict</text>')
    at += 30
    for choice in choices:
        parts.append(f'<text x="0" y="{at + 10}" font-weight="600">{escape(choice["title"])}</text>')
        at += 16
        for alternative in choice["alternatives"]:
            marks = "".join(
                f"M{left + step * (place + 0.5):.1f} {at}v9"
                for place, run in enumerate(runs)
                if same_value(run["parameters"].get(choice["name"]), alternative["value"])
            )
            parts.append(f'<text x="12" y="{at + 9}">{escape(_short(alternative["value"]))}</text>')
            parts.append(f'<path class="choice-row" d="{marks}"/>')
            at += 15
        at += 4
    return Markup(
        f'<svg class="drawing" viewBox="0 0 {width} {at}" width="{width}" height="{at}" role="img" '
        f'aria-label="{escape(words)}">{"".join(parts)}</svg>'
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


def _short(text: str, most: int = 26) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
