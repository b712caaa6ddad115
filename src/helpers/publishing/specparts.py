"""Pieces that the specifications of all kinds share: axes, rows of names, reference lines, layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

Layer = dict[str, Any]
SHOWN = {"filter": "indexof(hidden, datum.s) < 0"}
PERCENT = {"share", "fraction", "proportion", "probability"}
_WIDE_RANGE = 40    # highest over lowest from which a log axis has two ticks a decade, its square: one
_LINE, _AIR = 15, 10    # pixels of a line of a row's name, and around it


@dataclass(frozen=True)
class Asked:
    """A figure of the record with its data laid out by part, and the names of rows and columns."""

    figure: Mapping[str, Any]
    values: list[dict[str, Any]]
    places: Sequence[str]
    columns: Sequence[str]

    @property
    def kind(self) -> str:
        return self.figure["kind"]

    @property
    def unit(self) -> str:
        return self.figure["unit"]

    @property
    def drawn(self) -> Mapping[str, Any]:
        return self.figure["drawn"]


def layer(mark: dict[str, Any], encoding: dict[str, Any], transform: list[dict[str, Any]]) -> Layer:
    """A layer in the colours of the data. Its circles and bars answer to pointer and keys."""
    colour = {"field": "c", "type": "nominal", "scale": None}
    return {"transform": transform, "mark": mark, "encoding": {**encoding, "color": colour}}


def measure(
    unit: str, values: Sequence[Mapping[str, Any]], field: str, *, log: Any = False, zero: bool = False, title: str | None = None
) -> dict[str, Any]:
    """A measured axis, its ticks written in the unit."""
    numbers = [abs(value[field]) for value in values if isinstance(value.get(field), (int, float))]
    scale: dict[str, Any] = {"type": "log"} if log else {"zero": zero}
    return {
        "type": "quantitative", "scale": scale, "title": title or (None if unit in PERCENT else unit or None),
        "axis": {**_ticks(unit, max(numbers, default=0)), **({"values": _log_ticks(values)} if log else {"tickCount": 5})},
    }


def _log_ticks(values: Sequence[Mapping[str, Any]]) -> list[float]:
    """Round numbers over the whole range of the data and their intervals: 1, 3, 10, or 1, 2, 5, 10 where it is short."""
    ends = [value[name] for value in values for name in ("x", "y", "low", "high") if isinstance(value.get(name), (int, float)) and value[name] > 0]
    low, high = min(ends, default=1), max(ends, default=1)
    decades = range(floor(log10(low)), floor(log10(high)) + 2)
    steps = (1, 2, 5) if high / low < _WIDE_RANGE else (1, 3) if high / low < _WIDE_RANGE**2 else (1,)
    return [float(f"{step}e{decade}") for decade in decades for step in steps]


def _ticks(unit: str, most: float) -> dict[str, str]:
    low = unit.lower()
    if low in PERCENT:
        return {"format": ".2~%" if most < 0.1 else "~%"}
    money = "$" if low.startswith("usd") else ""
    short = {"usd million": "m", "usd billion": "bn"}.get(low, "")
    if money:
        return {"labelExpr": f"'{money}' + format(datum.value, ',') + '{short}'"}
    if most >= 1e6:
        return {"labelExpr": "replace(replace(replace(format(datum.value, '~s'), 'G', 'bn'), 'M', 'm'), 'T', 'tn')"}
    return {"labelExpr": "format(datum.value, ',')"}


def across(drawn: Mapping[str, Any], values: Sequence[Mapping[str, Any]], field: str, *, log: Any = False, title: str | None = None, unit: str = "") -> dict[str, Any]:
    """The axis along which things run: time in UTC, or a number."""
    if drawn["dated"]:
        return {"field": field, "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": {"labelOverlap": True, "grid": False, "tickCount": {"expr": "max(3, width / 90)"}}}
    options = drawn["options"]
    words = title or options.get("x_label") or options.get("x_unit") or None
    return {"field": field, **measure(unit, values, field, log=log), "title": words}


def names(*, slanted: bool = False) -> dict[str, Any]:
    """An axis of names, folded where they are long."""
    axis = {"labelExpr": "split(datum.label, '\\n')", "labelLimit": 190, "ticks": False, "domain": False, "grid": False}
    return {**axis, **({"labelAngle": -40, "labelExpr": "replace(datum.label, regexp('\\n', 'g'), ' ')"} if slanted else {"labelAngle": 0})}


def rows(asked: Asked, *, offset: bool = True) -> dict[str, Any]:
    """Rows of names from the top; series that share a row stand side by side in it."""
    y = {"field": "n", "type": "nominal", "scale": {"domain": list(asked.places)}, "axis": names(), "title": None}
    if not (offset and shared_rows(asked)):
        return {"y": y}
    every = list(range(len(asked.drawn["keys"])))
    return {"y": y, "yOffset": {"field": "s", "type": "nominal", "scale": {"domain": every}}}


def shared_rows(asked: Asked) -> bool:
    """Whether a row holds more than one datum of a panel."""
    spots = [(value.get("n"), value.get("f")) for value in asked.values]
    return len(asked.drawn["keys"]) > 1 and len(set(spots)) < len(spots)


def height(asked: Asked) -> Any:
    """Pixels of one panel."""
    drawn = asked.drawn
    if asked.places:
        lines = max(name.count("\n") + 1 for name in asked.places)
        beside = len(drawn["keys"]) if asked.kind in {"interval", "bar"} and shared_rows(asked) else 1
        row = max(_LINE * lines + _AIR, 13 * beside + 8, 34 if asked.kind == "strip" else 26)
        return row * len(asked.places)
    return 190 if len(drawn["panels"]) > 1 else 320


def reference(asked: Asked) -> list[Layer]:
    """The line at a value to compare with."""
    options = asked.drawn["options"]
    at, side = options.get("reference"), "x"
    if asked.kind in {"line", "step"}:
        at, side = options.get("baseline"), "y"
    elif asked.kind == "bar" and not asked.places:
        side = "y"
    if at is None or (side == "x" and asked.drawn["dated"]):
        return []
    return [{"data": {"values": [{"at": at}]}, "mark": {"type": "rule", "style": "ink"}, "encoding": {side: {"field": "at", "type": "quantitative"}}}]


def article_line(asked: Asked, day: str) -> list[Layer]:
    """A thin line on the day of the article, where the axis reaches it."""
    days = [str(value[end])[:10] for value in asked.values for end in ("x", "x2") if value.get(end) is not None]
    if not asked.drawn["dated"] or not days or not min(days) <= day <= max(days):
        return []
    x = {"field": "at", "type": "temporal", "scale": {"type": "utc"}}
    at: dict[str, Any] = {"data": {"values": [{"at": day, "words": "article"}]}}
    return [
        {**at, "mark": {"type": "rule", "style": "faint", "strokeDash": [3, 2]}, "encoding": {"x": x}},
        {**at, "mark": {"type": "text", "style": "words", "align": "left", "baseline": "top", "dx": 3, "y": 0}, "encoding": {"x": x, "text": {"field": "words"}}},
    ]
