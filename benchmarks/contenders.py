"""Who executes notebooks here, each called as a user would call it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.measuring import Measured, measure
from benchmarks.workload import Job, Workshop

PYTHON = sys.executable
HERE = Path(__file__).parent
sys.path.append(str(HERE / ".others"))  # packages that only a contender needs


@dataclass(frozen=True)
class Contender:
    """A loop over runs; it costs the same for each, so that few may stand for many."""

    name: str
    module: str
    run: Callable[[Workshop, list[Job]], Measured]


def ours(workshop: Workshop, jobs: list[Job], *options: str) -> Measured:
    """``chuhai run PLAN``, everything included."""
    workshop.plan("bench", jobs, cell_seconds=600, run_seconds=1800)
    command = [PYTHON, "-m", "helpers.cli", "run", "bench", "--fresh", "--quiet", *options]
    return measure([command], workshop, len(jobs))


def nothing_to_do(workshop: Workshop) -> Measured:
    """``chuhai run PLAN`` again."""
    return measure([[PYTHON, "-m", "helpers.cli", "run", "bench", "--quiet"]], workshop, 1)


def papermill_command(workshop: Workshop, jobs: list[Job]) -> Measured:
    """``papermill IN OUT -p name value`` in a shell loop."""
    commands = []
    for number, job in enumerate(jobs):
        given = [
            part for name, value in job.parameters.items() for part in ("-p", name, str(value))
        ]
        target = str(workshop.root / "out" / f"{number}.ipynb")
        commands.append(["papermill", str(job.notebook), target, *given, "--no-progress-bar"])
    return measure(commands, workshop, len(jobs))


def papermill_api(workshop: Workshop, jobs: list[Job]) -> Measured:
    """``papermill.execute_notebook`` in a loop, in one process."""
    return _loop("loop_papermill.py", workshop, jobs)


def ploomber(workshop: Workshop, jobs: list[Job]) -> Measured:
    """``ploomber_engine.execute_notebook`` in a loop, in one process."""
    return _loop("loop_ploomber.py", workshop, jobs)


def nbconvert(workshop: Workshop, jobs: list[Job]) -> Measured:
    """``jupyter nbconvert --execute``, on notebooks with the parameters written in before."""
    commands = []
    for number, job in enumerate(jobs):
        prepared = workshop.root / "notebooks" / f"prepared_{number}.ipynb"
        content = json.loads(job.notebook.read_text())
        after = next(
            place
            for place, cell in enumerate(content["cells"], 1)
            if "parameters" in cell["metadata"].get("tags", [])
        )
        lines = "\n".join(f"{name} = {value!r}" for name, value in job.parameters.items())
        cell = {"cell_type": "code", "id": "given", "metadata": {}, "source": lines}
        content["cells"].insert(after, cell | {"outputs": [], "execution_count": None})
        prepared.write_text(json.dumps(content))
        options = ["--to", "notebook", "--execute", "--output", f"../out/nbconvert_{number}"]
        commands.append(["jupyter", "nbconvert", *options, str(prepared)])
    return measure(commands, workshop, len(jobs))


def floor(workshop: Workshop, jobs: list[Job]) -> Measured:
    """The code of the notebooks in one process in which everything is imported; see the script."""
    measured = measure([_script("floor.py", workshop, jobs)], workshop, len(jobs))
    counted = json.loads((workshop.root / "out" / "floor.json").read_text())
    return measured.within(*map(sum, zip(*counted, strict=True)))


def one_more(workshop: Workshop, jobs: list[Job]) -> tuple[float, float]:
    """Seconds of every job but the first, on one worker: ours, and the floor.

    The first pays for what is done once. Ours is the time from the first output to the last.
    """
    floor(workshop, jobs)
    bare = json.loads((workshop.root / "out" / "floor.json").read_text())
    ours(workshop, jobs, "--jobs", "1")
    written = [path.stat().st_mtime for path in (workshop.root / "build" / "runs").rglob("*.ipynb")]
    if len(written) != len(jobs):
        raise RuntimeError(f"{len(written)} outputs of {len(jobs)} runs")
    return max(written) - min(written), sum(seconds for seconds, _ in bare[1:])


def _loop(script: str, workshop: Workshop, jobs: list[Job]) -> Measured:
    """A loop in one process, which says when its imports were done and how many runs failed."""
    begun = time.time()
    measured = measure([_script(script, workshop, jobs)], workshop, len(jobs))
    told = json.loads((workshop.root / "out" / "loop.json").read_text())
    return replace(
        measured,
        failed=measured.failed + told["failed"],
        start_seconds=told["ready"] - begun,
        start_cpu=told["cpu_seconds"],
    )


def contenders() -> list[Contender]:
    """The others that are installed here."""
    return [contender for contender in OTHERS if importlib.util.find_spec(contender.module)]


def absent() -> list[str]:
    """The others that are not."""
    return [contender.name for contender in OTHERS if contender not in contenders()]


def _script(name: str, workshop: Workshop, jobs: list[Job]) -> list[str]:
    listed = workshop.root / "jobs.json"
    listed.write_text(json.dumps([[str(job.notebook), job.parameters] for job in jobs]))
    return [PYTHON, str(HERE / name), str(listed), str(workshop.root / "out")]


def version(package: str) -> str:
    """The installed version of a package."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, text=True).stdout.strip()


OTHERS = (
    Contender("papermill command", "papermill", papermill_command),
    Contender("papermill.execute_notebook", "papermill", papermill_api),
    Contender("jupyter nbconvert", "nbconvert", nbconvert),
    Contender("ploomber-engine", "ploomber_engine", ploomber),
)
