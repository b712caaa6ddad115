"""One plain view per claim: its row, both readings, evidence, test, robustness, neighbours."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from helpers.publishing.inputs import READINGS, Inputs
from helpers.publishing.settings import Settings

LABELS = (
    "supported", "supported_with_caveat", "mixed", "contradicted", "outdated", "unresolved", "not_checkable",
)
LABEL_WORDS = {label: label.replace("_", " ") for label in LABELS}
GRADE_WORDS = {"A": "strong evidence", "B": "fair evidence", "C": "weak evidence", "D": "very weak evidence"}
KIND_WORDS = {
    "event": "An event", "quantity": "A quantity", "comparison": "A comparison", "trend": "A trend",
    "causal": "A cause", "qualitative": "A description",
}
TEST_KIND_WORDS = {
    "effect": "an estimate with its interval", "reference": "values of other sources compared", "testimony": "what documents say",
    "arithmetic": "the article's own arithmetic", "none": "no public data can decide it",
}
UNIT_WORDS = {
    "cny_bn": "billion yuan", "usd_bn": "billion US dollars", "usd_m": "million US dollars", "usd_k_per_day": "thousand US dollars a day",
    "users_m": "million users", "mau_m": "million monthly users", "active_users_m": "million active users", "downloads_m": "million downloads",
    "usd_m_per_round": "million US dollars a round", "usd_m_per_year": "million US dollars a year", "cny_per_usd": "yuan per US dollar",
    "percent": "%", **dict.fromkeys(("text", "date", "month", "year", "rank", "count", "unitless"), ""),
}
TEST_FACTS = (
    ("test_kind", "Kind of test"), ("measure", "Measure"), ("statistic", "Statistic"), ("tolerance", "Tolerance"),
    ("delta", "Smallest effect that matters"), ("flags", "Flags known beforehand"),
    ("supports_if", "Supports if"), ("contradicts_if", "Contradicts if"),
    ("design_note", "How the design was bettered"), ("fixed_on", "Fixed on"),
)
INPUT_WORDS = {      # the names that rules give to their numbers
    "about": "What it speaks of", "against": "Share of runs on the other side", "agree": "Share of runs that agree", "causal": "Asks for a cause",
    "claimed": "Value in the article", "delta": "Smallest effect that matters", "direction": "Direction claimed", "effect": "Effect, on the test’s scale",
    "family": "Family of rules", "flags": "Flags", "high": "Upper end of its interval", "instrument_end": "Last day of the measure",
    "lag_order_ok": "Order in time holds", "lines": "Independent lines", "low": "Lower end of its interval",
    "near": "Of these, near (twice the tolerance)", "opposed": "Opposed subgroups", "placebo_passed": "Placebo test passed",
    "primary": "Of these, primary records", "reason": "Why there is no estimate", "tolerance": "Tolerance", "tolerance_kind": "Kind of tolerance",
    "unit": "Unit", "within": "Of these, agreeing (within the tolerance)",
}
_MIDDLE = 3      # the score of a mixed verdict
_EMPTY: dict[str, Any] = {
    "label": "unresolved", "score": None, "rule": "–", "because": "No run has judged this claim yet.", "finding": "", "inputs": {}, "grade": None,
    "grade_steps": [], "confidence": None, "confidence_word": "", "capped_by_grade": False,
    "agreement": None, "n_runs": 0, "estimate": None, "references": [], "rows": {}, "sources": [],
    "flips": [], "choice": "", "evidence_lines": [], "evidence_aside": [], "variants": [],
    "robustness": None,
}


def anchor(text: str) -> str:
    """A fragment name made of letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-")


def passage(url: str, row: dict[str, str]) -> str:
    """The article at the words that the claim restates, by which browsers find the place.

    The words are those of the English edition; elsewhere the article opens at its top.
    """
    words = row.get("words", "") if row.get("edition", "") == "english" else ""
    return f"{url}#:~:text={quote(words, safe='')}" if words else url


