"""One claim, one reading day, one verdict. Pure: the same input gives the same verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from helpers.claims.agreeing import claimed_value
from helpers.claims.confidence import capped, word_of
from helpers.claims.effects import case_of_estimate
from helpers.claims.evidence import Line, read_lines, weigh
from helpers.claims.flips import document_flips, effect_flips
from helpers.claims.grade import document_steps, effect_steps, grade_of
from helpers.claims.rules import DocumentCase, EffectCase, inputs_of, rule_effect
from helpers.claims.sourcing import Source, attach, disclosure_of, read_sources
from helpers.claims.sums import recompute
from helpers.claims.telling import finding
from helpers.claims.tests import Claim, ClaimTest
from helpers.claims.times import as_day
from helpers.claims.variants import document_case, document_variants
from helpers.claims.verdict import SCORES, Agreement, Ruling, Verdict, plain
from helpers.errors import ClaimError
from helpers.methods.estimate import Basis, Estimate

NO_VERDICT = ("unresolved", "not_checkable")


def judge(
    claim: Claim | Mapping[str, Any],
    test: ClaimTest | Mapping[str, Any],
    *,
    as_of: dt.date | str,
    estimate: Estimate | None = None,
    references: Iterable[Line | Mapping[str, Any]] = (),
    evidence: Any = None,
    sums: Any = None,
    sources: Any = None,
    agreement: Agreement | None = None,
    subgroups: Mapping[str, Estimate] | None = None,
    lag_order_ok: bool | None = None,
    placebo_passed: bool | None = None,
    basis: Basis | None = None,
    with_flips: bool = True,
) -> Verdict:
    """Judge a claim by its pre-stated test.

    Parameters
    ----------
    claim, test : rows of ``claims`` and ``claim_tests``.
    as_of : the reading day; rows known later do not count.
    estimate : for effect tests, in natural units (a ratio as a ratio, not its log).
    references : for reference tests, further values beside the rows of ``claim_evidence``
        (see :func:`helpers.claims.reference`), in the unit of the test.
    evidence : ``claim_evidence`` (all claims or this one).
    sums : ``claim_arithmetic``; recomputed and shown, and judged in arithmetic tests.
    sources : ``sources``, for kinds, copies and disclosure, or what
        :func:`helpers.claims.sourcing.read_sources` made of them.
    agreement : what the variant runs say (effect tests; for others their own variants count).
    subgroups : named estimates; two on opposite sides of the null count as opposed.
    lag_order_ok, placebo_passed : for causal claims; None means not tested.
    basis : rows and sources behind ``references``.
    with_flips : look for the smallest changes that flip (a variant run needs none).

    Raises
    ------
    ClaimError
        when claim and test do not belong together, or an estimate meets another kind of test.
    """
    claim, day = Claim.of(claim), as_day(as_of)
    test = ClaimTest.of(test).on(day)
    _check(claim, test, estimate)
    checked = recompute(sums, claim, test)
    lines = [*read_lines(evidence, claim.claim_id), *(Line.of(row) for row in references)]
    if test.test_kind == "arithmetic":
        lines = [line for _, line in checked]
    rests_on = (estimate.basis if estimate else Basis()) | (basis or Basis())
    known = read_sources(sources, {*rests_on.sources, *(line.source_id for line in lines)})
    lines = attach(lines, known)
    counted, aside = weigh(lines, claim, test, day)

    if test.test_kind == "none" or claim.checkable == "no":
        found = _Finding(Ruling("not_checkable", "not_checkable", test.statistic))
    elif test.test_kind == "effect":
        case = case_of_estimate(
            estimate, test, agreement=agreement, subgroups=subgroups,
            lag_order_ok=lag_order_ok, placebo_passed=placebo_passed,
        )
        found = _of_effect(case, estimate, test, known, with_flips)
    else:
        found = _of_documents(lines, counted, claim, test, day, with_flips)
    if test.test_kind in ("effect", "none"):
        spoken = [replace(x, within="context: the test rests on an estimate") for x in counted]
        counted, aside = [], [*spoken, *aside]

    grade = grade_of(found.steps)
    share, n_runs = _share(found.ruling.label, agreement, found.variants, test)
    p, hit = capped(None if found.ruling.label in NO_VERDICT else share, grade)
    rests_on |= _basis(counted)
    inputs = {**found.inputs, "about": test.about}
    if test.instrument_end:
        inputs["instrument_end"] = test.instrument_end.isoformat()
    return Verdict(
        claim_id=claim.claim_id,
        statement=claim.statement,
        theme=claim.theme,
        kind=claim.kind,
        test_kind=test.test_kind,
        as_of=day.isoformat(),
        label=found.ruling.label,
        score=SCORES.get(found.ruling.label),
        rule=found.ruling.rule,
        because=found.ruling.because,
        provisional=found.provisional or found.ruling.label,
        inputs=plain(inputs),
        grade=grade,
        finding=finding(found.ruling, found.case, test, found.claimed, counted),
        grade_steps=tuple(found.steps),
        confidence=p,
        confidence_word=word_of(p),
        capped_by_grade=hit,
        agreement=agreement.above if agreement and test.test_kind == "effect" else None,
        n_runs=n_runs,
        choice=agreement.choice if agreement else "",
        choice_moves=agreement.choice_moves if agreement else 0.0,
        implied=claim.implied,
        disclosure=disclosure_of(claim, rests_on.sources, known),
        estimate=_without_basis(estimate),
        references=() if test.test_kind == "testimony" else tuple(_shown(line) for line in counted),
        evidence_lines=tuple(_shown(line) for line in counted) if test.test_kind == "testimony" else (),
        evidence_aside=tuple(_shown(line) for line in aside),
        sums=tuple(sum_ for sum_, _ in checked),
        rows=rests_on.to_dict()["rows"],
        sources=rests_on.sources,
        variants=tuple(found.variants),
        flips=tuple(plain(found.flips)),
        would_settle=test.would_settle,
        fixed_on=test.fixed_on,
    )


@dataclass(frozen=True)
class _Finding:
    """What one family of rules makes of its input."""

    ruling: Ruling
    case: DocumentCase | EffectCase | None = None
    provisional: str = ""
    claimed: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    steps: Sequence[Mapping[str, Any]] = ()
    variants: Sequence[Mapping[str, str]] = ()
    flips: Sequence[Mapping[str, Any]] = ()


def _of_effect(
    case: EffectCase,
    estimate: Estimate | None,
    test: ClaimTest,
    sources: Mapping[str, Source],
    with_flips: bool,
) -> _Finding:
    as_if_all_agreed = replace(case, agree=1.0, against=0.0)
    return _Finding(
        ruling=rule_effect(case),
        case=case,
        provisional=rule_effect(as_if_all_agreed).label,
        inputs=inputs_of(case),
        steps=effect_steps(estimate, case, test, sources) if estimate else (),
        flips=effect_flips(estimate, case, test) if with_flips else (),
    )


def _of_documents(
    lines: list[Line],
    counted: list[Line],
    claim: Claim,
    test: ClaimTest,
    day: dt.date,
    with_flips: bool,
) -> _Finding:
    case = document_case(counted, test)
    inputs = inputs_of(case)
    text, claimed = "", None
    if test.test_kind != "testimony":
        text = claimed_value(claim, test)
        claimed = None if test.dated else float(text)
        inputs |= {"claimed": text, "unit": test.unit, "direction": test.direction}
        inputs |= {"tolerance": test.tolerance, "tolerance_kind": test.tolerance_kind}
    return _Finding(
        ruling=case.ruling(),
        case=case,
        claimed=text,
        inputs=inputs,
        steps=document_steps(counted, test, claimed),
        variants=document_variants(lines, claim, test, day),
        flips=document_flips(lines, counted, claim, test, day) if with_flips else (),
    )


def _basis(counted: Iterable[Line]) -> Basis:
    """The rows of claim_evidence that count, and the sources behind all lines that count."""
    rows: dict[str, set[int]] = {}
    sources = set()
    for line in counted:
        sources.add(line.source_id)
        table, _, number = line.row.rpartition(":")
        if table and number.isdigit():
            rows.setdefault(table, set()).add(int(number))
    return Basis({table: tuple(sorted(found)) for table, found in rows.items()}, tuple(sorted(sources)))


def _check(claim: Claim, test: ClaimTest, estimate: Estimate | None) -> None:
    where = f"claim {claim.claim_id}"
    if claim.claim_id != test.claim_id:
        raise ClaimError(f"judged by the test of {test.claim_id}", where=where)
    if estimate is not None and test.test_kind not in ("effect", "none"):
        raise ClaimError(
            f"an estimate for a {test.test_kind} test", where=where,
            mend="pass values as references=[claims.reference(value, unit, source_id)]",
        )
    ends = (estimate.value, estimate.low) if estimate is not None else ()
    if test.scale == "log" and any(end is not None and end < 0 for end in ends):
        mend = "pass the ratio itself, not its logarithm"
        raise ClaimError("a negative estimate on the log scale", where=where, mend=mend)


def _share(
    label: str, agreement: Agreement | None, variants: Sequence[Mapping[str, str]], test: ClaimTest
) -> tuple[float | None, int]:
    """Share of runs with this label. Document claims are varied here, others by notebooks."""
    if agreement is not None:
        return agreement.share_of(label), agreement.n_runs
    if test.test_kind in ("effect", "none") or not variants:
        return None, 0
    same = sum(variant["label"] == label for variant in variants) + 1
    return same / (len(variants) + 1), len(variants) + 1


def _without_basis(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {key: value for key, value in estimate.to_dict().items() if key != "basis"}


def _shown(line: Line) -> dict[str, Any]:
    names = (
        "evidence_id", "source_id", "value", "unit", "text", "agrees", "line", "date",
        "date_precision", "role", "bound", "known_on", "source_kind", "publisher", "within",
    )
    return {name: getattr(line, name) for name in names if getattr(line, name) not in ("", None)}
