"""Widths of lines from the advances of their letters, and words that may be parted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import get_hinting_flag
from matplotlib.ft2font import FT2Font

from helpers.display import theme

_FOLDER = Path(theme.__file__).parent / "fonts"
_FILES = {400: "ChuhaiSans-Regular.ttf", 600: "ChuhaiSans-SemiBold.ttf"}
_CHINESE = "ChuhaiSansSC-Regular.ttf"
_SLACK = 0.03  # inches by which pairs of letters, drawn closer, may save


def width(text: str, size: float, weight: int = 400) -> float:
    """Width of one line in inches, within a hair of what is drawn (pairs are not kerned).

    Summed exactly: from Python 3.12 on ``sum`` rounds otherwise, and a line that just fits would
    be broken in one version alone.
    """
    return math.fsum(_advance(letter, size, weight) for letter in text)


@cache
def _advance(letter: str, size: float, weight: int) -> float:
    font = _font(_FILES[weight])
    if not font.get_char_index(ord(letter)):
        font = _font(_CHINESE)
    font.set_size(size, theme.DPI)
    glyph = font.load_char(ord(letter), flags=get_hinting_flag())
    return glyph.horiAdvance / 64 / theme.DPI


@cache
def _font(name: str) -> Any:
    return FT2Font(str(_FOLDER / name))


def pieces(paragraph: str) -> Iterable[str]:
    """Words with the blank behind them; each Chinese character alone."""
    word = ""
    for letter in paragraph:
        wide = "\u2e80" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"
        if wide:
            if word:
                yield word
            yield letter
            word = ""
        elif letter == " ":
            yield word + letter
            word = ""
        else:
            word += letter
    if word:
        yield word


def wrap(text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Lines of ``text`` that are at most ``room`` inches wide; Chinese breaks anywhere."""
    lines: list[str] = []
    for paragraph in str(text).split("\n"):
        line = ""
        for piece in pieces(paragraph):
            if line and width((line + piece).rstrip(), size, weight) > room + _SLACK:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return [line for line in lines if line] or [""]


def balanced(title: str, room: float, size: float, weight: int) -> list[str]:
    """Lines of a title of which the last is no single word alone."""
    lines = wrap(title, room, size, weight)
    narrower = room
    while len(lines) > 1 and width(lines[-1], size, weight) < 0.4 * room:
        narrower *= 0.95
        other = wrap(title, narrower, size, weight)
        if len(other) > len(lines):
            break
        lines = other
    return lines
