"""The record: all that a run found, as data, without clock or chance."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.display import plain
from helpers.errors import ChuhaiError

MIME = "application/vnd.chuhai.record+json"
VERSION = "chuhai-record-1"


@dataclass
class Record:
    """Gathers what a notebook shows while it runs."""

    notebook: str
    title: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    as_of: str = ""
    dataset: dict[str, Any] = field(default_factory=dict)
    answer: str = ""
    sections: list[str] = field(default_factory=list)
    estimates: dict[str, Any] = field(default_factory=dict)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    robustness: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)

    def note(self, kind: str, name: str) -> None:
        """Remember the order in which figures, tables and verdicts were shown."""
        self.sections.append({"kind": kind, "name": name})

    def hold(self, name: str, estimate: dict[str, Any]) -> None:
        """Keep an estimate; another one of the same name is kept beside it as ``name 2``."""
        free, taken = name, 1
        while self.estimates.get(free, estimate) != estimate:
            taken += 1
            free = f"{name} {taken}"
        self.estimates[free] = estimate

    def once(self, kind: str, name: str) -> None:
        """Refuse a second figure or table of one name."""
        if any(made["name"] == name for made in getattr(self, kind)):
            raise ChuhaiError(
                f"two {kind} are named {name!r}",
                where=f"notebook {self.notebook}",
                mend="give each its own name",
            )

    def to_dict(self) -> dict[str, Any]:
        """Plain data, floats rounded to ten significant digits, keys in one order."""
        content = {
            "schema": VERSION,
            **{name: getattr(self, name) for name in self.__dataclass_fields__},
        }
        return json.loads(plain.canonical(content))


def schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    return json.loads((Path(__file__).parent / "record.schema.json").read_text("utf-8"))
