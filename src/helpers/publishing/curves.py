"""Specification curves after Simonsohn, Simmons and Nelson (2020): estimates in order, choices below.

A curve is drawn twice, for wide and for narrow screens; both are static and need no script. Every
run's marks stand in one group that names the run, so that a script can point one out.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from markupsafe import Markup, escape

from helpers.publishing import formatting
from helpers.publishing.claimviews import LABEL_WORDS
from helpers.publishing.words import CHINESE, Words

_HEIGHT, _ROW, _HEAD = 150, 15, 19      # pixels: the estimates, an alternative, a question


@dataclass(frozen=True)
class Frame:
    """Where things stand: room for names at the left, for runs at the right."""

    left: int
    width: int
    letters: int

    def x(self, place: int, runs: int) -> float:
        return self.left + (self.width - self.left - 8) * (place + 0.5) / max(runs, 1)


ENGLISH = Words("en")
WIDE, NARROW = Frame(230, 760, 36), Frame(112, 340, 17)


def strip(runs: Sequence[Mapping[str, Any]], words: str, width: int = 240) -> Markup:
    """One tick a run, ordered as given, coloured by outcome; the printed one is longer."""
    if not runs:
        return Markup("")
    step = width / len(runs)
    drawn = "".join(
        f'<path class="v-{escape(run["label"])}" d="M{place * step + step / 2:.1f} {1 if run.get("printed") else 5}V{20 if run.get("printed") else 18}"/>'
        for place, run in enumerate(runs)
    )
    return Markup(
        f'<svg class="drawing strip-drawing" viewBox="0 0 {width} 26" width="{width}" height="26" role="img" aria-label="{escape(words)}">{drawn}</svg>'
    )


def curve(
    runs: Sequence[Mapping[str, Any]], choices: Sequence[Mapping[str, Any]], words: str, *,
    unit: str, language: str, log: bool = False, null: float | None = None, delta: float | None = None,
    tell: Words = ENGLISH,
) -> Markup:
    """Both drawings of one curve.

    ``runs`` in drawing order: id, label, value, low, high (numbers or None), taken (place of the
    alternative per choice name) and printed (all choices as printed). ``null`` is the value of no
    effect, ``delta`` the smallest effect that matters, drawn as a band around it. ``tell`` puts
    unit and verdicts into the language.
    """
    drawn = (
        _draw(runs, choices, words, frame, name, unit, language, log and all((run["value"] or 1) > 0 for run in runs), null, delta, tell)
        for name, frame in (("wide", WIDE), ("narrow", NARROW))
    )
    return Markup("".join(drawn))


def _draw(
    runs: Sequence[Mapping[str, Any]], choices: Sequence[Mapping[str, Any]], words: str, frame: Frame, name: str,
    unit: str, language: str, log: bool, null: float | None, delta: float | None, tell: Words,
) -> str:
    parts: list[str] = []
    groups: list[list[str]] = [[] for _ in runs]
    y, bottom, top = _scale(runs, log, null)
    at = 8
    if y is not None:
        parts += _ground(frame, y, bottom, top, unit, log, null, delta, tell)
        for place, run in enumerate(runs):
            x = frame.x(place, len(runs))
            if run["value"] is None:
                continue
            if run["low"] is not None and run["high"] is not None:
                low, high = (y(min(max(run[end], bottom), top)) for end in ("low", "high"))
                groups[place].append(f'<path class="whisker" d="M{x:.1f} {low:.1f}V{high:.1f}"/>')
            groups[place].append(f'<circle class="mark" cx="{x:.1f}" cy="{y(min(max(run["value"], bottom), top)):.1f}" r="{3.4 if name == "wide" else 2.8}"/>')
            if run["printed"]:
                groups[place].append(f'<circle class="picked" cx="{x:.1f}" cy="{y(run["value"]):.1f}" r="6.5"/>')
        at = _HEIGHT + 14
    for place, group in enumerate(groups):
        x = frame.x(place, len(runs))
        group.append(f'<path class="outcome" d="M{x:.1f} {at}v13"/>')
    parts.append(f'<text x="0" y="{at + 11}">{"判定" if language == CHINESE else "verdict"}</text>')
    at += 24
    for choice in choices:
        question, labels = _words(choice, language)
        lines = _fold(question, 2 * frame.letters + 16 if name == "narrow" else 110, language)
        for line in lines:
            parts.append(f'<text class="asked" x="0" y="{at + 13}">{escape(line)}</text>')
            at += _HEAD if line is lines[-1] else 14
        for number, label in enumerate(labels):
            parts.append(f'<text x="8" y="{at + 9}">{escape(_short(label, frame.letters))}<title>{escape(label)}</title></text>')
            parts.append(f'<path class="axis" d="M{frame.left} {at + 5.5}H{frame.width}"/>')
            for place, run in enumerate(runs):
                if run["taken"].get(choice["name"]) == number:
                    groups[place].append(f'<circle class="dot" cx="{frame.x(place, len(runs)):.1f}" cy="{at + 5.5}" r="3"/>')
            at += _ROW
        at += 5
    for place, run in enumerate(runs):
        printed = " printed" if run["printed"] else ""
        said = f'{_number(run["value"], unit)}{"，" if language == CHINESE else ", "}{tell.verdict(LABEL_WORDS[run["label"]])}'
        parts.append(f'<g class="run v-{escape(run["label"])}{printed}" data-run="{escape(run["id"])}"><title>{escape(said)}</title>{"".join(groups[place])}</g>')
    return (
        f'<svg class="drawing curve {name}" viewBox="0 0 {frame.width} {at}" width="{frame.width}" height="{at}" role="img" '
        f'aria-label="{escape(words)}">{"".join(parts)}</svg>'
    )


def _scale(
    runs: Sequence[Mapping[str, Any]], log: bool, null: float | None
) -> tuple[Callable[[float], float] | None, float, float]:
    """The upright scale: all values and the value of no effect; intervals far beyond them are cut."""
    values = [run["value"] for run in runs if run["value"] is not None]
    if not values:
        return None, 0, 0
    values += [null] if null is not None and (null > 0 or not log) else []
    widths = [run["high"] - run["low"] for run in runs if run["high"] is not None and run["low"] is not None]
    bottom, top = min(values), max(values)
    if log:
        reach = [end for run in runs for end in (run["low"], run["high"]) if end and end > 0]
        bottom, top = max(min([bottom, *reach]), bottom / 30), min(max([top, *reach]), top * 30)
    else:
        room = max(top - bottom, median(widths) if widths else 0, abs(top) * 1e-6, 1e-9)
        ends = [end for run in runs for end in (run["low"], run["high"]) if end is not None]
        bottom, top = max(min([bottom, *ends]), bottom - room), min(max([top, *ends]), top + room)
    turn = math.log if log else float
    span = (turn(top) - turn(bottom)) or 1.0
    return lambda number: 8 + (_HEIGHT - 16) * (turn(top) - turn(number)) / span, bottom, top


def _ground(
    frame: Frame, y: Callable[[float], float], bottom: float, top: float, unit: str, log: bool, null: float | None, delta: float | None,
    tell: Words,
) -> list[str]:
    """Ends of the scale, the value of no effect and the band of effects that do not matter."""
    parts = []
    if null is not None and bottom <= null <= top:
        if delta:
            ends = (null * math.exp(delta), null * math.exp(-delta)) if log else (null + delta, null - delta)
            high, low = (y(min(max(end, bottom), top)) for end in ends)
            parts.append(f'<rect class="band" x="{frame.left}" y="{high:.1f}" width="{frame.width - frame.left}" height="{max(low - high, 0.5):.1f}"/>')
        parts.append(f'<path class="zero" d="M{frame.left} {y(null):.1f}H{frame.width}"/>')
    marked: list[float] = []
    for number in (top, bottom, *([null] if null is not None and bottom < null < top else [])):
        if all(abs(y(number) - y(other)) > 13 for other in marked):
            marked.append(number)
            parts.append(f'<text x="{frame.left - 8}" y="{y(number) + 4:.1f}" text-anchor="end">{escape(_number(number, unit))}</text>')
    shown = "" if unit in {"share", "ratio"} else tell(unit).removeprefix("个")
    return [*parts, f'<text x="0" y="12">{escape(_short(shown, frame.letters // 2))}</text>']


def _number(value: float | None, unit: str) -> str:
    return formatting.estimate_text({"value": value, "unit": "share"}) if unit == "share" else formatting.number(value)


def _words(choice: Mapping[str, Any], language: str) -> tuple[str, list[str]]:
    ending = "_zh" if language == CHINESE else ""
    return choice[f"question{ending}"], [item[f"label{ending}"] for item in choice["alternatives"]]


def _short(text: str, letters: int) -> str:
    """At most so many Latin letters wide; a Chinese character takes the room of two."""
    widths = [1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text]
    if sum(widths) <= letters:
        return text
    most = next(place for place in range(len(text)) if sum(widths[: place + 1]) > letters - 1)
    return text[:most].rstrip() + "…"


def _fold(text: str, letters: int, language: str) -> list[str]:
    if language == CHINESE:
        most = letters // 2
        return [text[at : at + most] for at in range(0, len(text), most)]
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
