"""Executed notebooks made ready for the page: code folded, pictures as files, places for our cards."""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any

from helpers.publishing.folding import Block, Piece, claim_place, figure_place, kind_of, lay_out
from helpers.publishing.safety import clean

RECORD_MIME = "application/vnd.chuhai.record+json"
_FIGURE = re.compile(r'<figure[^>]*data-figure="([^"]+)"[^>]*>.*?</figure>', re.S)
_IMAGE = re.compile(r'<img[^>]*?src="data:image/png;base64,([^"]+)"[^>]*?>', re.S)
_PHONE = re.compile(r'<source[^>]*?srcset="data:image/png;base64,([^"]+)"', re.S)
_ALT = re.compile(r'alt="([^"]*)"')
_CARD = re.compile(r'<div class="chuhai card"[^>]*data-claim="([a-z]{2}-\d+)"')
# A table that scrolls sideways must be reachable from the keyboard.
_WIDE = re.compile(r'<div class="scroll">(<table[^>]*>)<caption>([^<"]*)</caption>')


@dataclass
class Picture:
    """A picture of a figure: its place below the site, its size in pixels."""

    path: str
    width: int
    height: int
    alt: str
    phone: dict[str, Any] | None = None


@dataclass
class Prepared:
    """What the page of a notebook needs besides its body."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)
    code: dict[str, str] = field(default_factory=dict)      # per figure the cell that made it


def prepare(
    source: Path, target: Path, site: Path, name: str, reading: str, shown: Mapping[str, Collection[str]] | None = None
) -> Prepared:
    """Write the notebook for myst-nb to ``target`` and its pictures below ``site``.

    The places of figures and verdict cards become empty elements with ``data-place="figure:NAME"``
    or ``data-place="claim:ID"``, which the templates fill; what is open and what is folded is
    decided by :mod:`helpers.publishing.folding`, which ``shown`` tells the figures of each claim.
    """
    notebook = json.loads(source.read_text("utf-8"))
    prepared = Prepared()
    pieces = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and text.strip():
            pieces.append(Piece(text=text))
        elif cell["cell_type"] == "code":
            before = {*prepared.pictures}
            blocks = [_block(output, prepared, site, f"figures/{name}/{reading}") for output in cell.get("outputs", [])]
            prepared.code |= {figure: text for figure in prepared.pictures if figure not in before}
            pieces.append(Piece(source=text, blocks=[block for block in blocks if block]))
    notebook["cells"] = lay_out(pieces, shown)
    notebook["metadata"] = {key: notebook["metadata"][key] for key in ("kernelspec", "language_info") if key in notebook["metadata"]}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), "utf-8", newline="")
    return prepared


def _block(output: dict[str, Any], prepared: Prepared, site: Path, folder: str) -> Block | None:
    if output["output_type"] == "stream":
        return Block("prose", _plain(output["text"])) if output.get("name") == "stdout" else None
    if output["output_type"] not in {"display_data", "execute_result"}:
        return None
    data = output.get("data", {})
    markup = "".join(data.get("text/html", ""))
    if RECORD_MIME in data or '<div class="chuhai status"' in markup or '<div class="chuhai answer"' in markup:
        return None
    card = _CARD.search(markup)
    if card:
        prepared.claims.append(card[1])
        return Block("claim", claim_place(card[1]))
    if markup:
        cleaned = clean(_FIGURE.sub(lambda found: _picture(found, prepared, site, folder), markup))
        wide = _WIDE.sub(r'<div class="scroll" tabindex="0" role="group" aria-label="\2">\1<caption>\2</caption>', cleaned)
        return Block(kind_of(wide), wide)
    text = data.get("text/plain", "")
    return Block("prose", _plain(text)) if text else None


def _plain(text: str | list[str]) -> str:
    return f"<pre>{escape(''.join(text))}</pre>"


def _picture(found: re.Match[str], prepared: Prepared, site: Path, folder: str) -> str:
    name, markup = found[1], found[0]
    image, phone, alt = _IMAGE.search(markup), _PHONE.search(markup), _ALT.search(markup)
    if not image:
        return ""
    stem = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")
    wide = _save(image[1], site, f"{folder}/{stem}.png")
    narrow = _save(phone[1], site, f"{folder}/{stem}-phone.png") if phone else None
    prepared.pictures[name] = Picture(**wide, alt=unescape(alt[1]) if alt else "", phone=narrow)
    return figure_place(name)


def _save(encoded: str, site: Path, path: str) -> dict[str, Any]:
    raw = base64.b64decode(encoded)
    target = site / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(raw)
    width, height = struct.unpack(">II", raw[16:24])
    return {"path": path, "width": width, "height": height}
