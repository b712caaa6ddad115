"""Published against today: what the pair is called, and one sentence on why it differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from helpers.claims.tests import ARTICLE_DAY
from helpers.claims.times import as_day
from helpers.claims.verdict import SCORES, Verdict
from helpers.claims.words import count, interval, label_words
from helpers.methods.estimate import from_ranges

HELD = ("supported", "supported_with_caveat")


@dataclass(frozen=True)
class Change:
    """The pair of labels; ``now`` is ``outdated`` where a claim held and has ceased to.

    ``reason`` is one of: same, world_changed, instrument_ended, revised_vintage, new_evidence,
    other_runs, missing.
    """

    then: str | None
    now: str | None
    changed: bool
    reason: str
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def change_of(published: Verdict | None, today: Verdict | None) -> Change:
    """Compare two verdicts on one claim, judged as of the article's day and as of a later one."""
    if published is None or today is None:
        then = published.label if published else None
        now = today.label if today else None
        return Change(then, now, False, "missing", "Only one of the two readings was made.")
    now, ended = label_today(published, today)
    reason, why = _reason(published, today, ended)
    if published.label == now:
        sentence = f"Still {label_words(now)}: {why}."
        return Change(published.label, now, False, reason, sentence)
    sentence = f"From {label_words(published.label)} to {label_words(now)}: {why}."
    return Change(published.label, now, True, reason, sentence)


def label_today(published: Verdict, today: Verdict) -> tuple[str, bool]:
    """Today's label, ``outdated`` when the claim scored 4 or 5 and now scores 1 or cannot be read.

    The second value says whether the instrument that the claim is measured on has ended.
    """
    end = today.inputs.get("instrument_end")
    ended = bool(end) and as_day(end) <= as_day(today.as_of)
    held = published.label in HELD
    lost = SCORES.get(today.label) == SCORES["contradicted"]
    return ("outdated", ended) if held and (lost or ended) else (today.label, ended)


_SAME = "on the same evidence"


def _reason(published: Verdict, today: Verdict, ended: bool) -> tuple[str, str]:
    if ended and published.label in HELD:
        end = today.inputs["instrument_end"]
        return "instrument_ended", f"what it is measured on ended on {end}"
    if today.test_kind == "effect":
        return _effect_reason(published, today)
    return _document_reason(published, today)


def _effect_reason(published: Verdict, today: Verdict) -> tuple[str, str]:
    """Fixed periods change by new rows or revised ones; a state moves on with the reading day."""
    then, now = _rows(published.rows), _rows(today.rows)
    new, gone = len(now - then), len(then - now)
    moved, same = _moved(published.estimate, today.estimate)
    fixed = today.inputs.get("about") in ("period", "end")
    if (new or gone) and not fixed and not same:
        return "world_changed", f"{moved}, as the reading moved on to {today.as_of} ({_counts(new, gone)})"
    if gone and not same:
        return "revised_vintage", f"{moved}, as sources were revised ({_counts(new, gone)})"
    if new and not same:
        return "new_evidence", f"{moved}, on {count(new, 'newly known row')}"
    if not same:
        return ("new_evidence" if fixed else "world_changed"), moved
    if published.agreement != today.agreement:
        return "other_runs", f"{moved}, and another share of the runs agrees"
    return "same", f"{moved}, with {count(new, 'newly known row')}" if new else _SAME


def _document_reason(published: Verdict, today: Verdict) -> tuple[str, str]:
    then = {_name(line): line for line in (*published.references, *published.evidence_lines)}
    now = {_name(line): line for line in (*today.references, *today.evidence_lines)}
    fresh = [line for name, line in now.items() if name not in then]
    gone = [line for name, line in then.items() if name not in now]
    revised = [
        name for name in now if name in then and now[name].get("value") != then[name].get("value")
    ]
    names = ", ".join(sorted(line["line"] for line in fresh)[:3])
    about = today.inputs.get("about")
    if about == "state" and any(_after(line) for line in fresh):
        return "world_changed", f"newer values for a state that moves ({names})"
    if about == "state" and gone and not fresh:
        return "world_changed", "what was known is about an earlier state, and nothing newer is known"
    if about not in ("period", "end") and fresh and _about_later(fresh):
        return "world_changed", f"{count(len(fresh), 'line')} on what happened after the article ({names})"
    if fresh:
        return "new_evidence", f"{count(len(fresh), 'further line')} of evidence ({names})"
    if revised or gone:
        listed = ", ".join(sorted(line["line"] for line in gone)[:3]) or ", ".join(revised[:3])
        return "revised_vintage", f"sources were revised ({listed})"
    return "same", _SAME


def _about_later(fresh: list[Mapping[str, Any]]) -> bool:
    """Whether most of the new lines are about a time after the article."""
    return sum(_after(line) for line in fresh) * 2 > len(fresh)


def _after(line: Mapping[str, Any]) -> bool:
    return bool(line.get("date")) and as_day(line["date"]) > ARTICLE_DAY


def _name(line: Mapping[str, Any]) -> str:
    return str(line.get("line", ""))


def _rows(rows: Mapping[str, str]) -> set[tuple[str, int]]:
    return {(table, line) for table, text in rows.items() for line in from_ranges(text)}


def _counts(new: int, gone: int) -> str:
    return f"{count(new, 'row')} new, {gone:,} no longer used"


def _moved(then: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> tuple[str, bool]:
    """How the estimate moved, in words, and whether it reads the same."""
    before, after = _reading(then), _reading(now)
    if before == after:
        return f"the estimate stays at {after}", True
    return f"the estimate went from {before} to {after}", False


def _reading(estimate: Mapping[str, Any] | None) -> str:
    if not estimate or estimate.get("value") is None:
        return "none"
    return interval(estimate["value"], estimate.get("low"), estimate.get("high"))
