"""``make scale``: the table of models at the size of the whole Hub, and the notebook that reads it.

Makes SYNTHETIC rows (no value of them is a fact) in a copy of the dataset in a temporary
folder, and writes time and peak memory to ``scale.json`` and ``scale.md``.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measuring import measure
from helpers import dataset
from helpers.dataset import twins
from helpers.dataset.declaration import read

HERE = Path(__file__).parent
ROOT = HERE.parent
TABLE, NOTEBOOK = "hub_models", "open_source_visibility"
SOURCE = "synthetic-hub"
SNAPSHOT = pd.Timestamp("2026-11-01")
PART = 250_000
GOAL_MB = 2048
CODED, LIKED, CODE = 0.01, 0.08, 0.02


@dataclass
class Place:
    """Where commands are measured; what ``benchmarks.measuring`` asks of a workshop."""

    root: Path
    data: Path
    environment: dict[str, str] = field(default_factory=dict)


def main() -> int:
    """Measure and write; 1 when the notebook needs more than the goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000, help="synthetic rows")
    parser.add_argument("--to", type=Path, default=HERE, help="folder for the two files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        results = measured(Path(folder), options.rows)
    (options.to / "scale.json").write_text(json.dumps(results, indent=1) + "\n")
    text = told(results)
    (options.to / "scale.md").write_text(text)
    print(text)
    return 0 if reached(results) else 1


def measured(folder: Path, rows: int) -> dict[str, Any]:
    """Every number of the report, from one run."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data)
    add_source(data)
    place = Place(folder, data)
    results: dict[str, Any] = {"rows": rows, "conditions": conditions()}
    results["notebook"] = {"CSV": notebook(place, folder / "csv")}
    started = time.perf_counter()
    declaration = read(data)
    table = declaration.table(TABLE)
    held = dataset.open(folder=data).table(TABLE)
    twins.write(declaration, table, parts(held, rows), data / table.twin)
    results["made in seconds"] = time.perf_counter() - started
    results["megabytes on disk"] = (data / table.twin).stat().st_size / 2**20
    results["read"] = {name: alone(place, code) for name, code in READS.items()}
    results["notebook"]["twin"] = notebook(place, folder / "twin")
    return results


def add_source(data: Path) -> None:
    """The copy says where its rows come from: nowhere."""
    path = data / "sources.csv"
    with path.open(newline="") as file:
        header = next(csv.reader(file))
    row = {
        "source_id": SOURCE, "title": "SYNTHETIC rows made by benchmarks/scale.py, no facts",
        "publisher": "none", "url": "https://example.org", "published": f"{SNAPSHOT:%Y-%m-%d}",
        "published_precision": "day", "retrieved": f"{SNAPSHOT:%Y-%m-%d}", "kind": "dataset",
        "licence": "unknown", "redistribution": "unknown", "commercial_use": "unknown",
        "article_or_copy": "false",
    }  # fmt: skip
    with path.open("a", newline="") as file:
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerow(row)


def parts(held: pd.DataFrame, rows: int) -> Iterator[pd.DataFrame]:
    """The rows of the CSV, then synthetic ones a part at a time."""
    yield held
    makers = held.dropna(subset=["firm", "country"])
    makers = makers[["org", "firm", "country"]].drop_duplicates("org").reset_index(drop=True)
    draw = np.random.default_rng(1)
    for start in range(0, rows, PART):
        yield synthetic(np.arange(start, min(start + PART, rows)), makers, draw, held.dtypes)


def synthetic(
    numbers: np.ndarray, makers: pd.DataFrame, draw: np.random.Generator, types: pd.Series
) -> pd.DataFrame:
    """Rows as the Hub could have them: one in a hundred of a coded maker, few liked."""
    count = len(numbers)
    maker = makers.loc[draw.integers(0, len(makers), count)].reset_index(drop=True)
    coded = draw.random(count) < CODED
    org = maker["org"].where(
        coded, pd.Series(draw.integers(0, 400_000, count)).map("user-{}".format)
    )
    size = draw.choice([0.5, 1.5, 3, 7, 14, 32, 70], count)
    kind = np.where(draw.random(count) < CODE, "-deepseek-coder", "-model")
    liked = draw.random(count) < np.where(coded, 0.6, LIKED)
    likes = np.where(liked, np.minimum(draw.zipf(1.8, count), 20_000), 0)
    names = [
        f"{one}/synthetic{word}-{number}-{billions:g}b"
        for one, word, number, billions in zip(org, kind, numbers, size, strict=True)
    ]
    built = pd.Series(draw.choice(["Qwen", "Llama", None], count, p=[0.1, 0.1, 0.8]))
    frame = pd.DataFrame(
        {
            "model_id": names, "org": org, "firm": maker["firm"].where(coded),
            "country": maker["country"].where(coded), "base_family": built, "base_country": built.map({"Qwen": "CN", "Llama": "US"}),
            "base_model": None,
            "created_date": SNAPSHOT - pd.to_timedelta(draw.integers(1, 1600, count), unit="D"),
            "license": draw.choice(["apache-2.0", "mit", "other"], count),
            "task": draw.choice(["text-generation", "text-to-image", "fill-mask"], count),
            "params_b": size, "params_source_id": None, "snapshot_date": SNAPSHOT,
            "downloads_30d": draw.zipf(1.5, count).clip(max=50_000_000), "likes": likes,
            "sampling": "whole_hub", "source_id": SOURCE, "known_on": SNAPSHOT,
        }
    )  # fmt: skip
    return frame.astype({name: kind for name, kind in types.items() if name != "sampling"})


def notebook(place: Place, build: Path) -> dict[str, Any]:
    """The notebook run as it stands, headless, over the data of ``place``."""
    place.environment = environment(place, CHUHAI_BUILD=str(build))
    command = [sys.executable, "-m", "helpers.cli", "run", NOTEBOOK, "--quiet"]
    found = asdict(measure([command], place, 1))
    records = [] if found["failed"] else list(build.glob(f"runs/*/{NOTEBOOK}.json"))
    verdicts = json.loads(records[0].read_text())["verdicts"] if records else []
    return found | {"verdicts": {one["claim_id"]: one["label"] for one in verdicts}}


READS = {
    "no row, nothing but the imports": "pass",
    "two columns of the models of coded makers": (
        "table('hub_models', columns=['likes', 'country'], where=[('firm', 'known', True)])"
    ),
    "what the notebook asks for": "table('hub_models', **attention.HUB)",
    "two columns, every row": "table('hub_models', columns=['likes', 'downloads_30d'])",
}


def alone(place: Place, code: str) -> dict[str, Any]:
    """One reading in a process of its own."""
    place.environment = environment(place)
    head = (
        "from helpers import dataset; from helpers.methods import attention; d = dataset.open(); "
    )
    call = code if code == "pass" else f"d.{code}"
    return asdict(measure([[sys.executable, "-c", head + call]], place, 1))


def environment(place: Place, **more: str) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return os.environ | {"CHUHAI_DATA": str(place.data), "PYTHONPATH": path} | more


def conditions() -> dict[str, Any]:
    import pyarrow

    return {
        "cores": os.cpu_count(), "load when started": round(os.getloadavg()[0], 1),
        "python": platform.python_version(), "pandas": pd.__version__,
        "pyarrow": pyarrow.__version__,
    }  # fmt: skip


def reached(results: dict[str, Any]) -> bool:
    found = results["notebook"]["twin"]
    return not found["failed"] and found["peak_mb"] <= GOAL_MB


def told(results: dict[str, Any]) -> str:
    """The results to read."""
    listed = ", ".join(f"{name} {value}" for name, value in results["conditions"].items())
    csv_run, twin_run = results["notebook"]["CSV"], results["notebook"]["twin"]
    lines = [
        "# The whole Hub\n",
        "Written by `make scale`. The table of models as a Parquet twin of "
        f"{results['rows']:,} SYNTHETIC rows beside those of the CSV (no value of them is a fact; "
        "made in a copy of the dataset, never kept), read by column and filter. Memory is the peak "
        "of the process tree, shared pages counted once.\n",
        f"Conditions: {listed}.\n",
        f"Made in {results['made in seconds']:.0f} s; {results['megabytes on disk']:.0f} MB on disk.\n",
        "| reading, in a process of its own | s | peak MB |\n|---|--:|--:|",
    ]
    lines += [
        f"| {name} | {row['seconds']:.1f} | {row['peak_mb']:.0f} |"
        for name, row in results["read"].items()
    ]
    lines += [
        f"\n| `chuhai run {NOTEBOOK}`, the same notebook | s | CPU s | peak MB |\n|---|--:|--:|--:|"
    ]
    lines += [
        f"| over the {name} | {row['seconds']:.1f} | {row['cpu_seconds']:.1f} | {row['peak_mb']:.0f} |"
        for name, row in (("CSV", csv_run), ("twin", twin_run))
    ]
    word = "yes" if reached(results) else "NO"
    lines.append(f"\nWithin {GOAL_MB:,} MB: {word} ({twin_run['peak_mb']:,.0f} MB).\n")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
