"""Claims, the verdict rules, robustness: what estimates and evidence make of the article.

    from helpers import claims

    verdict = claims.judge(claim, test, estimate=estimate, evidence=evidence, as_of="2024-10-03")

Importing this package costs little; its modules are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.claims.change import Change, change_of
    from helpers.claims.evidence import Line, reference
    from helpers.claims.judging import judge
    from helpers.claims.tests import ARTICLE_DAY, Claim, ClaimTest
    from helpers.claims.verdict import LABELS, SCORES, Agreement, Verdict

_FROM = {
    "ARTICLE_DAY": "tests",
    "Agreement": "verdict",
    "Change": "change",
    "Claim": "tests",
    "ClaimTest": "tests",
    "LABELS": "verdict",
    "Line": "evidence",
    "SCORES": "verdict",
    "Verdict": "verdict",
    "change_of": "change",
    "judge": "judging",
    "reference": "evidence",
}
_MODULES = ("ledger", "robustness", "views")
__all__ = [
    "ARTICLE_DAY",
    "LABELS",
    "SCORES",
    "Agreement",
    "Change",
    "Claim",
    "ClaimTest",
    "Line",
    "Verdict",
    "change_of",
    "judge",
    "reference",
]


def __getattr__(name: str) -> Any:
    if name in _FROM:
        return getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
