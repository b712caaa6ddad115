"""What the independent sources say of a claim, in one plain sentence.

For reference, arithmetic and testimony tests alike. Nothing is judged here: who agrees was decided
by the tolerance or the coded answer of each line (``within``), and this only puts it into words.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.claims.evidence import Line
from helpers.claims.rules import DocumentCase
from helpers.claims.tests import ClaimTest
from helpers.claims.times import DATE_UNITS, as_day
from helpers.claims.words import number

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_UNITS = {
    "usd_bn": "billion US dollars", "usd_m": "million US dollars", "mau_m": "million monthly users",
    "users_m": "million users", "count": "", "text": "",
}  # fmt: skip
_LISTED = 2  # so many different values are named one by one, more as a range


def told(case: DocumentCase, test: ClaimTest, claimed: str, counted: Sequence[Line] = ()) -> str:
    """``2 of 3 independent sources date it to May 2024; the other says December 2023.``"""
    if case.family == "testimony":
        return _testified(case)
    who, one = _who(case.within, case.lines, "sum" if case.family == "arithmetic" else "independent source")
    verb = ("dates it to" if one else "date it to") if test.dated else ("puts it" if one else "put it")
    if case.lines == 1 and not case.within:
        verb = "does not date it to" if test.dated else "does not put it"
    head = f"{who} {verb} {value(claimed, test.unit) if test.dated else _aim(claimed, test)}"
    return f"{head}{_others(case, test, claimed, counted)}."


def value(stated: float | str, unit: str) -> str:
    """A value with its unit as a reader writes it: ``5 March 2024``, ``24.9 billion US dollars``."""
    if unit in DATE_UNITS:
        day = as_day(stated)
        if unit == "year":
            return str(day.year)
        if unit == "quarter":
            return f"Q{(day.month - 1) // 3 + 1} {day.year}"
        return f"{f'{day.day} ' if unit == 'date' else ''}{_MONTHS[day.month - 1]} {day.year}"
    if unit == "rank":
        return f"rank {number(float(stated))}"
    return f"{_bare(stated, unit)} {'' if unit == 'percent' else _UNITS.get(unit, unit.replace('_', ' '))}".strip()


def _bare(stated: float | str, unit: str) -> str:
    """The value without the words of its unit, which the sentence has named before."""
    if unit in DATE_UNITS:
        return value(stated, unit)
    told = number(float(stated))
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return f"{told}{'%' if unit == 'percent' else ''}"


def _who(some: int, of: int, noun: str) -> tuple[str, bool]:
    """Who says so, and whether the verb stands in the singular."""
    if of == 1:
        return f"The only {noun}", True
    if some == of:
        return (f"Both {noun}s" if of == 2 else f"All {of} {noun}s"), False
    if not some and of == 2:
        return f"Neither {noun}", True
    return f"{some or 'None'} of {of} {noun}s", some < 2


def _aim(claimed: str, test: ClaimTest) -> str:
    """What a value has to come to, with the tolerance that was fixed for it."""
    side = {1: " or more", -1: " or less"}.get(test.direction, "")
    aim = value(claimed, test.unit) + side
    if not test.tolerance or test.tolerance_kind == "exact":
        return f"at {aim}"
    width = f"{100 * test.tolerance:g}%" if test.tolerance_kind == "relative" else f"{test.tolerance:g}"
    return f"{'at' if side else 'close to'} {aim} (within {width})"


def _others(case: DocumentCase, test: ClaimTest, claimed: str, counted: Sequence[Line]) -> str:
    """What the sources say that do not agree; of a single source, what it says at all."""
    key = as_day if test.dated else float
    apart = counted if case.lines == 1 else [line for line in counted if line.within != "tol"]
    stated = sorted({line.value or line.text for line in apart}, key=key)  # type: ignore[arg-type, type-var]
    said = list(dict.fromkeys(_bare(item, test.unit) for item in stated))
    if not said or (case.lines == 1 and said[0] == _bare(claimed, test.unit)):
        return ""
    if case.lines == 1:
        return f"; it says {said[0]}"
    they = "they" if not case.within else ("the other" if len(apart) == 1 else "the others")
    if len(said) > _LISTED:
        return f"; {they} range from {said[0]} to {said[-1]}"
    return f"; {they} {'says' if they == 'the other' else 'say'} {' and '.join(said)}"


def _testified(case: DocumentCase) -> str:
    partly, rest = case.near - case.within, case.lines - case.near
    if case.lines == 1:
        how = "says so in full" if case.within else ("says so in part" if partly else "says otherwise")
        return f"The only independent source {how}."
    who, one = _who(case.within or partly, case.lines, "independent source")
    head = f"{who} {'says' if one else 'say'} so"
    if not case.near:
        return f"{head}."
    if case.within:
        head += " in full" + (f", {partly} more in part" if partly else "")
    else:
        head += " in part, none in full"
    if not rest:
        return f"{head}."
    return f"{head}; {'the other says' if rest == 1 else 'the others say'} otherwise."
