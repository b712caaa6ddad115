"""What is executed: the notebooks of the project, or stand-ins until they are written."""

from __future__ import annotations

import csv
import datetime
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CLONE = Path(__file__).resolve().parents[1]
with (CLONE / "data" / "notebooks.csv").open(encoding="utf-8", newline="") as lines:
    COLLECTION = (*(row["notebook"] for row in csv.DictReader(lines)), "ledger")
DAYS = ("2024-10-03", "2026-11-28")
FIRST_DAY = datetime.date(2024, 10, 3)

STAND_IN = (
    "as_of = 'latest'  # reading day\nrows = 20000  # of the table\ntable = ''  # a file to read",
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n"
    "import seaborn as sns\nimport statsmodels.formula.api as smf",
    "draw = np.random.default_rng(1)\n"
    "frame = pd.DataFrame({'x': draw.normal(size=rows), 'g': draw.integers(0, 9, rows)})\n"
    "frame['y'] = frame.x * 2 + draw.normal(size=rows)\n"
    "if table:\n    frame = pd.read_csv(table)",
    "frame.groupby('g').agg(['mean', 'std'])",
    "smf.ols('y ~ x + C(g)', frame).fit(cov_type='HC1').params",
    "sns.lineplot(frame.groupby('g', as_index=False).y.mean(), x='g', y='y');",
    "sns.histplot(frame.head(20000), x='y');",
    "display({'application/vnd.chuhai.record+json': {'as_of': as_of}}, raw=True)",
)


@dataclass(frozen=True)
class Job:
    """One run as every contender gets it."""

    notebook: Path
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Workshop:
    """A project of its own beside the clone: same notebooks and data, its own outputs."""

    root: Path
    real: bool

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("CHUHAI")}
        return {
            **kept,
            "CHUHAI_DATA": str(CLONE / "data"),
            "CHUHAI_BUILD": str(self.root / "build"),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PLOOMBER_STATS_ENABLED": "false",  # it would report its use to its makers
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        }

    def collection(self) -> list[Job]:
        """Every notebook on both days; ledgers last."""
        paths = [self._path(name) for name in COLLECTION]
        return [Job(path, {"as_of": day}) for path in paths for day in DAYS]

    def _path(self, name: str) -> Path:
        return self.root / "notebooks" / f"{name if self.real else f'stand_in_{name}'}.ipynb"

    def many(self, count: int) -> list[Job]:
        """One notebook on ``count`` different days, as a robustness run: plans of hundreds are."""
        path = self._path("who_goes_where")
        days = [FIRST_DAY + datetime.timedelta(days=number) for number in range(count)]
        variant = {"variant": True} if self.real else {}
        return [Job(path, {"as_of": day.isoformat(), **variant}) for day in days]

    def stand_ins(self, count: int, **parameters: Any) -> list[Job]:
        """The stand-in, ``count`` times with different numbers of rows."""
        path = self.root / "notebooks" / "stand_in.ipynb"
        return [Job(path, {"rows": 20_000 + number, **parameters}) for number in range(count)]

    def plan(self, name: str, jobs: list[Job], **limits: float) -> None:
        runs = [{"notebook": job.notebook.stem, "parameters": job.parameters} for job in jobs]
        content = {"name": name, "runs": runs} | ({"limits": limits} if limits else {})
        (self.root / "plans" / f"{name}.yml").write_text(json.dumps(content))


def prepare(root: Path) -> Workshop:
    """A fresh workshop in ``root``, with stand-ins where notebooks are missing."""
    for folder in ("notebooks", "plans", "data"):
        (root / folder).mkdir(parents=True)
    shutil.copy(CLONE / "requirements.lock", root)
    real = all((CLONE / "notebooks" / f"{name}.ipynb").is_file() for name in COLLECTION)
    for name in COLLECTION:
        target = root / "notebooks" / f"{name}.ipynb"
        if real:
            shutil.copy(CLONE / "notebooks" / f"{name}.ipynb", target)
        else:
            target = root / "notebooks" / f"stand_in_{name}.ipynb"
            target.write_text(notebook(STAND_IN))
    (root / "notebooks" / "stand_in.ipynb").write_text(notebook(STAND_IN))
    return Workshop(root, real)


def notebook(sources: tuple[str, ...]) -> str:
    """A notebook of code cells, the first tagged ``parameters``."""
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {"tags": ["parameters"]} if number == 0 else {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}
    )
