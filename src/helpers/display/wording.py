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
    width, kept = 0, ""
    for letter in text:
        width += 2 if "\u2e80" <= letter <= "\uffef" else 1
        if width > letters:
            return kept.rstrip() + "…"
        kept += letter
    return kept


def fold(text: str, letters: int) -> str:
    """Broken into at most three lines of about ``letters`` letters."""
    lines = textwrap.wrap(text, letters, break_long_words=False) or [""]
    return "\n".join(lines[:3]) + ("…" if len(lines) > 3 else "")
