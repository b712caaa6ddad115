"""The finding of a verdict in plain words and natural units; the rule's own sentence is ``because``.

Nothing is judged here: each sentence restates the rule that matched, for a reader who does
not know the scale of the test.
"""

from __future__ import annotations

from helpers.claims.effects import delta_of, to_natural
from helpers.claims.rules import DocumentCase, EffectCase
from helpers.claims.tests import ClaimTest
from helpers.claims.verdict import Ruling
from helpers.claims.words import UNBOUNDED, number, share

_PERCENT = ("share", "probability", "percentile")
_POINTS = ("difference of shares",)


def finding(ruling: Ruling, case: DocumentCase | EffectCase | None, test: ClaimTest) -> str:
    """One to two sentences; the sentence of the rule where there is nothing plainer to say."""
    if isinstance(case, EffectCase) and case.low is not None and case.high is not None:
        return f"{_measured(case, test)} {_of_effect(ruling, case, test)}"
    if isinstance(case, DocumentCase) and case.lines:
        return f"{_tally(case, test)} {_of_documents(ruling, case)}"
    if ruling.rule.endswith(".none"):
        return "No independent source that was known by then speaks to it."
    return ruling.because


def natural(effect: float, test: ClaimTest) -> str:
    """An effect of the test's scale as a reader meets it: shares in percent, ratios as ratios."""
    if abs(effect) >= UNBOUNDED:
        return "no bound"
    value = to_natural(effect, test)
    if test.unit in _PERCENT:
        return f"{number(round(100 * value, 1))}%"
    return number(round(100 * value, 1) if test.unit in _POINTS else value)


def _measured(case: EffectCase, test: ClaimTest) -> str:
    ends = sorted((case.low, case.high), key=lambda effect: effect * test.direction)
    value = natural(case.effect, test)
    value = "without bound" if value == "no bound" else value
    low, high = (natural(end, test) for end in ends)
    measure = test.measure or "Estimate"
    return f"{measure}: {value} ({low} to {high})."


def _of_effect(ruling: Ruling, case: EffectCase, test: ClaimTest) -> str:
    more, least = ("more", "more") if test.direction == 1 else ("less", "less")
    null = natural(0.0, test)
    matters = f"{natural(delta_of(test), test)} or {least}"
    runs = "how many runs agree is not known"
    if case.agree is not None:
        runs = f"{share(case.agree)} of the runs agree"
    as_needed = f"As the claim needs, {more} than {null}"
    told = {
        "supported": f"{as_needed} and by enough to matter ({matters}); {runs}.",
        "caveat_small": f"{as_needed}, but short of what would matter ({matters}); {runs}.",
        "caveat_flag": f"{as_needed} and by enough to matter ({matters}); flagged: {_flags(case)}.",
        "caveat_runs": f"{as_needed} and by enough to matter ({matters}), but {runs}.",
        "caveat_causal": f"{as_needed} and by enough to matter ({matters}), but a cause is not shown; {runs}.",
        "contradicted_opposite": f"The claim needs {more} than {null}; the whole interval lies on the other side.",
        "contradicted_none": f"The claim needs {more} than {null}; anything that would matter ({matters}) is ruled out.",
        "mixed_runs": f"The claim needs {more} than {null}; some runs say so and others the opposite.",
        "mixed_subgroups": f"The claim needs {more} than {null}; parts of the data point opposite ways.",
        "unresolved_runs": f"{as_needed}, but too few runs say so: {share(case.agree or 0.0)}.",
        "unresolved_wide": f"The claim needs {more} than {null}; the interval leaves that open.",
    }
    return told[ruling.rule.removeprefix("effect.")]


def _tally(case: DocumentCase, test: ClaimTest) -> str:
    ours, all_ = f"{case.within} of {case.lines}", case.lines
    if case.family == "testimony":
        return f"Independent sources that say so in full: {ours}; at least in part: {case.near} of {all_}."
    noun = "Sums" if case.family == "arithmetic" else "Independent sources"
    if not test.tolerance or test.tolerance_kind == "exact":
        return f"{noun} that give the article's value: {ours}."
    width = f"{100 * test.tolerance:g}%" if test.tolerance_kind == "relative" else f"{test.tolerance:g}"
    return f"{noun} within {width} of the article's value: {ours}; within twice that: {case.near} of {all_}."


def _of_documents(ruling: Ruling, case: DocumentCase) -> str:
    told = {
        "supported": "Two thirds are needed.",
        "caveat_flag": f"Two thirds are needed, but it is flagged: {_flags(case)}.",
        "caveat_causal": "Reports alone can not show a cause.",
        "caveat_near": "Two thirds are needed; they come near rather than agree.",
        "contradicted": "None comes near.",
        "mixed": "That is neither two thirds nor a clear no.",
    }
    return told[ruling.rule.partition(".")[2]]


def _flags(case: DocumentCase | EffectCase) -> str:
    return ", ".join(flag.replace("_", " ") for flag in case.flags)
