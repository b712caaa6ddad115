"""The finding: plain words and natural units, for every rule and both directions."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from helpers.claims.rules import DocumentCase, EffectCase
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
    test = ClaimTest("ov-01", family, tolerance=0.05, tolerance_kind="relative")
    told = finding(ruling, case, test)
    assert f"{case.within} of 3" in told
    assert f"{case.near} of 3" in told


def test_nothing_known_is_said_so() -> None:
    case = DocumentCase(0, 0, 0, 0)
    assert finding(case.ruling(), case, SHARE).startswith("No independent source")
