"""A whole judgement: pure, repeatable, moved by its own evidence only."""

from __future__ import annotations

import collections
import json

import pytest
from planted import TODAY, a_claim, a_line, a_source, a_test, lines

from helpers.claims import ARTICLE_DAY, Agreement, Claim, Verdict, judge, reference
from helpers.claims.change import change_of
from helpers.claims.rules import case_of
from helpers.errors import ClaimError
from helpers.methods.estimate import Basis, Estimate

GOOD = Estimate(0.3, 0.2, 0.4, n=40, basis=Basis({"events": (2, 3)}, ("a", "b")))
SOURCES = [a_source("a", "dataset"), a_source("b")]


def effect(estimate=GOOD, agreement=None, as_of=TODAY, **more):
    test = more.pop("test", {})
    return judge(
        a_claim(), a_test("effect", **test), as_of=as_of, estimate=estimate, agreement=agreement,
        sources=SOURCES, **more,
    )


def test_without_runs_the_best_label_is_out_of_reach_and_provisional_says_so():
    verdict = effect()
    assert (verdict.label, verdict.provisional) == ("supported_with_caveat", "supported")
    assert "not known" in verdict.because
    assert verdict.confidence is None


def test_runs_give_agreement_and_confidence():
    agreement = Agreement(200, 0.95, 0.0, {"supported": 0.93, "unresolved": 0.07}, "board_depth", 0.2)
    verdict = effect(agreement=agreement)
    assert (verdict.label, verdict.agreement, verdict.confidence) == ("supported", 0.95, 0.93)
    assert (verdict.confidence_word, verdict.grade, verdict.n_runs) == ("very likely", "A", 200)
    assert verdict.choice == "board_depth"


def test_the_card_suffices_to_redo_the_rule_by_hand():
    verdict = effect(agreement=Agreement(200, 0.95, 0.0, {"supported": 0.93}))
    again = case_of(verdict.to_dict()["inputs"])
    assert again.ruling().label == verdict.label
    assert verdict.rows == {"events": "2-3"}
    assert verdict.sources == ("a", "b")


def test_a_verdict_survives_the_record():
    verdict = effect()
    text = json.dumps(verdict.to_dict(), allow_nan=False)
    assert Verdict.from_dict(json.loads(text)).to_dict() == verdict.to_dict()


def test_documents_are_varied_without_notebooks():
    verdict = judge(a_claim(), a_test(), as_of=TODAY, evidence=lines(100, 107))
    assert verdict.label == "supported_with_caveat"
    assert {v["variant"]: v["label"] for v in verdict.variants} == {
        "without line-ev-001": "supported_with_caveat",
        "without line-ev-002": "supported",
        "tolerance halved": "mixed",
        "tolerance doubled": "supported",
    }
    assert verdict.confidence == pytest.approx(2 / 5)


def test_borderline_codes_are_moved():
    evidence = [a_line(agrees="yes"), a_line(1, "ev-002", agrees="partly", borderline="true")]
    verdict = judge(a_claim(), a_test("testimony"), as_of=TODAY, evidence=evidence)
    moved = {v["variant"]: v["label"] for v in verdict.variants}
    assert moved["borderline codes one step up"] == "supported"
    assert moved["borderline codes one step down"] == "mixed"


def test_a_reference_of_a_notebook_counts_beside_the_table():
    own = reference(101, "things", "src-n", line="provider", date="2024-06-01", date_precision="month")
    verdict = judge(a_claim(), a_test(), as_of=TODAY, evidence=lines(100), references=[own])
    assert verdict.inputs["lines"] == 2
    assert [line["line"] for line in verdict.references] == ["line-ev-001", "provider"]


def test_not_checkable_gives_the_reason_of_the_test():
    verdict = judge(a_claim(), a_test("none", statistic="No table holds it."), as_of=TODAY)
    assert (verdict.label, verdict.because, verdict.score) == ("not_checkable", "No table holds it.", None)
    verdict = judge(a_claim(checkable="no"), a_test(), as_of=TODAY, evidence=lines(100, 100))
    assert verdict.label == "not_checkable"


def test_a_claim_without_any_row_says_what_would_settle_it():
    verdict = judge(a_claim(), a_test(would_settle="A census."), as_of=TODAY)
    assert (verdict.label, verdict.would_settle, verdict.grade) == ("unresolved", "A census.", None)
    verdict = effect(Estimate.unavailable("only 3 firms"))
    assert "only 3 firms" in verdict.because


