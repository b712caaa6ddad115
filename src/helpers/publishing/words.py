"""Words in two languages: a gettext catalogue, and sentences whose numbers are kept as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import read_po

from helpers.publishing.settings import SITE

CHINESE = "zh-Hans"
CATALOGUE = SITE / "locale" / "zh_Hans" / "LC_MESSAGES" / "chuhai.po"

# A number with its thousands, decimals and percent sign; ISO days; claim, source and rule names.
_TOKEN = re.compile(
    r"\d{4}-\d{2}(?:-\d{2})?|[a-z]{2}-\d{2}\b|(?<![A-Za-z0-9_])[−-]?\d[\d,]*(?:\.\d+)?%?"
)


@dataclass
class Words:
    """The words of one language; English gives back what it is given."""

    language: str
    messages: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def __call__(self, text: str) -> str:
        """A fixed phrase."""
        if self.language == "en" or not text:
            return text
        if text not in self.messages:
            self.missing.add(text)
        return self.messages.get(text, text)

    def sentence(self, text: str) -> tuple[str, bool]:
        """A computed sentence and whether it could be put into this language.

        The catalogue holds the sentence with ``{0}``, ``{1}`` ... in place of its numbers;
        the numbers are copied over, so both languages show the same ones.
        """
        if self.language == "en" or not text:
            return text, True
        if text in self.messages:
            return self.messages[text], True
        pattern, tokens = mask(text)
        if pattern in self.messages:
            return fill(self.messages[pattern], tokens), True
        parts = [self._part(part) for part in split_sentences(text)]
        if all(done for _, done in parts):
            return "".join(part for part, _ in parts), True
        self.missing.add(pattern)
        return text, False

    def _part(self, text: str) -> tuple[str, bool]:
        pattern, tokens = mask(text)
        if pattern in self.messages:
            return fill(self.messages[pattern], tokens), True
        return text, False


def mask(text: str) -> tuple[str, list[str]]:
    """``"4 of 5 runs"`` -> ``("{0} of {1} runs", ["4", "5"])``."""
    tokens: list[str] = []

    def number(found: re.Match[str]) -> str:
        tokens.append(found.group())
        return f"{{{len(tokens) - 1}}}"

    return _TOKEN.sub(number, text.replace("{", "(").replace("}", ")")), tokens


def fill(pattern: str, tokens: list[str]) -> str:
    """The inverse of :func:`mask`, in whatever order the other language needs."""
    return re.sub(r"\{(\d+)\}", lambda found: tokens[int(found.group(1))], pattern)


def split_sentences(text: str) -> list[str]:
    """Sentences of a paragraph, without the blanks between them."""
    return [part for part in re.split(r"(?<=[.!?;])\s+(?=[A-Z0-9\"“])", text.strip()) if part]


def read_words(language: str, path: Path = CATALOGUE) -> Words:
    """The words of ``"en"`` or ``"zh-Hans"``."""
    if language == "en":
        return Words("en")
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale="zh_Hans")
    messages = {
        message.id: message.string
        for message in catalogue
        if message.id and message.string and "fuzzy" not in message.flags
    }
    return Words(language, messages)
