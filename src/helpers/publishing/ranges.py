"""Rows named by line numbers, as records write them: ``"2-40,44"``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_LONGEST = 160      # characters of a range that still make a readable address


def numbers_of(ranges: Any) -> list[int]:
    """``"2-4,9"`` or a list of numbers, as a sorted list."""
    if not isinstance(ranges, str):
        return sorted(int(item) for item in ranges)
    found: list[int] = []
    for span in filter(None, ranges.split(",")):
        first, _, last = span.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def text_of(ranges: Any) -> str:
    """The written form of any of both."""
    if isinstance(ranges, str):
        return ranges
    spans: list[list[int]] = []
    for line in sorted(ranges):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ",".join(f"{a}-{b}" if a != b else f"{a}" for a, b in spans)


class Bases:
    """Addresses of sets of rows; long sets are kept in a file named by their content."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def query(self, ranges: Any) -> str:
        """``rows=2-40,44`` or ``basis=<name>``."""
        text = text_of(ranges)
        if len(text) <= _LONGEST:
            return f"rows={text}"
        name = hashlib.sha256(text.encode()).hexdigest()[:12]
        self.files[name] = text
        return f"basis={name}"

    def contents(self) -> Iterable[tuple[str, str]]:
        """File name and JSON text of each long set."""
        for name, text in sorted(self.files.items()):
            yield f"{name}.json", json.dumps({"rows": text})


def merged(several: Iterable[Mapping[str, Any] | None]) -> dict[str, str]:
    """Rows of several bases together, by table."""
    found: dict[str, set[int]] = {}
    for rows in several:
        for table, ranges in (rows or {}).items():
            found.setdefault(table, set()).update(numbers_of(ranges))
    return {table: text_of(lines) for table, lines in sorted(found.items())}
