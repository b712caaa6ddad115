"""The finding: plain words and natural units, for every rule and both directions."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from helpers.claims.evidence import Line
from helpers.claims.rules import DocumentCase, EffectCase
from helpers.claims.saying import told
from helpers.claims.telling import finding, natural
from helpers.claims.tests import ClaimTest
from helpers.claims.words import UNBOUNDED

SHARE = ClaimTest(
    "ov-01", "effect", measure="Share of firms abroad", unit="share", null_value=0.5, direction=1, delta=0.1
)
RATIO = replace(SHARE, measure="Rate (ratio)", unit="rate ratio", null_value=1.0, direction=-1, scale="log", delta=1.25)
EFFECTS = {
    "effect.supported": EffectCase(0.3, 0.2, 0.4, 0.1, agree=1.0),
    "effect.caveat_small": EffectCase(0.05, 0.01, 0.09, 0.1, agree=1.0),
    "effect.caveat_flag": EffectCase(0.3, 0.2, 0.4, 0.1, agree=1.0, flags=("like_for_like",)),
    "effect.caveat_runs": EffectCase(0.3, 0.2, 0.4, 0.1, agree=0.7),
    "effect.caveat_causal": EffectCase(0.3, 0.2, 0.4, 0.1, agree=1.0, causal=True),
    "effect.contradicted_opposite": EffectCase(-0.3, -0.4, -0.2, 0.1),
    "effect.contradicted_none": EffectCase(0.0, -0.05, 0.05, 0.1),
    "effect.mixed_runs": EffectCase(0.1, -0.1, 0.3, 0.1, agree=0.4, against=0.2),
    "effect.mixed_subgroups": EffectCase(0.1, -0.1, 0.3, 0.1, opposed=("a", "b")),
    "effect.unresolved_runs": EffectCase(0.3, 0.2, 0.4, 0.1, agree=0.5),
    "effect.unresolved_wide": EffectCase(0.1, -0.1, 0.3, 0.1),
}
DOCUMENTS = {
    "supported": DocumentCase(3, 3, 3, 1),
    "caveat_flag": DocumentCase(3, 3, 3, 1, flags=("unit",)),
    "caveat_causal": DocumentCase(3, 3, 3, 1, causal=True),
    "caveat_near": DocumentCase(3, 1, 3, 1),
    "contradicted": DocumentCase(3, 0, 0, 1),
    "mixed": DocumentCase(3, 1, 1, 1),
}


def test_a_share_is_told_in_percent_and_a_ratio_as_a_ratio() -> None:
    assert natural(0.31, SHARE) == "81%"
    assert natural(math.log(2), RATIO) == "0.500"  # the claim predicts less
    assert natural(UNBOUNDED, RATIO) == "no bound"
    assert natural(0.25, replace(SHARE, unit="difference of shares", null_value=0.0)) == "25"


@pytest.mark.parametrize("test", [SHARE, RATIO], ids=["more", "less"])
@pytest.mark.parametrize("rule", sorted(EFFECTS))
def test_every_rule_of_effects_is_told(rule: str, test: ClaimTest) -> None:
    case = EFFECTS[rule]
    ruling = case.ruling()
    assert ruling.rule == rule
    told = finding(ruling, case, test)
    assert told.startswith(f"{test.measure}: {natural(case.effect, test)} (")
    assert f"{'more' if test.direction == 1 else 'less'} than {natural(0, test)}" in told


def test_the_interval_runs_from_its_lower_to_its_upper_end_in_natural_units() -> None:
    case = EffectCase(math.log(2), math.log(1.25), math.log(4), math.log(1.25), agree=1.0)
    assert "0.500 (0.250 to 0.800)" in finding(case.ruling(), case, RATIO)


@pytest.mark.parametrize("rule", sorted(DOCUMENTS))
@pytest.mark.parametrize("family", ["reference", "arithmetic", "testimony"])
def test_every_rule_of_documents_is_told(family: str, rule: str) -> None:
    case = replace(DOCUMENTS[rule], family=family)
    ruling = case.ruling()
    assert ruling.rule == f"{family}.{rule}"
    sentence = finding(ruling, case, ClaimTest("ov-01", family, unit="firms"), "7")
    who = {3: "All 3 ", 0: "None of 3 "}.get(case.within, f"{case.within} of 3 ")
    assert sentence.startswith(who), sentence
    assert ("flagged: unit" in sentence) == (rule == "caveat_flag")


def lines(*values: float | str, within: str = "no") -> list[Line]:
    return [Line(f"e{at}", f"s{at}", value=value, within=within) for at, value in enumerate(values)]


MONTH = ClaimTest("ov-01", "reference", unit="month")
MONEY = ClaimTest("ov-01", "reference", unit="usd_bn", tolerance=0.2, tolerance_kind="relative")


@pytest.mark.parametrize(
    ("test", "case", "claimed", "counted", "expected"),
    [
        (MONTH, DocumentCase(3, 2, 2, 0), "2024-05", [*lines("2024-05", "2024-05", within="tol"), *lines("2023-12")],
         "2 of 3 independent sources date it to May 2024; the other says December 2023."),
        (MONTH, DocumentCase(2, 2, 2, 0), "2024-05", lines("2024-05", "2024-05", within="tol"), "Both independent sources date it to May 2024."),
        (MONTH, DocumentCase(1, 0, 0, 0), "2024-05", lines("2023-02"), "The only independent source does not date it to May 2024; it says February 2023."),
        (replace(MONTH, unit="date"), DocumentCase(4, 0, 0, 1), "2024-03-05", lines("2024-03-01", "2024-02-29", "2024-02-29", "2024-02-29"),
         "None of 4 independent sources dates it to 5 March 2024; they say 29 February 2024 and 1 March 2024."),
        (MONEY, DocumentCase(4, 1, 1, 0), "24.9", [*lines(22.8, within="tol"), *lines(39.1, 11.57, 52.775)],
         "1 of 4 independent sources puts it close to 24.9 billion US dollars (within 20%); the others range from 11.6 to 52.8."),
        (replace(MONEY, unit="mau_m", direction=1), DocumentCase(1, 1, 1, 0), "300", lines(736.0, within="tol"),
         "The only independent source puts it at 300 million monthly users or more (within 20%); it says 736."),
        (replace(MONEY, unit="percent"), DocumentCase(2, 0, 0, 0), "70", lines(84.6, 26.92),
         "Neither independent source puts it close to 70% (within 20%); they say 26.9% and 84.6%."),
        (replace(MONTH, unit="rank", direction=-1), DocumentCase(2, 1, 1, 0), "5", [*lines(5.0, within="tol"), *lines(24.0)],
         "1 of 2 independent sources puts it at rank 5 or less; the other says 24."),
        (replace(MONEY, unit="years", tolerance=0.05), DocumentCase(2, 2, 2, 0, family="arithmetic"), "600", lines(619.0, 591.0, within="tol"),
         "Both sums put it close to 600 years (within 5%)."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_sources_say(test: ClaimTest, case: DocumentCase, claimed: str, counted: list[Line], expected: str) -> None:
    assert told(case, test, claimed, counted) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 1, 1), "The only independent source says so in full."), ((1, 0, 1), "The only independent source says so in part."),
        ((1, 0, 0), "The only independent source says otherwise."), ((3, 1, 3), "1 of 3 independent sources says so in full, 2 more in part."),
        ((5, 2, 4), "2 of 5 independent sources say so in full, 2 more in part; the other says otherwise."),
        ((2, 0, 2), "Both independent sources say so in part, none in full."), ((4, 2, 2), "2 of 4 independent sources say so in full; the others say otherwise."),
        ((3, 0, 2), "2 of 3 independent sources say so in part, none in full; the other says otherwise."), ((3, 0, 0), "None of 3 independent sources says so."),
    ],
)  # fmt: skip
def test_testimony_is_counted_in_words(counts: tuple[int, int, int], expected: str) -> None:
    assert told(DocumentCase(*counts, 0, family="testimony"), ClaimTest("ov-01", "testimony"), "") == expected


def test_nothing_known_is_said_so() -> None:
    case = DocumentCase(0, 0, 0, 0)
    assert finding(case.ruling(), case, SHARE).startswith("No independent source")
