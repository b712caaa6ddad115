"""A release: the same bytes from the same inputs, whole, and of one piece with its data."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import time

import pytest

import helpers.dataset
from helpers.dataset.fingerprint import fingerprint
from helpers.errors import RefreshError
from helpers.refreshing.release import BUILT, PLAIN, SUMS, release
from helpers.running.project import Project


@pytest.fixture
def project(desk, monkeypatch) -> Project:
    """A made-up clone with every part of a release."""
    root = desk.folder.parent
    monkeypatch.setenv("CHUHAI_DATA", str(desk.folder))
    for name in PLAIN:
        (root / name).parent.mkdir(exist_ok=True)
        if "." in name or name in ("LICENSE", "Makefile"):
            (root / name).write_text(f"made up: {name}\n")
        else:
            (root / name).mkdir()
            (root / name / "one.txt").write_text("made up\n")
    for place in ("runs/published", "runs/today", "state/today"):
        (root / "build" / place).mkdir(parents=True)
        (root / "build" / place / "one.json").write_text("{}\n")
    for name in BUILT:
        (root / "build" / name).write_text("{}\n")
    print_ = {"fingerprint": fingerprint(folder=desk.folder)}
    ledger = {"readings": {"published": print_, "today": print_}}
    (root / "build" / "ledger.json").write_text(json.dumps(ledger))
    return Project(root)


def name_of(project: Project) -> str:
    """A release is named after the day its dataset was compiled."""
    return f"chuhai-0.1.0-{helpers.dataset.open(folder=project.root / 'data').last_day}"


def pages(staged: Project) -> None:
    """A made-up site that lists what there was to make it from."""
    found = sorted(path.relative_to(staged.build).as_posix() for path in staged.build.rglob("*"))
    (staged.build / "site").mkdir()
    (staged.build / "site" / "one.json").write_text(json.dumps(found))


def test_the_same_inputs_give_the_same_bytes(project, tmp_path, monkeypatch):
    first = release(project, pages)
    assert first.name == f"{name_of(project)}.tar.gz"
    before = first.read_bytes()
    elsewhere = tmp_path / "another" / "place"
    shutil.copytree(project.root, elsewhere)
    for path in sorted(elsewhere.rglob("*"), reverse=True):
        os.utime(path, (time.time() + 5000, time.time() + 9000))
        if path.is_file():
            path.chmod(0o600)
    (elsewhere / "data" / ".left-by-an-editor").write_text("x")
    (elsewhere / "src" / "__pycache__").mkdir()
    (elsewhere / "src" / "__pycache__" / "one.cpython-311.pyc").write_text("x")
    (elsewhere / "src" / "chuhai.egg-info").mkdir()
    (elsewhere / "src" / "chuhai.egg-info" / "PKG-INFO").write_text("x")
    monkeypatch.setenv("CHUHAI_DATA", str(elsewhere / "data"))
    assert release(Project(elsewhere), pages).read_bytes() == before


def test_every_file_is_listed_with_its_checksum(project):
    with tarfile.open(release(project, pages)) as archive:
        files = {entry.name: archive.extractfile(entry).read() for entry in archive}
        assert {(entry.uid, entry.uname, entry.mtime) for entry in archive} == {(0, "", 0)}
    top = f"{name_of(project)}/"
    lines = files.pop(top + SUMS).decode().splitlines()
    listed = {top + line.split("  ")[1]: line.split("  ")[0] for line in lines}
    assert listed == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    for part in ("data/sources.csv", "requirements.lock", "src/one.txt", "CITATION.txt",
                 "build/runs/today/one.json", "build/site/one.json", "build/ledger.json"):  # fmt: skip
        assert top + part in files
    assert "state" not in files[top + "build/site/one.json"].decode()
    assert fingerprint(folder=project.data) in files[top + "CITATION.txt"].decode()


@pytest.mark.parametrize("part", ["build/ledger.csv", "build/runs/today", "requirements.lock"])
def test_a_missing_part_is_named_and_no_archive_is_left(project, part):
    place = project.root / part
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    with pytest.raises(RefreshError, match=part):
        release(project, pages)
    assert not list(project.root.glob("build/releases/*"))


def test_runs_of_other_data_are_not_released(project):
    with (project.data / "sources.csv").open("a") as file:
        file.write("changed\n")
    with pytest.raises(RefreshError, match="were made from dataset"):
        release(project, pages)
