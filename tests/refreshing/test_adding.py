"""Facts and sources by hand: prompts that check, pasted rows, and nothing half-written."""

from __future__ import annotations

import io

import pytest
from made_up_answers import DAY

from helpers import dataset
from helpers.cli import main
from helpers.errors import RefreshError
from helpers.refreshing import adding
from helpers.refreshing.held import Held

SOURCE = "source_id\ttitle\tpublisher\turl\tpublished\tpublished_precision\tkind\nnew-1\tA title, with a comma\tSomebody\thttps://example.org\t2026-03-01\tmonth\tnews"
STARS = "deepseek-ai/one,deepseek-ai,DeepSeek,CN,2026-05-04,,10,1,tracked_repos_snapshot,vis-starscreener"


@pytest.fixture(autouse=True)
def here(desk, monkeypatch):
    monkeypatch.setenv("CHUHAI_DATA", str(desk.folder))


def test_a_source_pasted_from_a_spreadsheet(desk, capsys):
    assert main(["add", "source", "--row", SOURCE]) == 0
    row = desk.rows("sources")[-1]
    assert (row["source_id"], row["title"]) == ("new-1", "A title, with a comma")
    assert (row["licence"], row["redistribution"]) == ("unknown", "facts_only")
    assert row["retrieved"]
    assert f"line {len(desk.rows('sources')) + 1} of data/sources.csv" in capsys.readouterr().out
    assert dataset.check(desk.folder) == []


