"""The page of a theme: an executed notebook with our cards, figures, contents and verdicts."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from helpers.publishing.claimviews import LABELS, anchor
from helpers.publishing.explore import path_of
from helpers.publishing.inputs import READINGS, Inputs
from helpers.publishing.notebooks import Prepared
from helpers.publishing.numbers import numbers_of_page
from helpers.publishing.settings import Settings, Theme
from helpers.publishing.shown import Shown
from helpers.publishing.sources import docname
from helpers.publishing.tracing import (
    add_section_rows,
    link_estimates,
    linked_estimates,
    table_rows,
)
from helpers.publishing.weighing import file_of, weighable

_PLACE = re.compile(r'<div data-place="(figure|claim):([^"]+)"( data-folded="")?></div>')
_FOLDED = re.compile(r'<details class="admonition hide[^"]*">\s*<summary.*?</summary>', re.S)
_HEADING = re.compile(r'<section[^>]* id="([^"]+)">\s*(?:<span id="[^"]*"></span>\s*)*<h2>(.*?)<a class="headerlink"', re.S)
_COVERAGE = re.compile(r'<div class="chuhai coverage" data-table="(\w+)">')
_CLAIM_CELL = re.compile(r"(<t[hd][^>]*>)([a-z]{2}-\d+)(</t[hd]>)")
_TABLE_END = re.compile(r"<caption>(.*?)</caption>(.*?</table>\s*</div>)", re.S)


class ThemePages:
    """What theme pages show besides the body of the notebook; figures serve other pages too."""

    def __init__(
        self, inputs: Inputs, settings: Settings, prepared: dict[tuple[str, str], Prepared], by_id: Mapping[str, dict[str, Any]],
        shown: Mapping[str, Sequence[Shown]],
    ) -> None:
        self.inputs, self.settings, self.prepared, self.by_id = inputs, settings, prepared, by_id
        self.figures = self._figures(shown)

    def context(
        self, theme: Theme, reading: str, context: dict[str, Any], templates: Any, paint: Callable[[str], str]
    ) -> dict[str, Any]:
        """Context of one page; ``context`` is what every template knows, ``paint`` makes markup of Python code."""
        record = _declared(self.inputs.records[reading, theme.notebook], self.inputs.tables)
        told = self.inputs.state.get(f"{reading}/{theme.notebook}", {})
        rows = _rows_line(context, templates)
        body = link_estimates(context.get("body", ""), record)
        body = add_section_rows(body, record, self.by_id, rows)
        weighed = weighable(record)
        for made in weighed:
            body = self._weighed(body, made, theme, reading, {**context, "as_of": record["as_of"]}, templates)
        body = _TABLE_END.sub(lambda found: _with_rows(found, record, rows), body)
        body = _COVERAGE.sub(lambda found: found[0] + (_whole_table(found[1], context) if found[1] in self.inputs.tables else ""), body)
        contents = self._contents(body)
        judged = {claim["id"] for section in contents for claim in section["claims"]}
        body = _CLAIM_CELL.sub(lambda found: f'{found[1]}<a href="#{found[2]}">{found[2]}</a>{found[3]}' if found[2] in judged else found[0], body)
        body = _PLACE.sub(lambda found: self._placed(found, theme, reading, context, templates, paint), body)
        body = _FOLDED.sub('<details class="code"><summary>How it was made: all code of this section</summary>', body).replace("<pre>", '<pre tabindex="0">')
        return {
            "page_kind": "theme", "theme": theme, "reading": reading, "page_title": record["title"],
            "answer": [Markup(linked_estimates(str(escape(line)), record)) for line in record["answer"].split("\n") if line],
            "weighed": bool(weighed), "as_of": record["as_of"], "seconds": told.get("seconds"), "contents": contents,
            "body": self._with_other_reading(body, contents, theme, reading, context),
            "verdicts": self._verdicts(record), "changed": [view for view in self._claims(record) if view["changed"]],
            "numbers": numbers_of_page(record, self.by_id), "notebook_name": theme.notebook,
            "binder_url": f"{self.settings.binder_url}?urlpath=lab/tree/notebooks/{theme.notebook}.ipynb" if self.settings.binder_url else "",
            "command": f"{self.settings.clone}make run            # everything, pages too\nmake environment && .venv/bin/chuhai run {theme.notebook} -p as_of={record['as_of']}",
        }

    def _claims(self, record: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The claims that the notebook judges, in the article's order."""
        judged = {verdict["claim_id"] for verdict in record["verdicts"]}
        return [view for claim_id, view in self.by_id.items() if claim_id in judged]

    def _verdicts(self, record: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Per verdict the claims that have it then and now, changed ones first; verdicts that none has are left out."""
        mine = sorted(self._claims(record), key=lambda view: not view["changed"])
        rows = [
            {"label": label, **{name: [view for view in mine if view[name]["label"] == label] for name in READINGS}}
            for label in LABELS
        ]
        return [row for row in rows if row["published"] or row["today"]]

    def _contents(self, body: str) -> list[dict[str, Any]]:
        """The sections with the claims that each judges."""
        starts = [*_HEADING.finditer(body)]
        ends = [found.start() for found in starts[1:]] + [len(body)]
        return [
            {
                "anchor": found[1], "title": Markup(found[2]).striptags(),
                "claims": [self.by_id[place[2]] for place in _PLACE.finditer(body, found.end(), end)
                           if place[1] == "claim" and place[2] in self.by_id],
            }
            for found, end in zip(starts, ends, strict=True)
        ]

    def _placed(
        self, found: re.Match[str], theme: Theme, reading: str, context: dict[str, Any], templates: Any, paint: Callable[[str], str]
    ) -> str:
        kind, name, folded = found[1], found[2], bool(found[3])
        if kind == "claim":
            shown = {"claim": self.by_id.get(name), "reading": reading, "figure": self.figures.get((reading, name))}
            return templates.render("pages/card.html", {**context, **shown}) if name in self.by_id else ""
        record = self.inputs.records[reading, theme.notebook]
        entry = next((figure for figure in record["figures"] if figure["name"] == name), None)
        picture = self.prepared[reading, theme.notebook].pictures.get(name)
        figure = self.figure(reading, theme.notebook, entry) if entry else None
        if not figure and picture:
            figure = {**dataclasses.asdict(picture), "anchor": f"figure-{anchor(name)}", "csv": "", "rows": {}, "sources": []}
        code = self.prepared[reading, theme.notebook].code.get(name, "")
        shown = {**context, "figure": figure, "folded": folded, "code": Markup(paint(code)) if code else ""}
        return templates.render("pages/figure.html", shown) if figure else ""

    def _weighed(
        self, body: str, made: dict[str, Any], theme: Theme, reading: str, context: dict[str, Any], templates: Any
    ) -> str:
        """The sliders before the table (or its fold) whose components they weigh."""
        at = body.find(f"<caption>{escape(made['title'])}</caption>")
        start = max(body.rfind('<details class="more table">', 0, at), body.rfind('<div class="chuhai table">', 0, at - len('<div class="scroll"')))
        if at < 0 or start < 0:
            return body
        fold = body.rfind('<details class="more table">', 0, start)
        if fold >= 0 and "</details>" not in body[fold:start]:
            start = fold
        weigh = {**made, "file": file_of(theme.notebook, reading, made["name"])}
        return body[:start] + templates.render("pages/weigh.html", {**context, "theme": theme, "weigh": weigh}) + body[start:]

    def _with_other_reading(
        self, body: str, contents: list[dict[str, Any]], theme: Theme, reading: str, context: dict[str, Any]
    ) -> str:
        """Beside each heading a link to the same section of the other reading."""
        other, words = ("published", "as published") if reading == "today" else ("today", "today")
        if (other, theme.notebook) not in self.inputs.records:
            return body
        link = escape(context["pathto"](docname(theme.slug, other)))
        for item in contents:
            tag = (f'<a class="other-reading" href="{link}#{item["anchor"]}">{words}'
                   f'<span class="visually-hidden">: {escape(item["title"])}</span></a>')
            heading = rf'(<section[^>]* id="{re.escape(item["anchor"])}">.*?)(</h2>)'
            body = re.sub(heading, lambda found, tag=tag: found[1] + tag + found[2], body, count=1, flags=re.S)
        return body

    # -- figures ----------------------------------------------------------------------------------

    def _figures(self, shown: Mapping[str, Sequence[Shown]]) -> dict[tuple[str, str], dict[str, Any]]:
        """The figure of each claim and reading: the first of those that show it; most claims have none."""
        made = {
            (reading, notebook, figure["name"]): figure
            for (reading, notebook), record in self.inputs.records.items() for figure in record["figures"]
        }
        found = {}
        for claim_id, places in shown.items():
            for reading in READINGS:
                figures = ((place, made.get((reading, *place))) for place in places)
                told = (self.figure(reading, place.notebook, figure) for place, figure in figures if figure)
                first = next((item for item in told if item), None)
                if first and claim_id in self.by_id:
                    found[reading, claim_id] = first
        return found

    def figure(self, reading: str, notebook: str, made: dict[str, Any]) -> dict[str, Any] | None:
        """What the templates show of a figure of a record; None where its picture is missing."""
        picture = self.prepared[reading, notebook].pictures.get(made["name"])
        if picture is None:
            return None
        return {
            **dataclasses.asdict(picture), "title": made["title"], "subtitle": made["subtitle"], "name": made["name"],
            "alt": made["alt"] or picture.alt, "anchor": f"figure-{anchor(made['name'])}",
            "csv": picture.path.removesuffix(".png") + ".csv", "explore": path_of(picture.path) if made.get("drawn") and made["data"] else "",
            "notebook": notebook, "slug": self.settings.theme(notebook).slug,
            "rows": (made.get("basis") or {}).get("rows") or {},
            "sources": (made.get("basis") or {}).get("sources") or [],
        }


def _rows_line(context: dict[str, Any], templates: Any) -> Any:
    def line(rows: Mapping[str, str], words: str = "Rows behind this section:") -> str:
        return templates.render("pages/rowsline.html", {**context, "rows": rows, "words": words})

    return line


def _with_rows(found: re.Match[str], record: Mapping[str, Any], rows: Any) -> str:
    """A table with the rows that it rests on beneath it."""
    basis = table_rows(found[1], record)
    return found[0] + (rows(basis, "Rows behind this table:") if basis else "")


def _whole_table(name: str, context: Mapping[str, Any]) -> str:
    """Under the coverage of a table the way to its rows, each with its source."""
    return f'<p class="section-rows"><a href="{context["pathto"](f"data/tables/{name}")}">All rows of {escape(name)}, each with its source</a></p>'


def _declared(record: Mapping[str, Any], tables: Collection[str]) -> dict[str, Any]:
    """The record without rows of tables that are none: a number that names only such rows leads nowhere."""
    def traced(estimate: Mapping[str, Any]) -> dict[str, Any]:
        basis = estimate.get("basis") or {}
        return {**estimate, "basis": {**basis, "rows": {name: rows for name, rows in (basis.get("rows") or {}).items() if name in tables}}}

    return {**record, "estimates": {name: traced(estimate) for name, estimate in record["estimates"].items()}}
