"""What is kept of an executed notebook, and what the report says."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.running.finishing import RECORD, finished
from helpers.running.plans import Run
from helpers.running.project import Project
from helpers.running.report import DONE, FAILED, FRESH, Report, Result, describe
from helpers.running.stages import verdict_table
from helpers.running.task import Failure


def executed(*outputs: dict) -> nbformat.NotebookNode:
    cell = new_code_cell("x", outputs=list(outputs))
    cell.id = "c"
    cell.metadata["papermill"] = {"duration": 1.5}
    cell.metadata["tags"] = []
    made = new_notebook(cells=[cell])
    made.metadata["papermill"] = {"start_time": "now"}
    made.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
    return made


def stream(name: str, text: str) -> dict:
    return new_output("stream", name=name, text=text)


def test_a_warning_is_told_by_its_words_not_by_the_code_below_it() -> None:
    file = "/somewhere/ipykernel_31043/164574446.py"
    text = f"{file}:1: UserWarning: mind this\n  warnings.warn('mind this')\n"
    body, _, warnings = finished(executed(stream("stderr", text)))
    assert warnings == ["cell 1 wrote to stderr: 164574446.py:1: UserWarning: mind this"]
    assert b"31043" not in body  # the number of a process, another one each time


def test_nothing_volatile_is_kept() -> None:
    body, record, warnings = finished(executed())
    assert record is None
    assert warnings == []
    assert b"papermill" not in body
    assert b"3.11.7" not in body
    assert json.loads(body)["cells"][0]["metadata"] == {}
    nbformat.validate(nbformat.reads(body.decode(), as_version=4))


def test_the_record_is_taken_out_in_one_form() -> None:
    data = {RECORD: {"b": {"d": 1, "c": 2}, "a": "出海"}, "text/html": "<p>"}
    body, record, _ = finished(executed(new_output("display_data", data=data)))
    assert record == '{\n"a": "出海",\n"b": {"c": 2, "d": 1}\n}\n'.encode()
    assert RECORD.encode() not in body
    assert b"<p>" in body


@pytest.mark.parametrize("record", ["text", [1, 2], {}])
def test_what_a_foreign_notebook_calls_its_record_is_json(record: object) -> None:
    data = {RECORD: record, "text/plain": ""}
    assert json.loads(finished(executed(new_output("display_data", data=data)))[1]) == record


def test_streams_do_not_depend_on_how_they_came() -> None:
    pieces = [stream("stdout", "a"), stream("stderr", "w\n"), stream("stdout", "b\n")]
    whole = [stream("stderr", "w\n"), stream("stdout", "ab\n")]
    first, second = finished(executed(*pieces)), finished(executed(*whole))
    assert first == second
    assert first[2] == ["cell 1 wrote to stderr: w"]


def test_progress_bars_leave_their_last_state_and_long_lines_are_cheap() -> None:
    body, _, _ = finished(executed(stream("stdout", "1%\r50%\r100%\nend\r")))
    assert json.loads(body)["cells"][0]["outputs"][0]["text"] == ["100%\n", "end"]
    finished(executed(stream("stdout", "x" * 2_000_000)))


def result(status: str, failure: Failure | None = None) -> Result:
    run = Run("p", "a", Path("notebooks/a.ipynb"), {"as_of": "latest", "n": 3}, "p/a")
    return Result(run, status, 1.25, failure, ("mind \x1b[0m this",))


def test_the_report_in_words_and_for_ci() -> None:
    failure = Failure("killed", "the kernel was killed", 2, 9, "x = 1", ("last \x00",))
    report = Report([result(DONE), result(FRESH), result(FAILED, failure)])
    assert report.summary() == "1 executed, 1 up to date, 1 failed"
    assert report.failed
    text = describe(report.results[2])
    assert "cell        2 of 9: x = 1" in text
    assert text.endswith("reproduce   chuhai run a -p as_of=latest -p n=3 --fresh")
    suite = ElementTree.fromstring(report.junit()).find("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    assert suite.findall("testcase")[2].find("failure").get("type") == "killed"


def test_nothing_to_do_is_said() -> None:
    assert Report([result(FRESH)] * 2).summary() == "nothing to do: all 2 runs are up to date"


@pytest.mark.parametrize("content", ["", "{}"])
def test_verdicts_side_by_side_only_from_a_whole_ledger(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "ledger.json").write_text(content)
    assert verdict_table(Project(tmp_path)) == ""
    claims = [
        {"claim_id": "a", "published": {"label": "supported"}, "today": {"label": "outdated"}},
        {"claim_id": "b", "published": {"label": "supported"}, "today": None},
    ]
    (folder / "ledger.json").write_text(json.dumps({"claims": claims}))
    lines = [line.split() for line in verdict_table(Project(tmp_path)).splitlines()]
    assert lines == [
        ["verdict", "published", "today"],
        ["supported", "2", "0"],
        ["outdated", "0", "1"],
        ["not", "judged", "0", "1"],
    ]
