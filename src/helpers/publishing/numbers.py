"""Every number of a theme page with the rows it rests on, taken from the record."""

from __future__ import annotations

from typing import Any

from helpers.publishing.claimviews import anchor
from helpers.publishing.formatting import estimate_text


def numbers_of_page(record: dict[str, Any], views: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Estimates, figures and tables of a record, each with method, rows and sources."""
    items = []
    for name, estimate in record["estimates"].items():
        basis = estimate.get("basis") or {}
        title = f"{name}: {views[name]['statement']}" if name in views else name.replace("_", " ")
        items.append(_item(f"number-{anchor(name)}", title, basis, estimate_text(estimate), estimate.get("method", "")))
    for kind in ("figures", "tables"):
        for made in record[kind]:
            items.append(_item(f"{kind[:-1]}-rows-{anchor(made['name'])}", made["title"], made.get("basis") or {}, "", made.get("note", "")))
    return items


def _item(name: str, title: str, basis: dict[str, Any], text: str, method: str) -> dict[str, Any]:
    return {
        "anchor": name, "title": title, "text": text, "method": method,
        "rows": basis.get("rows") or {}, "sources": basis.get("sources") or [],
    }
