"""One cell set right: with its reason, through the checks, whole or not at all."""

from __future__ import annotations

import errno
import shutil

import pytest

from helpers import dataset
from helpers.cli import main
from helpers.refreshing import writing

SOURCE = "vis-starscreener"
HELD = {
    "owner": "deepseek-ai", "firm": "DeepSeek", "country": "CN", "date": "2026-05-04",
    "stars": "100", "forks": "9", "listing": "tracked_repos_snapshot", "source_id": SOURCE,
}  # fmt: skip


@pytest.fixture(autouse=True)
def stars(desk, monkeypatch):
    monkeypatch.setenv("CHUHAI_DATA", str(desk.folder))
    for name in ("one", "two", "three"):
        desk.hold("github_repos", HELD | {"repo": f"deepseek-ai/{name}"})


def correct(row="3", column="stars", value="120", table="github_repos", why="a digit misread", source=SOURCE):
    return main(["correct", table, row, column, value, "--why", why, "--source", source])


@pytest.mark.parametrize("row", ["3", "github_repos:3", "repo=deepseek-ai/two", "repo=deepseek-ai/two;date=2026-05-04"])
def test_the_cell_and_its_correction_are_written(desk, capsys, row):
    before = desk.state()["visibility/github_repos.csv"].splitlines()
    assert correct(row) == 0
    assert "data/visibility/github_repos.csv, line 3" in capsys.readouterr().out
    after = desk.state()["visibility/github_repos.csv"].splitlines()
    assert [one for one in range(4) if before[one] != after[one]] == [2]
    assert [row["stars"] for row in desk.rows("github_repos")] == ["100", "120", "100"]
    (entry,) = desk.rows("corrections")
    assert (entry["wrong_value"], entry["right_value"], entry["guard"]) == ("100", "120", "right_value")
    assert entry["reason"] == "a digit misread"
    assert dataset.check(desk.folder) == []


def test_the_guard_holds_the_corrected_cell(desk):
    assert correct() == 0
    path = desk.folder / "visibility" / "github_repos.csv"
    path.write_text(path.read_text().replace(",120,", ",100,"))
    assert "the corrected value is back" in str(dataset.check(desk.folder)[0])


def test_a_cell_corrected_twice_keeps_both_reasons(desk):
    assert correct() == 0
    assert correct(value="121", why="and misread again") == 0
    (entry,) = desk.rows("corrections")
    assert (entry["wrong_value"], entry["right_value"]) == ("120", "121")
    assert entry["reason"] == "and misread again (corrected before, to 120: a digit misread)"


def test_a_cell_of_the_key_and_an_empty_one(desk):
    assert correct(column="repo", value="deepseek-ai/second") == 0
    assert correct(column="forks", value="") == 0
    assert all("repo=deepseek-ai/second" in row["key"] for row in desk.rows("corrections"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"row": "9"}, "give a line from 2 to 4"),
        ({"row": "firm=DeepSeek"}, "3 rows are 'firm=DeepSeek': lines 2, 3, 4"),
        ({"column": "star"}, "did you mean 'stars'"),
        ({"value": "many"}, "is not a whole number"),
        ({"column": "firm", "value": "Deepseek"}, "write 'DeepSeek' if that is meant"),
        ({"value": "100"}, "says '100' already"),
        ({"source": "vis-starscreenr"}, "did you mean 'vis-starscreener'"),
        ({"source": ""}, "chuhai add source"),
        ({"why": " "}, "a correction needs its reason"),
        ({"column": "repo", "value": "deepseek-ai/one"}, "the primary key already stands on line 2"),
        ({"table": "claim_tests"}, "add a row to test_deviations"),
        ({"table": "github_repo"}, "did you mean 'github_repos'"),
    ],
)
def test_what_cannot_stand_is_refused_with_the_reason(desk, capsys, change, words):
    before, beside = desk.state(), desk.neighbours()
    assert correct(**change) == 1
    assert words in capsys.readouterr().err
    assert (desk.state(), desk.neighbours()) == (before, beside)


def test_what_is_not_given_is_asked_for(desk, monkeypatch):
    answers = iter(["the page says 120", SOURCE])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["correct", "github_repos", "3", "stars", "120"]) == 0
    assert desk.rows("corrections")[0]["reason"] == "the page says 120"


@pytest.mark.parametrize("place", ["copytree", "replace"])
def test_a_full_disk_is_told_and_changes_nothing(desk, monkeypatch, capsys, place):
    before, beside = desk.state(), desk.neighbours()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    module, name = (shutil, "copytree") if place == "copytree" else (writing.json, "dumps")
    monkeypatch.setattr(module, name, full)
    assert correct() == 1
    assert "No space left on device" in capsys.readouterr().err
    monkeypatch.undo()
    assert (desk.state(), desk.neighbours()) == (before, beside)


def rows_of(tmp_path, *lines):
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["table,row,column,value,why,source", *lines]))
    return main(["correct", "--rows", str(path)])


def test_many_cells_are_set_right_at_once(desk, tmp_path):
    one = f"github_repos,3,stars,120,misread,{SOURCE}"
    same_row = f"github_repos,repo=deepseek-ai/two,repo,deepseek-ai/second,renamed,{SOURCE}"
    assert rows_of(tmp_path, one, same_row, f'github_repos,2,forks,8,"one, too many",{SOURCE}') == 0
    assert [row["stars"] for row in desk.rows("github_repos")] == ["100", "120", "100"]
    assert [row["forks"] for row in desk.rows("github_repos")] == ["8", "9", "9"]
    entries = desk.rows("corrections")
    assert [entry["column"] for entry in entries] == ["stars", "repo", "forks"]
    assert all("repo=deepseek-ai/second" in entry["key"] for entry in entries[:2])
    assert entries[2]["reason"] == "one, too many"
    assert dataset.check(desk.folder) == []


def test_of_many_one_that_cannot_stand_stops_all(desk, tmp_path, capsys):
    before = desk.state()
    good = f"github_repos,3,stars,120,misread,{SOURCE}"
    for bad, words in [
        (f"github_repos,2,stars,many,misread,{SOURCE}", "is not a whole number"),
        (f"github_repos,2,stars,1,2,misread,{SOURCE}", "quote cells that hold commas"),
        (good, "says '120' already"),
    ]:
        assert rows_of(tmp_path, good, bad) == 1
        assert words in capsys.readouterr().err
    assert desk.state() == before


def test_rows_without_names_and_half_a_cell_are_told(tmp_path, capsys):
    path = tmp_path / "rows.csv"
    path.write_text("github_repos,3,stars,120,misread,x\n")
    assert main(["correct", "--rows", str(path)]) == 1
    assert "table,row,column,value,why,source" in capsys.readouterr().err
    assert main(["correct", "--rows", str(tmp_path / "none.csv")]) == 2
    assert main(["correct", "github_repos", "3"]) == 2
    assert "TABLE ROW COLUMN VALUE" in capsys.readouterr().err