def test_testimony_beside_an_effect_is_context():
    verdict = effect(evidence=[a_line(agrees="no")])
    assert verdict.evidence_lines == ()
    assert verdict.evidence_aside[0]["within"].startswith("context")


def test_sums_are_shown_and_can_be_judged():
    rows = [{"claim_id": "xx-01", "calc_id": "ar-1", "expression": "2*51", "result": "102", "unit": "things", "source_id": "a"}]
    verdict = judge(a_claim(), a_test("arithmetic"), as_of=TODAY, sums=rows)
    assert verdict.label == "supported"
    assert (verdict.sums[0]["result"], verdict.sums[0]["as_stated"]) == (102.0, True)


@pytest.mark.parametrize(
    ("test", "estimate", "match"),
    [
        (a_test(), GOOD, "an estimate for a reference test"),
        (a_test("effect", claim_id="xx-02"), GOOD, "judged by the test of xx-02"),
        (a_test("effect", null_value="1", scale="log", delta="1.2"), Estimate(-0.4, -0.6, 0.1), "log scale"),
    ],
)
def test_what_does_not_fit_is_refused(test, estimate, match):
    with pytest.raises(ClaimError, match=match):
        judge(a_claim(), test, as_of=TODAY, estimate=estimate)


def test_a_flag_known_later_binds_later_readings_only():
    test = a_test(flags_later="unit")
    labels = [judge(a_claim(), test, as_of=day, evidence=lines(100, 100)).label for day in (ARTICLE_DAY, TODAY)]
    assert labels == ["supported", "supported_with_caveat"]


def test_implied_claims_are_marked():
    assert Claim.of({"claim_id": "a", "statement": "Implied: half of it."}).implied
    assert Claim.of({"claim_id": "a", "statement": "x", "implied": True}).implied


# -- the real claims --------------------------------------------------------------------------


def judged(tables, day, evidence=None):
    tests = {row["claim_id"]: row for row in tables["claim_tests"]}
    rows = tables["claim_evidence"] if evidence is None else evidence
    return {
        row["claim_id"]: judge(
            row, tests[row["claim_id"]], as_of=day, evidence=rows, sums=tables["claim_arithmetic"],
            sources=tables["sources"],
        ).to_dict()
        for row in tables["claims"]
    }


@pytest.fixture(scope="module")
def known(tables):
    """Evidence with the first day on which its source could be known."""
    published = {row["source_id"]: row["published"] or "2026-11-23" for row in tables["sources"]}
    return [row | {"known_on": published[row["source_id"]]} for row in tables["claim_evidence"]]


@pytest.mark.parametrize("day", [ARTICLE_DAY, TODAY])
def test_every_claim_gets_a_verdict_or_a_reason(tables, known, day):
    verdicts = judged(tables, day, known)
    assert len(verdicts) >= 115
    for verdict in verdicts.values():
        assert verdict["label"]
        assert verdict["because"].endswith(".")
        assert verdict["would_settle"]
    assert judged(tables, day, known) == verdicts


def test_one_row_changes_only_the_verdict_that_rests_on_it(tables, known):
    before = judged(tables, TODAY, known)
    for place in range(0, len(known), 29):
        row = known[place]
        changed = [*known[:place], row | {"value_number": "1", "agrees": "no"}, *known[place + 1 :]]
        after = judged(tables, TODAY, changed)
        differ = {claim_id for claim_id in after if after[claim_id] != before[claim_id]}
        assert differ <= {row["claim_id"]}


def test_published_rests_on_nothing_later(tables, known):
    later = {row["evidence_id"] for row in known if row["known_on"] > "2024-10-03" or row["role"] == "later"}
    for verdict in judged(tables, ARTICLE_DAY, known).values():
        used = [line["evidence_id"] for line in (*verdict["references"], *verdict["evidence_lines"])]
        assert not later & set(used)


def test_changes_are_told_in_one_sentence(tables, known):
    then, now = judged(tables, ARTICLE_DAY, known), judged(tables, TODAY, known)
    reasons = collections.Counter()
    for claim_id, verdict in then.items():
        change = change_of(Verdict.from_dict(verdict), Verdict.from_dict(now[claim_id]))
        assert change.sentence.endswith(".")
        assert change.changed is (change.then != change.now)
        reasons[change.reason] += 1
    assert sum(reasons.values()) >= 115
