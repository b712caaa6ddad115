"""What of a notebook's section stands open on its page, and what a reader opens.

Open: the prose, one figure (the first that shows a claim of the section, else the first; in a
section without figures a short first table) and one line per claim. Folded, in their places: further figures, tables, coverage. Gathered at the end of
the section: which rows were left after each step, and the code. Nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

_SHORT = 10         # rows of a table that may stand open
_NO_SOURCE = "..."  # myst-nb drops a cell without source, with its outputs
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.S)
_FIRST = re.compile(r"<p>(.*?)</p>", re.S)
_COVERAGE = re.compile(r'<div class="chuhai coverage"')
_PLACE = re.compile(r'(data-place="figure:([^"]*)")')
_CLAIM = re.compile(r'data-place="claim:([^"]+)"')
_LEFT = re.compile(r'<div class="chuhai muted"><p>[\d,]+ of [\d,]+ rows left')


@dataclass
class Block:
    """One output of a cell: its kind (figure, claim, table, coverage, left, prose) and its markup."""

    kind: str
    markup: str


@dataclass
class Piece:
    """A cell on its way to the page: text, or code with what it showed."""

    text: str = ""
    source: str = ""
    blocks: list[Block] = field(default_factory=list)


def kind_of(markup: str) -> str:
    """The kind of an output that is no verdict."""
    if _COVERAGE.search(markup):
        return "coverage"
    if _PLACE.search(markup):
        return "figure"
    if _LEFT.search(markup):
        return "left"
    return "table" if "<table" in markup else "prose"


def lay_out(pieces: Iterable[Piece], shown: Mapping[str, Collection[str]] | None = None) -> list[dict[str, Any]]:
    """Cells of the page's notebook, section by section; ``shown``: per claim the figures that show it."""
    sections: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text.startswith("## "):
            sections.append([])
        sections[-1].append(piece)
    return [
        {**cell, "id": f"part-{number}-{place}"}
        for number, section in enumerate(sections) for place, cell in enumerate(_section(section, shown or {}))
    ]


def figure_place(name: str) -> str:
    """The place of a figure, which the templates fill."""
    return f'<div data-place="figure:{escape(name)}"></div>'


def claim_place(claim_id: str) -> str:
    """The place of a claim's card, which the templates fill."""
    return f'<div data-place="claim:{escape(claim_id)}"></div>'


def _section(pieces: Sequence[Piece], shown: Mapping[str, Collection[str]]) -> list[dict[str, Any]]:
    blocks = [block for piece in pieces for block in piece.blocks]
    opened = _opened(blocks, shown)
    cells: list[dict[str, Any]] = []
    for piece in pieces:
        if piece.text:
            cells.append({"cell_type": "markdown", "metadata": {}, "source": piece.text})
        shown = [_shown(block, block is opened) for block in piece.blocks if block.kind != "left"]
        if shown:
            cells.append(_code(_NO_SOURCE, shown, "remove-input"))
    left = [block.markup for block in blocks if block.kind == "left"]
    if left:
        words = "Rows left after each step" if len(left) > 1 else "Rows left"
        cells.append(_code(_NO_SOURCE, [_fold("left", words, "".join(left))], "remove-input"))
    sources = "\n\n".join(piece.source for piece in pieces if piece.source)
    return [*cells, _code(sources, [], "hide-input")] if sources else cells


def _opened(blocks: Sequence[Block], shown: Mapping[str, Collection[str]]) -> Block | None:
    """The block that answers the section's question: a figure of its claims, else the first, else a short first table."""
    figures = [block for block in blocks if block.kind == "figure"]
    claims = [found[1] for block in blocks if block.kind == "claim" and (found := _CLAIM.search(block.markup))]
    wanted = {figure for claim_id in claims for figure in shown.get(claim_id, ())}
    if figures:
        return next((block for block in figures if _named(block) in wanted), figures[0])
    tables = [block for block in blocks if block.kind == "table"]
    return tables[0] if tables and _rows(tables[0].markup) <= _SHORT else None


def _named(block: Block) -> str:
    """The name of a block's first figure."""
    found = _PLACE.search(block.markup)
    return unescape(found[2]) if found else ""


def _shown(block: Block, opened: bool) -> str:
    if block.kind == "figure":
        return block.markup if opened else _PLACE.sub(r'\1 data-folded=""', block.markup)
    if block.kind == "coverage":
        return _fold("coverage", _sentence(block.markup), block.markup)
    if block.kind == "table" and not opened:
        caption = _CAPTION.search(block.markup)
        rows = _rows(block.markup)
        return _fold("table", caption[1] if caption else "Table", block.markup, f"table, {rows} rows")
    return block.markup


def _fold(kind: str, title: str, markup: str, aside: str = "") -> str:
    """``title`` and ``markup`` are markup already, cleaned."""
    beside = f' <span class="quiet">{escape(aside)}</span>' if aside else ""
    return f'<details class="more {kind}"><summary>{title}{beside}</summary>{markup}</details>'


def _sentence(markup: str) -> str:
    found = _FIRST.search(markup)
    return found[1].split(". ")[0].rstrip(".") if found else "Coverage"


def _rows(markup: str) -> int:
    return markup.partition("<tbody")[2].count("<tr")


def _code(source: str, outputs: Sequence[str], tag: str) -> dict[str, Any]:
    return {
        "cell_type": "code", "execution_count": None, "metadata": {"tags": [tag]}, "source": source,
        "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": markup}} for markup in outputs],
    }
