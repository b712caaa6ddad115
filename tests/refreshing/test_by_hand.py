"""The upstream without an interface: the file that a person downloaded, and everything else."""

from __future__ import annotations

import made_up_answers
import pytest
from made_up_answers import DAY, OECD, oecd_archive

from helpers import dataset
from helpers.cli import main
from helpers.errors import ParameterError
from helpers.refreshing.refresh import Options, refresh

HELD = {
    "period": "2025", "period_type": "year", "period_start": "2025-01-01",
    "period_end": "2025-12-31", "country_kind": "country", "scope": "all_ai",
    "metric": "vc_deal_value", "variant": "as_reported", "unit": "usd_m",
    "price_basis": "nominal", "complete": "true", "provider": "OECD.AI",
    "vintage": "2026-09-27", "vintage_date": "2026-09-27", "vintage_precision": "day",
    "vintage_basis": "edition", "source_id": "fnd-oecd-2609",
}  # fmt: skip


@pytest.fixture
def take(desk, web, tmp_path):
    """Refresh from a downloaded file of that content; the exit code and what was told."""
    for country in ("CN", "EU27"):
        kind = "aggregate" if country == "EU27" else "country"
        desk.hold("ai_investment", HELD | {"country": country, "country_kind": kind, "value": "3000"})

    def go(content: bytes | str, name: str = "data.zip", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        told: list[str] = []
        settings = Options(file=path, day=DAY, **options)
        code = refresh(["oecd"], settings, folder=desk.folder, web=web, tell=told.append)
        return code, "\n".join(told)

    return go


@pytest.mark.parametrize(("content", "name"), [(oecd_archive(), "data.zip"), (OECD, "data.csv")])
def test_the_file_of_the_chart_becomes_an_edition(desk, take, content, name):
    code, told = take(content, name)
    assert code == 0, told
    new = [row for row in desk.rows("ai_investment") if row["vintage"] == DAY.isoformat()]
    assert {(row["country"], row["period"], row["value"]) for row in new} == {
        ("CN", "2025", "3025"), ("CN", "2026", "3026"),
        ("EU27", "2025", "4025"), ("EU27", "2026", "4026"),
    }  # fmt: skip
    part = next(row for row in new if row["period"] == "2026")
    assert (part["period_type"], part["complete"], part["period_end"]) == ("ytd", "false", DAY.isoformat())
    assert "1 countries that are not followed here left out" in told
    assert dataset.check(desk.folder) == []
    held = dataset.open("2026-11-23", folder=desk.folder).table("ai_investment", vintages="all")
    assert set(held["value"]) == {3000}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (oecd_archive()[:150], "breaks off or is damaged"),
        (oecd_archive(name="shares.csv"), "'data.csv' is not in the answer"),
        (OECD.replace("Sum_of_deals", "Value"), "'Sum_of_deals' is not in the answer"),
        (OECD.replace("-- All industries --", "Health"), "choose all industries"),
        (OECD + "CHN,China,-- All industries --,VC,9,2025\n", "CHN has two amounts for 2025"),
        (OECD + "CHN,China\n", "fewer cells than the header"),
        ("<!DOCTYPE html><title>OECD.AI</title>", "an HTML page came instead of CSV"),
        (b"\xd0\xcf\x11\xe0 a workbook \xff", "is not UTF-8"),
        (OECD.replace(",2025\n", ",FY25\n"), "not as documented"),
        ("", "empty"),
        (OECD.replace("3025", "99999"), "1 values jumped beyond their bound"),
    ],
)
def test_another_file_is_told_and_nothing_changes(desk, take, content, words):
    before, beside = desk.state(), desk.neighbours()
    code, told = take(content)
    assert code == 1
    assert words in told
    assert "Traceback" not in told
    assert str(desk.folder.parent) not in told
    assert (desk.state(), desk.neighbours()) == (before, beside)


def test_a_file_that_is_not_there_and_none_at_all(desk, web, tmp_path):
    for path, words in ((tmp_path / "no.zip", "No such file"), (None, "downloaded by hand")):
        told: list[str] = []
        settings = Options(file=path, day=DAY)
        assert refresh(["oecd"], settings, folder=desk.folder, web=web, tell=told.append) == 1
        assert words in told[0]
        assert "VC investments in AI by country" in told[0]


def test_a_file_belongs_to_one_upstream(desk, tmp_path):
    for names in ([], ["epoch"], ["oecd", "epoch"]):
        with pytest.raises(ParameterError, match="chuhai refresh oecd --file FILE"):
            refresh(names, Options(file=tmp_path / "data.zip"), folder=desk.folder)


def test_the_day_of_the_download_can_be_given(desk, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CHUHAI_DATA", str(desk.folder))
    path = tmp_path / "data.csv"
    path.write_text(made_up_answers.OECD)
    command = ["refresh", "oecd", "--file", str(path), "--dry-run"]
    assert main([*command, "--day", "2026-11-01"]) == 0
    assert "chart export of 2026-11-01" in capsys.readouterr().out
    assert main([*command, "--day", "1 November"]) == 2
    assert main([*command, "--day", "2999-01-01"]) == 2
