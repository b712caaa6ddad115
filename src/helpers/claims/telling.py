"""The finding of a verdict in plain words and natural units; the rule's own sentence is ``because``.

Nothing is judged here: each sentence restates the rule that matched, for a reader who does
not know the scale of the test.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.claims.effects import delta_of, to_natural
from helpers.claims.evidence import Line
from helpers.claims.rules import DocumentCase, EffectCase
from helpers.claims.saying import told
from helpers.claims.tests import ClaimTest
from helpers.claims.verdict import Ruling
from helpers.claims.words import UNBOUNDED, number, share

_PERCENT = ("share", "probability", "percentile")
_POINTS = ("difference of shares",)


def finding(
    ruling: Ruling, case: DocumentCase | EffectCase | None, test: ClaimTest, claimed: str = "", counted: Sequence[Line] = ()
) -> str:
    """One to two sentences; the sentence of the rule where there is nothing plainer to say.

    ``claimed`` and the lines that counted are what a claim judged from documents is told with.
    """
    if isinstance(case, EffectCase) and case.low is not None and case.high is not None:
        return f"{_measured(case, test)} {_of_effect(ruling, case, test)}"
    if isinstance(case, DocumentCase) and case.lines:
        return f"{told(case, test, claimed, counted)} {_of_documents(ruling, case)}".rstrip()
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


def _of_documents(ruling: Ruling, case: DocumentCase) -> str:
    """What the rule makes of the tally; nothing where the tally says it all."""
    sentences = {
        "supported": "" if case.within == case.lines else "Two thirds are enough.",
        "caveat_flag": f"That is enough, but it is flagged: {_flags(case)}.",
        "caveat_causal": "Reports alone can not show a cause.",
        "caveat_near": "That is near, but not full agreement.",
        "contradicted": "",
        "mixed": "A single source that is no primary record does not settle it." if case.lines == 1 else "That is neither two thirds nor a clear no.",
    }
    return sentences[ruling.rule.partition(".")[2]]


def _flags(case: DocumentCase | EffectCase) -> str:
    return ", ".join(flag.replace("_", " ") for flag in case.flags)
