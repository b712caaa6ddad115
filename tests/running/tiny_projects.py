"""Projects of a few cells, in a folder of their own, run by the real command."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from xml.etree import ElementTree

import psutil

from helpers.running.fingerprint import Inputs
from helpers.running.project import Project

RECORD = "application/vnd.chuhai.record+json"
DATAPACKAGE = {
    "name": "tiny",
    "resources": [],
    "chuhai": {
        "article_day": "2024-10-03",
        "compiled": "2026-11-23",
        "first_reading_day": "2024-10-03",
        "earliest_date": "1980-01-01",
    },
}
PARAMETERS = "as_of = 'latest'  # reading day\nseed = 1  # of the draw"
SHOW = f"display({{'{RECORD}': {{'seed': seed, 'as_of': as_of}}}}, raw=True)"


class TinyProject:
    """``notebooks/``, ``plans/`` and ``data/`` in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mark = uuid.uuid4().hex
        for folder in ("notebooks", "plans", "data/identity"):
            (root / folder).mkdir(parents=True)
        (root / "data" / "datapackage.json").write_text(json.dumps(DATAPACKAGE))
        (root / "requirements.lock").write_text("")
        (root / "build" / ".cache").mkdir(parents=True)
        (root / "build" / ".cache" / "hashes.json").write_text(_known_hashes())

    def notebook(self, name: str, *cells: str, parameters: str = PARAMETERS) -> Path:
        """A notebook whose first cell is the tagged one; a text starting with # % is Markdown."""
        sources = [parameters, *cells]
        content = {
            "cells": [_cell(number, source) for number, source in enumerate(sources)],
            "metadata": {
                "kernelspec": {
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                    "name": "python3",
                }
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path = self.root / "notebooks" / f"{name}.ipynb"
        path.write_text(json.dumps(content))
        return path

    def plan(self, name: str, *notebooks: str, **more: object) -> Path:
        content = {"name": name, "runs": [{"notebook": stem} for stem in notebooks], **more}
        path = self.root / "plans" / f"{name}.yml"
        path.write_text(json.dumps(content))  # JSON is YAML
        return path

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("CHUHAI")},
            "CHUHAI_DATA": str(self.root / "data"),
            "CHUHAI_PRELOAD": "",
            "CHUHAI_MARK": self.mark,
            "COLUMNS": "100",
        }

    def start(self, *arguments: str, **keywords: object) -> subprocess.Popen:
        settings = {
            "cwd": self.root,
            "env": self.environment,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
            **keywords,
        }
        return subprocess.Popen([sys.executable, "-m", "helpers.cli", *arguments], **settings)

    def run(self, *arguments: str, **keywords: object) -> subprocess.CompletedProcess:
        """One worker unless the arguments say otherwise: each costs a second of imports."""
        if not {"--jobs", "--scheduler"} & set(arguments):
            arguments = (*arguments, "--jobs", "1")
        process = self.start("run", *arguments, **keywords)
        out, err = process.communicate(timeout=180)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def outputs(self) -> dict[str, bytes]:
        """Everything below ``build/runs``, and nothing half-written among it."""
        folder = self.root / "build" / "runs"
        found = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        assert not [name for name in found if name.endswith(".part")]
        for name, content in found.items():
            json.loads(content), name
        return found

    def cases(self) -> dict[str, str]:
        """The JUnit report: test case -> passed, failure or skipped."""
        tree = ElementTree.parse(self.root / "build" / "report.xml")
        found = {}
        for case in tree.iter("testcase"):
            kinds = [part.tag for part in case if part.tag in ("failure", "skipped")]
            found[case.get("name").split(" ")[0]] = kinds[0] if kinds else "passed"
        return found

    def processes(self) -> list[psutil.Process]:
        """Processes that this project has started and that still live."""
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get("CHUHAI_MARK") == self.mark
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kernels(self) -> list[psutil.Process]:
        """Forked kernels: processes whose parent is a forge."""
        found = []
        for process in self.processes():
            try:
                parent = process.parent()
                if parent and _is_forge(parent) and _is_forge(process):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def cold_kernels(self) -> list[psutil.Process]:
        """Ordinary kernels, each an interpreter of its own."""
        return [p for p in self.processes() if "ipykernel_launcher" in _arguments(p)]

    def forges(self) -> list[psutil.Process]:
        kernels = {process.pid for process in self.kernels()}
        return [p for p in self.processes() if _is_forge(p) and p.pid not in kernels]

    def workers(self) -> list[psutil.Process]:
        return [p for p in self.processes() if any("spawn_main" in part for part in _arguments(p))]

    def named(self, name: str) -> list[psutil.Process]:
        return [p for p in self.processes() if _arguments(p)[:1] == [name]]

    def wait_until_gone(self, seconds: float = 10) -> list[psutil.Process]:
        """What is left of the project's processes after a while; none when all is well."""
        wait_for(lambda: not self.processes(), seconds)
        return self.processes()


@functools.cache
def _known_hashes() -> str:
    """What a first run would have remembered of the package: parsing it costs each a second."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = Inputs(Project(Path(folder)))
        inputs.hashes.cache = Path(folder) / "hashes.json"
        assert inputs.helper_files
        inputs.save()
        return inputs.hashes.cache.read_text()


def wait_for(condition: object, seconds: float = 60) -> object:
    """The first true value of ``condition()``, or the last one when time is up."""
    deadline = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return value


def _is_forge(process: psutil.Process) -> bool:
    return "helpers.running.forge" in _arguments(process)


def _arguments(process: psutil.Process) -> list[str]:
    """Its command line; none when it has ended meanwhile."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _cell(number: int, source: str) -> dict:
    if source.startswith("# %"):
        return {"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": source[3:]}
    return {
        "cell_type": "code",
        "id": f"c{number}",
        "metadata": {"tags": ["parameters"]} if number == 0 else {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
