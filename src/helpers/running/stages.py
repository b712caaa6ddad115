"""The order of a full run, and what is made of the records on the way.

multiverse -> build/robustness.json -> published and today (themes, then ledger) -> pages
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from helpers.running.fingerprint import Inputs
from helpers.running.hashing import digest_map
from helpers.running.plans import Plan, load, names
from helpers.running.project import Project
from helpers.running.runner import Runner

MULTIVERSE = "multiverse"
PUBLISHED, TODAY = "published", "today"


def run_everything(runner: Runner) -> None:
    """Every plan, in the order in which they need each other, then the pages."""
    project = runner.project
    plans = {name: load(project, name) for name in names(project)}
    runner.validate(plans.values())
    multiverse = plans.pop(MULTIVERSE, None)
    if multiverse is not None and multiverse.runs:
        runner.execute([multiverse])
        build_robustness(runner)
    runner.execute(plans.values())
    if not runner.report.failed:
        build_pages(runner)


def run_plan(runner: Runner, plan: Plan) -> None:
    """One plan, and what follows from it alone."""
    runner.validate([plan])
    runner.execute([plan])
    if plan.is_multiverse:
        build_robustness(runner)


def build_robustness(runner: Runner) -> None:
    """``build/robustness.json`` from the records of the multiverse, when they have changed."""
    folder = runner.project.runs / MULTIVERSE
    hashes = _stamp(runner.project, folder)
    target = runner.project.build / "robustness.json"
    state_path = runner.outputs.state_path(".robustness")
    state = runner.outputs.state(".robustness")
    if state.get("records") == hashes and target.is_file():
        return
    if importlib.util.find_spec("helpers.claims.robustness") is None:
        runner.display.notice("robustness: helpers.claims.robustness is not there, skipped")
        return
    from helpers.claims import robustness
    from helpers.running.finishing import canonical

    runner.display.notice("robustness: gathering the records of the multiverse")
    content = canonical(robustness.build(folder))
    if not target.is_file() or target.read_bytes() != content:
        runner.outputs.write(target, content)
    runner.outputs.write_json(state_path, {"records": hashes})


def _stamp(project: Project, folder: Path) -> str:
    """One hash over all records below a folder and the code that gathers them."""
    inputs = Inputs(project)
    found = {
        path.relative_to(folder).as_posix(): inputs.raw(path)
        for path in sorted(folder.rglob("*.json"))
    }
    inputs.save()
    return digest_map({**found, **inputs.helper_files})


def build_pages(runner: Runner) -> None:
    """The site, when the publishing room is installed."""
    if importlib.util.find_spec("helpers.publishing") is None:
        return
    from helpers import publishing

    if hasattr(publishing, "build"):
        publishing.build()


def verdict_table(project: Project) -> str:
    """How many claims stand at each verdict, published and today side by side."""
    path = project.build / "ledger.json"
    try:
        claims = json.loads(path.read_text(encoding="utf-8"))["claims"]
    except (OSError, ValueError, KeyError):
        return ""
    counts: dict[str, list[int]] = {}
    for claim in claims:
        for column, side in enumerate((PUBLISHED, TODAY)):
            label = (claim.get(side) or {}).get("label", "not judged")
            counts.setdefault(label, [0, 0])[column] += 1
    order = (
        "supported",
        "supported_with_caveat",
        "mixed",
        "contradicted",
        "outdated",
        "unresolved",
        "not_checkable",
    )
    labels = [label for label in order if label in counts]
    labels += sorted(set(counts) - set(order))
    lines = [f"{'verdict':24}{PUBLISHED:>10}{TODAY:>8}"]
    for label in labels:
        then, now = counts[label]
        lines.append(f"{label.replace('_', ' '):24}{then:10}{now:8}")
    return "\n".join(lines)


def where_the_pages_are(project: Project) -> str:
    index = project.build / "site" / "index.html"
    return f"pages: {project.shown(index)}" if index.is_file() else ""
