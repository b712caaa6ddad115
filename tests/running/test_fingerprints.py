"""Fingerprints change with what a run depends on and with nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_projects import TinyProject

from helpers.running.fingerprint import Inputs, difference
from helpers.running.hashing import FileHashes
from helpers.running.plans import Run
from helpers.running.project import Project


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The hashes of the package: parsing it takes seconds, and no test here changes it."""
    return Inputs(Project(tmp_path_factory.mktemp("sources"))).helper_files


@pytest.fixture
def run(project: TinyProject, monkeypatch: pytest.MonkeyPatch, sources: dict[str, str]) -> Run:
    monkeypatch.setattr(Inputs, "helper_files", sources)
    monkeypatch.setenv("CHUHAI_DATA", str(project.root / "data"))
    path = project.notebook("a", "x = 1", "# % Some text")
    return Run("p", "a", path, {"as_of": "latest"}, "p/a")


def changed(project: TinyProject, before: dict[str, str], run: Run) -> list[str]:
    return difference(before, Inputs(Project(project.root)).of(run))


def now(project: TinyProject, run: Run) -> dict[str, str]:
    return Inputs(Project(project.root)).of(run)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("x = 1", "x  =  1", []),
        ("x = 1", "# why\\n\\nx = 1  # that is it", []),
        ("x = 1", "(x) = 1", []),
        ("x = 1", "x = 2", ["code"]),
        ("x = 1", "x = 1\\n%time x", ["code"]),
        ("Some text", "Another text", ["text"]),
        ("as_of = 'latest'", "as_of = '2024-10-03'", ["code"]),
    ],
)
def test_edits_of_a_notebook(
    project: TinyProject, run: Run, old: str, new: str, expected: list[str]
) -> None:
    before = now(project, run)
    run.path.write_text(run.path.read_text().replace(old, new))
    assert changed(project, before, run) == expected


def test_a_robustness_run_has_no_reader_and_shows_no_other_run(
    project: TinyProject, run: Run
) -> None:
    variant = Run("m", "a", run.path, {"variant": True}, "m/a/1")
    before, shown = now(project, variant), now(project, run)
    run.path.write_text(run.path.read_text().replace("Some text", "Another"))
    (project.root / "build").mkdir(exist_ok=True)
    (project.root / "build" / "robustness.json").write_text("{}")
    assert changed(project, before, variant) == []
    assert changed(project, shown, run) == ["robustness", "text"]


def test_tables_lock_and_parameters(project: TinyProject, run: Run) -> None:
    before = now(project, run)
    (project.root / "data" / "README.md").write_text("read me")
    assert changed(project, before, run) == []
    (project.root / "data" / "t.csv").write_text("a\n1\n")
    assert changed(project, before, run) == ["tables"]
    before = now(project, run)
    (project.root / "requirements.lock").write_text("pandas==1")
    assert changed(project, before, run) == ["environment"]
    other = Run("p", "a", run.path, {"as_of": "2024-10-03"}, "p/a")
    assert "parameters" in changed(project, before, other)


def test_latest_is_the_last_day(project: TinyProject, run: Run) -> None:
    named = Run("p", "a", run.path, {"as_of": "2026-11-23"}, "p/a")
    assert now(project, run) == now(project, named)


def test_a_ledger_depends_on_the_records_it_gathers(project: TinyProject, run: Run) -> None:
    ledger = Run("today", "ledger", run.path, {}, "today/ledger")
    before = now(project, ledger)
    folder = project.root / "build" / "runs" / "today"
    folder.mkdir(parents=True)
    (folder / "ledger.json").write_text("{}")
    assert changed(project, before, ledger) == []
    (folder / "a.json").write_text("{}")
    assert changed(project, before, ledger) == ["records"]


def test_a_damaged_cache_costs_time_only(tmp_path: Path) -> None:
    file, cache = tmp_path / "f", tmp_path / "c" / "hashes.json"
    file.write_text("1")
    hashes = FileHashes(cache)
    first = hashes.of(file, lambda content: content, "raw")
    hashes.save()
    assert json.loads(cache.read_text())
    for damaged in ("{", "[1]"):
        cache.write_text(damaged)
        assert FileHashes(cache).of(file, lambda content: content, "raw") == first
    assert FileHashes(cache).of(tmp_path / "none", lambda content: content, "raw") == "absent"
