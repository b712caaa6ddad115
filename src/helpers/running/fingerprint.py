"""What a run depends on, part by part, so that an unchanged run is skipped and a stale one
can say why.

Parts: the code of the notebook (comments and layout do not count), its text (not in
robustness runs, which no reader sees), its parameters, the sources of the rooms that
notebooks use, the tables, the environment; for a run that shows robustness the shares of
the other runs; for the ledger the records it gathers.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import helpers
from helpers.running.hashing import FileHashes, digest_bytes, digest_map
from helpers.running.plans import Run, digest
from helpers.running.project import Project

ROOMS = ("dataset", "methods", "claims", "display", "running/parameters")
LOCK = "requirements.lock"
LATEST = "latest"


class Inputs:
    """Everything that runs of a project depend on, hashed at most once per file change."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.hashes = FileHashes(project.build / ".cache" / "hashes.json")

    def of(self, run: Run) -> dict[str, str]:
        """The fingerprint of a run: one hash per part."""
        parts = {
            "code": self.hashes.of(run.path, _code, "code"),
            "parameters": digest_bytes(digest(self._resolved(run)).encode()),
            "helpers": digest_map(self.helper_files),
            "tables": digest_map(self.table_files),
            "environment": self._environment,
        }
        if not run.is_variant:
            parts["text"] = self.hashes.of(run.path, _text, "text")
            parts["robustness"] = self.raw(self.project.build / "robustness.json")
        if run.is_ledger:
            parts["records"] = digest_map(self.records())
        return parts

    def details(self) -> dict[str, dict[str, str]]:
        """The files behind the parts that stand for many, for ``chuhai status``."""
        return {"helpers": self.helper_files, "tables": self.table_files}

    def records(self) -> dict[str, str]:
        """The records of the theme notebooks that a ledger gathers."""
        found = sorted(self.project.runs.glob("[!.]*/*.json"))
        return {
            self.project.shown(path): self.raw(path)
            for path in found
            if path.stem != "ledger" and path.parent.name in ("published", "today")
        }

    def raw(self, path: Path) -> str:
        """The hash of any file as it is."""
        return self.hashes.of(path, _as_is, "raw")

    def save(self) -> None:
        self.hashes.save()

    @cached_property
    def helper_files(self) -> dict[str, str]:
        package = Path(helpers.__file__).parent
        found: list[Path] = [package / "__init__.py", package / "errors.py"]
        for room in ROOMS:
            found += [path for path in (package / room).rglob("*") if path.is_file()]
        return {
            f"helpers/{path.relative_to(package).as_posix()}": self._source(path)
            for path in sorted(found)
            if "__pycache__" not in path.parts and path.suffix != ".pyc"
        }

    @cached_property
    def table_files(self) -> dict[str, str]:
        folder = self.project.data
        found = [folder / "datapackage.json", *folder.rglob("*.csv")]
        return self._raw(sorted(found), folder)

    @cached_property
    def _environment(self) -> str:
        lock = self.raw(self.project.root / LOCK)
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        return digest_bytes(f"{lock} {python} {sys.platform}".encode())

    @cached_property
    def _last_day(self) -> str:
        try:
            plain = json.loads((self.project.data / "datapackage.json").read_text("utf-8"))
            return plain["chuhai"]["compiled"]
        except (OSError, ValueError, KeyError, TypeError):
            return LATEST

    def _resolved(self, run: Run) -> dict[str, Any]:
        resolved = dict(run.parameters)
        if resolved.get("as_of") == LATEST:
            resolved["as_of"] = self._last_day
        return resolved

    def _source(self, path: Path) -> str:
        reading, kind = (_python, "python") if path.suffix == ".py" else (_as_is, "raw")
        return self.hashes.of(path, reading, kind)

    def _raw(self, paths: Iterable[Path], folder: Path) -> dict[str, str]:
        return {f"data/{path.relative_to(folder).as_posix()}": self.raw(path) for path in paths}


def difference(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """The names of the parts that differ."""
    return [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]


def _as_is(content: bytes) -> bytes:
    return content


def _python(content: bytes) -> bytes:
    return _without_layout(content.decode("utf-8", "replace")).encode()


def _without_layout(source: str) -> str:
    """The syntax tree as text: comments, blank lines and line breaks do not count."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError):
        # A cell with a magic command, or a file being edited: only trailing blanks go.
        return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


def _code(content: bytes) -> bytes:
    cells = _cells(content)
    return "\0".join(
        _without_layout(_source(cell)) for cell in cells if cell.get("cell_type") == "code"
    ).encode()


def _text(content: bytes) -> bytes:
    parts = []
    for cell in _cells(content):
        source = "" if cell.get("cell_type") == "code" else _source(cell).strip()
        parts.append([cell.get("cell_type"), source, cell.get("metadata", {})])
    return json.dumps(parts, sort_keys=True).encode()


def _cells(content: bytes) -> list[dict[str, Any]]:
    try:
        return list(json.loads(content)["cells"])
    except (ValueError, KeyError, TypeError):
        return [{"cell_type": "raw", "source": content.decode("utf-8", "replace")}]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
