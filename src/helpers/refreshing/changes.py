"""``chuhai changes``: which verdicts the data at hand would change, before anything is published.

The notebooks and their robustness runs are executed into ``build/rehearsal``, never over the
runs that are published; what is not affected by the new data is taken over from there and not executed.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.claims import ledger
from helpers.claims.change import change_of
from helpers.claims.verdict import Verdict
from helpers.claims.words import label_words
from helpers.errors import RefreshError
from helpers.running.plans import load
from helpers.running.progress import display_for
from helpers.running.project import Project
from helpers.running.runner import Options, Runner
from helpers.running.stages import MULTIVERSE, build_robustness

READINGS = {"published": "as published", "today": "today"}
KEPT = ("runs", "state")
AGREEMENT = "robustness.json"
# Said of two reading days; here the data differ, and the day is named in front.
MOVED = re.compile(r", as the reading moved on to \d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Rehearsal(Project):
    """The project with its outputs aside."""

    @property
    def build(self) -> Path:
        return self.root / "build" / "rehearsal"


@dataclass(frozen=True)
class VerdictChange:
    """One claim whose verdict differs on one reading day, and why."""

    claim_id: str
    reading: str
    statement: str
    before: str | None
    after: str | None
    why: str

    def __str__(self) -> str:
        words = [
            label_words(label) if label else "not judged" for label in (self.before, self.after)
        ]
        head = f"{self.claim_id} {READINGS[self.reading]}: {words[0]} -> {words[1]}"
        return f"{head}\n    {self.statement}\n    why: {self.why}"


def rehearse(
    project: Project, *, jobs: int | None = None, quiet: bool = False, quick: bool = False
) -> dict[str, Any]:
    """The ledger as the data at hand would make it; RefreshError when a notebook fails.

    The robustness runs that the data touch are made again, since a verdict hangs on how many
    of them agree; with ``quick`` their agreement is taken from the last multiverse.
    """
    import helpers.dataset

    aside = Rehearsal(project.root)
    _take_over(project, aside)
    last_day = helpers.dataset.open(as_of="latest", folder=project.data).last_day
    if quick:
        _move_agreement(aside.build / AGREEMENT, str(last_day))
    plans = []
    for name in READINGS:
        plan = load(aside, name)
        themes = tuple(run for run in plan.runs if not run.is_ledger)
        plans.append(dataclasses.replace(plan, runs=themes))
    runner = Runner(aside, Options(jobs=jobs), display_for(quiet))
    with runner.working():
        if not quick:
            runner.execute([load(aside, MULTIVERSE)])
            build_robustness(runner)
        runner.execute(plans)
    if runner.report.failed:
        raise RefreshError(
            f"the notebooks do not run on these data:\n{runner.report.failures()}",
            where="chuhai changes",
        )
    claims = helpers.dataset.open(as_of="latest", folder=project.data).table("claims")
    return ledger.collect(aside.build, claims)


def read_ledger(path: Path, shown: str) -> dict[str, Any]:
    """A ledger to compare with; RefreshError when there is none or it is something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RefreshError(
            "there is no ledger to compare with",
            where=shown,
            mend="`chuhai run` on the old data makes one, or give one with --against",
        ) from None
    except ValueError as error:
        raise RefreshError(f"is not a ledger ({error})", where=shown) from None
    if not isinstance(found, dict) or found.get("schema") != ledger.SCHEMA:
        raise RefreshError(
            "is not a ledger of this version", where=shown, mend=f"its schema is {ledger.SCHEMA}"
        )
    return found


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[VerdictChange]:
    """The claims whose verdict differs between two ledgers, in the order of the article."""
    old = {row["claim_id"]: row for row in before["claims"]}
    new = {row["claim_id"]: row for row in after["claims"]}
    changes = []
    for claim_id in [*new, *(one for one in old if one not in new)]:
        for reading in READINGS:
            rows = old.get(claim_id), new.get(claim_id)
            labels = [row[reading]["label"] if row and row[reading] else None for row in rows]
            if labels[0] != labels[1]:
                statement = (rows[1] or rows[0] or {})["statement"]
                why = _why(rows[0], rows[1], reading)
                changes.append(VerdictChange(claim_id, reading, statement, *labels, why))
    return changes


def told(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The comparison of two ledgers, readable."""
    changes = between(before, after)
    lines = [str(change) for change in changes]
    regraded = _other(before, after, "grade")
    if regraded:
        lines.append(f"same verdict, another evidence grade: {', '.join(regraded)}")
    claims = len({change.claim_id for change in changes})
    lines.append(
        f"{claims} of {len(after['claims'])} claims would change their verdict"
        if claims
        else f"no verdict of {len(after['claims'])} claims would change"
    )
    return "\n".join(lines)


def _why(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, reading: str) -> str:
    if before is None or before[reading] is None:
        return "it was not judged before"
    if after is None or after[reading] is None:
        return "it is no longer judged"
    pair = _verdict(before, reading), _verdict(after, reading)
    if pair[0].label == pair[1].label:
        return "the reading of the article's day changed, which it is held against"
    told = change_of(*pair).sentence.partition(": ")[2].rstrip(".")
    return MOVED.sub("", told)


def _verdict(row: Mapping[str, Any], reading: str) -> Verdict:
    """The verdict of one reading, with the label that its day alone gave it."""
    found = row[reading]
    return Verdict.from_dict(
        {**row, **found, "label": found.get("label_of_the_day") or found["label"]}
    )


def _other(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> list[str]:
    """Readings with the same label and another ``name``."""
    old = {row["claim_id"]: row for row in before["claims"]}
    found = []
    for row in after["claims"]:
        for reading in READINGS:
            was, now = (old.get(row["claim_id"]) or {}).get(reading), row[reading]
            if was and now and was["label"] == now["label"] and was[name] != now[name]:
                found.append(f"{row['claim_id']} {READINGS[reading]} ({was[name]} -> {now[name]})")
    return found


def _take_over(project: Project, aside: Rehearsal) -> None:
    """Start from the runs at hand: what the new data do not touch is not executed again."""
    shutil.rmtree(aside.build, ignore_errors=True)
    for kept in KEPT:
        for plan in (*READINGS, MULTIVERSE):
            source = project.build / kept / plan
            if source.is_dir():
                shutil.copytree(source, aside.build / kept / plan)
    aside.build.mkdir(parents=True, exist_ok=True)
    if (project.build / AGREEMENT).is_file():
        shutil.copy(project.build / AGREEMENT, aside.build)


def _move_agreement(path: Path, last_day: str) -> None:
    """Let the agreement of the newest day varied count for the day the data reach now."""
    if not path.is_file():
        return
    found = json.loads(path.read_text(encoding="utf-8"))
    days = found.get("claims", {})
    if days and last_day not in days:
        days[last_day] = days[max(days)]
        path.write_text(json.dumps(found), encoding="utf-8")
