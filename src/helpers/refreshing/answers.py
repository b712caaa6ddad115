"""What came back, as text, rows and fields that the upstream documents; and what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from urllib.parse import urlsplit

from helpers.errors import RefreshError


def rows_of_csv(
    content: bytes, needed: tuple[str, ...], url: str, kind: str = ""
) -> list[dict[str, str]]:
    """The rows of a CSV, which must have the columns ``needed``; ``kind`` as HTTP names it."""
    reader = csv.DictReader(
        io.StringIO(as_text(content, "CSV", url, kind), newline=""), strict=True
    )
    need(reader.fieldnames or (), needed, url)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise RefreshError(
            f"the table breaks off or is not CSV ({error}, line {reader.line_num})",
            where=shown(url),
            mend="try again later",
        ) from None
    short = [row for row in rows if None in row or None in row.values()]
    if short:
        raise RefreshError(
            f"{len(short)} rows have more or fewer cells than the header",
            where=shown(url),
            mend="half an answer, or another format: try again later",
        )
    return rows


def need(found: Any, needed: tuple[str, ...], url: str, what: str = "column") -> None:
    """RefreshError when a column or field that the upstream documents is not in its answer."""
    missing = [name for name in needed if name not in found]
    if missing:
        have = ", ".join(str(name) for name in list(found)[:12]) or "none"
        raise RefreshError(
            f"the {what} {', '.join(map(repr, missing))} is not in the answer (it has: {have})",
            where=shown(url),
            mend="the upstream has renamed it: adapt its module in helpers/refreshing/upstreams/",
        )


def shown(url: str) -> str:
    """How messages name an address: without query, user or password."""
    parts = urlsplit(url)
    if not parts.netloc:  # a file
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def as_text(content: bytes, wanted: str, url: str, kind: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefreshError(f"the answer is not UTF-8 {wanted}", where=shown(url)) from None
    start = text[:512].lstrip().lower()
    if start.startswith(("<!doctype html", "<html")) or (
        "text/html" in kind and start.startswith("<")
    ):
        title = re.search(r"<title[^>]*>(.*?)</title>", text[:10_000], re.I | re.S)
        named = f", titled {' '.join(title[1].split())[:80]!r}" if title else ""
        raise RefreshError(
            f"an HTML page came instead of {wanted}{named}",
            where=shown(url),
            mend="a login, a notice or a moved address: open it in a browser",
        )
    if not text.strip():
        raise RefreshError(f"the answer is empty instead of {wanted}", where=shown(url))
    return text
