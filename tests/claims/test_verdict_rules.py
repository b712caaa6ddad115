"""Dial 1, rule by rule and boundary by boundary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.claims.rules import DocumentCase, EffectCase, case_of, inputs_of
from helpers.claims.verdict import SCORES, plain


@pytest.mark.parametrize(
    ("lines", "within", "near", "primary", "flags", "rule"),
    [
        (0, 0, 0, 0, (), "none"),
        (0, 0, 0, 0, ("unit",), "none"),
        (1, 1, 1, 0, (), "supported"),
        (3, 2, 2, 0, (), "supported"),            # exactly two thirds
        (3, 2, 2, 0, ("unit",), "caveat_flag"),
        (5, 3, 5, 0, (), "caveat_near"),          # 0.6 within, all near
        (3, 1, 2, 0, (), "caveat_near"),          # exactly two thirds near
        (3, 1, 2, 0, ("unit",), "caveat_near"),
        (4, 2, 2, 0, (), "mixed"),
        (2, 1, 1, 0, (), "mixed"),
        (1, 0, 0, 0, (), "mixed"),                # one line that is no record is no refutation
        (1, 0, 0, 1, (), "contradicted"),
        (2, 0, 0, 0, (), "contradicted"),
        (2, 0, 1, 2, (), "mixed"),                # near is not zero
        (9, 0, 1, 0, (), "mixed"),
    ],
)
def test_first_rule_that_matches_documents(lines, within, near, primary, flags, rule):
    ruling = DocumentCase(lines, within, near, primary, flags).ruling()
    assert ruling.rule == f"reference.{rule}"


def test_reports_alone_do_not_prove_a_cause():
    assert DocumentCase(3, 3, 3, 0, causal=True, family="testimony").ruling().rule == "testimony.caveat_causal"


def case(effect, low, high, delta=0.1, agree=1.0, **more):
    return EffectCase(effect, low, high, delta, agree=agree, **more)


@pytest.mark.parametrize(
    ("built", "label", "rule"),
    [
        (case(0.2, 0.01, 0.4), "supported", "supported"),
        (case(0.1, 0.01, 0.4), "supported", "supported"),                  # equal to delta
        (case(0.2, 0.01, 0.4, agree=0.9), "supported", "supported"),       # exactly 90%
        (case(0.2, 0.01, 0.4, agree=0.8999), "supported_with_caveat", "caveat_runs"),
        (case(0.2, 0.01, 0.4, agree=0.66), "supported_with_caveat", "caveat_runs"),
        (case(0.2, 0.01, 0.4, agree=0.6599), "unresolved", "unresolved_runs"),
        (case(0.2, 0.01, 0.4, agree=0.6, against=0.1), "mixed", "mixed_runs"),
        (case(0.2, 0.01, 0.4, agree=None), "supported_with_caveat", "caveat_runs"),
        (case(0.2, 0.01, 0.4, flags=("window",)), "supported_with_caveat", "caveat_flag"),
        (case(0.0999, 0.01, 0.4), "supported_with_caveat", "caveat_small"),
        (case(0.2, 0.0, 0.4), "unresolved", "unresolved_wide"),            # touches 0: not above
        (case(-0.2, -0.4, -0.01), "contradicted", "contradicted_opposite"),
        (case(-0.2, -0.4, 0.0), "unresolved", "unresolved_wide"),
        (case(0.0, -0.09, 0.09), "contradicted", "contradicted_none"),
        (case(0.0, -0.1, 0.09), "unresolved", "unresolved_wide"),          # touches the band
        (case(0.05, 0.01, 0.09), "supported_with_caveat", "caveat_small"),  # small, yet above 0
        (case(0.05, 0.01, 0.09, agree=0.5), "contradicted", "contradicted_none"),  # small, and the runs do not hold
        (case(0.1, -0.4, 0.5, agree=0.3, against=0.2), "mixed", "mixed_runs"),
        (case(0.1, -0.4, 0.5, agree=0.3, opposed=("a", "b")), "mixed", "mixed_subgroups"),
        (case(0.1, -0.4, 0.5, agree=0.3), "unresolved", "unresolved_wide"),
        (case(None, None, None), "unresolved", "no_estimate"),
        (case(0.2, None, None), "unresolved", "no_interval"),
    ],
)
def test_first_rule_that_matches_effects(built, label, rule):
    ruling = built.ruling()
    assert ruling.label == label
    assert ruling.rule == f"effect.{rule}"


@pytest.mark.parametrize(
    ("lag", "placebo", "label"),
    [
        (True, True, "supported"),
        (True, False, "supported_with_caveat"),
        (False, True, "supported_with_caveat"),
        (None, True, "supported_with_caveat"),
        (True, None, "supported_with_caveat"),
    ],
)
def test_a_cause_needs_its_order_in_time_and_a_placebo(lag, placebo, label):
    built = case(0.2, 0.1, 0.3, causal=True, lag_order_ok=lag, placebo_passed=placebo)
    assert built.ruling().label == label
    if label != "supported":
        assert built.ruling().rule == "effect.caveat_causal"


def test_the_sentence_carries_the_numbers():
    because = case(0.213, 0.05, 0.4, agree=0.94).ruling().because
    assert all(text in because for text in ("0.0500 to 0.400", "0.213", "0.100", "94%"))


numbers = st.floats(-5, 5, allow_nan=False)
widths = st.floats(0.001, 3)
deltas = st.floats(0.01, 2)
shares = st.one_of(st.none(), st.floats(0, 1))
flags = st.sampled_from([(), ("window",)])


@given(numbers, widths, widths, st.floats(0, 3), deltas, shares, st.floats(0, 0.3), flags, st.booleans())
def test_moving_an_estimate_the_claimed_way_never_lowers_the_score(
    effect, below, above, shift, delta, agree, against, flagged, causal
):
    def score(by):
        moved = EffectCase(
            effect + by, effect - below + by, effect + above + by, delta, agree=agree, against=against,
            flags=flagged, causal=causal, lag_order_ok=True, placebo_passed=True,
        )
        return SCORES.get(moved.ruling().label)

    before, after = score(0.0), score(shift)
    if before is not None and after is not None and not (before == 3 and after == 1):
        assert after >= before
    # From mixed to contradicted: runs disagree, and now the interval rules the effect out.
    if before == 3 and after == 1:
        assert effect + above + shift < delta


@given(numbers, widths, widths, deltas, st.floats(0, 1), st.floats(0, 1))
def test_more_agreeing_runs_never_lower_the_score(effect, below, above, delta, one, other):
    less, more = sorted((one, other))

    def label(agree):
        return EffectCase(effect, effect - below, effect + above, delta, agree=agree).ruling().label

    scores = [SCORES.get(label(agree)) for agree in (less, more)]
    if None not in scores:
        assert scores[1] >= scores[0]


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8), st.integers(0, 2), flags)
def test_a_further_line_that_agrees_never_lowers_the_score(within, near_only, no, primary, flagged):
    lines = within + near_only + no
    before = DocumentCase(lines, within, within + near_only, min(primary, lines), flagged).ruling()
    after = DocumentCase(lines + 1, within + 1, within + near_only + 1, min(primary, lines), flagged).ruling()
    if before.label in SCORES:
        assert SCORES[after.label] >= SCORES[before.label]


@given(numbers, widths, widths, deltas, shares, flags)
def test_a_case_comes_back_from_its_inputs(effect, below, above, delta, agree, flagged):
    built = EffectCase(effect, effect - below, effect + above, delta, agree=agree, flags=flagged)
    again = case_of(plain(inputs_of(built)))
    assert again.ruling().label == built.ruling().label
    assert case_of({}) is None
