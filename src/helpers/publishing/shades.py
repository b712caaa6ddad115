"""Colours of the pictures on a dark ground: same hue, lightened until they can be told from it."""

from __future__ import annotations

import colorsys
from functools import cache

DARK_GROUND = "#1b1f23"
_ENOUGH = 4.0


@cache
def on_dark(colour: str) -> str:
    """``colour``, lightened step by step until its contrast with the dark ground is 4 to 1."""
    hue, light, full = colorsys.rgb_to_hls(*_parts(colour))
    while contrast(colour, DARK_GROUND) < _ENOUGH and light < 1:
        light = min(1.0, light + 0.02)
        colour = "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, light, full))
    return colour


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: str) -> str:
    """Black or white, whichever reads better on ``ground``."""
    return max(("#1a1a18", "#ffffff"), key=lambda ink: contrast(ink, ground))


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
