"""What a check found: where, which value, what is wrong with it, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from helpers.errors import DatasetError

SHOWN_AT_MOST = 50


@dataclass(frozen=True)
class Problem:
    """One fault of one place in the dataset. ``line`` counts from 1, the header."""

    file: str
    what: str
    mend: str
    line: int | None = None
    column: str = ""
    value: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column:
            place.append(f"column {self.column}")
        if self.value is not None:
            place.append(f"value {_shortened(self.value)}")
        return f"{', '.join(place)}: {self.what} -> {self.mend}"


class BrokenTableError(DatasetError):
    """A table that cannot be opened; ``problems`` holds every fault that the checks found."""

    def __init__(self, table: str, problems: Sequence[Problem]) -> None:
        self.table = table
        self.problems = tuple(problems)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(
            f"{count} in its file or declaration",
            where=f"table {table}",
            mend="mend the lines named, then open it again; `chuhai check` lists all tables",
        )

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}"
        messages = grouped(self.problems)
        lines = [f"  {message}" for message in messages[:SHOWN_AT_MOST]]
        rest = len(messages) - len(lines)
        if rest:
            lines.append(f"  ... and {rest} more of this table")
        return "\n".join([head, *lines])


def grouped(problems: Iterable[Problem]) -> list[str]:
    """One message per fault: the same value wrong in the same way on many lines is said once."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        key = (problem.file, problem.column, problem.value, problem.what, problem.mend)
        groups.setdefault(key, []).append(problem)
    messages = []
    for first, *others in groups.values():
        more = ""
        if others:
            lines = ", ".join(str(problem.line) for problem in others[:5])
            more = f" (also on {len(others)} more lines: {lines}{', ...' if others[5:] else ''})"
        messages.append(f"{first}{more}")
    return messages


def closest(value: str, allowed: Iterable[str]) -> str | None:
    """The allowed value that was probably meant, or None when nothing is near."""
    by_plain: dict[str, str] = {}
    for candidate in allowed:
        by_plain.setdefault(_plain(candidate), candidate)
    if not by_plain:
        return None
    near = get_close_matches(_plain(value), list(by_plain), n=1, cutoff=0.7)
    return by_plain[near[0]] if near else None


def _plain(text: str) -> str:
    """Case, spaces and punctuation do not tell two spellings apart."""
    return "".join(character for character in text.casefold() if character.isalnum()) or text


def _shortened(value: str) -> str:
    return repr(value if len(value) <= 80 else value[:77] + "...")
