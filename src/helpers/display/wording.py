"""Names as they are written in keys, on axes and beside lines."""

from __future__ import annotations

import textwrap
from typing import Any


def label_of(value: Any) -> str:
    """How a value is written in a key or beside a line: no underscores."""
    text = str(value)
    return text.replace("_", " ") if text.islower() else text


def short(text: str, letters: int) -> str:
    """At most ``letters`` letters (a Chinese character counts double), cut with an ellipsis."""
    kept = ""
    for letter in text:
        if _width(kept + letter) > letters:
            return kept.rstrip() + "…"
        kept += letter
    return kept


def fold(text: str, letters: int) -> str:
    """Broken into at most three lines of about ``letters`` letters."""
    lines = textwrap.wrap(text, letters, break_long_words=False) or [""]
    return "\n".join(lines[:3]) + ("…" if len(lines) > 3 else "")


def row_name(value: Any, *, narrow: bool) -> str:
    """The name of a row beside an axis: up to two lines (three on telephones), then cut."""
    letters, most = (20, 3) if narrow else (34, 2)
    words = label_of(value).split(" ")
    lines = [""]
    for word in words:
        if lines[-1] and len(lines) < most and _width(f"{lines[-1]} {word}") > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(short(line, letters + 2) for line in lines)


def row_height(names: list[Any], base: float, *, narrow: bool) -> float:
    """Inches for a row: ``base``, more where names take two lines."""
    lines = max((row_name(name, narrow=narrow).count("\n") for name in names), default=0) + 1
    return max(base, 0.165 * lines + 0.1) if lines > 1 else base


def _width(text: str) -> int:
    return sum(2 if "\u2e80" <= letter <= "\uffef" else 1 for letter in text)
