"""Vega-Lite specifications of the kinds of figures, in the order and colours of the pictures.

Marks take their colour from the data (field ``c``; the script puts the one for dark grounds in its
place); greys come from the styles ``ink``, ``faint``, ``cell``, ``hollow`` and ``empty``, which the
script defines for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.publishing.specparts import (
    PERCENT,
    SHOWN,
    Asked,
    Layer,
    across,
    article_line,
    height,
    layer,
    measure,
    names,
    reference,
    rows,
)

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_FEW = 16           # data of a series up to which a line shows its points


def specification(asked: Asked, article_day: str) -> dict[str, Any]:
    """The specification of one figure."""
    drawn = asked.drawn
    layers = [*_KINDS[asked.kind](asked), *reference(asked), *article_line(asked, article_day)]
    spec: dict[str, Any] = {"layer": layers, "height": height(asked)}
    if drawn["panels"]:
        spec = {
            "facet": {"field": "f", "type": "nominal", "sort": drawn["panels"], "header": {"title": None, "labelAnchor": "start"}},
            "spec": spec, "resolve": {"scale": {"y": "independent"}} if drawn["options"].get("free") else {},
        }
    else:
        spec["width"] = "container"
    return {"$schema": _SCHEMA, "params": [{"name": "hidden", "value": []}], "data": {"values": asked.values}, **spec}


def _lines_kind(asked: Asked) -> list[Layer]:
    drawn, stepped = asked.drawn, asked.kind in {"step", "survival"}
    options = drawn["options"]
    how = {"interpolate": "step-after"} if stepped else {}
    unit = "share" if asked.kind == "survival" else asked.unit
    zero = bool(options.get("zero")) or (asked.kind == "step" and min((v["y"] or 0) for v in asked.values) >= 0)
    x = across(drawn, asked.values, "x")
    y = {"field": "y", **measure(unit, asked.values, "y", log=options.get("log"), zero=zero)}
    if asked.kind == "survival":
        y["scale"] = {"domain": [0, 1]}
    sizes: dict[Any, int] = {}
    for value in asked.values:
        sizes[value["s"], value.get("f")] = sizes.get((value["s"], value.get("f")), 0) + 1
    alone: dict[Any, int] = {}
    for value in asked.values:
        alone[value.get("g")] = alone.get(value.get("g"), 0) + 1
    for value in asked.values:
        few = sizes[value["s"], value.get("f")] <= _FEW and not stepped
        value["o"] = 1 if options.get("points") is True or few or alone[value.get("g")] == 1 else 0     # type: ignore[index]
    group = [{"field": "s"}, *([{"field": "g"}] if drawn["segment"] else [])]
    seen = [SHOWN, {"filter": "isValid(datum.y)" + (" && datum.g >= 0" if drawn["segment"] else "")}]
    layers = []
    if "low" in drawn["roles"] and "high" in drawn["roles"]:
        band = [*seen, {"filter": "isValid(datum.low) && isValid(datum.high)"}]
        layers += [
            layer({"type": "area", "opacity": 0.16, **how}, {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "detail": group}, band),
            layer({"type": "rule", "opacity": 0.5}, {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}, [*band, {"filter": "datum.o == 1"}]),
        ]
    layers.append(layer({"type": "line", "strokeWidth": 2, **how}, {"x": x, "y": y, "detail": group}, seen))
    layers.append(layer({"type": "circle", "size": 45}, {"x": x, "y": y, "opacity": {"field": "o", "type": "quantitative", "scale": None}}, seen))
    if options.get("diagonal"):
        ends = [min(v["x"] for v in asked.values), max(v["x"] for v in asked.values)]
        layers.insert(0, {"data": {"values": [{"x": end, "y": end} for end in ends]}, "mark": {"type": "line", "style": "faint", "strokeWidth": 1}, "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}})
    return layers


def _interval(asked: Asked) -> list[Layer]:
    options = asked.drawn["options"]
    x = measure(asked.unit, asked.values, "x", log=options.get("log"), zero=bool(options.get("zero")), title=options.get("x_label"))
    y = rows(asked)
    return [
        layer({"type": "rule", "strokeWidth": 2, "opacity": 0.55}, {"x": {**x, "field": "low"}, "x2": {"field": "high"}, **y}, [SHOWN, {"filter": "isValid(datum.low)"}]),
        layer({"type": "circle", "size": 75, "opacity": 1}, {"x": {**x, "field": "x"}, **y}, [SHOWN, {"filter": "isValid(datum.x)"}]),
    ] if "low" in asked.drawn["roles"] else [layer({"type": "circle", "size": 75, "opacity": 1}, {"x": {**x, "field": "x"}, **y}, [SHOWN])]


def _bars(asked: Asked) -> list[Layer]:
    drawn, lies = asked.drawn, bool(asked.places)
    size = measure(asked.unit, asked.values, "x" if lies else "y", zero=True)
    pale = {"opacity": {"condition": {"test": "datum.partial === true", "value": 0.35}, "value": 0.9}}
    if lies:
        along = rows(asked)
        bar, low, high = {**along, "x": {**size, "field": "x"}}, {**along, "x": {**size, "field": "low"}}, {"x2": {"field": "high"}}
    elif drawn["dated"]:
        days = across(drawn, asked.values, "x1")
        bar = {"x": days, "x2": {"field": "x2"}, "y": {**size, "field": "y"}}
        low, high = {"x": {**days, "field": "xm"}, "y": {**size, "field": "low"}}, {"y2": {"field": "high"}}
    else:
        x: dict[str, Any] = {"field": "m", "type": "nominal", "scale": {"domain": list(asked.columns)}, "axis": names(slanted=len(asked.columns) > 5), "title": None}
        side = {"x": x, **({"xOffset": {"field": "s", "type": "nominal", "scale": {"domain": list(range(len(drawn["keys"])))}}} if len(drawn["keys"]) > 1 else {})}
        bar, low, high = {**side, "y": {**size, "field": "y"}}, {**side, "y": {**size, "field": "low"}}, {"y2": {"field": "high"}}
    if "x2" in bar:     # a period from start to end: Vega-Lite needs the foot of the bar as well
        bar["y2"] = {"datum": 0}
    layers = [layer({"type": "rect" if "x2" in bar else "bar"}, {**bar, **pale}, [SHOWN, {"filter": "isValid(datum.x)" if lies else "isValid(datum.y)"}])]
    if "low" in drawn["roles"] and "high" in drawn["roles"]:
        layers.append({"transform": [SHOWN, {"filter": "isValid(datum.low)"}], "mark": {"type": "rule", "style": "ink"}, "encoding": {**low, **high}})
    return layers


def _stack(asked: Asked) -> list[Layer]:
    drawn = asked.drawn
    share = bool(drawn["options"].get("share"))
    size = measure("share" if share else asked.unit, asked.values, "y", zero=True) | {"field": "y", "stack": "normalize" if share else "zero"}
    parts = {"order": {"field": "s", "type": "quantitative"}}
    if asked.places:
        return [layer({"type": "bar"}, {**rows(asked, offset=False), "x": size, **parts}, [SHOWN])]
    x = across(drawn, asked.values, "x1")
    return [layer({"type": "bar", "orient": "vertical"}, {"x": x if drawn["dated"] else {**x, "bin": "binned"}, "x2": {"field": "x2"}, "y": size, **parts}, [SHOWN])]


def _heatmap(asked: Asked) -> list[Layer]:
    y = {"y": {"field": "n", "type": "nominal", "scale": {"domain": list(asked.places)}, "axis": names(), "title": None}}
    known = [{"filter": "isValid(datum.value)"}]
    if asked.drawn["dated"]:
        return [layer({"type": "rect"}, {"x": across(asked.drawn, asked.values, "x1"), "x2": {"field": "x2"}, **y}, known)]
    x = {"x": {"field": "m", "type": "nominal", "scale": {"domain": list(asked.columns)}, "axis": names(slanted=len(asked.columns) > 4), "title": None}}
    layers = [layer({"type": "rect", "style": "cell"}, {**x, **y}, known)]
    if len(asked.columns) <= 8:
        text = {"field": "value", "type": "quantitative", "format": ".0%" if asked.unit in PERCENT else ",.3~r"}
        layers.append({"transform": known, "mark": {"type": "text", "fontSize": 11}, "encoding": {**x, **y, "text": text, "color": {"field": "k", "type": "nominal", "scale": None}}})
    return layers


def _scatter(asked: Asked) -> list[Layer]:
    options, drawn = asked.drawn["options"], asked.drawn
    x = across(drawn, asked.values, "x", log=options.get("log_x"), title=options.get("x_label"))
    y = measure(asked.unit, asked.values, "y", log=options.get("log_y"), zero=bool(options.get("zero")), title=options.get("y_label"))
    layers = [layer({"type": "circle", "size": 80, "opacity": 0.8}, {"x": x, "y": {**y, "field": "y"}}, [SHOWN, {"filter": "isValid(datum.x) && isValid(datum.y)"}])]
    if "low" in drawn["roles"] and "high" in drawn["roles"]:
        layers.insert(0, layer({"type": "rule", "opacity": 0.4}, {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}, [SHOWN]))
    return layers


def _strip(asked: Asked) -> list[Layer]:
    drawn = asked.drawn
    x = across(drawn, asked.values, "x", log=drawn["options"].get("log"), unit=asked.unit)
    y = {"y": {"field": "n", "type": "nominal", "scale": {"domain": list(asked.places)}, "axis": {**names(), "grid": True}, "title": None}}
    layers = [layer({"type": "circle", "size": 60, "opacity": 0.75}, {"x": x, **y, "yOffset": {"field": "j", "type": "quantitative", "scale": {"domain": [-1, 1]}}}, [SHOWN, {"filter": "isValid(datum.x)"}])]
    _lanes(asked.values)
    if drawn["options"].get("median"):
        layers.append({"mark": {"type": "tick", "style": "ink", "thickness": 2}, "encoding": {"x": {**x, "aggregate": "median"}, **y}})
    return layers


def _lanes(values: Sequence[Mapping[str, Any]]) -> None:
    """Dots of a row that share a place take turns above and below it."""
    seen: dict[tuple[Any, ...], int] = {}
    for value in values:
        spot = (value["n"], value.get("x"))
        turn = seen.get(spot, 0)
        seen[spot] = turn + 1
        value["j"] = (turn + 1) // 2 * (0.3 if turn % 2 else -0.3)     # type: ignore[index]


def _dumbbell(asked: Asked) -> list[Layer]:
    numbers = [{"x": value[end]} for value in asked.values for end in ("then", "now")]
    x = measure(asked.unit, numbers, "x", log=asked.drawn["options"].get("log"))
    y = rows(asked, offset=False)
    return [
        layer({"type": "rule", "strokeWidth": 2, "opacity": 0.5}, {"x": {**x, "field": "then"}, "x2": {"field": "now"}, **y}, [SHOWN, {"filter": "isValid(datum.then) && isValid(datum.now)"}]),
        layer({"type": "point", "size": 100, "strokeWidth": 2, "style": "hollow", "filled": False, "opacity": 1}, {"x": {**x, "field": "then"}, **y}, [SHOWN, {"filter": "isValid(datum.then)"}]),
        layer({"type": "circle", "size": 100, "opacity": 1}, {"x": {**x, "field": "now"}, **y}, [SHOWN, {"filter": "isValid(datum.now)"}]),
    ]


def _tilemap(asked: Asked) -> list[Layer]:
    tiles = asked.drawn["tiles"]
    known = {value["w"] for value in asked.values}
    wide, high = (1 + max(tile[end] for tile in tiles.values()) for end in (0, 1))

    def box(name: str, most: int, *, turned: bool = False) -> dict[str, Any]:
        scale = {"domain": [0, most], "nice": False, "reverse": turned, "zero": True}
        return {"field": name, "type": "quantitative", "axis": None, "scale": scale}

    spots = {"x": box("x", wide), "x2": {"field": "r"}, "y": box("y", high, turned=True), "y2": {"field": "b"}}
    ends = [{"calculate": "datum.x + 0.92", "as": "r"}, {"calculate": "datum.y + 0.92", "as": "b"}]
    middle = [{"calculate": "datum.x + 0.46", "as": "r"}, {"calculate": "datum.y + 0.46", "as": "b"}]
    pale = [{"x": x, "y": y} for code, (x, y) in tiles.items() if code not in known]
    letters = {"x": box("r", wide), "y": box("b", high, turned=True), "text": {"field": "w"}, "color": {"field": "k", "type": "nominal", "scale": None}}
    return [
        {"data": {"values": pale}, "transform": ends, "mark": {"type": "rect", "style": "empty"}, "encoding": spots},
        layer({"type": "rect"}, spots, ends),
        {"transform": middle, "mark": {"type": "text", "fontSize": {"expr": "width / 70"}}, "encoding": letters},
    ]


_KINDS = {
    "line": _lines_kind, "step": _lines_kind, "survival": _lines_kind, "interval": _interval, "bar": _bars, "stack": _stack,
    "heatmap": _heatmap, "scatter": _scatter, "strip": _strip, "dumbbell": _dumbbell, "tilemap": _tilemap,
}
