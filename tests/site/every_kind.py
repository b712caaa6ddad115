"""A figure of every kind with made-up data, told as records tell them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.display import drawn, figures, plain

DAYS = pd.to_datetime(["2024-07-01", "2024-08-01", "2024-09-01", "2024-10-01", "2024-11-01"])
ENDS = {"low": [0.5, 1.5, 2.5, 3.0, 4.0], "high": [1.5, 2.5, 4.0, 5.5, 6.0]}
NAMED = pd.DataFrame({"label": ["Alpha", "Beta", "中文 name"], "value": [0.2, 0.5, 0.75], "low": [0.1, 0.4, 0.7], "high": [0.3, 0.7, 0.9]})
TWO = pd.DataFrame({"date": [*DAYS, *DAYS], "value": [1, 2, 3, 4, 5, 2, 2, 4, 4, 7], "country": ["CN"] * 5 + ["US"] * 5})
KINDS: dict[str, tuple[pd.DataFrame, str, dict[str, Any]]] = {
    "line": (TWO.assign(low=TWO["value"] - 0.5, high=TWO["value"] + 0.5), "USD", {"by": "country"}),
    "step": (TWO, "count", {"by": "country"}),
    "interval": (NAMED, "share", {"reference": 0.3}),
    "bar": (pd.DataFrame({"date": DAYS, "value": [1, 2, 3, 4, 5], **ENDS, "partial": [False] * 4 + [True]}), "filings", {"partial": "partial"}),
    "stack": (TWO, "slots", {"by": "country", "share": False}),
    "heatmap": (pd.DataFrame({"x": list("abab"), "y": list("ccdd"), "value": [1, 2, 3, 4]}), "rules", {}),
    "scatter": (pd.DataFrame({"x": [1, 10, 100], "y": [3, 1, 2], "label": ["Alpha", "Beta", "<b>Gamma</b>"]}), "points", {"label": "label", "log_x": True}),
    "survival": (pd.DataFrame({"time": [0, 1, 2], "survival": [1, 0.6, 0.4], "low": [1, 0.4, 0.2], "high": [1, 0.8, 0.6], "at_risk": [10, 6, 2]}), "", {"x_label": "months"}),
    "tilemap": (pd.DataFrame({"country": ["CN", "SG", "US"], "value": [3, 9, 27]}), "decisions", {}),
    "dumbbell": (NAMED.assign(then=[0.1, 0.2, 0.3], now=[0.2, 0.6, 0.1]), "share", {}),
    "strip": (pd.DataFrame({"date": DAYS, "group": list("ababa"), "kind": list("xyxyx")}, index=[f"prices:{line}" for line in range(3, 8)]), "", {"by": "kind"}),
}


def made() -> list[dict[str, Any]]:
    """The figures as a record holds them."""
    return [_figure(kind, *asked) for kind, asked in KINDS.items()]


def _figure(kind: str, frame: pd.DataFrame, unit: str, encodings: dict[str, Any]) -> dict[str, Any]:
    words = {"title": f"A made-up {kind}", "subtitle": "made up", "unit": unit}
    plot = figures.plan(kind, frame, source="Source: nobody.", **words, **encodings)
    return {
        "name": f"kind-{kind}", **words, "alt": f"A made-up {kind}.", "kind": kind, "data": plain.records(plot.frame),
        "drawn": plain.plain(drawn.describe(plot, frame.index)), "note": "", "source_line": plot.source,
        "basis": {"rows": {"prices": "2-9"}, "sources": ["mu-src-0"]},
    }
