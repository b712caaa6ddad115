"""The interactive version of a figure, from the figure's own entry in the record.

One JSON file a figure: a Vega-Lite specification whose data are the record's, the words that are
said of each datum, the dataset's row of it where known, the series with their colours, and the
order in which the arrow keys go. The page's script only draws it and looks things up in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from textwrap import wrap
from typing import Any

from helpers.publishing.shades import ink_on, on_dark
from helpers.publishing.specparts import Asked
from helpers.publishing.specs import specification

_LETTERS = 22       # of a row's name on one line
_PLAIN = "#4477AA"


def path_of(picture: str) -> str:
    """The file beside a picture that holds its interactive version."""
    return picture.removesuffix(".png") + ".explore.json"


def exploration(figure: Mapping[str, Any], article_day: str) -> dict[str, Any] | None:
    """The content of the file; None for records from before figures said how they were drawn."""
    drawn = figure.get("drawn")
    if not drawn or not figure["data"]:
        return None
    places, columns = ([_folded(name) for name in drawn[names]] for names in ("places", "columns"))
    values = [value for place in range(len(figure["data"])) if (value := _value(figure, place, places, columns))]
    keys = drawn["keys"] or [{"label": "", "colour": _PLAIN, "named": True}]
    return {
        "title": figure["title"], "subtitle": figure["subtitle"],
        "keys": [{**key, "dark": on_dark(key["colour"])} for key in keys] if len(keys) > 1 else [],
        "told": drawn["told"], "rows": drawn["rows"], "order": _order(values),
        "panels": len(drawn["panels"]) or 1, "names": _room(places), "ratio": _ratio(drawn),
        "spec": specification(Asked(figure, values, places, columns), article_day),
    }


def _value(figure: Mapping[str, Any], place: int, places: list[str], columns: list[str]) -> dict[str, Any] | None:
    """One datum by its parts (x, y, low ...), with its number ``i`` in the record."""
    drawn, row = figure["drawn"], figure["data"][place]
    value = {role: row.get(column) for role, column in drawn["roles"].items() if role in _NUMBERS}
    beside = {name: drawn[name][place] for name in ("series", "place", "column", "panel", "segment", "shade") if drawn[name]}
    if -1 in (beside.get("series"), beside.get("place"), beside.get("panel")):
        return None
    key = drawn["keys"][beside.get("series", 0)] if drawn["keys"] else {"colour": _PLAIN}
    colour = beside.get("shade") or key["colour"]
    value |= {"i": place, "s": beside.get("series", 0), "c": colour, "d": colour if drawn["shade"] else on_dark(colour)}
    if places:
        value["n"] = places[beside["place"]]
    if columns:
        value["m"] = columns[beside["column"]]
    if drawn["panels"]:
        value["f"] = drawn["panels"][beside["panel"]]
    if "segment" in beside:
        value["g"] = beside["segment"]
    if figure["kind"] in {"heatmap", "tilemap"}:
        value["k"] = ink_on(colour)
    if figure["kind"] == "tilemap":
        code = str(row[drawn["roles"]["country"]])
        if code not in drawn["tiles"]:
            return None
        value |= {"x": drawn["tiles"][code][0], "y": drawn["tiles"][code][1], "w": code}
    if drawn["step"] and (drawn["dated"] or figure["kind"] == "stack") and value.get("x") is not None:
        value |= _span(value["x"], drawn, figure["kind"], value["s"])
    return value


_NUMBERS = {"x", "y", "low", "high", "value", "then", "now", "size", "partial"}


def _span(x: Any, drawn: Mapping[str, Any], kind: str, series: int) -> dict[str, Any]:
    """From where to where a bar or cell reaches along the axis: its period, shared by the series of bars."""
    step, part, parts = drawn["step"], 0, 1
    if kind == "bar" and len(drawn["keys"]) > 1:
        part, parts = series, len(drawn["keys"])
    air = 0.0 if kind == "heatmap" else 0.08 * step
    width = (step - 2 * air) / parts
    ends = {"x1": air + part * width, "xm": air + (part + 0.5) * width, "x2": air + (part + 1) * width}
    if not drawn["dated"]:
        return {name: x - step / 2 + end for name, end in ends.items()}
    start = datetime.combine(date.fromisoformat(str(x)[:10]), datetime.min.time())
    return {name: (start + timedelta(days=end)).isoformat(timespec="minutes") + "Z" for name, end in ends.items()}


def _folded(name: str) -> str:
    return "\n".join(wrap(name, _LETTERS)[:3]) or name


def _room(places: Sequence[str]) -> int:
    """Pixels that the names of rows, or the numbers of an axis, take at its left."""
    return round(6.2 * max((len(line) for name in places for line in name.split("\n")), default=5)) + 8


def _order(values: Sequence[Mapping[str, Any]]) -> list[list[int]]:
    """Data in the order of the arrow keys: one list a series and panel, along the axis."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for value in values:
        groups[value.get("f", ""), value["s"]].append(value)
    names = [value.get("n", "") for value in values]
    return [
        [item["i"] for item in sorted(group, key=lambda item: (names.index(item.get("n", "")), _rank(item.get("x"))))]
        for group in groups.values()
    ]


def _rank(x: Any) -> tuple[int, Any]:
    return (0, x) if isinstance(x, (int, float)) else (1, str(x))


def _ratio(drawn: Mapping[str, Any]) -> float | None:
    """Height over width of a map of tiles."""
    if not drawn["tiles"]:
        return None
    return (1 + max(y for _, y in drawn["tiles"].values())) / (1 + max(x for x, _ in drawn["tiles"].values()))
