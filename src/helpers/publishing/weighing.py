"""A ranking that the reader may weigh anew: components from the record, weights from sliders.

A table of a record can be weighed when its rows carry a rank with its range and components named
``draw_...`` (more is better) or ``cost_...`` (more is worse), and the run had a parameter
``weight_...`` for each. The page adds up components under the reader's weights and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHOWN = 20
_SIDES = ("draw_", "cost_")
_RANK = ("value", "low", "high")
_WORDS = {
    "people": "people", "income": "income per head", "online": "share online", "distance": "nearness to Beijing",
    "language": "a shared language", "law": "no data protection law",
}


def weighable(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables of a record that can be weighed, ready for the page and its script."""
    return [made for table in record["tables"] if (made := _weighable(table, record["parameters"]))]


def _weighable(table: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    rows = table["data"]
    names = [name for name in (rows[0] if rows else {}) if name.startswith(_SIDES)]
    names = [name for name in names if f"weight_{_part(name)}" in parameters]
    if not names or any(key not in rows[0] for key in (*_RANK, "host")):
        return None
    ordered = sorted(names, key=lambda name: ([*_WORDS, _part(name)].index(_part(name)), name))
    rows = sorted(rows, key=lambda row: row["value"])
    return {
        "name": table["name"], "title": table["title"], "n": len(rows),
        "weights": [
            {"name": name, "parameter": f"weight_{_part(name)}", "value": parameters[f"weight_{_part(name)}"],
             "label": _WORDS.get(_part(name), _part(name).replace("_", " "))}
            for name in ordered
        ],
        "head": [{"host": row["host"], **{key: _whole(row[key]) for key in _RANK}} for row in rows[:SHOWN]],
        "rows": [[row["host"], *(_whole(row[key]) for key in _RANK), *(_oriented(row, name) for name in ordered)] for row in rows],
    }


def file_of(notebook: str, reading: str, name: str) -> str:
    """Where the script finds the components, below the site."""
    return f"data/weigh/{notebook}-{reading}-{name}.json"


def _part(name: str) -> str:
    return name.partition("_")[2]


def _oriented(row: Mapping[str, Any], name: str) -> float | None:
    """The component so that more is better; unknown stays unknown."""
    value = row.get(name)
    if value is None:
        return None
    return round(1 - value, 10) if name.startswith("cost_") else value


def _whole(value: float) -> int:
    return round(value)
