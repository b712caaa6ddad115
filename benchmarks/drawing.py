"""The results at a glance: who takes how long, and what grows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.names import LOOP, NOTHING, ONE_MORE, OURS

_OURS, _OTHERS, _FLOOR = "#b3541e", "#b9bec5", "#57606a"


def draw(results: dict[str, Any], path: Path) -> None:
    """Four panels as SVG: the collection, many runs, growth with runs, growth with tables."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "benchmarks", "font.size": 9})
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(2, 2, figsize=(10, 6.4))
    kinds = (
        (_bars, "collection", "The collection"),
        (_bars, "hundred", "One notebook, many days"),
        (_growth, "growth", "Growth with the number of runs"),
        (_tables, "tables", "Growth with the size of a table"),
    )
    for panel, (kind, part, title) in zip(panels.flat, kinds, strict=True):
        panel.spines[["top", "right"]].set_visible(False)
        if part in results:
            kind(panel, results[part])
            panel.set_title(title, loc="left", fontweight="bold")
        else:
            panel.set_axis_off()
    figure.tight_layout(h_pad=2)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _bars(panel: Any, found: dict[str, Any]) -> None:
    """Seconds per run of everyone, and how many times faster than the loop."""
    rows = {name: row for name, row in found.items() if name not in (NOTHING, ONE_MORE)}
    names = sorted(rows, key=lambda name: rows[name]["seconds"])
    loop = rows[LOOP]["seconds"]
    shades = {OURS: _OURS, "floor": _FLOOR}
    per_run = [rows[name]["seconds"] / rows[name]["runs"] for name in names]
    bars = panel.barh(names, per_run, color=[shades.get(name, _OTHERS) for name in names])
    told = [
        f"{seconds:.1f} s"
        + (f", {loop / rows[name]['seconds']:.1f} times faster" if name == OURS else "")
        for name, seconds in zip(names, per_run, strict=True)
    ]
    panel.bar_label(bars, told, padding=3)
    panel.set_xlabel(f"seconds per run (wall time, {found[OURS]['runs']} runs)")
    panel.margins(x=0.2)


def _growth(panel: Any, found: dict[str, Any]) -> None:
    """Computing per run and peak memory, by number of runs."""
    counts = [int(count) for count in found]
    cost = [row["cpu_seconds"] / row["runs"] for row in found.values()]
    panel.plot(counts, cost, "o-", color=_OURS)
    panel.set(xscale="log", ylim=(0, max(cost) * 1.3), xlabel="runs", ylabel="CPU seconds per run")
    panel.set_xticks(counts, [f"{count:,}" for count in counts], minor=False)
    panel.minorticks_off()
    memory = panel.twinx()
    peaks = [row["peak_mb"] for row in found.values()]
    memory.plot(counts, peaks, "s--", color=_FLOOR)
    memory.set_ylim(0, max(peaks) * 1.5)
    memory.set_ylabel("peak memory, MB (dashed)", color=_FLOOR)
    memory.spines["top"].set_visible(False)


def _tables(panel: Any, found: dict[str, Any]) -> None:
    """Computing for six runs, ours and bare, by size of the table."""
    factors = [int(factor) for factor in found]
    for name, shade in ((OURS, _OURS), ("floor", _FLOOR)):
        panel.plot(
            factors,
            [row[name]["cpu_seconds"] for row in found.values()],
            "o-",
            color=shade,
            label=name,
        )
    panel.set(xscale="log", yscale="log", xlabel="times 16,000 rows", ylabel="CPU seconds, 6 runs")
    panel.set_xticks(factors, [str(factor) for factor in factors], minor=False)
    seconds = (3, 10, 30, 100)
    panel.set_yticks(seconds, [str(second) for second in seconds], minor=False)
    panel.minorticks_off()
    panel.legend(frameon=False)
