"""What changed since the last published build, and the state of every run."""

from __future__ import annotations

from typing import Any

from helpers.publishing.claimviews import LABEL_WORDS
from helpers.publishing.inputs import READINGS, Inputs

_PLANS = {"published": "As published", "today": "Today", "multiverse": "Under other choices"}
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
        runs += [
            _told(key.partition("/")[2], told)
            for key, told in sorted(inputs.state.items())
            if key.startswith(f"{plan}/") and (plan, key.partition("/")[2]) not in inputs.records
        ]
        plans.append({"name": plan, "title": _PLANS[plan], "summary": "", "runs": runs})
    varied = inputs.robustness.get("runs", {}).values()
    if varied:
        runs = []
        for name in sorted({run["notebook"] for run in varied}):
            days = [run["as_of"] for run in varied if run["notebook"] == name]
            runs.append({"notebook": f"{name}: {len(days)} runs", "state": "finished", "as_of": ", ".join(sorted(set(days))), "dataset": ""})
        plans.append({"name": "multiverse", "title": _PLANS["multiverse"], "summary": f"{len(varied)} runs without figures.", "runs": runs})
    return plans


def _told(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """A run that is no theme, or that failed and left no record."""
    seconds = told.get("seconds")
    return {
        "notebook": name, "state": told["state"], "as_of": "–", "executed": told["executed"], "dataset": "–",
        "duration": f"{seconds:.1f} s" if seconds is not None else "", "fingerprint": told["fingerprint"],
    }


def _run(inputs: Inputs, plan: str, name: str, record: dict[str, Any]) -> dict[str, Any]:
    told = inputs.state.get(f"{plan}/{name}", {})
    seconds = told.get("seconds")
    return {
        "notebook": name, "state": told.get("state", "finished"), "as_of": record["as_of"],
        "executed": told.get("executed", ""), "duration": f"{seconds:.1f} s" if seconds is not None else "",
        "dataset": record["dataset"].get("fingerprint", ""), "fingerprint": told.get("fingerprint", ""),
    }