def claim_views(inputs: Inputs, settings: Settings) -> list[dict[str, Any]]:
    """All claims in the article's order."""
    judged = {item["claim_id"]: item for item in inputs.ledger["claims"]}
    tests = {row["claim_id"]: row for row in inputs.table_rows("claim_tests")}
    evidence = _by_claim(inputs.table_rows("claim_evidence"))
    sums = _by_claim(inputs.table_rows("claim_arithmetic"))
    notes = _by_claim(inputs.table_rows("claim_notes"))
    deviations = _by_claim(inputs.table_rows("test_deviations"))
    rows = sorted(inputs.table_rows("claims"), key=lambda row: int(row.get("seq") or 0))
    views = []
    for row in rows:
        claim_id = row["claim_id"]
        entry = judged.get(claim_id, {})
        test = tests.get(claim_id, {})
        theme = settings.theme(entry.get("notebook") or test.get("notebook") or row.get("notebook", ""))
        readings = {name: _reading(entry.get(name)) for name in READINGS}
        change = entry.get("change") or {}
        views.append({
            "id": claim_id,
            "statement": row["statement"],
            "short": row.get("short") or row["statement"],
            "kind": row["kind"],
            "implied": row.get("implied") == "true",
            "section": row["section"],
            "section_anchor": anchor(row["section"]),
            "passage": passage(settings.article.url, row),
            "notebook": theme.notebook,
            "notebook_slug": theme.slug,
            "notebook_title": theme.title,
            "on_theme_page": any(
                item["claim_id"] == claim_id for item in inputs.records.get(("today", theme.notebook), {}).get("verdicts", ())
            ),
            **readings,
            "changed": readings["published"]["label"] != readings["today"]["label"],
            "change_note": change.get("sentence", ""),
            "measure": test.get("measure", ""),
            "test_kind": entry.get("test_kind") or test.get("test_kind", ""),
            "disclosure": entry.get("disclosure", ""),
            "would_settle": entry.get("would_settle") or test.get("would_settle", ""),
            "notes": [item["text"] for item in notes.get(claim_id, []) if item["kind"] == "caveat"],
            "evidence": [_evidence(item, readings, test.get("test_kind", ""))
                         for item in evidence.get(claim_id, [])],
            "arithmetic": sums.get(claim_id, []),
            "deviations": deviations.get(claim_id, []),
            "test_facts": [(label, _fact(test, name)) for name, label in TEST_FACTS if _fact(test, name)],
            "checked": {name: entry.get(name, "") for name in ("last_checked", "next_check")},
            "history": _history(readings, test, settings, inputs, entry.get("next_check", "")),
            "curves": [],
        })
    for before, after in itertools.pairwise(views):
        before["next"], after["previous"] = after["id"], before["id"]
    return views


def in_ledger_order(views: list[dict[str, Any]], settings: Settings) -> list[dict[str, Any]]:
    """By theme as the ledger lists them, within a theme in the article's order."""
    place = {theme.notebook: at for at, theme in enumerate(settings.themes)}
    return sorted(views, key=lambda view: place[view["notebook"]])


