"""Contexts of the data pages: every table, every source, licences."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from helpers.publishing.claimviews import period
from helpers.publishing.inputs import READINGS, Inputs, Table
from helpers.publishing.ranges import Bases

GROUPS = {
    "common": "The article's claims, their tests and evidence", "identity": "Firms, organisations, countries",
    "competition": "Domestic competition", "funding": "Funding climate", "localization": "Markets and localization",
    "visibility": "Open-source visibility",
    "esg": "ESG",
}
RULES = {
    "own_date": "each row is known from its own date on",
    "snapshot": "each row is known from the day on which it was read off",
    "source": "each row is known from the publication of its source on",
    "always": "apparatus of the checks, no facts: always known",
}
HEAD = 25
_LONG = 40      # letters; columns of longer text are given more width


def table_views(inputs: Inputs, views: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """One view per declared table."""
    used = defaultdict(list)
    for view in views:
        for name in dict.fromkeys(table for reading in READINGS for table in view[reading].get("rows") or {}):
            used[name].append(view["id"])
    return {name: _table(table, used[name]) for name, table in inputs.tables.items()}


def _table(table: Table, used_by: list[str]) -> dict[str, Any]:
    body = table.cells[1:]
    known = table.own.get("known", {})
    rule = known.get("rule", "")
    column = f" ({known['column']})" if known.get("column") else ""
    coding = set(table.own.get("coding", ()))
    places = {name: place for place, name in enumerate(table.columns)}
    sources = sorted(set(table.column("source_id")) - {""}) if "source_id" in places else []
    return {
        "name": table.name, "n": len(body), "title": table.declaration.get("title", table.name),
        "description": table.declaration.get("description", ""),
        "rule": rule.replace("_", " "), "rule_words": RULES.get(rule, rule) + column,
        "theme": _group(table), "caveats": table.own.get("caveats", []), "sources": sources, "used_by": used_by,
        "columns": [_column(field, body, places, coding) for field in table.fields],
        "head": [(number, list(zip(table.columns, line, strict=False))) for number, line in enumerate(body[:HEAD], start=2)],
    }


def _group(table: Table) -> str:
    folder = table.declaration["path"].split("/")[0]
    return folder if folder in GROUPS else "common"


def _column(field: dict[str, Any], body: list[list[str]], places: dict[str, int], coding: set[str]) -> dict[str, Any]:
    place = places.get(field["name"])
    empty = sum(line[place] == "" for line in body) if place is not None else 0
    allowed = field.get("constraints", {}).get("enum", [])
    return {
        "wide": (place is not None and max((len(line[place]) for line in body[:500]), default=0) > _LONG) or field["name"] == "source_id",
        "name": field["name"], "type": field["type"], "description": field.get("description", ""),
        "unit": field.get("unit", ""), "coding": field["name"] in coding,
        "allowed": f"({', '.join(map(str, allowed[:12]))}{', …' if len(allowed) > 12 else ''})" if allowed else "",
        "empty": f"{empty / len(body):.0%}" if empty and body else "",
    }


def grouped_tables(tables: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables by subject, in a reader's order."""
    return [
        {"name": name, "title": title, "tables": [table for table in tables.values() if table["theme"] == name]}
        for name, title in GROUPS.items() if any(table["theme"] == name for table in tables.values())
    ]


def source_views(inputs: Inputs, views: list[dict[str, Any]], bases: Bases, address: str) -> list[dict[str, Any]]:
    """Every source with the rows and claims that rest on it.

    ``address`` is the relative address of the tables' pages, with ``{table}`` for the name.
    """
    lines: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for table in inputs.tables.values():
        if "source_id" not in table.columns or table.name == "sources":
            continue
        for number, source_id in enumerate(table.column("source_id"), start=2):
            lines[source_id].setdefault(table.name, []).append(number)
    claims = defaultdict(list)
    for view in views:
        ids = {item for reading in READINGS for item in view[reading].get("sources") or ()}
        for source_id in ids | {row["source_id"] for row in view["evidence"]}:
            claims[source_id].append(view["id"])
    rows = []
    for source in inputs.table_rows("sources"):
        here = lines.get(source["source_id"], {})
        rows.append({
            **source, "published": period(source.get("published", ""), source.get("published_precision", "")),
            "tables": [
                (table, len(numbers), f"{address.format(table=table)}?{bases.query(numbers)}#rows")
                for table, numbers in sorted(here.items())
            ],
            "claims": claims.get(source["source_id"], []),
        })
    return sorted(rows, key=lambda row: (-len(row["claims"]), -sum(count for _, count, _ in row["tables"]), row["source_id"]))


def licence_rows(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sources and rows by licence, the largest first."""
    count: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    commercial: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        licence = source.get("licence") or "unknown"
        count[licence] += 1
        rows[licence] += sum(n for _, n, _ in source["tables"])
        commercial[licence].add(source.get("commercial_use") or "unknown")
    return [
        {"licence": name, "sources": n, "rows": rows[name], "commercial": sorted(commercial[name])}
        for name, n in count.most_common()
    ]

