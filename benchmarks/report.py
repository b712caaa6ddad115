"""The results as a table to read and a figure to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.drawing import draw
from benchmarks.names import LOOP, NOTHING, ONE_MORE, OURS


def write(results: dict[str, Any], folder: Path) -> None:
    """``results.md`` and, where there is something to draw, ``results.svg``."""
    parts = [_head(results["conditions"])]
    if "collection" in results:
        parts.append(_comparison("The collection", results["collection"]))
    if "hundred" in results:
        parts.append(_comparison("One notebook, many days", results["hundred"]))
    if "growth" in results:
        parts.append(_growth(results["growth"]))
    if "tables" in results:
        parts.append(_tables(results["tables"]))
    parts.append(_reached(results))
    parts.append("![Seconds per run, and growth with runs and tables](results.svg)\n")
    (folder / "results.md").write_text("\n".join(parts))
    draw(results, folder / "results.svg")


def _head(conditions: dict[str, Any]) -> str:
    listed = ", ".join(f"{name} {value}" for name, value in conditions.items())
    return (
        "# Benchmarks\n\nWritten by `python -m benchmarks`. Seconds are wall time of whole commands, "
        "CPU seconds what all their processes computed (less sensitive to other work on the "
        "machine), memory the peak of the process tree with shared pages counted once. Ratios "
        f"are against a loop of the `papermill` command, in the same run.\n\nConditions: {listed}.\n"
    )


def _comparison(title: str, found: dict[str, Any]) -> str:
    base = found[LOOP]
    lines = [
        f"## {title}\n",
        "| | runs | s | CPU s | s per run | times faster | in CPU | peak MB |",
    ]
    lines.append("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name, row in found.items():
        if name == ONE_MORE:
            continue
        label = name
        if row.get("measured_on", row["runs"]) < row["runs"]:
            label += f" (measured on {row['measured_on']} runs, scaled)"
        if row["failed"]:
            label += f" ({row['failed']} failed)"
        lines.append(
            f"| {label} | {row['runs']} | {row['seconds']:.1f} | {row['cpu_seconds']:.1f} "
            f"| {row['seconds'] / row['runs']:.2f} "
            f"| {base['seconds'] / row['seconds']:.1f} "
            f"| {base['cpu_seconds'] / row['cpu_seconds']:.1f} | {row['peak_mb']:.0f} |"
        )
    if more := found.get(ONE_MORE):
        lines.append(
            f"\nOne more run on one worker: {more['seconds']:.2f} s, at the floor "
            f"{more['floor_seconds']:.2f} s, both in turns, over {more['measured_on']} runs."
        )
    return "\n".join(lines) + "\n"


def _growth(found: dict[str, Any]) -> str:
    lines = [
        "## Growth with the number of runs\n",
        "| runs | s | s per run | CPU s per run | peak MB |",
    ]
    lines.append("|--:|--:|--:|--:|--:|")
    for count, row in found.items():
        lines.append(
            f"| {count} | {row['seconds']:.1f} | {row['seconds'] / row['runs']:.2f} "
            f"| {row['cpu_seconds'] / row['runs']:.2f} | {row['peak_mb']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _tables(found: dict[str, Any]) -> str:
    lines = ["## Growth with the size of a table (16,000 rows and multiples, 6 runs)\n"]
    lines += ["| times | s | CPU s | CPU s of the floor | peak MB |", "|--:|--:|--:|--:|--:|"]
    for factor, row in found.items():
        ours, floor = row[OURS], row["floor"]
        lines.append(
            f"| {factor} | {ours['seconds']:.1f} | {ours['cpu_seconds']:.1f} "
            f"| {floor['cpu_seconds']:.1f} | {ours['peak_mb']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _reached(results: dict[str, Any]) -> str:
    rows = []
    if "collection" in results:
        found = results["collection"]
        rows.append(("the collection, times faster", 5, _ratio(found, OURS), "at least"))
        rows.append(("one more of its runs / floor", 1.25, _more(found), "at most"))
        rows.append(("nothing to do, seconds", 0.5, found[NOTHING]["seconds"], "at most"))
    if "hundred" in results:
        found = results["hundred"]
        rows.append(("100 runs, times faster", 12, _ratio(found, OURS), "at least"))
        rows.append(("one more of the 100 / floor", 1.25, _more(found), "at most"))
    if "growth" in results:
        peaks = [row["peak_mb"] for row in results["growth"].values()]
        rows.append(("memory, most runs / fewest", 1.1, peaks[-1] / peaks[0], "at most"))
    lines = ["## To reach\n", "| | goal | measured | reached |", "|---|--:|--:|---|"]
    for name, goal, value, kind in rows:
        good = value >= goal if kind == "at least" else value <= goal
        lines.append(f"| {name} | {kind} {goal} | {value:.2f} | {'yes' if good else 'no'} |")
    return "\n".join(lines) + "\n"


def _ratio(found: dict[str, Any], name: str) -> float:
    return found[LOOP]["seconds"] / found[name]["seconds"]


def _more(found: dict[str, Any]) -> float:
    return found[ONE_MORE]["seconds"] / found[ONE_MORE]["floor_seconds"]
