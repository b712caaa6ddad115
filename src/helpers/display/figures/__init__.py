"""Figures by kind. :func:`render` draws one and returns the PNG; nothing here shows anything."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd

from helpers.display import theme
from helpers.display.figures.plot import Plot, prepare
from helpers.errors import ChuhaiError

# kind -> module, drawing function
KINDS: Mapping[str, tuple[str, str]] = {
    "line": ("line", "draw"),
    "step": ("line", "draw_steps"),
    "interval": ("interval", "draw"),
    "bar": ("bar", "draw"),
    "stack": ("stack", "draw"),
    "heatmap": ("heatmap", "draw"),
    "scatter": ("scatter", "draw"),
    "survival": ("survival", "draw"),
    "tilemap": ("tilemap", "draw"),
    "dumbbell": ("dumbbell", "draw"),
    "strip": ("strip", "draw"),
}
_TIMED = ("line", "step", "bar", "stack", "heatmap", "scatter", "strip")  # may have time across


def plan(
    kind: str,
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str = "",
    unit: str = "",
    source: str = "",
    **encodings: Any,
) -> Plot:
    """Check kind, options and columns; the frame of the plot holds exactly what is drawn."""
    module = _module(kind)
    unknown = sorted(set(encodings) - set(module.OPTIONS))
    if unknown:
        raise ChuhaiError(
            f"a figure of kind {kind!r} knows no {', '.join(unknown)}",
            where="study.figure",
            mend=f"its encodings and options are: {', '.join(module.OPTIONS)}",
        )
    chosen = {**module.OPTIONS, **encodings}
    columns = []
    for name in module.COLUMNS:
        column = chosen[name]
        if column is None:
            continue
        if column in frame or name in encodings or name in {"x", "y"}:
            columns.append(column)
        else:
            chosen[name] = None
    drawn = prepare(frame, columns, kind, chosen.get("x") if kind in _TIMED else None)
    return Plot(kind, drawn, title, subtitle, unit, source, False, chosen)


def render(plot: Plot) -> bytes:
    """The PNG of a plot; the same bytes for the same plot on every machine."""
    theme.register_fonts()
    _, function = KINDS[plot.kind]
    with mpl.rc_context(theme.settings()), warnings.catch_warnings():
        warnings.simplefilter("error")
        return getattr(_module(plot.kind), function)(plot).png()


def _module(kind: str) -> Any:
    if kind not in KINDS:
        raise ChuhaiError(
            f"no figures of kind {kind!r}",
            where="study.figure",
            mend=f"kinds are: {', '.join(KINDS)}",
        )
    return importlib.import_module(f"helpers.display.figures.{KINDS[kind][0]}")
