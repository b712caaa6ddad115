"""The order of a full run, and what is made of the records on the way.

multiverse -> build/robustness.json -> published and today (themes, then ledger) -> pages
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import helpers
from helpers.running.fingerprint import Inputs
from helpers.running.hashing import digest_map
from helpers.running.plans import LEDGER, Plan, load, names
from helpers.running.project import Project
from helpers.running.runner import Runner

MULTIVERSE = "multiverse"
READINGS = PUBLISHED, TODAY = "published", "today"

# Publishing stands to the right of this room, so whoever calls brings it along.
PageMaker = Callable[[Project], None]


def every_plan(project: Project) -> list[Plan]:
    """All plans of the project."""
    return [load(project, name) for name in names(project)]


def run_everything(runner: Runner, plans: Iterable[Plan], make_pages: PageMaker) -> None:
    """Every plan, in the order in which they need each other, then the pages."""
    readings = []
    for plan in plans:
        if plan.is_multiverse:
            runner.execute([plan])
            build_robustness(runner)
        else:
            readings.append(plan)
    runner.execute(readings, before_ledgers=lambda: build_ledger(runner))
    if not runner.report.failed:
        build_pages(runner, make_pages)


def run_plan(runner: Runner, plan: Plan) -> None:
    """One plan, and what follows from it alone."""
    runner.execute([plan], before_ledgers=lambda: build_ledger(runner))
    if plan.is_multiverse:
        build_robustness(runner)


def build_robustness(runner: Runner) -> None:
    """``build/robustness.json`` from the records of the multiverse, when they have changed."""
    folder = runner.project.runs / MULTIVERSE
    target = runner.project.build / "robustness.json"
    made_of = [*folder.rglob("*.json"), *_sources("claims")]
    with _unless_current(runner, "robustness", target, made_of) as stale:
        if stale:
            from helpers.claims import robustness
            from helpers.running.finishing import canonical

            runner.display.notice("robustness: gathering the records of the multiverse")
            runner.outputs.write(target, canonical(robustness.build(folder)))


def build_ledger(runner: Runner) -> None:
    """``build/ledger.json`` from the records of the themes, when they have changed."""
    project = runner.project
    records = [
        path
        for plan in READINGS
        for path in (project.runs / plan).glob("*.json")
        if path.stem != LEDGER
    ]
    if not records:
        return
    made_of = [*records, project.build / "robustness.json", project.data / "claims.csv"]
    target = project.build / "ledger.json"
    with _unless_current(runner, LEDGER, target, [*made_of, *_sources("claims")]) as stale:
        if stale:
            import helpers.dataset
            from helpers.claims import ledger

            runner.display.notice("ledger: gathering the records of the themes")
            data = helpers.dataset.open(as_of="latest", folder=project.data)
            ledger.write(project.build, data.table("claims"))


def build_pages(runner: Runner, make_pages: PageMaker) -> None:
    """The site, when something that it shows has changed."""
    project = runner.project
    shown = [path for plan in READINGS for path in (project.runs / plan).glob("*.*")]
    if not shown:
        return
    made_of = [
        *shown,
        *(project.build / name for name in ("ledger.json", "robustness.json")),
        *project.data.rglob("*.*"),
        *(path for path in (project.root / "site").rglob("*") if path.is_file()),
        *_sources("publishing"),
    ]
    target = project.build / "site" / "index.html"
    with _unless_current(runner, "site", target, made_of) as stale:
        if stale:
            runner.display.close()
            make_pages(project)


@contextlib.contextmanager
def _unless_current(
    runner: Runner, name: str, target: Path, made_of: Iterable[Path]
) -> Iterator[bool]:
    """Whether ``target`` has to be made anew; remembers what it was made of when it succeeds."""
    inputs = Inputs(runner.project)
    made = {"made_of": digest_map({str(path): inputs.raw(path) for path in made_of})}
    current = runner.outputs.state(f".{name}") == {**made, "content": inputs.raw(target)}
    yield not current
    if not current:
        made["content"] = inputs.raw(target)
        runner.outputs.write_json(runner.outputs.state_path(f".{name}"), made)
    inputs.save()


def _sources(room: str) -> list[Path]:
    return sorted((Path(helpers.__file__).parent / room).rglob("*.py"))


def verdict_table(project: Project) -> str:
    """How many claims stand at each verdict, published and today side by side."""
    path = project.build / "ledger.json"
    try:
        claims = json.loads(path.read_text(encoding="utf-8"))["claims"]
    except (OSError, ValueError, KeyError):
        return ""
    counts: dict[str, list[int]] = {}
    for claim in claims:
        for column, side in enumerate(READINGS):
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
