"""What every template knows: addresses relative to its page, words of its language, lookups."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from helpers.publishing import claimviews, formatting, marks
from helpers.publishing.ranges import Bases, numbers_of
from helpers.publishing.safety import json_ld, safe_url
from helpers.publishing.sources import docname
from helpers.publishing.strips import then_and_now
from helpers.publishing.words import CHINESE, Words

NAVIGATION = (
    ("ledger", "Ledger"), ("themes/index", "Themes"), ("walk", "Walk"), ("robustness", "Robustness"),
    ("data", "Data"), ("method", "Method"),
)
BILINGUAL = ("index", "ledger", "walk", "themes/index")
_SOURCE_ID = re.compile(r"(?<![\w-])[a-z][a-z0-9]*-[a-z0-9][a-z0-9-]*[a-z0-9](?![\w-])(?::[a-z]+)?", re.ASCII)     # Chinese stands beside it without a blank
_PUNCTUATION = {
    "en": {"colon": ": ", "comma": ", ", "list": "; ", "open": " (", "close": ")", "stop": ". ", "gap": " ", "title": "“{}”"},
    CHINESE: {"colon": "：", "comma": "，", "list": "；", "open": "（", "close": "）", "stop": "。", "gap": "", "title": "《{}》"},
}
_OTHER_UNIT = re.compile(r"another unit \((\w+)\)")
_VIEWER = {
    "loading": "Loading rows …", "none": "No such row.", "failed": "The rows could not be loaded.",
    "shown": "Rows {from} to {to} of {all}; numbers are lines of the CSV file.",
    "original": "Original",
}
_EXPLORE = {
    "open": "Explore the figure", "close": "Back to the picture", "loading": "Loading the figure …",
    "failed": "The interactive figure could not be loaded; the picture says the same.",
    "how": "Point at the figure, tap it, or use the arrow keys to read its values.",
    "keys": "The arrow keys go from value to value.", "series": "Series shown", "row": "row",
}
_SWITCHES = {
    "exact": "Run {run} took these very choices ({what}).", "printed": "all as printed",
    "nearest": "No run took all of these choices together. The nearest runs ({n}) differ in {k} of them; what they say is shown.",
    "instead": "Show the run with: {what}", "differ": "{n} of {all} verdicts differ from the printed ones.",
    "differ_nearest": "In {n} of {all} claims at least one of them differs from the printed verdict.",
    "none": "No run judged this claim on that day.", "failed": "The runs could not be loaded.",
}
_WITHIN = {
    "tol": "within the tolerance", "2tol": "within twice the tolerance", "no": "no", "yes": "yes", "partly": "partly",
    "": "not known yet", "True": "yes",
}


def is_bilingual(name: str) -> bool:
    """Whether a page exists in both languages."""
    return name in BILINGUAL or (name.startswith("claims/"))


@dataclass
class Frame:
    """The common knowledge of all pages of one build."""

    sources: dict[str, dict[str, str]]
    words: dict[str, Words]
    bases: Bases
    shared: dict[str, Any]
    lines: Mapping[tuple[str, str], str] = field(default_factory=dict)     # claim, name of a line of evidence: its first source there
    tables: Mapping[str, str] = field(default_factory=dict)      # name: title
    documents: set[str] = field(default_factory=set)

    def context(self, pagename: str, pathto: Callable[..., str]) -> dict[str, Any]:
        """Context of one page; ``pathto`` makes relative addresses as Sphinx does."""
        chinese = pagename.startswith("zh/")
        here = pagename.removeprefix("zh/")
        words = self.words[CHINESE if chinese else "en"]
        punct = _PUNCTUATION[words.language]
        depth = _depth(pagename)
        claim_id = here.split("/")[1] if here.startswith("claims/") else ""
        root = "../" * depth or "./"

        def page(name: str) -> str:
            return pathto(f"zh/{name}" if chinese and is_bilingual(name) else name)

        def theme_link(slug: str, reading: str = "today") -> str:
            """The page of a theme; the list of themes where that notebook has not been run."""
            wanted = (docname(slug, reading), docname(slug, "today"), docname(slug, "published"))
            return pathto(next((name for name in wanted if name in self.documents), "themes/index"))

        def say(text: str) -> Markup | str:
            told, done = words.sentence(text)
            return told if done else Markup('<span lang="en">{}</span>').format(told)

        def cite(told: str, claim: str = claim_id) -> Markup:
            """A sentence with the titles of sources, as links, where it names them or a line of the claim by ids."""
            where = page("data/sources")
            return Markup(_SOURCE_ID.sub(lambda found: self._cited(self.lines.get((claim, found[0]), found[0]), where, punct["title"]), str(escape(told))))

        def fact(value: Any) -> Markup:
            """Any value of a record, its words in this language."""
            items = [formatting.plain(item) for item in (value if isinstance(value, (list, tuple)) and value else [value])]
            if words.language == "en":
                return escape(", ".join(items))
            return Markup("、").join(words.messages.get(item) or (say(f"{item}.") if " " in item else item) for item in items)

        def input_name(key: str) -> Markup:
            """What a rule's number is; the catalogue has Chinese words for the rule's own name of it."""
            return fact(claimviews.INPUT_WORDS.get(key, key) if words.language == "en" else key)

        def amount(value: Any, unit: str) -> str:
            """A reported value with its unit: ``15%``, ``238 models``, ``1,100（百万用户）``."""
            told = unit_words(unit)
            if not told or told == "%":
                return f"{value}{told}"
            if words.language == "en":
                return f"{value} {told}"
            return f"{value}（{told}）" if told.startswith(("百万", "十亿", "×")) else f"{value}{told}"

        def unit_words(unit: str) -> str:
            return words(claimviews.unit_words(unit or "")) if unit != "percent" else "%"

        def within_word(key: Any) -> Markup | str:
            text = _WITHIN.get(str(key), str(key))
            return say(_OTHER_UNIT.sub(lambda found: f"another unit ({claimviews.unit_words(found[1]) or found[1]})", text))

        def say_claim(claim: Mapping[str, Any]) -> str:
            return words(claim["statement"])

        def row_links(rows: Mapping[str, Any]) -> list[dict[str, Any]]:
            return [
                {"table": table, "title": words(self.tables[table]), "count": formatting.grouped(len(numbers_of(lines))),
                 "href": f"{pathto(f'data/tables/{table}')}?{self.bases.query(lines)}#rows"}
                for table, lines in sorted(rows.items()) if table in self.tables
            ]

        return {
            **self.shared,
            "_": words, "punct": punct, "fact": fact, "input_name": input_name, "amount": amount, "english_only": lambda name: chinese and not is_bilingual(name), "theme_link": theme_link, "say": say, "cite": cite, "say_claim": say_claim, "page": page, "root": root, "here": here,
            "static": lambda path: f"{root}_static/{path}",
            "lang": CHINESE if chinese else "en",
            "navigation": NAVIGATION, "section": _section(here),
            "other_language": self._other(pagename, here, chinese, pathto),
            "alternates": self._alternates(here, pathto),
            "page_path": "" if pagename == "index" else pagename.removesuffix("index").rstrip("/") + "/",
            "verdict_word": lambda label: words.verdict(claimviews.LABEL_WORDS[label]),
            "verdict_labels": claimviews.LABELS, "grade_words": claimviews.GRADE_WORDS,
            "kind_words": claimviews.KIND_WORDS,
            "unit_words": unit_words,
            "long_day": lambda iso: formatting.long_day(iso, "zh" if chinese else "en"),
            "table_title": lambda name: words(self.tables.get(name, name)), "source": self.source, "sources_of": self.sources_of, "row_links": row_links,
            "interval_mark": lambda reading: marks.interval_mark(reading, formatting.estimate_text(reading["estimate"], words, words.language)),
            "then_and_now": lambda claim: then_and_now(claim, words, words.language),
            "estimate_text": lambda estimate: formatting.estimate_text(estimate, words, words.language), "plain": formatting.plain,
            "number": formatting.number, "grouped": formatting.grouped, "anchor": claimviews.anchor,
            "safe_url": safe_url, "flip_text": flip_text, "viewer_words": json.dumps(_VIEWER), "switch_words": json.dumps(_SWITCHES),
            "explore_words": json.dumps({key: words(text) for key, text in _EXPLORE.items()}, ensure_ascii=False),
            "within_word": within_word,
        }

    def _cited(self, source_id: str, where: str, title: str) -> str:
        known = self.sources.get(source_id)
        if not known:
            return source_id
        return title.format(f'<a href="{where}#{claimviews.anchor(source_id)}">{escape(known["title"] or source_id)}</a>')

    def source(self, source_id: str) -> dict[str, str]:
        return self.sources.get(source_id, {"source_id": source_id, "title": source_id})

    def sources_of(self, ids: Iterable[str]) -> list[dict[str, str]]:
        return [self.source(item) for item in ids]

    def _other(self, pagename: str, here: str, chinese: bool, pathto: Callable[..., str]) -> dict[str, Any]:
        """The same page in the other language; a theme page leads to its theme on the Chinese list of themes."""
        if chinese:
            return {"href": pathto(here), "lang": "en", "label": "English", "same": True}
        same = is_bilingual(here)
        theme = here.split("/")[1] if here.startswith("themes/") and not same else ""
        target = pathto(f"zh/{here}") if same else f"{pathto('zh/themes/index')}#theme-{theme}" if theme else pathto("zh/index")
        return {"href": target, "lang": CHINESE, "label": "中文", "same": same}

    def _alternates(self, here: str, pathto: Callable[..., str]) -> list[tuple[str, str]]:
        return [("en", pathto(here)), (CHINESE, pathto(f"zh/{here}"))] if is_bilingual(here) else []


def _depth(pagename: str) -> int:
    """How many folders below the root the page's ``index.html`` stands."""
    name = pagename.removesuffix("index").rstrip("/")
    return len(name.split("/")) if name else 0


