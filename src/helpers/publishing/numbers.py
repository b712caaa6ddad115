"""Every number of a theme page with the rows it rests on, taken from the record."""

from __future__ import annotations

from typing import Any

from helpers.publishing.claimviews import anchor
from helpers.publishing.formatting import estimate_text

LONG_LIST = 12


def numbers_of_page(record: dict[str, Any], views: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Estimates, figures and tables of a record, each with method, rows and sources."""
    items: list[dict[str, Any]] = []
    for name, estimate in record["estimates"].items():
        basis = estimate.get("basis") or {}
        title = f"{name}: {views[name]['statement']}" if name in views else name.replace("_", " ")
        items.append(_item(f"number-{anchor(name)}", title, basis, estimate_text(estimate), estimate.get("method", "")))
    for kind in ("figures", "tables"):
        for made in record[kind]:
            items.append(_item(f"{kind[:-1]}-rows-{anchor(made['name'])}", made["title"], made.get("basis") or {}, "", made.get("note", "")))
    _share_sources(items)
    return items


def _share_sources(items: list[dict[str, Any]]) -> None:
    """A long list of sources stands once; the next number with the same list points to it."""
    first: dict[tuple[str, ...], str] = {}
    for item in items:
        if len(item["sources"]) > LONG_LIST:
            item["sources_of"] = first.setdefault(tuple(item["sources"]), item["anchor"])


def _item(name: str, title: str, basis: dict[str, Any], text: str, method: str) -> dict[str, Any]:
    return {
        "anchor": name, "title": title, "text": text, "method": method,
        "rows": basis.get("rows") or {}, "sources": basis.get("sources") or [],
    }
