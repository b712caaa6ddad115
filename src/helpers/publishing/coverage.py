"""What the sources see and what they do not: periods, countries, firms, empty cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from helpers.publishing.inputs import Inputs, Table
from helpers.publishing.marks import heat_map

_MOST = 30
_FIRST_YEAR = 2015


def coverage_page(inputs: Inputs, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Context of the coverage page."""
    facts = [table for table in inputs.tables.values() if table.own.get("known", {}).get("rule") not in (None, "always")]
    time = {table.name: counts for table in facts if (counts := _quarters(table))}
    quarters = _span(time)
    rows = [(name, counts) for name, counts in time.items()]
    return {
        "time_svg": heat_map(rows, quarters, f"Rows of {len(rows)} tables by quarter", 4),
        "time_rows": [_holes(name, counts, quarters) for name, counts in time.items()],
        "parts": [
            part for part in (
                _part(inputs, facts, "country", "countries", "Countries",
                      "Rows by country of the {n} countries that appear most often."),
                _part(inputs, facts, "firm", "firms", "Firms",
                      "Rows by firm, for the {n} firms that appear most often."),
            ) if part
        ],
        "missing": [item for item in (_empty(view) for view in tables.values()) if item["columns"]],
    }


def _quarters(table: Table) -> Counter[str]:
    name = table.own.get("date") or next((item["name"] for item in table.fields if item["type"] == "date"), "")
    counts: Counter[str] = Counter()
    if name in table.columns:
        for day in table.column(name):
            if len(day) >= 7 and int(day[:4]) >= _FIRST_YEAR:
                counts[f"{day[:4]} Q{(int(day[5:7]) - 1) // 3 + 1}"] += 1
    return counts


def _span(time: dict[str, Counter[str]]) -> list[str]:
    every = sorted(quarter for counts in time.values() for quarter in counts)
    if not every:
        return []
    first, last = int(every[0][:4]), int(every[-1][:4])
    return [f"{year} Q{quarter}" for year in range(first, last + 1) for quarter in range(1, 5)]


def _holes(name: str, counts: Counter[str], quarters: list[str]) -> dict[str, str]:
    here = sorted(counts)
    between = [quarter for quarter in quarters if here[0] < quarter < here[-1] and quarter not in counts]
    shown = ", ".join(between[:8]) + (f" and {len(between) - 8} more" if len(between) > 8 else "")
    return {"table": name, "first": here[0], "last": here[-1], "holes": shown}


def _part(
    inputs: Inputs, facts: list[Table], kind: str, listed: str, title: str, words: str
) -> dict[str, Any] | None:
    """Rows by ``kind`` and table, and who is listed but never seen."""
    by_name: dict[str, Counter[str]] = defaultdict(Counter)
    for table in facts:
        for column in (kind, f"firm_{kind}"):
            if column in table.columns:
                for name in table.column(column):
                    if name:
                        by_name[name][table.name] += 1
    if not by_name:
        return None
    order = sorted(by_name, key=lambda name: (-sum(by_name[name].values()), name))
    columns = sorted({table for counts in by_name.values() for table in counts})
    key = "firm" if kind == "firm" else "country"
    known = [row[key] for row in inputs.table_rows(listed) if row.get(key)]
    names = {row["country"]: row.get("name", "") for row in inputs.table_rows(listed)} if kind == "country" else {}
    unseen = sorted(names.get(name, name) for name in set(known) - set(by_name))
    shown = order[:_MOST]
    return {
        "anchor": listed, "title": title, "words": words.format(n=len(shown)),
        "svg": heat_map([(names.get(name, name), by_name[name]) for name in shown], columns, f"Rows by {kind} and table", turned=True),
        "invisible": unseen, "invisible_words": f"{len(unseen)} of {len(known)} {listed} on our list appear in no table of facts",
    }


def _empty(view: dict[str, Any]) -> dict[str, Any]:
    return {"table": view["name"], "columns": [(column["name"], column["empty"]) for column in view["columns"] if column["empty"]]}
