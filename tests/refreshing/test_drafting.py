"""A new claim is two rows with a test fixed beforehand, or nothing."""

from __future__ import annotations

import pytest

from helpers import dataset
from helpers.claims import ClaimTest
from helpers.cli import main

GIVEN = {
    "notebook": "localization", "kind": "qualitative", "section": "Made up",
    "statement": "A made-up statement.", "short": "A made-up label",
    "statistic": "Whether an independent source says so.", "would-settle": "A made-up record.",
}  # fmt: skip


def arguments(**changed: str) -> list[str]:
    parts = GIVEN | {name.replace("_", "-"): value for name, value in changed.items()}
    return [word for name, value in parts.items() for word in (f"--{name}", value)]


@pytest.fixture(autouse=True)
def here(desk, monkeypatch):
    monkeypatch.setenv("CHUHAI_DATA", str(desk.folder))


def test_a_claim_gets_the_next_number_and_a_test(desk, capsys):
    assert main(["new", "claim", "es", *arguments()]) == 0
    assert main(["new", "claim", "es", *arguments(kind="causal")]) == 0
    assert [row["claim_id"] for row in desk.rows("claims")] == ["es-01", "es-02"]
    assert [row["seq"] for row in desk.rows("claims")] == ["1", "2"]
    assert {row["theme"] for row in desk.rows("claims")} == {"esg"}
    tests = desk.rows("claim_tests")
    assert [ClaimTest.of(row).test_kind for row in tests] == ["testimony", "testimony"]
    assert [row["causal"] for row in tests] == ["false", "true"]
    assert "es-02 written" in capsys.readouterr().out
    assert dataset.check(desk.folder) == []


@pytest.mark.parametrize(
    ("theme", "changed", "words"),
    [
        ("xx", {}, "there is no theme 'xx'"),
        ("es", {"kind": "rumour"}, "rumour"),
        ("es", {"notebook": "esg_strategy"}, "esg_strategy"),
    ],
)
def test_what_cannot_stand_is_refused(desk, capsys, theme, changed, words):
    before = desk.state()
    assert main(["new", "claim", theme, *arguments(**changed)]) == 1
    assert words in capsys.readouterr().err
    assert desk.state() == before


def test_a_claim_stands_where_the_article_has_it(desk, capsys):
    for section, statement in [("One", "First."), ("Two", "Last."), ("One", "Second.")]:
        assert main(["new", "claim", "es", *arguments(section=section, statement=statement)]) == 0
    assert main(["new", "claim", "es", *arguments(section="One", statement="Between."), "--after", "es-01"]) == 0
    rows = desk.rows("claims")
    assert [row["statement"] for row in rows] == ["First.", "Between.", "Second.", "Last."]
    assert [row["seq"] for row in rows] == ["1", "2", "3", "4"]
    assert [row["claim_id"] for row in desk.rows("claim_tests")] == [row["claim_id"] for row in rows]
    sections = desk.rows("article_sections")
    assert [(row["section"], row["claim_ids"]) for row in sections] == [("One", "es-01;es-04;es-03"), ("Two", "es-02")]
    assert main(["new", "claim", "es", *arguments(), "--after", "es-09"]) == 1
    assert "there is no claim 'es-09'" in capsys.readouterr().err
