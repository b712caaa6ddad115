"""What the pages are made from: records of the runs, ledger, robustness, and the tables as text."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from helpers.errors import PublishingError

READINGS = ("published", "today")


@dataclass
class Table:
    """A declared table; its cells as the text that stands in the file."""

    declaration: dict[str, Any]
    path: Path

    @property
    def name(self) -> str:
        return self.declaration["name"]

    @property
    def fields(self) -> list[dict[str, Any]]:
        return self.declaration["schema"]["fields"]

    @property
    def own(self) -> dict[str, Any]:
        """The keys that this project adds to the declaration."""
        return self.declaration.get("chuhai", {})

    @cached_property
    def cells(self) -> list[list[str]]:
        """All lines with the header first: line number n of the file is ``cells[n - 1]``."""
        with self.path.open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))

    @property
    def columns(self) -> list[str]:
        return self.cells[0]

    def rows(self) -> Iterator[dict[str, str]]:
        head = self.cells[0]
        for line in self.cells[1:]:
            yield dict(zip(head, line, strict=False))

    def column(self, name: str) -> list[str]:
        place = self.columns.index(name)
        return [line[place] for line in self.cells[1:]]


@dataclass
class Inputs:
    """Everything that publishing reads."""

    root: Path
    build: Path
    package: dict[str, Any]
    tables: dict[str, Table]
    records: dict[tuple[str, str], dict[str, Any]]
    ledger: dict[str, Any]
    robustness: dict[str, Any]
    previous: dict[str, Any] | None = None
    state: dict[str, Any] = field(default_factory=dict)

    def table_rows(self, name: str) -> list[dict[str, str]]:
        """Rows of a table as text; none if the table is not declared."""
        table = self.tables.get(name)
        return list(table.rows()) if table else []

    def notebook(self, plan: str, name: str) -> Path:
        return self.build / "runs" / plan / f"{name}.ipynb"


def read_inputs(build: Path, root: Path, notebooks: tuple[str, ...]) -> Inputs:
    """Read all of it; a missing or broken file ends in one clear error."""
    package = read_json(root / "data" / "datapackage.json")
    tables = {
        item["name"]: Table(item, root / "data" / item["path"])
        for item in package["resources"]
        if item["path"].endswith(".csv")
    }
    records = {}
    for plan in READINGS:
        for name in notebooks:
            path = build / "runs" / plan / f"{name}.json"
            if path.is_file():
                records[plan, name] = read_json(path)
    if not records:
        raise PublishingError(
            "there is no record of any run", where=str(build / "runs"),
            mend="run `chuhai run` first; it leaves the records and then makes the site",
        )
    previous = build / "previous" / "ledger.json"
    return Inputs(
        root=root,
        build=build,
        package=package,
        tables=tables,
        records=records,
        ledger=read_json(build / "ledger.json"),
        robustness=read_json(build / "robustness.json") if (build / "robustness.json").is_file() else {},
        previous=read_json(previous) if previous.is_file() else None,
        state=_states(build),
    )


def _states(build: Path) -> dict[str, dict[str, Any]]:
    """What the runner left about each run: seconds, state, fingerprint, day of execution."""
    found = {}
    for plan in READINGS:
        for path in sorted((build / "state" / plan).glob("*.json")):
            plain = read_json(path)
            day = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date().isoformat()
            prints = json.dumps(plain.get("fingerprint", {}), sort_keys=True).encode()
            found[f"{plan}/{path.stem}"] = {
                "state": {"done": "finished"}.get(plain["status"], plain["status"]), "seconds": plain.get("seconds"),
                "executed": day, "fingerprint": hashlib.sha256(prints).hexdigest()[:12], "cause": plain.get("cause", ""),
            }
    return found


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file, or a :class:`PublishingError` that says what to run."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise PublishingError("is missing", where=str(path), mend="run `chuhai run` first") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise PublishingError(
            f"is not valid JSON ({error})", where=str(path), mend="delete the file and run `chuhai run` again"
        ) from error
