"""The ledger as small frames, for the ledger notebook: counts, pairs, changes, robustness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpers.claims.verdict import LABELS
from helpers.claims.words import interval, label_words

if TYPE_CHECKING:
    import pandas as pd

READINGS = ("published", "today")
HELD = ("supported", "supported_with_caveat")
FAILED = ("contradicted", "outdated")


def counts(ledger: Mapping[str, Any]) -> pd.DataFrame:
    """Claims by verdict and reading: ``reading``, ``verdict`` (in the scale's order), ``claims``."""
    rows = [
        {"reading": reading, "verdict": label, "claims": _number(ledger, reading, label)}
        for reading in READINGS
        for label in LABELS
    ]
    return _frame([row for row in rows if row["claims"]], ["reading", "verdict", "claims"])


def by_theme(ledger: Mapping[str, Any], reading: str) -> pd.DataFrame:
    """Claims by theme and verdict at one reading: ``theme``, ``verdict``, ``claims``."""
    tally: dict[tuple[str, str], int] = {}
    for row in ledger["claims"]:
        label = (row[reading] or {}).get("label", "not_run")
        key = (row["theme"].replace("_", " "), label)
        tally[key] = tally.get(key, 0) + 1
    order = {label: place for place, label in enumerate(LABELS)}
    found = sorted(tally.items(), key=lambda item: (item[0][0], order.get(item[0][1], 99)))
    rows = [{"theme": theme, "verdict": label, "claims": n} for (theme, label), n in found]
    return _frame(rows, ["theme", "verdict", "claims"])


def strongest_theme(ledger: Mapping[str, Any], reading: str) -> dict[str, Any]:
    """The theme with the largest share of claims that hold: ``theme``, ``held``, ``of``."""
    held: dict[str, list[bool]] = {}
    for row in ledger["claims"]:
        holds = (row[reading] or {}).get("label") in HELD
        held.setdefault(row["theme"].replace("_", " ").capitalize(), []).append(holds)
    theme = min(held, key=lambda name: (-sum(held[name]) / len(held[name]), name))
    return {"theme": theme, "held": sum(held[theme]), "of": len(held[theme])}


def pairs(ledger: Mapping[str, Any]) -> pd.DataFrame:
    """One row a claim: both verdicts with grade, confidence, estimate and number of lines."""
    rows = []
    for row in ledger["claims"]:
        now = row["today"] or row["published"] or {}
        rows.append(
            {
                "claim": row["claim_id"],
                "statement": row["statement"],
                "then": _label(row["published"]),
                "now": _label(row["today"]),
                "grade": now.get("grade"),
                "confidence": now.get("confidence_word") or None,
                "estimate": _estimate(now.get("estimate")),
                "lines": len(now.get("references", ())) + len(now.get("evidence_lines", ())),
                "why": now.get("because"),
            }
        )
    return _frame(rows, ["claim", "statement", "then", "now", "grade", "confidence", "estimate", "lines", "why"])


def changes(ledger: Mapping[str, Any]) -> pd.DataFrame:
    """Claims whose verdict differs between the readings, with the one-sentence reason."""
    rows = [
        {
            "claim": row["claim_id"],
            "statement": row["statement"],
            "then": _label(row["published"]),
            "now": _label(row["today"]),
            "kind of reason": row["change"]["reason"].replace("_", " "),
            "reason": row["change"]["sentence"],
        }
        for row in ledger["claims"]
        if row["change"]["changed"]
    ]
    return _frame(rows, ["claim", "statement", "then", "now", "kind of reason", "reason"])


def reasons(changed: pd.DataFrame) -> str:
    """How often each kind of reason occurs, as words: ``new evidence 12, world changed 3``."""
    counted = changed["kind of reason"].value_counts().sort_index(kind="stable")
    told = counted.sort_values(ascending=False, kind="stable")
    return ", ".join(f"{kind} {n}" for kind, n in told.items()) or "none"


def robustness(ledger: Mapping[str, Any], reading: str = "today") -> pd.DataFrame:
    """Share of runs that return the printed verdict, the choice that moves it most, the flip."""
    rows = []
    for row in ledger["claims"]:
        verdict = row[reading]
        robust = (verdict or {}).get("robustness")
        if not robust or verdict["label"] == "not_checkable":
            continue
        flips = verdict["flips"]
        label = verdict.get("label_of_the_day") or verdict["label"]
        rows.append(
            {
                "claim": row["claim_id"],
                "verdict": label_words(label),
                "runs": robust["n_runs"],
                "share with this verdict": robust["labels"].get(label, 0.0),
                "choice that moves it most": robust["choice"].replace("_", " ") or None,
                "moved by": robust["choice_moves"] or None,
                "smallest change that flips it": flips[0]["what"] if flips else None,
            }
        )
    names = ["claim", "verdict", "runs", "share with this verdict", "choice that moves it most", "moved by", "smallest change that flips it"]
    return _frame(rows, names)


def disclosures(ledger: Mapping[str, Any]) -> pd.DataFrame:
    """Claims for which author or publisher of the article also stand behind the evidence."""
    rows = [
        {"claim": row["claim_id"], "statement": row["statement"], "disclosure": row["disclosure"]}
        for row in ledger["claims"]
        if row["disclosure"]
    ]
    return _frame(rows, ["claim", "statement", "disclosure"])


def open_claims(ledger: Mapping[str, Any], reading: str = "today") -> pd.DataFrame:
    """Claims without a verdict at a reading, the reason, and the data that would settle them."""
    rows = [
        {
            "claim": row["claim_id"],
            "statement": row["statement"],
            "verdict": _label(row[reading]),
            "reason": (row[reading] or {}).get("because", "No run judged it."),
            "would settle it": row["would_settle"],
        }
        for row in ledger["claims"]
        if (row[reading] or {}).get("score") is None
    ]
    return _frame(rows, ["claim", "statement", "verdict", "reason", "would settle it"])


def totals(ledger: Mapping[str, Any]) -> dict[str, int]:
    """Numbers for sentences: how many held, failed and stayed open, then and now, and changed."""
    done: dict[str, int] = {"claims": ledger["n_claims"]}
    for reading, word in zip(READINGS, ("then", "now"), strict=True):
        done[f"held_{word}"] = sum(_number(ledger, reading, label) for label in HELD)
        done[f"failed_{word}"] = sum(_number(ledger, reading, label) for label in FAILED)
        done[f"mixed_{word}"] = _number(ledger, reading, "mixed")
        done[f"open_{word}"] = ledger["n_claims"] - sum(
            done[f"{kind}_{word}"] for kind in ("held", "failed", "mixed")
        )
    done["changed"] = sum(row["change"]["changed"] for row in ledger["claims"])
    done["outdated"] = _number(ledger, "today", "outdated")
    return done


def _number(ledger: Mapping[str, Any], reading: str, label: str) -> int:
    return ledger["counts"].get(reading, {}).get(label, 0)


def _label(reading: Mapping[str, Any] | None) -> str:
    return label_words(reading["label"]) if reading else "not run"


def _estimate(estimate: Mapping[str, Any] | None) -> str | None:
    if not estimate or estimate.get("value") is None:
        return None
    told = interval(estimate["value"], estimate.get("low"), estimate.get("high"))
    return f"{told} {estimate.get('unit', '')}".strip()


def _frame(rows: Sequence[Mapping[str, Any]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns)
