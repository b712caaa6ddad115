"""From the numbers of a theme page to rows: estimates in prose become links, sections list their rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from helpers.publishing.claimviews import anchor
from helpers.publishing.ranges import merged

_N = r"[−-]?\d[\d,]*(?:\.\d+)?%?"
_ESTIMATE = re.compile(rf"(?P<value>{_N})(?P<unit>[^()<>.\d]{{0,60}}?) \((?P<low>{_N})[^()<>]{{0,12}}? (?:to|–) (?P<high>{_N})[^()<>]{{0,40}}?\)")
_PARAGRAPH = re.compile(r'(<div class="chuhai"><p>)(.*?)(</p>)', re.S)
_H2 = re.compile(r'<section[^>]* id="([^"]+)">\s*(?:<span id="[^"]*"></span>\s*)*<h2>')
_PLACE = re.compile(r'data-place="(figure|claim):([^"]+)"')
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.S)


def link_estimates(body: str, record: Mapping[str, Any]) -> str:
    """Wrap each ``value (low to high)`` of the prose that is an estimate of the record in a link to it."""

    def paragraph(found: re.Match[str]) -> str:
        return found[1] + linked_estimates(found[2], record) + found[3]

    return _PARAGRAPH.sub(paragraph, body)


def linked_estimates(markup: str, record: Mapping[str, Any]) -> str:
    """The estimates of a piece of text (escaped already) as links to their entries."""
    return _ESTIMATE.sub(lambda text: _linked(text, record), markup)


def _linked(text: re.Match[str], record: Mapping[str, Any]) -> str:
    """A link where the estimate names its rows; elsewhere the rows of the section have to do."""
    traced = {name: estimate for name, estimate in record["estimates"].items() if (estimate.get("basis") or {}).get("rows")}
    name = estimate_named(text["value"], text["low"], text["high"], traced)
    return f'<a class="number-link" href="#number-{anchor(name)}">{text[0]}</a>' if name else text[0]


def estimate_named(value: str, low: str, high: str, estimates: Mapping[str, Any]) -> str:
    """The estimate that is written with these three numbers; empty if none is."""
    for name, estimate in estimates.items():
        pairs = ((value, estimate.get("value")), (low, estimate.get("low")), (high, estimate.get("high")))
        if any(all(_reads(text, number, scale) for text, number in pairs) for scale in (1, 100)):
            return name
    return ""


def _reads(text: str, number: float | None, scale: int = 1) -> bool:
    """Whether ``text`` is ``number`` rounded to the digits that are shown, as such, in percent or in points."""
    if number is None:
        return False
    plain = text.replace(",", "").replace("−", "-")
    shown = float(plain.rstrip("%"))
    digits = len(plain.rstrip("%").partition(".")[2])
    scale = 100 if text.endswith("%") else scale
    return abs(number * scale - shown) <= 0.5000001 * 10**-digits


def add_section_rows(body: str, record: Mapping[str, Any], views: Mapping[str, Any], line: Callable[[dict[str, str]], str]) -> str:
    """At the end of each section, ``line(rows)`` for the rows that its figures, tables and verdicts rest on."""
    starts = [found.start() for found in _H2.finditer(body)]
    for place, start in reversed(list(enumerate(starts))):
        last = place + 1 == len(starts)
        end = len(body) if last else starts[place + 1]
        rows = _rows_of(body[start:end], record, views)
        cut = body.rfind("</section>", start, end)
        if last:
            cut = body.rfind("</section>", start, cut)
        if rows and cut > start:
            body = body[:cut] + line(rows) + body[cut:]
    return body


def table_rows(caption: str, record: Mapping[str, Any]) -> dict[str, str]:
    """The rows behind the table with this caption (markup)."""
    title = unescape(re.sub(r"<[^>]+>", "", caption)).strip()
    made = next((item for item in record["tables"] if item["title"] == title), {})
    return (made.get("basis") or {}).get("rows") or {}


def _rows_of(part: str, record: Mapping[str, Any], views: Mapping[str, Any]) -> dict[str, str]:
    made = {item["name"]: item for item in record["figures"]}
    judged = {verdict["claim_id"]: verdict.get("rows") for verdict in record["verdicts"]}
    bases: list[Mapping[str, Any] | None] = []
    for kind, name in _PLACE.findall(part):
        if kind == "figure" and name in made:
            bases.append((made[name].get("basis") or {}).get("rows"))
        elif kind == "claim":
            bases += [(record["estimates"].get(name, {}).get("basis") or {}).get("rows"), judged.get(name)]
    for caption in _CAPTION.findall(part):
        bases.append(table_rows(caption, record))
    for name in re.findall(r'href="#number-([^"]+)"', part):
        bases += [item.get("basis", {}).get("rows") for key, item in record["estimates"].items() if anchor(key) == name]
    return merged(bases)
