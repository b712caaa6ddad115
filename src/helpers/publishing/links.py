"""Every link and anchor of the finished site is followed; one that leads nowhere is an error."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit




class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.twice: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                (self.twice if value in self.anchors else self.anchors).add(value)
            elif name in {"href", "src", "srcset"} and value:
                self.links.add(value)


def broken_links(site: Path) -> list[str]:
    """``page: link (why)`` for each internal link that leads nowhere, and ids used twice."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    problems = []
    for path, reader in pages.items():
        shown = path.relative_to(site).as_posix()
        problems += [f"{shown}: id {name!r} is used twice" for name in sorted(reader.twice)]
        for link in sorted(reader.links):
            reason = _check(link, path, site, pages)
            if reason:
                problems.append(f"{shown}: {link} ({reason})")
    return problems


def _read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


def _check(link: str, path: Path, site: Path, pages: dict[Path, _Reader]) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in {"http", "https", "data"} else "scheme is not allowed"
    if not parts.path:
        target = path
    else:
        target = (path.parent / unquote(parts.path)).resolve()
        if not target.is_relative_to(site.resolve()):
            return "leads out of the site"
        if parts.path.endswith("/") or target.is_dir():
            target = target / "index.html"
    if target not in pages:
        return "" if target.is_file() else "no such file"
    if parts.fragment and unquote(parts.fragment) not in pages[target].anchors:
        return "no such anchor"
    return ""
