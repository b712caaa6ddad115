"""The difference before writing; and writing: whole or not at all, no old line touched."""

from __future__ import annotations

import os

import made_up_answers
import pytest
from made_up_answers import DAY
from replaying import Answer

from helpers.refreshing import writing
from helpers.refreshing.refresh import Options, refresh

HELD = {
    "list": "notable", "snapshot_date": "2026-06-01", "organization": "DeepSeek",
    "country": "CN", "country_scope": "single", "publication_date": "2026-01-01",
    "date_precision": "day", "source_id": "vis-epoch-2025-12",
}  # fmt: skip


@pytest.fixture
def go(desk, upstream, web):
    """Refresh the list of notable models; the exit code and what was told."""
    upstream.answers["/n.csv"] = Answer(made_up_answers.EPOCH, kind="text/csv")

    def refreshing(**options):
        told: list[str] = []
        settings = Options(mirrors={"epoch": upstream.url + "/n.csv"}, day=DAY, **options)
        code = refresh(["epoch"], settings, folder=desk.folder, web=web, tell=told.append)
        return code, "\n".join(told)

    return refreshing


def test_a_dry_run_shows_the_difference_and_writes_nothing(desk, go):
    desk.hold("notable_models", HELD | {"model": "Made-up One", "params_b": "900"})
    desk.hold("notable_models", HELD | {"model": "Made-up Two"}, HELD | {"model": "Withdrawn"})
    before = desk.state()
    code, told = go(dry_run=True)
    assert code == 0
    assert "1 new" not in told
    assert "changed  Made-up One: params_b 900 -> 1000" in told
    assert "vanished (its rows stay)  Withdrawn" in told
    assert "2 rows to write" in told
    assert "nothing was written" in told
    assert desk.state() == before


def test_new_and_old_editions_stand_side_by_side(desk, go):
    desk.hold("notable_models", HELD | {"model": "Made-up One", "params_b": "900"})
    path = desk.folder / "visibility/notable_models.csv"
    before = path.read_bytes()
    assert go()[0] == 0
    assert path.read_bytes().startswith(before)
    editions = {row["snapshot_date"] for row in desk.rows("notable_models")}
    assert editions == {"2026-06-01", DAY.isoformat()}


def test_a_second_refresh_of_the_day_changes_nothing(desk, go):
    assert go()[0] == 0
    before = desk.state()
    code, told = go()
    assert code == 0
    assert "2 held already" in told
    assert desk.state() == before


def test_a_jump_stops_the_writing_until_somebody_has_looked(desk, go):
    desk.hold("notable_models", HELD | {"model": "Made-up One", "params_b": "10"})
    before = desk.state()
    code, told = go()
    assert code == 1
    assert "JUMP  Made-up One: params_b 10 -> 1000" in told
    assert "--accept-jumps" in told
    assert desk.state() == before
    assert go(accept_jumps=True)[0] == 0
    assert desk.state() != before


def test_half_a_list_is_refused(desk, go):
    desk.hold("notable_models", *(HELD | {"model": f"Gone {number}"} for number in range(9)))
    desk.hold("notable_models", HELD | {"model": "Made-up One"})
    code, told = go()
    assert code == 1
    assert "only 1 of the 10 entries" in told


def test_what_the_checks_refuse_is_not_written(desk, upstream, go):
    strange = made_up_answers.EPOCH.replace("2026-10-01", "2027-10-01")
    upstream.answers["/n.csv"] = Answer(strange, kind="text/csv")
    before, beside = desk.state(), desk.neighbours()
    code, told = go()
    assert code == 1
    assert "does not pass the dataset's checks" in told
    assert "data/visibility/notable_models.csv" in told
    assert "2027-10-01" in told
    assert desk.state() == before
    assert desk.neighbours() == beside


def test_a_dataset_that_is_broken_already_is_not_extended(desk, go):
    path = desk.folder / "visibility/notable_models.csv"
    path.write_bytes(path.read_bytes() + b"one,two\n")
    before = desk.state()
    code, told = go()
    assert code == 1
    assert "cannot be extended as it stands" in told
    assert desk.state() == before


def test_one_upstream_that_fails_does_not_stop_the_others(desk, upstream, web):
    upstream.answers["/n.csv"] = Answer(made_up_answers.EPOCH, kind="text/csv")
    told: list[str] = []
    mirrors = {"llm-prices": upstream.url + "/none", "epoch": upstream.url + "/n.csv"}
    options = Options(mirrors=mirrors, day=DAY)
    code = refresh(["llm-prices", "epoch"], options, folder=desk.folder, web=web, tell=told.append)
    assert code == 1
    assert len(desk.rows("notable_models")) == 2
    assert "llm-prices: FAILED" in "\n".join(told)


def test_a_writing_that_was_killed_half_way_is_completed(desk, go, monkeypatch):
    """Killed between two files: what had passed the checks is put in place the next time."""
    real, done = os.replace, []

    def killed(source, target):
        if done:
            raise KeyboardInterrupt
        done.append(target)
        real(source, target)

    monkeypatch.setattr(writing.os, "replace", killed)
    monkeypatch.setattr(writing.shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        go()
    monkeypatch.undo()
    assert desk.rows("notable_models") == []
    writing.finish_interrupted(desk.folder)
    assert len(desk.rows("notable_models")) == 2
    assert desk.neighbours() == ["data"]


def test_a_file_that_resists_takes_back_what_was_put_in_place(desk, go, monkeypatch):
    real, before = os.replace, desk.state()

    def resisting(source, target):
        if str(target).endswith("notable_models.csv"):
            raise PermissionError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr(writing.os, "replace", resisting)
    code, told = go()
    assert code == 1
    assert "could not be written (Permission denied); its rows are as they were" in told
    assert desk.state() == before
    assert desk.neighbours() == ["data"]


def test_a_writing_that_was_killed_before_its_checks_leaves_no_trace(desk, go, monkeypatch):
    monkeypatch.setattr(writing, "check", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(writing.shutil, "rmtree", lambda *_, **__: None)
    before = desk.state()
    with pytest.raises(KeyboardInterrupt):
        go()
    monkeypatch.undo()
    writing.finish_interrupted(desk.folder)
    assert desk.state() == before
    assert desk.neighbours() == ["data"]


def test_no_answer_that_a_parser_trips_over_ends_in_a_traceback(desk, upstream, go):
    upstream.answers["/n.csv"] = Answer(made_up_answers.EPOCH.replace("6.0e+24", "six"), kind="text/csv")
    code, told = go()
    assert code == 1
    assert "not as documented (ValueError" in told


