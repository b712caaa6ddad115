"""All pages of the site as (name, context, template), and the context of pages made from notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from helpers.publishing import changes, claimviews, coverage, robust, tablepages
from helpers.publishing.cards import chosen
from helpers.publishing.citation import bibtex, citation
from helpers.publishing.downloads import CHUNK, write_json
from helpers.publishing.frames import Frame, claim_review
from helpers.publishing.inputs import READINGS, Inputs
from helpers.publishing.markdown import prose
from helpers.publishing.notebooks import Prepared
from helpers.publishing.ranges import Bases
from helpers.publishing.settings import Settings
from helpers.publishing.shown import Shown
from helpers.publishing.sources import docname
from helpers.publishing.strips import then_and_now
from helpers.publishing.themepages import ThemePages
from helpers.publishing.words import CHINESE, read_words, split_sentences

# where the text of the data's licence points to in the repository: where that stands on the site
_LICENCE_LINKS = {
    "sources.csv": "../sources/", "README.md": "../", "README.md#licences": "", "../CITATION.cff": "../../cite/",
}


class Pages:
    """Everything the pages show, laid out once and handed to Sphinx page by page."""

    def __init__(
        self, inputs: Inputs, settings: Settings, prepared: dict[tuple[str, str], Prepared], site: Path,
        shown: Mapping[str, Sequence[Shown]],
    ) -> None:
        self.inputs, self.settings, self.prepared, self.site = inputs, settings, prepared, site
        self.views = claimviews.claim_views(inputs, settings)
        self.by_id = {view["id"]: view for view in self.views}
        self.listed = claimviews.in_ledger_order(self.views, settings)
        self.tables = tablepages.table_views(inputs, self.listed)
        self.bases = Bases()
        self.words = {"en": read_words("en"), CHINESE: read_words(CHINESE)}
        self.robustness = robust.Robustness(inputs, self.listed, settings, self.words)
        self.day = claimviews.data_day(inputs)
        self.sources = tablepages.source_views(inputs, self.listed, self.bases, "../tables/{table}/")
        self.changes = changes.changes_since(inputs, self.listed)
        self.theme_pages = ThemePages(inputs, settings, prepared, self.by_id, shown)
        self.figures = self.theme_pages.figures
        self.cards = chosen(prepared, self.figures)
        self.themes = [self._theme(theme) for theme in settings.themes]
        self.frame = Frame(
            sources={row["source_id"]: row for row in self.sources},
            lines={(row["claim_id"], row["line"]): row["source_id"] for row in reversed(inputs.table_rows("claim_evidence")) if row.get("line")},
            words=self.words, bases=self.bases,
            tables={name: table["title"] for name, table in self.tables.items()}, shared=self._shared(),
            documents={docname(settings.theme(notebook).slug, reading) for reading, notebook in prepared},
        )

    # -- what Sphinx asks for -------------------------------------------------------------------

    def collect(self, app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
        """All pages that do not come from a document."""
        for prefix in ("", "zh/"):
            yield f"{prefix}index", self._front(), "pages/front.html"
            yield f"{prefix}ledger", _page("ledger", "The ledger", claims=self.views, themes=self.themes), "pages/ledger.html"
            yield f"{prefix}walk", _page("walk", "A walk through the article", sections=self._sections()), "pages/walk.html"
            if prefix:
                yield f"{prefix}themes/index", _page("themes", "Themes", themes=self.themes), "page.html"
            for view in self.views:
                yield f"{prefix}claims/{view['id']}", self._claim(view, prefix), "pages/claim.html"
        yield from self.robustness.pages()
        yield "data", self._data(), "pages/data.html"
        yield "data/sources", _page("data", "Every source", sources=self.sources), "pages/sources.html"
        yield "data/coverage", _page("data", "Coverage", **coverage.coverage_page(self.inputs, self.tables)), "pages/coverage.html"
        yield "data/licences", self._licences(), "pages/licences.html"
        for table in self.tables.values():
            yield f"data/tables/{table['name']}", self._table(table), "pages/table.html"
        yield "cite", self._cite(), "pages/cite.html"
        yield "method/choices", self._choices(), "pages/choices.html"
        changed = [view for view in self.listed if view["changed"]]
        yield "changes", _page("changes", "What changed", changes=self.changes, changed=changed), "pages/changes.html"
        yield "status", _page("status", "Status of the runs", plans=changes.status_plans(self.inputs)), "pages/status.html"
        yield "404", _page("missing", "This page does not exist"), "pages/missing.html"

    def add_context(self, app: Any, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        """Words, addresses and lookups for any page; cards and figures for notebook pages."""
        frame = self.frame.context(pagename, context["pathto"])
        context.update(frame)
        if "page_kind" not in context:
            context.update(_page("method", re.sub(r"<[^>]+>", "", context.get("title", ""))))
            if pagename == "themes/index":
                context.update(page_kind="themes", themes=self.themes)
            for theme in self.settings.themes:
                for reading in READINGS:
                    if pagename == docname(theme.slug, reading):
                        paint = partial(app.builder.highlighter.highlight_block, lang="python")
                        context.update(self.theme_pages.context(theme, reading, context, app.builder.templates, paint))
        context["page_title"] = frame["_"](context["page_title"])
        context["card"] = self.cards.get(context.get("card_of", "")) or self.cards.get(context.get("notebook_name", "")) or next(iter(self.cards.values()), None)

    def finish(self, site: Path) -> None:
        """Write what is only known after all pages were made."""
        for name, text in self.bases.contents():
            (site / "data" / "basis").mkdir(parents=True, exist_ok=True)
            (site / "data" / "basis" / name).write_text(text, "utf-8", newline="")
        chinese = self.words[CHINESE]
        write_json(site / "data" / "untranslated.json", {"phrases": sorted(chinese.missing), "sentences": sorted(chinese.untold)})

    def write_missing(self, site: Path) -> None:
        """``404.html``, which hosts show at any depth: its addresses start at the root of the host."""
        missing = (site / "404" / "index.html").read_text("utf-8")
        base = self.settings.site_url or "/"
        (site / "404.html").write_text(missing.replace('="../', f'="{base}'), "utf-8", newline="")

    # -- contexts ---------------------------------------------------------------------------------

    def _shared(self) -> dict[str, Any]:
        prints = [record["dataset"].get("fingerprint", "") for (plan, _), record in sorted(self.inputs.records.items())]
        return {
            "article": self.settings.article, "published_day": self.settings.article.day, "data_day": self.day,
            "fingerprint": prints[-1], "site_url": self.settings.site_url, "repository_url": self.settings.repository_url, "binder_url": self.settings.binder_url,
            "past_day": claimviews.past_day(self.inputs), "changes_line": self.changes["line"], "claims_total": len(self.views),
        }

    def _front(self) -> dict[str, Any]:
        rank = {label: place for place, label in enumerate(claimviews.LABELS)}
        drawn = {view["id"] for view in self.views if ("today", view["id"]) in self.figures or then_and_now(view)}
        findings = [{"claim": view, "figure": self.figures.get(("today", view["id"]))} for view in claimviews.striking(self.views, drawn)]
        return _page(
            "front", "Chuhai", claims=self.views, themes=self.themes, findings=findings,
            tally=claimviews.tally(self.views), n_changed=sum(view["changed"] for view in self.views), score=claimviews.score(self.views, "today"),
            claims_by_verdict={name: sorted(self.listed, key=lambda view: rank[view[name]["label"]]) for name in READINGS},
        )

    def _theme(self, theme: Any) -> dict[str, Any]:
        mine = [view for view in self.views if view["notebook"] == theme.notebook]
        record = self.inputs.records.get(("today", theme.notebook), {})
        return {
            "notebook": theme.notebook, "slug": theme.slug, "title": theme.title, "question": record.get("title", ""),
            "answer": next(iter(split_sentences(record.get("answer", ""))), ""), "answers": record.get("answer", "").split("\n"), "score": {name: claimviews.score(mine, name) for name in READINGS},
        }

    def _sections(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for view in self.views:
            part = found.setdefault(view["section"], {"title": view["section"], "anchor": view["section_anchor"], "claims": []})
            part["claims"].append(view)
        return list(found.values())

    def _claim(self, view: dict[str, Any], prefix: str) -> dict[str, Any]:
        review = claim_review(view, self.settings.article, self.settings.site_url, f"{prefix}claims/{view['id']}/", self.day, self.words[CHINESE if prefix else "en"])
        return _page(
            "claim", view["statement"], claim=view, claim_review=review, notebook_name=view["notebook"], card_of=view["id"],
            figure=self.figures.get(("today", view["id"])), claim_citation=citation(self._shared(), self.settings, view["id"]), description=view["today"]["finding"] or view["today"]["because"],
        )

    def _data(self) -> dict[str, Any]:
        return _page(
            "data", "The data", tables=self.tables, groups=tablepages.grouped_tables(self.tables),
            n_rows=sum(table["n"] for table in self.tables.values()), n_sources=len(self.sources),
        )

    def _table(self, table: dict[str, Any]) -> dict[str, Any]:
        return _page("table", table["title"], table=table, chunk=CHUNK, description=table["description"])

    def _licences(self) -> dict[str, Any]:
        path = self.inputs.root / "data" / "LICENSE.md"
        text = path.read_text("utf-8") if path.is_file() else ""
        return _page("licences", "Licences", licences=tablepages.licence_rows(self.sources), data_licence=prose(text, _LICENCE_LINKS))

    def _cite(self) -> dict[str, Any]:
        told = self._shared()
        return _page(
            "cite", "How to cite", citation=citation(told, self.settings), bibtex=bibtex(told, self.settings),
            claim_citation=citation(told, self.settings, self.listed[0]["id"]), has_cff=(self.inputs.root / "CITATION.cff").is_file(),
        )

    def _choices(self) -> dict[str, Any]:
        blocks = [
            {"slug": theme.slug, "title": theme.title, "choices": robust.choices_of(self.inputs, theme.notebook)}
            for theme in self.settings.themes
        ]
        return _page("choices", "Every choice, with its reasons", choice_blocks=[block for block in blocks if block["choices"]])


def _page(kind: str, title: str, **context: Any) -> dict[str, Any]:
    return {"page_kind": kind, "page_title": title, **context}