def test_a_fact_read_from_standard_input(desk, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(STARS + "\n"))
    assert main(["add", "fact", "github_repos", "--row", "-"]) == 0
    assert desk.rows("github_repos")[0]["stars"] == "10"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (STARS.replace("DeepSeek", "Deepseek"), "write 'DeepSeek' if that is meant"),
        (STARS.replace(",10,", ",many,"), "not a whole number"),
        (STARS.replace("2026-05-04", "04.05.2026"), "04.05.2026"),
        (STARS.replace("vis-starscreener", ""), "a fact without a source"),
        (STARS.replace("vis-starscreener", "nobody"), "nobody"),
        (STARS + ",one too many", "11 cells, github_repos has 10 columns"),
        ("", "nothing was pasted"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_the_reason(desk, capsys, row, words):
    before, beside = desk.state(), desk.neighbours()
    assert main(["add", "fact", "github_repos", "--row", row]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert desk.state() == before
    assert desk.neighbours() == beside


def test_the_same_fact_twice_is_refused(desk, capsys):
    assert main(["add", "fact", "github_repos", "--row", STARS]) == 0
    before = desk.state()
    assert main(["add", "fact", "github_repos", "--row", STARS]) == 1
    assert desk.state() == before


def test_a_table_that_is_not_there(capsys):
    assert main(["add", "fact", "github_repo", "--row", STARS]) == 1
    assert "did you mean 'github_repos'" in capsys.readouterr().err


def test_prompts_ask_again_until_the_cell_can_stand(desk):
    answers = {
        "repo": ["", "deepseek-ai/one"], "owner": ["?", "deepseek-ai"],
        "firm": ["Deepseek", "DeepSeek"], "country": ["CN"], "date": ["yesterday", "2026-05-04"],
        "trending_rank": [""], "stars": ["-1", "10"], "forks": [""],
        "listing": ["tracked", "tracked_repos_snapshot"], "source_id": ["vis-starscreener"],
    }  # fmt: skip
    told: list[str] = []

    def ask(question: str) -> str:
        name = question.split(" ")[0].rstrip("*")
        return answers[name].pop(0)

    held = Held(desk.folder)
    row = adding.asked(held.table("github_repos"), held.declaration, held, ask, told.append, DAY)
    assert not any(answers.values())
    text = "\n".join(told)
    for words in ("must not be empty", "did you mean 'DeepSeek'", "Account.", "is below 0"):
        assert words in text
    adding.write_facts(desk.folder, "github_repos", [row], DAY)
    assert desk.rows("github_repos") == [row]


def test_an_input_that_ends_early_writes_nothing(desk, monkeypatch, capsys):
    before = desk.state()
    monkeypatch.setattr("sys.stdin", io.StringIO("deepseek-ai/one\n"))
    assert main(["add", "fact", "github_repos"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert desk.state() == before


def test_a_source_read_later_moves_the_day_up_to_which_the_data_reach(desk):
    row = adding.new_source(
        {"source_id": "new-2", "title": "Made up", "publisher": "Nobody", "kind": "news"}, DAY
    )
    adding.write_facts(desk.folder, "sources", [row], DAY)
    assert dataset.open("latest", folder=desk.folder).last_day == DAY
    later = row | {"source_id": "new-3", "retrieved": "2026-12-02"}
    with pytest.raises(RefreshError, match="2026-12-02"):
        adding.write_facts(desk.folder, "sources", [later], DAY)


def test_a_source_names_its_terms_or_says_that_they_are_unknown():
    row = adding.new_source({"source_id": "a", "licence": "MIT", "note": ""}, DAY)
    assert (row["licence"], row["commercial_use"], row["retrieved"]) == ("MIT", "unknown", "2026-12-01")


def test_a_pasted_header_may_name_some_columns_only(desk):
    table = Held(desk.folder).table("github_repos")
    rows = adding.pasted("repo\tstars\na/b\t3\nc/d\t4\n", table)
    assert rows == [{"repo": "a/b", "stars": "3"}, {"repo": "c/d", "stars": "4"}]
    with pytest.raises(RefreshError, match=r"the row of 'c/d': the row has 1 cells under 2 names"):
        adding.pasted("repo\tstars\na/b\t3\nc/d\n", table)


def test_rows_pasted_together_are_written_together_or_not_at_all(desk, capsys):
    two = STARS + "\n" + STARS.replace("/one", "/two")
    assert main(["add", "fact", "github_repos", "--row", two.replace(",10,", ",x,", 1)]) == 1
    assert desk.rows("github_repos") == []
    assert main(["add", "fact", "github_repos", "--row", two]) == 0
    assert "lines 2 to 3 of" in capsys.readouterr().out


HEADER = "repo\towner\tfirm\tcountry\tdate\tstars\tlisting\tsource_id"
PASTED = "deepseek-ai/one\tdeepseek-ai\tDeepSeek\tChina\t2026-11-30\t1,200\ttracked_repos_snapshot\tvis-starscreener"


def test_a_row_pasted_at_the_first_question_is_asked_for_only_where_it_cannot_stand(desk):
    answers = iter([HEADER, PASTED, "CN", "1200"])
    told: list[str] = []
    held = Held(desk.folder)
    row = adding.asked(
        held.table("github_repos"), held.declaration, held, lambda _: next(answers), told.append, DAY
    )
    assert (row["firm"], row["country"], row["stars"], row["forks"]) == ("DeepSeek", "CN", "1200", "")
    text = "\n".join(told)
    assert "did you mean 'CN'" in text
    assert "did you mean '1200'" in text
    adding.write_facts(desk.folder, "github_repos", [row], DAY)


def test_a_source_by_prompts_reads_today_and_offers_what_goes_without_saying(desk, monkeypatch):
    from helpers.refreshing import commands

    said = {"source_id": ["New Source", "new-source"], "title": ["Made up"], "publisher": ["Nobody"],
            "kind": ["news"]}  # fmt: skip
    monkeypatch.setattr(commands, "_today", lambda: DAY)
    monkeypatch.setattr(
        "builtins.input", lambda question: (said.get(question.split("*")[0].split(" ")[0]) or [""]).pop(0)
    )
    assert main(["add", "source"]) == 0
    row = desk.rows("sources")[-1]
    assert (row["source_id"], row["retrieved"], row["licence"]) == ("new-source", DAY.isoformat(), "unknown")


def test_answers_that_fail_together_can_be_pasted_again(desk, monkeypatch, capsys):
    assert main(["add", "fact", "github_repos", "--row", STARS]) == 0
    monkeypatch.setattr("builtins.input", lambda _: STARS.replace(",", "\t"))
    assert main(["add", "fact", "github_repos"]) == 1
    out, err = capsys.readouterr()
    assert "to paste again:\nrepo\towner" in out
    assert "the primary key already stands" in err
