"""What the variant runs say: per reading day and claim, from the records of the multiverse.

The order that avoids a circle: (1) the share of runs whose interval lies above 0 is taken
from the intervals alone; (2) each run is judged with that one share; (3) the share of runs
that return a label is counted. The printed verdict is judged with the same share.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers.claims.rules import EffectCase, case_of
from helpers.claims.verdict import plain

SCHEMA = "chuhai-robustness-1"
#: Parameters that place a run and are no analytic choice.
NOT_CHOICES = ("as_of", "variant")
Run = dict[str, Any]


def build(records_dir: Path | str) -> dict[str, Any]:
    """Collect ``<records_dir>/<notebook>/<id>.json`` into what ``robustness.json`` holds."""
    runs: dict[str, Run] = {}
    judged: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for path in sorted(Path(records_dir).glob("*/*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        name, day = f"{path.parent.name}/{path.stem}", record["as_of"][:10]
        choices = {k: v for k, v in record["parameters"].items() if k not in NOT_CHOICES}
        runs[name] = {"notebook": record["notebook"], "as_of": day, "choices": choices}
        for verdict in record["verdicts"]:
            judged[day, verdict["claim_id"]].append({"run": name, "verdict": verdict})
    _drop_what_never_varies(runs)
    claims: dict[str, dict[str, Any]] = defaultdict(dict)
    for (day, claim_id), found in sorted(judged.items()):
        claims[day][claim_id] = _summary(found, runs)
    return plain({"schema": SCHEMA, "n_runs": len(runs), "runs": runs, "claims": claims})


def _summary(found: Sequence[Run], runs: Mapping[str, Run]) -> dict[str, Any]:
    """One claim on one day: shares by label and sign, the choice that matters, every run."""
    family = found[0]["verdict"]["inputs"].get("family")
    if family == "effect":
        return _of_effect(found, runs)
    return _of_documents(found, runs)


def _of_effect(found: Sequence[Run], runs: Mapping[str, Run]) -> dict[str, Any]:
    cases = [(one, case_of(one["verdict"]["inputs"])) for one in found]
    above = _share(case.low is not None and case.low > 0 for _, case in cases)
    below = _share(case.high is not None and case.high < 0 for _, case in cases)
    ticks = []
    for one, case in cases:
        label = replace(case, agree=above, against=below).ruling().label
        estimate = one["verdict"].get("estimate") or {}
        ticks.append(
            {
                "run": one["run"],
                "label": label,
                "value": estimate.get("value"),
                "low": estimate.get("low"),
                "high": estimate.get("high"),
                "sign": _sign(case),
            }
        )
    return {
        "family": "effect",
        "notebook": runs[found[0]["run"]]["notebook"],
        "n_runs": len(ticks),
        "above": above,
        "below": below,
        **_shares(ticks),
        **_choices(ticks, runs),
        "ticks": ticks,
    }


def _of_documents(found: Sequence[Run], runs: Mapping[str, Run]) -> dict[str, Any]:
    """Runs with the same lines are one run; the variants of documents are further runs."""
    distinct: dict[str, Run] = {}
    for one in found:
        verdict = one["verdict"]
        key = json.dumps([verdict["inputs"], verdict["references"], verdict["evidence_lines"]], sort_keys=True)
        distinct.setdefault(key, one)
    ticks = []
    for one in distinct.values():
        verdict = one["verdict"]
        ticks.append({"run": one["run"], "label": verdict["label"]})
        ticks += [
            {"run": one["run"], "variant": variant["variant"], "label": variant["label"]}
            for variant in verdict["variants"]
        ]
    by_run = [{"run": one["run"], "label": one["verdict"]["label"]} for one in found]
    return {
        "family": "documents",
        "notebook": runs[found[0]["run"]]["notebook"],
        "n_runs": len(ticks),
        "n_notebook_runs": len(distinct),
        **_shares(ticks),
        **_choices(by_run, runs),
        "ticks": ticks,
    }


def _shares(ticks: Sequence[Run]) -> dict[str, Any]:
    counts = Counter(tick["label"] for tick in ticks)
    shares = {label: n / len(ticks) for label, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))}
    return {"labels": shares, "commonest": next(iter(shares))}


def _choices(ticks: Sequence[Run], runs: Mapping[str, Run]) -> dict[str, Any]:
    """How far each choice moves the share of the commonest label; the first moves it most."""
    counts = Counter(tick["label"] for tick in ticks)
    commonest = min(counts, key=lambda label: (-counts[label], label))
    by: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for tick in ticks:
        for choice, alternative in runs[tick["run"]]["choices"].items():
            by[choice][_text(alternative)].append(tick["label"] == commonest)
    table = []
    for choice, alternatives in by.items():
        shares = {name: _share(hits) for name, hits in sorted(alternatives.items())}
        if len(shares) > 1:
            moves = max(shares.values()) - min(shares.values())
            table.append({"choice": choice, "moves": moves, "share_of_commonest": shares})
    table.sort(key=lambda row: (-row["moves"], row["choice"]))
    most = table[0] if table and table[0]["moves"] > 0 else {"choice": "", "moves": 0.0}
    return {"choice": most["choice"], "choice_moves": most["moves"], "choices": table}


def _drop_what_never_varies(runs: Mapping[str, Run]) -> None:
    """A parameter with one value in all runs of a notebook is no choice."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for run in runs.values():
        for name, value in run["choices"].items():
            seen[run["notebook"], name].add(_text(value))
    for run in runs.values():
        run["choices"] = {
            name: value for name, value in run["choices"].items()
            if len(seen[run["notebook"], name]) > 1
        }


def _share(hits: Iterable[bool]) -> float:
    told = list(hits)
    return sum(told) / len(told) if told else 0.0


def _sign(case: EffectCase) -> int:
    if case.low is None or case.high is None:
        return 0
    return 1 if case.low > 0 else (-1 if case.high < 0 else 0)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