def _section(here: str) -> str:
    first = here.split("/")[0]
    return {"claims": "ledger", "themes": "themes/index"}.get(first, first)


def flip_text(flip: Any) -> str:
    """The sentence of one change that would flip a verdict."""
    if isinstance(flip, Mapping):
        return next((str(flip[key]) for key in ("what", "sentence", "text") if flip.get(key)), formatting.plain(flip))
    return str(flip)


def claim_review(view: Mapping[str, Any], article: Any, site_url: str, page_path: str, day: str, words: Words) -> Markup:
    """ClaimReview structured data of today's reading in the words of the page, safe inside a script element.

    A verdict without a score carries its word only; the address stands there where the site has one.
    """
    told = view["today"]
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": words.verdict(claimviews.LABEL_WORDS[told["label"]])}
    if told["score"] is not None:
        rating |= {"ratingValue": told["score"], "bestRating": 5, "worstRating": 1}
    body, _ = words.sentence(told["finding"] or told["because"])
    content = {
        "@context": "https://schema.org", "@type": "ClaimReview", "datePublished": day, "inLanguage": words.language,
        "claimReviewed": words(view["statement"]), "reviewRating": rating | {"ratingExplanation": body}, "reviewBody": body,
        "author": {"@type": "Organization", "name": "Chuhai"} | ({"url": site_url} if site_url else {}),
        "itemReviewed": {
            "@type": "Claim", "datePublished": article.day, "author": {"@type": "Person", "name": article.author},
            "appearance": {"@type": "CreativeWork", "url": article.url, "name": article.title},
        },
    }
    if site_url:
        content["url"] = f"{site_url}{page_path}"
    return Markup(json_ld(json.dumps(content, ensure_ascii=False, sort_keys=True)))
