"""The ledger: one row per claim with both verdicts, from the records of the theme runs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from helpers.claims.change import change_of
from helpers.claims.times import as_day, shift_months
from helpers.claims.verdict import SCORES, Verdict, plain
from helpers.errors import ClaimError

SCHEMA = "chuhai-ledger-1"
EVERY_MONTHS = 3  # a claim is checked again after a quarter at the latest
PLANS = {"published": "published", "today": "today"}
_READING = (
    "label", "score", "rule", "because", "finding", "grade", "confidence", "confidence_word", "agreement",
    "n_runs", "choice",
)


def write(build_dir: Path | str, claims: Any = None) -> dict[str, Any]:
    """Write ``ledger.json`` and ``ledger.csv`` into the build folder; returns the ledger.

    Reads ``runs/published/*.json``, ``runs/today/*.json`` and ``robustness.json``. ``claims``
    (the table) adds claims that no record judges, so that a failed notebook shows as a gap.
    """
    folder = Path(build_dir)
    ledger = collect(folder, claims)
    _replace(folder / "ledger.json", json.dumps(ledger, indent=1, ensure_ascii=False) + "\n")
    _replace(folder / "ledger.csv", as_csv(ledger["claims"]))
    return ledger


def collect(build_dir: Path | str, claims: Any = None) -> dict[str, Any]:
    """The ledger as plain data, without writing it."""
    folder = Path(build_dir)
    readings = {name: _verdicts(folder / "runs" / plan) for name, plan in PLANS.items()}
    robust = _read(folder / "robustness.json") or {}
    about = _about(claims)
    known = {cid: v for found, _ in readings.values() for cid, (v, _) in found.items()}
    ids = list(about) or sorted(known)
    rows = [row_of(cid, readings, robust, about.get(cid, {})) for cid in ids]
    return plain(
        {
            "schema": SCHEMA,
            "readings": {name: meta for name, (_, meta) in readings.items()},
            "n_claims": len(rows),
            "counts": {name: _counts(row[name] for row in rows) for name in PLANS},
            "claims": rows,
        }
    )


def row_of(
    claim_id: str, readings: Mapping[str, Any], robust: Mapping[str, Any], about: Mapping[str, Any]
) -> dict[str, Any]:
    """One claim with both readings, the change between them, and its robustness."""
    found = {name: verdicts.get(claim_id) for name, (verdicts, _) in readings.items()}
    pair = {name: one[0] if one else None for name, one in found.items()}
    any_one = pair["today"] or pair["published"]
    change = change_of(pair["published"], pair["today"])
    row: dict[str, Any] = {
        "claim_id": claim_id,
        "statement": about.get("statement") or (any_one.statement if any_one else ""),
        "theme": about.get("theme") or (any_one.theme if any_one else ""),
        "kind": about.get("kind") or (any_one.kind if any_one else ""),
        "notebook": next((one[1] for one in found.values() if one), ""),
        "test_kind": any_one.test_kind if any_one else "",
        "implied": any_one.implied if any_one else False,
    }
    for name in PLANS:
        row[name] = _reading(pair[name], robust)
    if row["today"] and change.now:
        row["today"] |= {"label": change.now, "score": SCORES.get(change.now)}
        row["today"]["label_of_the_day"] = pair["today"].label if pair["today"] else None
    row["change"] = change.to_dict()
    row["disclosure"] = any_one.disclosure if any_one else ""
    row["would_settle"] = any_one.would_settle if any_one else ""
    row |= _checks(pair["today"])
    return row


def _checks(today: Verdict | None) -> dict[str, str]:
    """The living rule: when a claim was read last, and by when it is read again."""
    if today is None:
        return {"last_checked": "", "next_check": ""}
    return {"last_checked": today.as_of, "next_check": shift_months(as_day(today.as_of), EVERY_MONTHS).isoformat()}


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The ledger as a flat table; cells that a spreadsheet would compute are kept as text."""
    out = io.StringIO()
    names = [
        "claim_id", "theme", "notebook", "kind", "test_kind", "statement", "implied",
        *(f"{plan}_{name}" for plan in PLANS for name in (*_READING, "estimate", "low", "high", "unit", "n_lines", "rows", "sources")),
        "changed", "change_reason", "change_sentence", "disclosure", "would_settle", "last_checked", "next_check",
    ]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        flat = {name: row[name] for name in names[:7]}
        for plan in PLANS:
            flat |= _flat(plan, row[plan])
        flat |= {
            "changed": row["change"]["changed"],
            "change_reason": row["change"]["reason"],
            "change_sentence": row["change"]["sentence"],
            "disclosure": row["disclosure"],
            **{name: row[name] for name in ("would_settle", "last_checked", "next_check")},
        }
        writer.writerow({name: _cell(flat.get(name)) for name in names})
    return out.getvalue()


def _flat(plan: str, reading: Mapping[str, Any] | None) -> dict[str, Any]:
    if reading is None:
        return {}
    estimate = reading["estimate"] or {}
    flat = {name: reading.get(name) for name in _READING}
    flat |= {name: estimate.get(name) for name in ("low", "high", "unit")}
    flat["estimate"] = estimate.get("value")
    flat["n_lines"] = len(reading["references"]) + len(reading["evidence_lines"])
    flat["rows"] = "; ".join(f"{table}:{lines}" for table, lines in reading["rows"].items())
    flat["sources"] = ";".join(reading["sources"])
    return {f"{plan}_{name}": value for name, value in flat.items()}


def _reading(verdict: Verdict | None, robust: Mapping[str, Any]) -> dict[str, Any] | None:
    if verdict is None:
        return None
    data = verdict.to_dict()
    for name in ("claim_id", "statement", "theme", "kind", "test_kind", "implied", "disclosure", "would_settle"):
        data.pop(name)
    entry = robust.get("claims", {}).get(verdict.as_of, {}).get(verdict.claim_id)
    names = ("n_runs", "above", "below", "labels", "commonest", "choice", "choice_moves", "choices")
    if entry:
        data["robustness"] = {name: entry[name] for name in names if name in entry}
    else:
        data["robustness"] = _of_own_variants(verdict)
    return data


def _of_own_variants(verdict: Verdict) -> dict[str, Any] | None:
    """Documents carry their variants with them, whether or not the multiverse has run."""
    if not verdict.variants:
        return None
    labels = [verdict.label, *(variant["label"] for variant in verdict.variants)]
    counts = Counter(labels)
    shares = {label: counts[label] / len(labels) for label in sorted(counts)}
    commonest = min(counts, key=lambda label: (-counts[label], label))
    return {
        "n_runs": len(labels), "labels": shares, "commonest": commonest,
        "choice": "", "choice_moves": 0.0, "choices": [],
    }


def _verdicts(folder: Path) -> tuple[dict[str, tuple[Verdict, str]], dict[str, Any]]:
    """Verdicts of one plan by claim, and what the records say of dataset and day."""
    found: dict[str, tuple[Verdict, str]] = {}
    meta: dict[str, Any] = {"as_of": None, "fingerprint": None, "notebooks": []}
    for path in sorted(folder.glob("*.json")):
        record = _read(path) or {}
        if not record.get("verdicts"):
            continue
        meta["as_of"] = record["as_of"][:10]
        meta["fingerprint"] = record["dataset"]["fingerprint"]
        meta["notebooks"].append(record["notebook"])
        for data in record["verdicts"]:
            verdict = Verdict.from_dict(data)
            if verdict.claim_id in found:
                raise ClaimError(
                    f"{verdict.claim_id} is judged by {found[verdict.claim_id][1]} and by "
                    f"{record['notebook']}", where=str(path.name), mend="judge each claim in one notebook",
                )
            found[verdict.claim_id] = (verdict, record["notebook"])
    return found, meta


def _about(claims: Any) -> dict[str, dict[str, Any]]:
    if claims is None:
        return {}
    rows = claims.to_dict("records") if hasattr(claims, "to_dict") else claims
    names = ("statement", "theme", "kind")
    return {row["claim_id"]: {name: str(row[name]) for name in names} for row in rows}


def _counts(readings: Iterable[Mapping[str, Any] | None]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for reading in readings:
        label = reading["label"] if reading else "not_run"
        counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items()))


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _replace(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
