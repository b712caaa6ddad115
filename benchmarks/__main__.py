"""``python -m benchmarks [--quick]``: measure, then write results.json, results.md and results.svg."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import contenders as others
from benchmarks.measuring import Measured
from benchmarks.names import NOTHING, ONE_MORE, OURS
from benchmarks.report import write
from benchmarks.workload import Job, Workshop, prepare

HERE = Path(__file__).parent
PARTS = ("collection", "hundred", "growth", "tables")


def main() -> int:
    """Everything in one run, so that ratios compare like with like."""
    options = _options()
    results: dict[str, Any] = {"conditions": _conditions(options)}
    if options.keep and (HERE / "results.json").is_file():
        results = json.loads((HERE / "results.json").read_text()) | results
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        workshop = prepare(Path(folder) / "workshop")
        results["conditions"]["real notebooks"] = workshop.real
        for part in options.only or PARTS:
            print(f"-- {part}", flush=True)
            results[part] = globals()[part](workshop, options)
            (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    write(results, HERE)
    print((HERE / "results.md").read_text())
    return 0


def collection(workshop: Workshop, options: argparse.Namespace) -> dict[str, Any]:
    """Every notebook on both days, then nothing to do, and what one run more costs on one worker."""
    jobs = workshop.collection()
    found = _compared(workshop, jobs, _alternating(jobs), jobs)
    return found | {ONE_MORE: _one_more(workshop, jobs)}


def hundred(workshop: Workshop, options: argparse.Namespace) -> dict[str, Any]:
    """One notebook on a hundred days, and what one run more costs on one worker."""
    count = 20 if options.quick else 100
    jobs, few = workshop.many(count), max(2, count // 10)
    found = _compared(workshop, jobs, _spread(jobs, options.loop_runs), _spread(jobs, few * 2))
    return found | {ONE_MORE: _one_more(workshop, _spread(jobs, few * 2))}


def _one_more(workshop: Workshop, jobs: list[Job]) -> dict[str, Any]:
    """What one run more costs, in turns with the floor: the machine is not equally fast all along."""
    turns, seconds, floor = max(1, len(jobs) // 5), 0.0, 0.0
    for turn in range(turns):
        ours, bare = others.one_more(workshop, jobs[turn::turns])
        print(f"   one more, turn {turn + 1}: {ours:.1f} s, the floor {bare:.1f} s", flush=True)
        seconds, floor = seconds + ours, floor + bare
    runs = len(jobs) - turns
    return {
        "seconds": seconds / runs,
        "floor_seconds": floor / runs,
        "runs": 1,
        "measured_on": runs,
    }


def growth(workshop: Workshop, options: argparse.Namespace) -> dict[str, Any]:
    """The stand-in 10, 100 and 500 times: does cost or memory grow with the number of runs?"""
    counts = (10, 50) if options.quick else (10, 100, 500)
    return {
        str(count): _shown(f"{count} runs", others.ours(workshop, workshop.stand_ins(count)))
        for count in counts
    }


def tables(workshop: Workshop, options: argparse.Namespace) -> dict[str, Any]:
    """The stand-in over a table of 1, 10 and 100 times the size, beside the floor."""
    import numpy as np
    import pandas as pd

    found = {}
    draw = np.random.default_rng(1)
    for factor in (1, 10) if options.quick else (1, 10, 100):
        rows = 16_000 * factor
        path = workshop.root / f"table_{factor}.csv"
        x = draw.normal(size=rows)
        frame = {"x": x, "g": draw.integers(0, 9, rows), "y": x * 2 + draw.normal(size=rows)}
        pd.DataFrame(frame).round(6).to_csv(path, index=False)
        jobs = workshop.stand_ins(6, table=str(path))
        found[str(factor)] = {
            OURS: _shown(f"table x{factor}", others.ours(workshop, jobs)),
            "floor": _shown(f"floor x{factor}", others.floor(workshop, jobs)),
        }
    return found


def _compared(
    workshop: Workshop, jobs: list[Job], looped: list[Job], bare: list[Job]
) -> dict[str, Any]:
    """Ours on all jobs; the others on the jobs ``looped``, in turns, so that all meet the same
    machine; the floor on the jobs ``bare``."""
    rounds = 2 if len(looped) > 1 else 1
    measured: dict[str, Measured] = {}
    found: dict[str, Any] = {}
    for turn in range(rounds):
        for contender in others.contenders():
            part = contender.run(workshop, looped[turn::rounds])
            before = measured.get(contender.name)
            measured[contender.name] = before + part if before else part
        if turn == 0:
            found[OURS] = _shown("chuhai run", others.ours(workshop, jobs))
            found[NOTHING] = _shown("nothing to do", others.nothing_to_do(workshop))
            floor = others.floor(workshop, bare).scaled(len(jobs))
            found["floor"] = _shown("floor", floor) | {"measured_on": len(bare)}
    for name, sampled in measured.items():
        found[name] = _shown(name, sampled.scaled(len(jobs))) | {"measured_on": sampled.runs}
    return found


def _alternating(jobs: list[Job]) -> list[Job]:
    """Each notebook once, on the two days in turn."""
    return [pair[number % 2] for number, pair in enumerate(zip(jobs[::2], jobs[1::2], strict=True))]


def _spread(jobs: list[Job], few: int) -> list[Job]:
    """``few`` of the jobs, evenly over all."""
    return jobs[:: max(1, len(jobs) // few)][:few]


def _shown(name: str, measured: Measured) -> dict[str, Any]:
    print(
        f"   {name:28} {measured.seconds:8.1f} s  {measured.cpu_seconds:8.1f} cpu s"
        f"  {measured.peak_mb:6.0f} MB  failed {measured.failed}",
        flush=True,
    )
    return asdict(measured)


def _conditions(options: argparse.Namespace) -> dict[str, Any]:
    from helpers.running.machine import available_cores

    packages = ("papermill", "nbconvert", "ipykernel", "pandas", "matplotlib")
    return {
        "cores": available_cores(),
        "load when started": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "system": platform.system(),
        "quick": options.quick,
        "not installed": ", ".join(others.absent()) or "none",
        **{name: others.version(name) for name in packages},
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the runs")
    parser.add_argument("--only", nargs="*", choices=PARTS, help="only these parts")
    parser.add_argument("--keep", action="store_true", help="keep other parts of the last results")
    parser.add_argument(
        "--loop-runs", type=int, default=4, help="runs on which a loop over 100 is measured"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
