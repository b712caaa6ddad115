"""Words in two languages, from one reviewed catalogue (gettext).

Fixed phrases are plain messages. Computed sentences are messages with the context
``sentence``: patterns whose slots are filled from the English sentence, so that both
languages show the same numbers. Slots are named by what they may hold, with a number where
there are several: ``{n}`` a number, ``{day}`` an ISO day, ``{when}`` a day or month in words, ``{label}`` a verdict, ``{flags}`` words
of the catalogue separated by commas, ``{e}`` an estimate with its interval, ``{part}`` a piece that is itself a pattern, ``{x}`` names
and identifiers, which stay as they are unless the catalogue knows them (``Alibaba``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from babel.messages.pofile import read_po

from helpers.publishing.settings import SITE

CHINESE = "zh-Hans"
CATALOGUE = SITE / "locale" / "zh_Hans" / "LC_MESSAGES" / "chuhai.po"
NUMBER = r"[−+-]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?%?"
_LABELS = "supported with caveat|supported|not checkable|contradicted|unresolved|outdated|mixed"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)
_WHEN = rf"(?:(\d+) )?({'|'.join(MONTHS)}) (\d{{4}})"
_END = rf"(?:{NUMBER}|no bound)"
_SLOTS = {
    "n": _END, "day": r"\d{4}-\d{2}-\d{2}", "label": _LABELS, "flags": r"[^.;:]+?", "part": r".+?", "x": r".+?",
    "when": _WHEN.replace("(\\d", "(?:\\d").replace("(Jan", "(?:Jan"),
    "e": rf"none|not known(?: \(.+\))?|(?:without bound|{NUMBER}) \({_END} to {_END}\)|{NUMBER}",
}
_KEPT_WORDS = {" to ": "至", " (": "（", ")": "）", "not known": "未知", "without bound": "无界", "no bound": "无界", "none": "无"}
_MEASURED = re.compile(r"(（[^（）]+至[^（）]+）)(倍|天|分)")     # the measure word follows the number, not its interval
_SLOT = re.compile(r"\{([a-z]+)(\d*)\}")


@dataclass
class Words:
    """The words of one language; English gives back what it is given.

    ``missing`` gathers fixed phrases that the catalogue lacks, ``untold`` computed sentences.
    """

    language: str
    messages: dict[str, str] = field(default_factory=dict)
    patterns: list[tuple[str, str]] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)

    def __call__(self, text: str) -> str:
        """A fixed phrase."""
        if self.language == "en" or not text:
            return text
        if text not in self.messages:
            self.missing.add(text)
        return self.messages.get(text, text)

    def verdict(self, words: str) -> str:
        """A verdict; the word ``mixed`` alone stands for other things too."""
        return self("mixed verdict" if words == "mixed" and self.language != "en" else words)

    def sentence(self, text: str) -> tuple[str, bool]:
        """A computed text and whether all of it could be put into this language."""
        if self.language == "en" or not text:
            return text, True
        told = [self._told(part) for part in split_sentences(text)]
        if all(part is not None for part in told):
            return "".join(part or "" for part in told), True
        self.untold.update(part for part, done in zip(split_sentences(text), told, strict=True) if done is None)
        return text, False

    def _told(self, text: str) -> str | None:
        text = text.strip()
        if text in self.messages:
            return self.messages[text]
        for pattern, answer in self._compiled:
            found = pattern.fullmatch(text)
            if found:
                filled = self._fill(answer, found.groupdict())
                if filled is not None:
                    return filled
        return None

    def _fill(self, answer: str, slots: dict[str, str]) -> str | None:
        told: dict[str, str] = {}
        for name, value in slots.items():
            kind = name.rstrip("0123456789")
            if kind == "label":
                filled: str | None = self.messages.get("mixed verdict" if value == "mixed" else value)
            elif kind in {"e", "n"}:
                filled = value
                for word, chinese in _KEPT_WORDS.items():
                    filled = filled.replace(word, chinese)
            elif kind == "when":
                filled = _day_in_chinese(value)
            elif kind == "day":
                year, month, day = value.split("-")
                filled = f"{year}年{int(month)}月{int(day)}日"
            elif kind == "x":
                filled = self._named(value)
            elif kind == "part":
                filled = self._told(value)
            elif kind == "flags":
                items = [self.messages.get(item.strip()) for item in value.split(",")]
                filled = None if None in items else "、".join(item for item in items if item)
            else:
                filled = value
            if filled is None:
                return None
            told[name] = filled
        return _MEASURED.sub(r"\2\1", _SLOT.sub(lambda slot: told[slot[1] + slot[2]], answer))

    def _named(self, value: str) -> str:
        """A name, or several after one another, in the words of the catalogue where it has them."""
        if value in self.messages:
            return self.messages[value]
        return "、".join(self.messages.get(item, item) for item in value.split(", "))

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], str]]:
        """Patterns, those with the most fixed text first."""
        ordered = sorted(self.patterns, key=lambda pair: -len(_SLOT.sub("", pair[0])))
        return [(_regex(pattern), answer) for pattern, answer in ordered]


def _day_in_chinese(text: str) -> str:
    """``25 July 2024`` or ``July 2024`` the Chinese way."""
    day, month, year = re.fullmatch(_WHEN, text).groups()  # type: ignore[union-attr]
    return f"{year}年{MONTHS.index(month) + 1}月" + (f"{day}日" if day else "")


def _regex(pattern: str) -> re.Pattern[str]:
    out, at = [], 0
    for slot in _SLOT.finditer(pattern):
        out.append(re.escape(pattern[at : slot.start()]))
        out.append(f"(?P<{slot[1]}{slot[2]}>{_SLOTS[slot[1]]})")
        at = slot.end()
    return re.compile("".join(out) + re.escape(pattern[at:]), re.S)


def split_sentences(text: str) -> list[str]:
    """Sentences of a paragraph, without the blanks between them."""
    return [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9\"“])|\n+", text.strip()) if part]


def read_words(language: str, path: Path = CATALOGUE) -> Words:
    """The words of ``"en"`` or ``"zh-Hans"``."""
    if language == "en":
        return Words("en")
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="zh_Hans")
    done = [message for message in catalogue if message.id and message.string and "fuzzy" not in message.flags]
    return Words(
        language,
        {message.id: message.string for message in done if message.context is None},
        [(message.id, message.string) for message in done if message.context == "sentence"],
    )
