"""Alternative texts, made from what is plotted: kind, axes, ranges, ends and extremes."""

from __future__ import annotations

import pandas as pd

from helpers.display import prose, units, wording
from helpers.display.figures.plot import Plot

_KIND = {
    "line": "Line chart",
    "step": "Step chart",
    "interval": "Dot plot with intervals",
    "bar": "Bar chart",
    "stack": "Stacked bar chart",
    "heatmap": "Heat map",
    "scatter": "Scatter plot",
    "survival": "Survival curve",
    "tilemap": "Tile map of the world",
    "dumbbell": "Then-and-now dot plot",
    "strip": "Strip plot",
}
_MOST = 8  # series or rows told one by one


def describe(plot: Plot) -> str:
    """One paragraph for those who do not see the figure."""
    opening = f"{_KIND[plot.kind]}. {plot.title.rstrip('.')}."
    about = f" {plot.subtitle.rstrip('.')}." if plot.subtitle else ""
    teller = {
        "line": _series,
        "step": _series,
        "survival": _series,
        "scatter": _cloud,
        "strip": _strip,
        "heatmap": _cells,
        "dumbbell": _pairs,
        "stack": _stacked,
        "tilemap": _ranked,
    }.get(plot.kind, _ranked if not plot.dated else _series)
    return f"{opening}{about} {teller(plot)}".strip()


def _series(plot: Plot) -> str:
    told = []
    groups = [
        (
            f"{key}"
            if name is None
            else f"{wording.label_of(name)}, {wording.label_of(key)}"
            if key is not None
            else wording.label_of(name),
            rows,
        )
        for name, panel in plot.panels()
        for key, rows in panel.groups()
    ]
    for name, rows in groups[:_MOST]:
        rows = rows.dropna(subset=[plot["x"], plot["y"]])
        if plot.kind != "stack" or plot.dated:
            rows = rows.sort_values(plot["x"], kind="stable")
        if rows.empty:
            continue
        who = "" if name == "None" else f"{wording.label_of(name)}: "
        first, last = rows.iloc[0], rows.iloc[-1]
        text = f"{who}{_value(plot, first)} at {_place(plot, first)}"
        if len(rows) > 1:
            text += f", {_value(plot, last)} at {_place(plot, last)}"
        if len(rows) > 3 and plot.kind in ("line", "bar"):
            high = rows.loc[rows[plot["y"]].astype(float).idxmax()]
            low = rows.loc[rows[plot["y"]].astype(float).idxmin()]
            text += f"; highest {_value(plot, high)} ({_place(plot, high)}), lowest {_value(plot, low)} ({_place(plot, low)})"
        told.append(text)
    more = (
        f" {prose.counted(len(groups) - _MOST, 'further series', 'further series')}."
        if len(groups) > _MOST
        else ""
    )
    return ". ".join(told) + "." + more


def _ranked(plot: Plot) -> str:
    size, name = ("value", "country") if plot.kind == "tilemap" else ("x", "y")
    if plot.kind == "bar" and pd.api.types.is_numeric_dtype(plot.column("y")):
        size, name = "y", "x"
    rows = plot.frame.dropna(subset=[plot[size]])
    rows = rows[pd.to_numeric(rows[plot[size]], errors="coerce").notna()]
    if rows.empty:
        return f"{prose.counted(len(plot.frame), 'row')}, no value known."
    rows = rows.sort_values(plot[size], ascending=False, kind="stable")
    told = []
    for row in rows.head(_MOST).to_dict("records"):
        text = f"{wording.label_of(row[plot[name]])}"
        told_apart = [wording.label_of(row[plot[one]]) for one in ("facet", "by") if plot.has(one)]
        if told_apart:
            text += f" ({', '.join(dict.fromkeys(told_apart))})"
        text += f" {units.bare(row[plot[size]], plot.unit)}"
        if plot.has("low") and plot.has("high") and not units.is_missing(row[plot["low"]]):
            text += f" ({units.bare(row[plot['low']], plot.unit)} to {units.bare(row[plot['high']], plot.unit)})"
        told.append(text)
    more = ""
    if len(rows) > _MOST:
        last = rows.tail(1).to_dict("records")[0]
        more = f"; {len(rows) - _MOST:,} more down to {wording.label_of(last[plot[name]])} {units.bare(last[plot[size]], plot.unit)}"
    return f"{prose.counted(len(rows), 'value')}, largest first: {', '.join(told)}{more}."


