"""The real declaration and identities, with every other table empty; and a local upstream."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from replaying import Upstream

from helpers.refreshing.web import Web

KEPT = ("identity/",)


class Desk:
    """A dataset to refresh: add held rows with ``hold``, look at tables with ``rows``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        plain = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        self.tables = {one["name"]: one for one in plain["resources"]}

    def columns(self, name: str) -> list[str]:
        return [field["name"] for field in self.tables[name]["schema"]["fields"]]

    def hold(self, name: str, *rows: dict[str, str]) -> None:
        with (self.folder / self.tables[name]["path"]).open("a", newline="") as file:
            writer = csv.DictWriter(file, self.columns(name), restval="", lineterminator="\n")
            writer.writerows(rows)

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / self.tables[name]["path"]).open(newline="") as file:
            return list(csv.DictReader(file))

    def state(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }

    def neighbours(self) -> list[str]:
        """What lies beside the dataset: a staging folder must not stay."""
        return sorted(path.name for path in self.folder.parent.iterdir())


@pytest.fixture
def desk(tmp_path: Path, root: Path) -> Desk:
    real, folder = root / "data", tmp_path / "project" / "data"
    folder.mkdir(parents=True)
    shutil.copy(real / "datapackage.json", folder)
    made = Desk(folder)
    for name, table in made.tables.items():
        path = folder / table["path"]
        path.parent.mkdir(exist_ok=True)
        if table["path"].startswith(KEPT) or name in ("sources", "notebooks"):
            shutil.copy(real / table["path"], path)
        else:
            path.write_text(",".join(made.columns(name)) + "\n", encoding="utf-8")
    return made


@pytest.fixture
def upstream():
    server = Upstream()
    yield server
    server.close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def web(waits: list[float]) -> Web:
    """Asks like the real one, and notes how long it would have waited between tries."""
    return Web(timeout=0.5, deadline=5, sleep=waits.append)
