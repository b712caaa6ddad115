"""What changed since the last published build, and the state of every run."""

from __future__ import annotations

from typing import Any

from helpers.publishing.claimviews import LABEL_WORDS
from helpers.publishing.inputs import READINGS, Inputs

_COMPARED = (("label", "verdict"), ("grade", "evidence grade"), ("confidence_word", "confidence"))


def changes_since(inputs: Inputs, views: list[dict[str, Any]]) -> dict[str, Any]:
    """Differences of conclusions between ``build/previous/ledger.json`` and this build."""
    if inputs.previous is None:
        return {"headline": "No earlier published build is at hand to compare with.", "conclusions": [], "line": "What changed"}
    before = {item["claim_id"]: item for item in inputs.previous.get("claims", [])}
    rows = []
    for view in views:
        old = before.get(view["id"])
        if old is None:
            rows.append({"id": view["id"], "statement": view["statement"], "what": "new claim", "before": "–", "after": "–"})
            continue
        for reading in READINGS:
            then, now = old.get(reading) or {}, view[reading]
            for key, name in _COMPARED:
                if then.get(key) != now.get(key):
                    rows.append({
                        "id": view["id"], "statement": view["statement"], "what": f"{name}, {'as published' if reading == 'published' else 'today'}",
                        "before": LABEL_WORDS.get(then.get(key), then.get(key) or "–"), "after": LABEL_WORDS.get(now.get(key), now.get(key) or "–"),
                    })
    count = len({row["id"] for row in rows})
    headline = f"{count} claims have another conclusion than in the last published build." if rows else \
        "No conclusion changed since the last published build."
    return {"headline": headline, "conclusions": rows, "line": headline}


def status_plans(inputs: Inputs) -> list[dict[str, Any]]:
    """Every notebook of both plans, and a summary of the multiverse."""
    plans = []
    for plan in READINGS:
        runs = [_run(inputs, plan, name, record) for (where, name), record in sorted(inputs.records.items()) if where == plan]
        plans.append({"name": plan, "summary": "", "runs": runs})
    runs = []
    for name, records in sorted(inputs.multiverse.items()):
        days = sorted({record["as_of"] for record in records})
        prints = sorted({record["dataset"].get("fingerprint", "") for record in records})
        runs.append({
            "notebook": f"{name}: {len(records)} runs", "state": "finished", "as_of": ", ".join(days), "dataset": ", ".join(prints),
        })
    if runs:
        total = sum(len(records) for records in inputs.multiverse.values())
        plans.append({"name": "multiverse", "summary": f"{total} runs without figures.", "runs": runs})
    return plans


def _run(inputs: Inputs, plan: str, name: str, record: dict[str, Any]) -> dict[str, Any]:
    told = inputs.state.get(f"{plan}/{name}", {})
    seconds = told.get("seconds")
    return {
        "notebook": name, "state": told.get("state", "finished"), "as_of": record["as_of"],
        "executed": told.get("executed", ""), "duration": f"{seconds:.1f} s" if seconds is not None else "",
        "dataset": record["dataset"].get("fingerprint", ""), "fingerprint": told.get("fingerprint", ""),
    }
