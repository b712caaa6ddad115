"""What a judgement is: label, rule, numbers, evidence; and how runs of the multiverse agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

LABELS = (
    "supported",
    "supported_with_caveat",
    "mixed",
    "contradicted",
    "unresolved",
    "not_checkable",
    "outdated",
)
#: Verdicts with a score; unresolved and not_checkable have none.
SCORES: Mapping[str, int] = {
    "supported": 5,
    "supported_with_caveat": 4,
    "mixed": 3,
    "outdated": 2,
    "contradicted": 1,
}


@dataclass(frozen=True)
class Ruling:
    """The first rule that matched: its label, its id and the sentence with its numbers."""

    label: str
    rule: str
    because: str


@dataclass(frozen=True)
class Agreement:
    """What the variant runs of one claim say on one reading day.

    ``above`` is the share of runs whose interval lies on the claimed side, ``below`` the
    share whose interval lies on the other side; ``labels`` the share of runs by label, each
    run judged with these same shares. ``choice`` moves the result most: the share of its
    commonest label differs by ``choice_moves`` between two alternatives.
    """

    n_runs: int
    above: float | None = None
    below: float | None = None
    labels: Mapping[str, float] = field(default_factory=dict)
    choice: str = ""
    choice_moves: float = 0.0

    def share_of(self, label: str) -> float:
        return self.labels.get(label, 0.0)

    @classmethod
    def from_robustness(
        cls, robustness: Mapping[str, Any] | None, claim_id: str, as_of: Any
    ) -> Agreement | None:
        """Read from ``build/robustness.json``; None when that day or claim was not varied."""
        days = (robustness or {}).get("claims", {})
        entry = days.get(str(as_of)[:10], {}).get(claim_id)
        if not entry:
            return None
        return cls(
            n_runs=entry["n_runs"],
            above=entry.get("above"),
            below=entry.get("below"),
            labels=entry["labels"],
            choice=entry.get("choice", ""),
            choice_moves=entry.get("choice_moves", 0.0),
        )


@dataclass(frozen=True)
class Verdict:
    """A claim judged on one reading day. Everything a reader needs to redo it by hand.

    ``label`` is what is printed; ``finding`` says it in plain words, ``because`` is the rule
    with its numbers; ``provisional`` is what the rule gives as if all runs
    agreed, which is what a variant run reports. ``inputs`` holds every number the rule used.
    """

    claim_id: str
    statement: str
    theme: str
    kind: str
    test_kind: str
    as_of: str
    label: str
    score: int | None
    rule: str
    because: str
    provisional: str
    inputs: Mapping[str, Any]
    grade: str | None
    finding: str = ""
    grade_steps: tuple[Mapping[str, Any], ...] = ()
    confidence: float | None = None
    confidence_word: str = ""
    capped_by_grade: bool = False
    agreement: float | None = None
    n_runs: int = 0
    choice: str = ""
    choice_moves: float = 0.0
    implied: bool = False
    disclosure: str = ""
    estimate: Mapping[str, Any] | None = None
    references: tuple[Mapping[str, Any], ...] = ()
    evidence_lines: tuple[Mapping[str, Any], ...] = ()
    evidence_aside: tuple[Mapping[str, Any], ...] = ()
    sums: tuple[Mapping[str, Any], ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    variants: tuple[Mapping[str, Any], ...] = ()
    flips: tuple[Mapping[str, Any], ...] = ()
    would_settle: str = ""
    fixed_on: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for the record; tuples become lists, numbers ten significant digits."""
        return plain(asdict(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        for key, value in values.items():
            if isinstance(value, list):
                values[key] = tuple(value)
        return cls(**values)


def plain(item: Any) -> Any:
    """JSON-ready: rounded to ten significant digits so that bytes do not hang on the platform."""
    if isinstance(item, float):
        return float(f"{item:.10g}")
    if isinstance(item, Mapping):
        return {str(key): plain(value) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [plain(value) for value in item]
    return item
