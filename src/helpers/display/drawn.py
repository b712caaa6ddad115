"""How a figure was drawn, as data: which column plays which part, in what order, colour and words.

With the figure's own data this is all that another drawing of the same figure needs (the
interactive one of the pages): nothing has to be guessed, sorted or rounded anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers.display import palette, plain, theme, units, wording
from helpers.display.figures import bar, dumbbell, heatmap, interval, line, stack, strip, tilemap
from helpers.display.figures.plot import Plot

_LAYOUT = {"colours", "height", "values", "order", "sort", "highlight", "annotate", "bins", "fit"}


def describe(plot: Plot, labels: Sequence[Any] = (), words: Plot | None = None) -> dict[str, Any]:
    """The ``drawn`` entry of a figure in the record.

    The lists ``series``, ``place``, ``column``, ``panel``, ``segment`` and ``shade`` run beside the
    figure's data; the first four point into ``keys``, ``places``, ``columns`` and ``panels`` (-1:
    not drawn). A line breaks between two segments. ``told`` says each datum as (where, what);
    ``rows`` names the dataset's row of each, from ``labels``, where the data are rows of it.
    ``words`` is the plot with names in place of codes, where the picture itself shows codes.
    """
    keys, words = _keys(plot), words or plot
    exact = _exact(words)
    places, place = _along(plot, _named_rows(plot) or "y", _rows(plot))
    columns, column = _along(plot, "x", _columns(plot))
    panels = [name for name, _ in plot.panels() if name is not None]
    options = {
        name: value
        for name, value in plot.encodings.items()
        if name not in _LAYOUT and not plot.has(name) and value is not None and value is not False
    }
    return {
        "roles": {role: name for role, name in plot.encodings.items() if plot.has(role)},
        "options": plain.plain({name: value for name, value in options.items() if value != ""}),
        "dated": plot.dated,
        "step": _step(plot),
        "keys": [
            {
                "label": "" if key is None else wording.label_of(key),
                "colour": colour,
                "named": named,
            }
            for key, (colour, named) in keys.items()
        ],
        "series": _numbers(plot.column("by"), list(keys)) if plot.has("by") else [],
        "places": places,
        "place": place,
        "columns": columns,
        "column": column,
        "panels": [wording.label_of(name) for name in panels],
        "panel": _numbers(plot.column("facet"), panels) if panels else [],
        "segment": _segments(plot) if plot.kind in {"line", "step"} else [],
        "shade": _shades(plot),
        "tiles": tilemap.layout() if plot.kind == "tilemap" else {},
        "told": [_told(words, exact, row) for row in words.frame.to_dict("records")],
        "rows": _row_names(labels),
    }


def _keys(plot: Plot) -> dict[Any, tuple[str, bool]]:
    """Colour of each series, and whether it is one of those that stand out."""
    if not plot.has("by") and plot.kind in {"heatmap", "tilemap"}:
        return {}
    if plot.kind == "stack":
        named = every = stack.parts_of(plot)
    elif plot.kind == "tilemap":
        named = every = list(dict.fromkeys(plot.column("by").dropna()))
    else:
        every = [key for key, _ in plot.groups()]
        named = [key for key in every if not plot["highlight"] or key in plot["highlight"]]
    colours = palette.colours_for(plot["by"], named, plot["colours"])
    return {key: (colours.get(key, theme.FAINT), key in colours) for key in every}


def _named_rows(plot: Plot) -> str:
    """The role whose values name rows, if any."""
    if plot.kind in {"interval", "dumbbell", "strip", "heatmap"}:
        return "y"
    if plot.kind == "bar" and bar.lies(plot):
        return "y"
    upright = plot.dated or (plot.has("x") and pd.api.types.is_numeric_dtype(plot.column("x")))
    return "x" if plot.kind == "stack" and not upright else ""


def _rows(plot: Plot) -> list[Any]:
    if not _named_rows(plot):
        return []
    return {
        "interval": interval.row_names,
        "strip": strip.row_names,
        "dumbbell": lambda plot: list(dumbbell.in_order(plot)[plot["y"]]),
        "heatmap": lambda plot: list(heatmap.cells(plot).index),
        "bar": lambda plot: bar.bar_names(plot, lying=True),
        "stack": lambda plot: list(dict.fromkeys(plot.column("x"))),
    }[plot.kind](plot)


def _columns(plot: Plot) -> list[Any]:
    if plot.dated:
        return []
    if plot.kind == "heatmap":
        return list(heatmap.cells(plot).columns)
    return bar.bar_names(plot, lying=False) if plot.kind == "bar" and not bar.lies(plot) else []


def _along(plot: Plot, role: str, names: list[Any]) -> tuple[list[str], list[int]]:
    if not names:
        return [], []
    written = [wording.label_of(f"{name:g}" if isinstance(name, float) else name) for name in names]
    return written, _numbers(plot.column(role), names)


def _numbers(values: pd.Series, names: list[Any]) -> list[int]:
    """The place of each value among the names; -1 where it is none of them."""
    at = {str(name): place for place, name in enumerate(names)}
    return [at.get(str(value), -1) for value in values]


def _step(plot: Plot) -> float:
    """Days or units that one bar or cell takes along a dated or numbered axis; 0 without one."""
    if plot.kind not in {"bar", "stack", "heatmap"} or not plot.has("x"):
        return 0
    if plot.dated:
        days = sorted(plot.column("x").dropna().unique())
        return plain.whole(bar.usual_step(days, closest=plot.kind == "bar")) or 0
    return 1 if pd.api.types.is_numeric_dtype(plot.column("x")) else 0


def _segments(plot: Plot) -> list[int]:
    found = pd.Series(-1, index=plot.frame.index)
    number = 0
    for _, panel in plot.panels():
        for _, rows in panel.groups():
            rows = rows.dropna(subset=[plot["x"]]).sort_values(plot["x"], kind="stable")
            y = rows[plot["y"]].astype(float)
            y = y.where(y > 0) if plot["log"] else y
            whole = [range(len(rows))] if plot.kind == "step" else None
            for part in whole or line.runs(rows[plot["x"]], y, plot["gap"]):
                found.loc[rows.index[list(part)]] = number
                number += 1
    return [int(value) for value in found]


def _shades(plot: Plot) -> list[str]:
    """The colour of each datum where its series does not give it."""
    from matplotlib.colors import to_hex

    if plot.kind == "heatmap":
        colour = heatmap.scale(plot, heatmap.cells(plot))
        values = plot.column("value").astype(float)
        return ["" if units.is_missing(value) else to_hex(colour(value)) for value in values]
    if plot.kind == "tilemap" and not plot.has("by"):
        shade, _ = tilemap.classes(plot, plot.frame)
        return [
            to_hex(shade[str(code)]) if str(code) in shade else ""
            for code in plot.column("country")
        ]
    if plot.kind == "line" and plot.has("facet") and not plot.has("by"):
        usual = palette.CYCLE[0]
        return [palette.fixed(plot["facet"], name) or usual for name in plot.column("facet")]
    return []


def _exact(plot: Plot) -> dict[str, str]:
    """How exactly the days of each axis are written."""
    return {
        role: units.precision(plot.column(role))
        for role in ("x", "y")
        if plot.has(role) and pd.api.types.is_datetime64_any_dtype(plot.column(role))
    }


def _told(plot: Plot, exact: dict[str, str], row: dict[str, Any]) -> list[str]:
    """Where a datum stands, and what it says: the house's way of writing both."""
    where = [
        wording.label_of(row[plot[role]])
        for role in ("facet", "label", "country", "by")
        if plot.has(role) and not units.is_missing(row[plot[role]])
    ]
    value = {"interval": "x", "heatmap": "value", "tilemap": "value", "dumbbell": "now"}.get(
        plot.kind, "y"
    )
    if plot.kind == "strip" or (plot.kind == "bar" and bar.lies(plot)):
        value = "x"
    for role in ("y", "x"):
        if role != value and plot.has(role):
            where.append(_written(plot, row[plot[role]], role, exact.get(role, "day")))
    unit = "share" if plot.kind == "survival" else plot.unit
    what = units.anything(row[plot[value]], unit) if plot.has(value) else ""
    if plot.kind == "dumbbell":
        then, now = (units.bare(row[plot[end]], unit) for end in ("then", "now"))
        what = f"{plot['then_label']} {then}, {plot['now_label']} {now}"
    elif plot.has("low") and plot.has("high") and not units.is_missing(row[plot["low"]]):
        low, high = (units.bare(row[plot[end]], unit) for end in ("low", "high"))
        what = f"{what} ({low} to {high})"
    return [", ".join(dict.fromkeys(filter(None, where))), what]


def _written(plot: Plot, value: Any, role: str, exact: str) -> str:
    if isinstance(value, pd.Timestamp):
        return units.date(value, exact)
    if isinstance(value, str):
        return wording.label_of(value)
    label = plot[f"{role}_label"] or (plot["x_unit"] if role == "x" else "") or ""
    return f"{label} {units.bare(value, '')}".strip()


def _row_names(labels: Sequence[Any]) -> list[str]:
    """``table:line`` of each datum; nothing where the data are no rows of the dataset."""
    named = [str(label) for label in labels]
    tables = [label.rpartition(":") for label in named]
    return named if named and all(table and line.isdigit() for table, _, line in tables) else []
