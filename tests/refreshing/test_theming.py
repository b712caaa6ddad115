"""A new theme is whole and runs, or nothing of it is written."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml

from helpers import dataset
from helpers.cli import main
from helpers.refreshing import whole
from helpers.refreshing.theming import CATALOGUE, PARAMETERS

NAME = "made_up_theme"
GIVEN = {
    "title": "Made up", "title-zh": "数据", "question": "Is any of this made up?",
    "table": "policy_events", "claims": "es-01,es-02",
}  # fmt: skip
FACT = {
    "date_precision": "day", "jurisdiction": "CN", "body": "Nobody", "kind": "draft",
    "stance": "neutral", "source_id": "aud-conv-837",
}  # fmt: skip


def arguments(name: str = NAME, **changed: str) -> list[str]:
    parts = GIVEN | {key.replace("_", "-"): value for key, value in changed.items()}
    return ["new", "notebook", name, *(word for key in parts for word in (f"--{key}", parts[key]))]


@pytest.fixture
def clone(desk, root, tmp_path, monkeypatch):
    """A small clone: three claims in one notebook, a table of made-up rows, plans of one run."""
    place = tmp_path / "project"
    for folder in ("notebooks", "plans"):
        (place / folder).mkdir()
    for plan in ("published", "today"):
        text = f"name: {plan}\ndefaults: {{as_of: latest}}\nruns:\n  - notebook: ledger\n"
        (place / "plans" / f"{plan}.yml").write_text(text)
    shutil.copy(root / "notebooks" / "ledger.ipynb", place / "notebooks")
    (place / CATALOGUE).parent.mkdir(parents=True)
    shutil.copy(root / CATALOGUE, place / CATALOGUE)
    (place / PARAMETERS).mkdir(parents=True)
    (place / "requirements.lock").write_text("")
    _hold_claims(desk, root)
    for year in (2021, 2023, 2024, 2025):
        desk.hold(
            "policy_events", {**FACT, "date": f"{year}-03-01", "title_short": f"Draft {year}"}
        )
    monkeypatch.setenv("CHUHAI_DATA", str(desk.folder))
    monkeypatch.chdir(place)
    assert dataset.check(desk.folder) == []
    return place


def _hold_claims(desk, root):
    """Two claims of documents and one of an estimate, all judged in one notebook."""
    for name in ("claims", "claim_tests"):
        with (root / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["claim_id"] in ("es-01", "es-02", "lo-01"):
                    desk.hold(name, row | {"notebook": "localization"})


def state(place) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_dry_run_names_the_files_and_writes_none(clone, capsys):
    before = state(clone)
    assert main([*arguments(), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert all(
        name in told for name in (f"notebooks/{NAME}.ipynb", "plans/today.yml", "claims.csv")
    )
    assert state(clone) == before


@pytest.mark.slow
def test_a_theme_is_whole_and_its_notebook_runs(clone, desk, root):
    kept = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "src", clone / "src", ignore=kept, dirs_exist_ok=True)
    assert main(arguments(claims="es-01,es-02")) == 0
    assert dataset.check(desk.folder) == []
    assert [row["notebook"] for row in desk.rows("notebooks")][-1] == NAME
    homes = {row["claim_id"]: row["notebook"] for row in desk.rows("claims")}
    assert homes == {"es-01": NAME, "es-02": NAME, "lo-01": "localization"}
    assert homes == {row["claim_id"]: row["notebook"] for row in desk.rows("claim_tests")}
    for plan in ("published", "today"):
        runs = yaml.safe_load((clone / "plans" / f"{plan}.yml").read_text())["runs"]
        assert [run["notebook"] for run in runs] == [NAME, "ledger"]
    assert 'msgid "Made up"\nmsgstr "数据"' in (clone / CATALOGUE).read_text("utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "helpers.cli", "run", NAME, "--cold", "--quiet"],
        env={**os.environ, "PYTHONPATH": str(clone / "src"), "CHUHAI_BUILD": str(clone / "build")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    record = json.loads((clone / "build" / "runs" / "single" / f"{NAME}.json").read_text("utf-8"))
    assert record["title"] == GIVEN["question"]
    assert len(record["figures"]) == 3
    assert {verdict["claim_id"] for verdict in record["verdicts"]} == {"es-01", "es-02"}
    assert "4 rows of policy_events, dated 1 March 2021" in record["answer"]
    executed = (clone / "build" / "runs" / "single" / f"{NAME}.ipynb").read_text("utf-8")
    assert '"stderr"' not in executed


def test_a_claim_that_needs_an_estimate_gets_a_cell(clone):
    assert main(arguments(claims="es-01,lo-01")) == 0
    notebook = (clone / "notebooks" / f"{NAME}.ipynb").read_text("utf-8")
    assert 'study.judge(\\"lo-01\\", Estimate.unavailable' in notebook


@pytest.mark.parametrize(
    ("name", "changed", "words"),
    [
        ("Made-Up", {}, "can not name a notebook"),
        ("class", {}, "can not name a notebook"),
        ("localization", {}, "is taken"),
        ("base", {}, "is taken"),
        (NAME, {"table": "policy_event"}, "did you mean 'policy_events'?"),
        (NAME, {"table": "claims"}, "holds no facts"),
        (NAME, {"table": "market_events"}, "no row of market_events was known"),
        (NAME, {"claims": "es-01,es-77"}, "there is no claim es-77"),
        (NAME, {"claims": "es-01,es-02,lo-01"}, "would be left without a claim"),
        (NAME, {"question": "Made up."}, "does not end with a question mark"),
        (NAME, {"title": "Localization"}, "Localization"),
        (NAME, {"title_zh": "龘"}, "龘"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_written(clone, capsys, name, changed, words):
    before = state(clone)
    assert main(arguments(name, **changed)) == 1
    assert words in capsys.readouterr().err
    assert state(clone) == before


def test_a_claim_with_a_cell_of_its_own_is_not_taken_away(clone, capsys):
    cell = {"cell_type": "code", "id": "cell-of-es-01", "metadata": {}, "outputs": [],
            "execution_count": None, "source": ['study.judge("es-01", share)']}  # fmt: skip
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (clone / "notebooks" / "localization.ipynb").write_text(json.dumps(content))
    assert main(arguments()) == 1
    assert "cell-of-es-01" in capsys.readouterr().err


def test_files_that_can_not_all_be_written_stay_as_they_are(tmp_path, monkeypatch):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("old")
    real, calls = os.replace, []

    def replace(*places):
        calls.append(places)
        if len(calls) == 2:
            raise PermissionError(13, "denied", str(two))
        real(*places)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(whole.RefreshError, match="nothing has changed"):
        whole.write_files(tmp_path, {one: b"new", two: b"new"})
    assert one.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one"]


def test_a_writing_that_was_killed_half_way_is_completed(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("new")
    stage = tmp_path / whole.STAGE
    stage.mkdir()
    (stage / "1").write_text("new too")
    (stage / whole.LIST).write_text(json.dumps({"0": str(one), "1": str(two)}))
    whole.finish_interrupted(tmp_path)
    assert (one.read_text(), two.read_text()) == ("new", "new too")
    assert not stage.exists()