def tally(views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many claims stand at each verdict, on both readings; rows that are nowhere left out."""
    rows = [
        {"label": label, **{name: sum(view[name]["label"] == label for view in views) for name in READINGS}}
        for label in LABELS
    ]
    return [row for row in rows if row["published"] or row["today"]]


def score(views: list[dict[str, Any]], reading: str) -> dict[str, int]:
    """Counts in plain words: hold, mixed, fail, open."""
    groups = {
        "hold": ("supported", "supported_with_caveat"), "mixed": ("mixed",),
        "fail": ("contradicted", "outdated"), "open": ("unresolved", "not_checkable"),
    }
    return {name: sum(view[reading]["label"] in labels for view in views) for name, labels in groups.items()}


def striking(views: list[dict[str, Any]], drawn: Collection[str] = (), n: int = 3) -> list[dict[str, Any]]:
    """``n`` claims to show first, one per theme, by a fixed order.

    Claims whose verdict differs between the readings come before the others, then those that can
    be drawn (``drawn``: by a figure or by their estimate), then by the difference of score (a
    verdict without a score counts as the middle) times the grade (A counts 4, D 1), then the score
    further from the middle, then the order of the article.
    """
    weight = {"A": 4, "B": 3, "C": 2, "D": 1}

    def key(view: dict[str, Any]) -> tuple[float, ...]:
        then, now = (_MIDDLE if view[name]["score"] is None else view[name]["score"] for name in READINGS)
        grade = weight.get(view["today"]["grade"], 0)
        return (not view["changed"], view["id"] not in drawn, -grade * abs(now - then), -grade, -abs(now - _MIDDLE))

    chosen: list[dict[str, Any]] = []
    for view in sorted(views, key=key):
        if len(chosen) < n and view["notebook"] not in {item["notebook"] for item in chosen}:
            chosen.append(view)
    return chosen


def _fact(test: dict[str, str], name: str) -> str:
    value = test.get(name, "")
    if name == "tolerance" and value:
        return f"{value} ({test.get('tolerance_kind', '')})"
    if name == "test_kind":
        return TEST_KIND_WORDS.get(value, value)
    if name == "flags":
        return value.replace("|", ", ").replace("_", " ")
    return value


def _history(
    readings: dict[str, dict[str, Any]], test: dict[str, str], settings: Settings, inputs: Inputs, next_check: str
) -> list[dict[str, str]]:
    label = {name: readings[name]["label"] for name in READINGS}
    events = [
        {"day": settings.article.day, "what": "As the article appeared", "label": label["published"]},
        {"day": test.get("fixed_on", ""), "what": "The test was fixed", "label": ""},
        {"day": data_day(inputs), "what": "Read with the newest data", "label": label["today"]},
        {"day": next_check, "what": "Next check, at the latest", "label": ""},
    ]
    return [item for item in events if item["day"]]


def data_day(inputs: Inputs) -> str:
    """The newest day of the dataset that the runs of today have read."""
    return max(record["as_of"] for (plan, _), record in inputs.records.items() if plan == "today") \
        if any(plan == "today" for plan, _ in inputs.records) else max(r["as_of"] for r in inputs.records.values())


def past_day(inputs: Inputs) -> str:
    """The reading day of pages that were rebuilt as of a day before the dataset's last; empty otherwise."""
    day = data_day(inputs)
    return day if any(day < record["dataset"].get("last_day", "") for record in inputs.records.values()) else ""


def _reading(told: dict[str, Any] | None) -> dict[str, Any]:
    """A reading of the ledger with every key the pages use, and how many runs agree with it."""
    reading = {**_EMPTY, **(told or {})}
    reading["label_of_the_day"] = reading.get("label_of_the_day") or reading["label"]
    reading["agree"], runs = None, reading["robustness"]
    if runs:
        reading["n_runs"] = runs["n_runs"]
        reading["agree"] = round(runs["labels"].get(reading["label_of_the_day"], 0) * runs["n_runs"])
    return reading


def _evidence(row: dict[str, str], readings: dict[str, dict[str, Any]], test_kind: str) -> dict[str, Any]:
    """A row of evidence with how it counted in each reading (empty: not known by then)."""
    counted = {}
    for name, told in readings.items():
        lines = [*told["evidence_lines"], *told["evidence_aside"], *told["references"]]
        counted[name] = next((str(line["within"]) for line in lines if line.get("evidence_id") == row["evidence_id"]),
                             "not used" if test_kind == "effect" and not lines else "")
    return {**row, "day": period(row.get("date", ""), row.get("date_precision", "")), "counted": counted}


def unit_words(unit: str) -> str:
    """A unit as a reader writes it; nothing where the value says it itself (days, texts, ranks)."""
    return UNIT_WORDS.get(unit, unit.replace("_", " "))


def period(day: str, precision: str) -> str:
    """A date cut to the precision with which it is known."""
    return day[: {"year": 4, "half": 7, "quarter": 7, "month": 7}.get(precision, 10)]


def _by_claim(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        found[row["claim_id"]].append(row)
    return found
