"""Executed notebooks made ready for the page: code folded, pictures as files, places for our cards."""

from __future__ import annotations

import base64
import json
import re
import struct
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from helpers.publishing.safety import clean

RECORD_MIME = "application/vnd.chuhai.record+json"
_FIGURE = re.compile(r'<figure[^>]*data-figure="([^"]+)"[^>]*>.*?</figure>', re.S)
_IMAGE = re.compile(r'<img[^>]*?src="data:image/png;base64,([^"]+)"[^>]*?>', re.S)
_PHONE = re.compile(r'<source[^>]*?srcset="data:image/png;base64,([^"]+)"', re.S)
_ALT = re.compile(r'alt="([^"]*)"')
_CARD = re.compile(r'<div class="chuhai card"[^>]*data-claim="([a-z]{2}-\d+)"')
# A table that scrolls sideways must be reachable from the keyboard.
_WIDE = re.compile(r'<div class="scroll">(<table[^>]*>)<caption>([^<"]*)</caption>')
_FOLD = "hide-input"


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


def prepare(source: Path, target: Path, site: Path, name: str, reading: str) -> Prepared:
    """Write the notebook for myst-nb to ``target`` and its pictures below ``site``.

    The places of figures and verdict cards become ``{{figure:NAME}}`` and ``{{claim:ID}}``
    marks in empty elements, which the templates fill.
    """
    notebook = json.loads(source.read_text("utf-8"))
    prepared = Prepared()
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cells.append(_prose(cell))
        elif cell["cell_type"] == "code":
            cells.append(_code(cell, prepared, site, f"figures/{name}/{reading}"))
    notebook["cells"] = _joined([cell for cell in cells if cell])
    notebook["metadata"] = {key: notebook["metadata"][key] for key in ("kernelspec", "language_info") if key in notebook["metadata"]}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), "utf-8", newline="")
    return prepared


def _joined(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbouring code cells that show nothing become one, so that the page has one fold for them."""
    joined: list[dict[str, Any]] = []
    for cell in cells:
        before = joined[-1] if joined else None
        if before and cell["cell_type"] == before["cell_type"] == "code" and not before["outputs"]:
            joined[-1] = {**cell, "source": before["source"] + "\n\n" + cell["source"]}
        else:
            joined.append(cell)
    return joined


def _prose(cell: dict[str, Any]) -> dict[str, Any] | None:
    text = "".join(cell["source"])
    return {**cell, "source": text, "metadata": {}} if text.strip() else None


def _code(cell: dict[str, Any], prepared: Prepared, site: Path, folder: str) -> dict[str, Any]:
    outputs = []
    for output in cell.get("outputs", []):
        kept = _output(output, prepared, site, folder)
        if kept:
            outputs.append(kept)
    return {
        "cell_type": "code", "execution_count": None, "id": cell.get("id", "cell"), "outputs": outputs,
        "metadata": {"tags": [_FOLD]}, "source": "".join(cell["source"]),
    }


def _output(output: dict[str, Any], prepared: Prepared, site: Path, folder: str) -> dict[str, Any] | None:
    if output["output_type"] == "stream":
        return output if output.get("name") == "stdout" else None
    if output["output_type"] not in {"display_data", "execute_result"}:
        return None
    data = output.get("data", {})
    markup = "".join(data.get("text/html", ""))
    if RECORD_MIME in data or '<div class="chuhai status"' in markup or '<div class="chuhai answer"' in markup:
        return None
    card = _CARD.search(markup)
    if card:
        prepared.claims.append(card[1])
        return _html(f'<div data-place="claim:{card[1]}"></div>')
    if markup:
        cleaned = clean(_FIGURE.sub(lambda found: _picture(found, prepared, site, folder), markup))
        return _html(_WIDE.sub(r'<div class="scroll" tabindex="0" role="group" aria-label="\2">\1<caption>\2</caption>', cleaned))
    text = "".join(data.get("text/plain", ""))
    return _html(f"<pre>{escape(text)}</pre>") if text else None


def _html(markup: str) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": markup}}


def _picture(found: re.Match[str], prepared: Prepared, site: Path, folder: str) -> str:
    name, markup = found[1], found[0]
    image, phone, alt = _IMAGE.search(markup), _PHONE.search(markup), _ALT.search(markup)
    if not image:
        return ""
    stem = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")
    wide = _save(image[1], site, f"{folder}/{stem}.png")
    narrow = _save(phone[1], site, f"{folder}/{stem}-phone.png") if phone else None
    from html import unescape

    prepared.pictures[name] = Picture(**wide, alt=unescape(alt[1]) if alt else "", phone=narrow)
    return f'<div data-place="figure:{escape(name)}"></div>'


def _save(encoded: str, site: Path, path: str) -> dict[str, Any]:
    raw = base64.b64decode(encoded)
    target = site / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(raw)
    width, height = struct.unpack(">II", raw[16:24])
    return {"path": path, "width": width, "height": height}