def _cloud(plot: Plot) -> str:
    x, y = plot.column("x"), plot.column("y")
    text = (
        f"{prose.counted(len(plot.frame), 'point')}; across from {_edge(x.min(), plot['x_unit'])} to "
        f"{_edge(x.max(), plot['x_unit'])}, up from {_edge(y.min(), plot.unit)} to {_edge(y.max(), plot.unit)}"
    )
    numbers = plot.frame[[plot["x"], plot["y"]]].apply(pd.to_numeric, errors="coerce").dropna()
    if len(numbers) > 2 and numbers.nunique().min() > 1:
        text += f"; rank correlation {units.plain_number(numbers.rank().corr().iloc[0, 1], 2)}"
    return text + "."


def _strip(plot: Plot) -> str:
    told = []
    for name, rows in list(plot.frame.groupby(plot["y"], sort=False))[:_MOST]:
        x = rows[plot["x"]].dropna()
        if len(x):
            ends = [_edge(end, plot.unit) for end in (x.min(), x.max())]
            span = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
            told.append(f"{wording.label_of(name)}: {prose.counted(len(x), 'point')}, {span}")
    return "; ".join(told) + "."


def _stacked(plot: Plot) -> str:
    """The make-up of each bar; of bars along time that of the first and the last."""
    frame = plot.frame.dropna(subset=[plot["x"], plot["y"]])
    if frame.empty:
        return "No value is known."
    bars = list(frame.groupby(plot["x"], sort=plot.dated, observed=True))
    many = len(bars)
    if plot.dated and many > 2:
        bars = [bars[0], bars[-1]]
    told = []
    for place, rows in bars[:_MOST]:
        sizes = rows.groupby(plot["by"], sort=False, observed=True)[plot["y"]].sum().astype(float)
        sizes = sizes[sizes > 0].sort_values(ascending=False, kind="stable")
        if plot["share"] and sizes.sum():
            sizes = sizes / sizes.sum()
        unit = "share" if plot["share"] else plot.unit
        parts = [
            f"{wording.label_of(part)} {units.bare(size, unit)}" for part, size in sizes.items()
        ]
        when = units.date(place, units.precision(plot.column("x"))) if plot.dated else place
        told.append(f"{wording.label_of(when)}: {', '.join(parts[:_MOST])}")
    opening = f"{prose.counted(many, 'bar')}, first and last told. " if len(bars) < many else ""
    return f"{opening}{'. '.join(told)}."


def _cells(plot: Plot) -> str:
    rows = plot.frame.dropna(subset=[plot["value"]])
    if rows.empty:
        return "No cell is known."
    high = rows.loc[rows[plot["value"]].astype(float).idxmax()]
    low = rows.loc[rows[plot["value"]].astype(float).idxmin()]
    told = [
        f"{word} {units.number(row[plot['value']], plot.unit)} ({wording.label_of(row[plot['y']])}, {_place(plot, row)})"
        for word, row in (("highest", high), ("lowest", low))
    ]
    size = f"{plot.column('y').nunique()} rows by {plot.column('x').nunique()} columns"
    return f"{size}; {'; '.join(told)}."


def _pairs(plot: Plot) -> str:
    told = [
        f"{wording.label_of(row[plot['y']])} from {units.bare(row[plot['then']], plot.unit)} to {units.bare(row[plot['now']], plot.unit)}"
        for row in plot.frame.head(_MOST * 2).to_dict("records")
    ]
    return f"{prose.counted(len(plot.frame), 'row')}: {'; '.join(told)}."


def _value(plot: Plot, row: pd.Series) -> str:
    return units.bare(row[plot["y"]], "share" if plot.kind == "survival" else plot.unit)


def _place(plot: Plot, row: pd.Series) -> str:
    value = row[plot["x"]]
    if isinstance(value, pd.Timestamp):
        return units.date(value, units.precision(plot.column("x")))
    return str(value) if isinstance(value, str) else units.bare(value, plot["x_unit"] or "")


def _edge(value: object, unit: str | None) -> str:
    return units.date(value) if isinstance(value, pd.Timestamp) else units.bare(value, unit or "")
