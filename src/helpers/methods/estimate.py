"""What a method returns: a value with its interval, and the rows it rests on.

Nothing here knows of files or claims. A row is named by the index of the frames that
``helpers.dataset`` hands out: ``"api_prices:17"`` is line 17 of that table's CSV.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Basis:
    """The rows and sources an estimate rests on.

    ``rows`` maps a table to the line numbers used (sorted); ``sources`` are source ids.
    """

    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, *frames: pd.DataFrame) -> Basis:
        """Collect the basis of frames that came from the dataset.

        Frames whose index does not name rows (aggregates, synthetic data) add nothing
        but the sources in their ``source_id`` column, if there is one.
        """
        rows: dict[str, set[int]] = {}
        sources: set[str] = set()
        for frame in frames:
            # As the dataset names rows: "cloud_regions:17". (An index of strings iterates slowly.)
            for label in frame.index.tolist():
                table, _, line = label.rpartition(":") if isinstance(label, str) else ("", "", "")
                if line.isdecimal() and table.isidentifier():
                    rows.setdefault(table, set()).add(int(line))
            if "source_id" in frame:
                sources.update(map(str, frame["source_id"].dropna().unique()))
        return cls(
            {table: tuple(sorted(lines)) for table, lines in sorted(rows.items())},
            tuple(sorted(sources)),
        )

    def __or__(self, other: Basis) -> Basis:
        tables = sorted(set(self.rows) | set(other.rows))
        rows = {
            table: tuple(sorted(set(self.rows.get(table, ())) | set(other.rows.get(table, ()))))
            for table in tables
        }
        return Basis(rows, tuple(sorted(set(self.sources) | set(other.sources))))

    @property
    def n_rows(self) -> int:
        return sum(len(lines) for lines in self.rows.values())

    def to_dict(self) -> dict[str, Any]:
        """Plain data for the record; line numbers as ranges, ``"2-40,44"``."""
        return {
            "rows": {table: as_ranges(lines) for table, lines in self.rows.items()},
            "sources": list(self.sources),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Basis:
        rows = {table: from_ranges(text) for table, text in plain.get("rows", {}).items()}
        return cls(rows, tuple(plain.get("sources", ())))


@dataclass(frozen=True)
class Estimate:
    """A number, its 95% interval, and how it came about.

    ``value`` is None when the data do not allow an estimate; ``method`` then says why.
    ``low``/``high`` are None when no interval can be given (a single look-up).
    ``unit`` is written as it should be read ("share", "USD per million tokens", "days").
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    n: int = 0
    method: str = ""
    p_value: float | None = None
    level: float = 0.95
    basis: Basis = field(default_factory=Basis)
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("value", "low", "high", "p_value"):
            number = getattr(self, name)
            if number is not None:
                number = float(number)
                object.__setattr__(self, name, None if math.isnan(number) else number)

    @classmethod
    def unavailable(cls, reason: str, unit: str = "") -> Estimate:
        """An estimate that could not be made; ``reason`` is shown to the reader."""
        return cls(None, unit=unit, method=reason)

    def resting_on(self, *frames: pd.DataFrame) -> Estimate:
        """The same estimate with the rows and sources of ``frames`` added to its basis."""
        return replace(self, basis=self.basis | Basis.of(*frames))

    @property
    def available(self) -> bool:
        return self.value is not None

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": _plain(self.value),
            "low": _plain(self.low),
            "high": _plain(self.high),
            "unit": self.unit,
            "n": int(self.n),
            "method": self.method,
            "p_value": _plain(self.p_value),
            "level": self.level,
            "basis": self.basis.to_dict(),
            "detail": {key: _plain(item) for key, item in self.detail.items()},
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Estimate:
        fields = {key: plain.get(key) for key in ("value", "low", "high", "p_value")}
        return cls(
            **fields,
            unit=plain.get("unit", ""),
            n=plain.get("n", 0),
            method=plain.get("method", ""),
            level=plain.get("level", 0.95),
            basis=Basis.from_dict(plain.get("basis", {})),
            detail=dict(plain.get("detail", {})),
        )


@dataclass(frozen=True)
class EstimateSeries:
    """Many estimates of one kind, for a figure or a table.

    ``frame`` has the columns ``value``, ``low``, ``high`` (and ``n`` where it varies) beside
    the columns that tell the estimates apart (``date``, ``country``, ...).
    """

    frame: pd.DataFrame
    unit: str
    method: str
    basis: Basis = field(default_factory=Basis)

    def resting_on(self, *frames: pd.DataFrame) -> EstimateSeries:
        return replace(self, basis=self.basis | Basis.of(*frames))

    def at(self, **keys: Any) -> Estimate:
        """The one estimate whose columns equal ``keys``; an unavailable one if there is none."""
        chosen = self.frame
        for column, wanted in keys.items():
            chosen = chosen[chosen[column] == wanted]
        if len(chosen) != 1:
            reason = f"{len(chosen)} rows at " + ", ".join(f"{k}={v}" for k, v in keys.items())
            return Estimate.unavailable(reason, self.unit)
        row = chosen.iloc[0]
        return Estimate(
            row["value"],
            row.get("low"),
            row.get("high"),
            unit=self.unit,
            n=int(row.get("n", 0)),
            method=self.method,
            basis=self.basis,
        )


def as_ranges(lines: Iterable[int]) -> str:
    """Line numbers as ranges: ``[2, 3, 4, 9]`` -> ``"2-4,9"``."""
    spans: list[list[int]] = []
    for line in sorted(lines):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ",".join(f"{a}-{b}" if a != b else f"{a}" for a, b in spans)


def from_ranges(text: str) -> tuple[int, ...]:
    """The inverse of :func:`as_ranges`."""
    lines: list[int] = []
    for span in filter(None, text.split(",")):
        first, _, last = span.partition("-")
        lines.extend(range(int(first), int(last or first) + 1))
    return tuple(lines)


def _plain(item: Any) -> Any:
    """JSON-ready: rounded to ten significant digits so that bytes do not hang on the platform."""
    if isinstance(item, bool) or item is None:
        return item
    if hasattr(item, "item"):
        item = item.item()
    if isinstance(item, float):
        return float(f"{item:.10g}") if math.isfinite(item) else None
    if isinstance(item, Mapping):
        return {str(key): _plain(value) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [_plain(value) for value in item]
    if isinstance(item, (pd.Timestamp,)):
        return item.date().isoformat()
    return item
