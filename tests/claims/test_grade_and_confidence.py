"""Dials 2 and 3, step by step."""

from __future__ import annotations

import pytest
from planted import TODAY, a_claim, a_line, a_source, a_test, lines

from helpers.claims.confidence import capped, word_of
from helpers.claims.effects import case_of_estimate
from helpers.claims.evidence import weigh
from helpers.claims.grade import document_steps, effect_steps, grade_of
from helpers.claims.sourcing import read_sources
from helpers.methods.estimate import Basis, Estimate


def steps_of(evidence, **test):
    fixed = a_test(**test)
    counted, _ = weigh(evidence, a_claim(), fixed, TODAY)
    steps = document_steps(counted, fixed, 100.0)
    return {step["step"]: step["change"] for step in steps}, grade_of(steps)


@pytest.mark.parametrize(
    ("kind", "level"), [("primary", 4), ("dataset", 4), ("news", 3), ("aggregator", 2), ("coding", 1), ("", 1)]
)
def test_the_best_source_sets_the_start(kind, level):
    found, _ = steps_of([a_line(kind=kind), a_line(100, "ev-002", kind="")])
    assert found == {"start": level}


def test_no_evidence_has_no_grade():
    assert steps_of([]) == ({}, None)


def test_one_line_lowers():
    assert steps_of([a_line()]) == ({"start": 3, "one line": -1}, "C")


def test_references_that_lie_apart_lower():
    assert steps_of(lines(95, 105.0)) == ({"start": 3}, "B")       # exactly twice the tolerance
    assert steps_of(lines(95, 105.1)) == ({"start": 3, "apart": -1}, "C")


def test_three_that_agree_raise():
    assert steps_of(lines(100, 101, 102)) == ({"start": 3, "three agree": 1}, "A")
    found, _ = steps_of(lines(100, 101, 109))
    assert "three agree" not in found


def test_marks_lower():
    found, grade = steps_of(lines(100, 101), grade_marks="proxy|fame")
    assert found == {"start": 3, "proxy": -1, "fame": -1}
    assert grade == "D"


def test_the_grade_is_clipped():
    assert grade_of([{"change": 4}, {"change": 1}]) == "A"
    assert grade_of([{"change": 1}, {"change": -3}]) == "D"


def test_testimony_that_says_yes_and_no_lies_apart():
    evidence = [a_line(agrees="yes"), a_line(100, "ev-002", agrees="no")]
    assert "apart" in steps_of(evidence, test_kind="testimony")[0]


SOURCES = read_sources([a_source("a", "dataset"), a_source("b", "news")], {"a", "b"})
TWO = Basis(sources=("a", "b"))


def effect_grade(basis=TWO, test=None, **estimate):
    fixed = a_test("effect", **(test or {}))
    built = Estimate(**{"value": 0.3, "low": 0.2, "high": 0.4, "n": 50, "basis": basis, **estimate})
    steps = effect_steps(built, case_of_estimate(built, fixed), fixed, SOURCES)
    return {step["step"]: step["change"] for step in steps}, grade_of(steps)


def test_an_effect_starts_from_the_best_source_of_its_rows():
    assert effect_grade() == ({"start": 4}, "A")
    assert effect_grade(Basis(sources=("b",))) == ({"start": 3, "one line": -1}, "C")
    assert effect_grade(Basis()) == ({}, None)


@pytest.mark.parametrize(
    ("estimate", "lowered"),
    [
        ({"low": 0.2, "high": 0.8}, False),                       # ratio exactly 4
        ({"low": 0.2, "high": 0.81}, True),
        ({"low": -0.05, "high": 0.05, "value": 0.0}, False),      # inside the band
        ({"low": -0.05, "high": 0.2}, True),
        ({"detail": {"table": [[9, 20], [30, 40]]}}, True),
        ({"detail": {"table": [[10, 20], [30, 40]]}}, False),
        ({"detail": {"successes": 5}, "n": 9}, True),
        ({"detail": {"successes": 5}, "n": 10}, False),
        ({"detail": {"smallest_cell": 3}}, True),
        ({"high": None}, True),                                   # no bound on one side
    ],
)
def test_imprecise_estimates_lower(estimate, lowered):
    assert ("imprecise" in effect_grade(**estimate)[0]) is lowered


def test_a_large_effect_raises():
    assert "large effect" not in effect_grade(value=0.5, high=0.6, low=0.4)[0]
    assert effect_grade(value=0.51, high=0.6, low=0.4)[0]["large effect"] == 1


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (1.0, "virtually certain"), (0.99, "virtually certain"), (0.9899, "very likely"),
        (0.90, "very likely"), (0.8999, "likely"), (0.66, "likely"),
        (0.6599, "about as likely as not"), (0.33, "about as likely as not"), (0.3299, "unlikely"),
        (0.10, "unlikely"), (0.0999, "very unlikely"), (0.01, "very unlikely"),
        (0.0099, "exceptionally unlikely"), (0.0, "exceptionally unlikely"), (None, ""),
    ],
)
def test_words_for_shares(p, word):
    assert word_of(p) == word


@pytest.mark.parametrize(
    ("grade", "cap"), [("A", 1.0), ("B", 0.95), ("C", 0.80), ("D", 0.60), (None, 0.60)]
)
def test_the_grade_caps_confidence(grade, cap):
    assert capped(1.0, grade) == (cap, cap < 1.0)
    assert capped(0.5, grade) == (0.5, False)
    assert capped(None, grade) == (None, False)
