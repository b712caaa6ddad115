"""From estimates to effects; and the smallest change that flips."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import TODAY, a_claim, a_line, a_test, lines

from helpers.claims import Agreement
from helpers.claims.effects import case_of_estimate, delta_of, to_effect, to_natural
from helpers.claims.evidence import weigh
from helpers.claims.flips import document_flips, effect_flips
from helpers.claims.sums import evaluate
from helpers.claims.words import UNBOUNDED, number, share
from helpers.errors import ClaimError
from helpers.methods.contingency import odds_ratio
from helpers.methods.estimate import Estimate
from helpers.methods.proportions import share as share_estimate

RATIO = {"null_value": "1", "scale": "log", "delta": "1.25"}


def test_a_claim_of_less_is_turned_round():
    test = a_test("effect", null_value="1", direction="-1", scale="linear", delta="0.1")
    case = case_of_estimate(Estimate(0.7, 0.5, 0.9), test)
    assert (case.effect, case.low, case.high) == pytest.approx((0.3, 0.1, 0.5))


def test_ratios_are_compared_as_logs():
    case = case_of_estimate(Estimate(2.0, 1.0, 4.0), a_test("effect", **RATIO))
    assert (case.effect, case.low) == pytest.approx((math.log(2), 0.0))
    assert case.delta == pytest.approx(math.log(1.25))


def test_a_ratio_of_nought_and_one_without_bound():
    test = a_test("effect", **RATIO)
    assert case_of_estimate(Estimate(0.0, 0.0, 3.0), test).low == -UNBOUNDED
    endless = Estimate(None, 1.5, None, detail={"unbounded": True})
    assert case_of_estimate(endless, test).high == UNBOUNDED
    assert case_of_estimate(Estimate(9.0, 1.5, None), test).ruling().label == "supported_with_caveat"


@given(st.floats(0.01, 100), st.sampled_from([1, -1]), st.sampled_from(["linear", "log"]))
def test_effects_turn_back_into_estimates(value, direction, scale):
    test = a_test("effect", null_value="2", direction=str(direction), scale=scale, delta="1.5")
    assert to_natural(to_effect(value, test), test) == pytest.approx(value)
    assert delta_of(test) > 0


def test_runs_reach_the_case():
    agreement = Agreement(10, above=0.8, below=0.1, labels={"supported_with_caveat": 0.7})
    case = case_of_estimate(Estimate(0.3, 0.2, 0.4), a_test("effect"), agreement=agreement)
    assert (case.agree, case.against) == (0.8, 0.1)


def test_subgroups_on_opposite_sides_are_opposed():
    groups = {"north": Estimate(0.3, 0.1, 0.5), "south": Estimate(-0.3, -0.5, -0.1)}
    case = case_of_estimate(Estimate(0.0, -0.4, 0.4), a_test("effect"), subgroups=groups)
    assert case.opposed == ("north", "south")


@pytest.mark.parametrize(
    "row", [{"delta": "0"}, {"direction": "0"}, {"scale": "log", "null_value": "0", "delta": "2"}, {"scale": "log", "delta": "1"}]
)
def test_tests_that_can_not_be_applied_are_refused(row):
    with pytest.raises(ClaimError):
        a_test("effect", **row)


def flips_of_lines(evidence, **test):
    fixed = a_test(**test)
    counted, _ = weigh(evidence, a_claim(), fixed, TODAY)
    return {flip["change"]: flip for flip in document_flips(evidence, counted, a_claim(), fixed, TODAY)}


def test_the_fewest_lines_that_flip():
    flips = flips_of_lines(lines(100, 101, 102))
    assert flips["drop lines"]["size"] == 3
    assert flips["add lines that disagree"] | {"what": ""} == {
        "change": "add lines that disagree", "size": 2, "to": "mixed", "what": "",
    }
    assert "add lines that agree" not in flips


def test_the_smallest_shift_of_one_value_that_flips():
    flip = flips_of_lines(lines(100, 104))["shift one value"]
    assert flip["size"] == pytest.approx(1.0, abs=1e-3)
    assert "line-ev-002 said 105" in flip["what"]


def test_a_bound_may_come_to_speak():
    flips = flips_of_lines([a_line(100), a_line(99, "ev-002", bound="lower")])
    assert set(flips) >= {"drop lines", "shift one value"}


def first(estimate, **test):
    fixed = a_test("effect", **test)
    case = case_of_estimate(estimate, fixed, agreement=Agreement(1, 1.0, 0.0))
    return {flip["change"]: flip for flip in reversed(effect_flips(estimate, case, fixed))}


def test_the_smallest_shift_of_an_estimate():
    flip = first(Estimate(0.3, 0.05, 0.55))["shift the estimate"]
    assert flip["size"] == pytest.approx(0.05, abs=1e-3)
    assert flip["to"] == "unresolved"
    flip = first(Estimate(0.12, 0.05, 0.19))["shift the estimate"]
    assert (flip["size"], flip["to"]) == (pytest.approx(0.02, abs=1e-3), "supported_with_caveat")


def test_an_open_verdict_is_shown_both_ways_out():
    test = a_test("effect", null_value="0.5")
    estimate = Estimate(0.5, 0.3, 0.7, unit="share")
    flips = effect_flips(estimate, case_of_estimate(estimate, test), test)
    assert {flip["to"] for flip in flips} == {"supported_with_caveat", "contradicted"}
    high = Estimate(0.1, 0.0, 0.9, unit="share")
    flips = effect_flips(high, case_of_estimate(high, test), test)
    assert [flip["to"] for flip in flips] == ["supported_with_caveat"]  # a share below 0 is none


def test_events_needed_to_flip_a_share():
    flip = first(share_estimate(40, 50), null_value="0.5")["events"]
    redone = share_estimate(40 - flip["size"], 50)
    assert redone.low <= 0.5 or redone.value < 0.6
    before = share_estimate(40 - flip["size"] + 1, 50)
    assert before.low > 0.5
    assert before.value >= 0.6


def test_events_needed_to_flip_a_table():
    flip = first(odds_ratio([[30, 10], [10, 30]]), **RATIO)["events"]
    assert odds_ratio([[30 - flip["size"], 10 + flip["size"]], [10, 30]]).low <= 1.25


def test_an_interval_of_another_making_is_left_alone():
    clustered = Estimate(0.8, 0.55, 0.95, n=50, detail={"successes": 40})
    assert "events" not in first(clustered, null_value="0.5")


def test_units_left_out_by_the_notebook():
    rows = [
        {"left_out": "Alibaba", "value": 0.1, "low": -0.1, "high": 0.3},
        {"left_out": "Tencent", "value": 0.3, "low": 0.05, "high": 0.5},
    ]
    estimate = Estimate(0.3, 0.05, 0.55, detail={"leave_one_out": rows})
    fixed = a_test("effect")
    case = case_of_estimate(estimate, fixed, agreement=Agreement(1, 1.0, 0.0))
    told = [flip["what"] for flip in effect_flips(estimate, case, fixed) if flip["change"] == "leave one out"]
    assert told == ["Without Alibaba it would be unresolved."]


@pytest.mark.parametrize(
    ("text", "value"), [("751/1500", 751 / 1500), ("2*4.4/24.9-1", 2 * 4.4 / 24.9 - 1), ("248.78/(63.1/8.77)", 248.78 / (63.1 / 8.77)), ("-3+1", -2)]
)
def test_sums_are_redone(text, value):
    assert evaluate(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["__import__('os')", "1/0", "2**9", "a+1", "1+", "'x'"])
def test_nothing_but_sums_is_evaluated(text):
    with pytest.raises(ClaimError, match="not a sum"):
        evaluate(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.31234, "0.312"), (1234.5, "1,234"), (0.001234, "0.00123"), (7.0, "7"), (None, "unknown"), (1e300, "no bound"), (-2.5, "−2.50")],
)
def test_numbers_in_sentences(value, text):
    assert number(value) == text


def test_shares_never_round_to_all_or_none():
    assert [share(x) for x in (1, 0.999, 0.5, 0.001, 0)] == ["100%", "over 99%", "50%", "under 1%", "0%"]
