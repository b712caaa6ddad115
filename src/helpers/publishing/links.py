"""Every link and anchor of the finished site is followed; one that leads nowhere is an error."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Our templates quote every attribute and escape quotes in text, so a pattern is enough here.
_ATTRIBUTE = re.compile(r'\s(id|href|src|srcset)="([^"]*)"')


@dataclass
class _Page:
    links: set[str]
    anchors: set[str]
    twice: set[str]


def broken_links(site: Path) -> list[str]:
    """``page: link (why)`` for each internal link that leads nowhere, and ids used twice."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {name: _read(site / name) for name in sorted(files) if name.endswith(".html")}
    problems = []
    for name, page in pages.items():
        problems += [f"{name}: id {anchor!r} is used twice" for anchor in sorted(page.twice)]
        for link in sorted(page.links):
            reason = _check(link, name, files, pages)
            if reason:
                problems.append(f"{name}: {link} ({reason})")
    return problems


def _read(path: Path) -> _Page:
    page = _Page(set(), set(), set())
    for kind, value in _ATTRIBUTE.findall(path.read_text("utf-8")):
        if kind == "id":
            (page.twice if value in page.anchors else page.anchors).add(value)
        elif value:
            page.links.add(unescape(value))
    return page


def _check(link: str, name: str, files: set[str], pages: dict[str, _Page]) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in {"http", "https", "data"} else "scheme is not allowed"
    target = name
    if parts.path:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        if target.startswith(("..", "/")):
            return "leads out of the site"
        if target not in files:
            target = posixpath.normpath(posixpath.join(target, "index.html"))
    if target not in files:
        return "no such file"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return "no such anchor"
    return ""
