"""What a claim is judged with: its row, its frozen test, its evidence, its robustness."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import ClaimError


def claim_and_test(data: Any, claim_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The claim and its frozen test as plain rows; a clear error for an unknown id."""
    claims = data.table("claims")
    found = claims[claims["claim_id"] == claim_id]
    if len(found) != 1:
        raise ClaimError(
            f"there is no claim {claim_id!r}",
            where="study.judge",
            mend="ids are in data/claims.csv, such as " + ", ".join(claims["claim_id"].head(3)),
        )
    tests = data.table("claim_tests")
    test = tests[tests["claim_id"] == claim_id]
    if len(test) != 1:
        raise ClaimError(
            f"claim {claim_id!r} has {len(test)} tests",
            where="data/claim_tests.csv",
            mend="each claim has exactly one frozen test",
        )
    return _row(found), _row(test)


def evidence(data: Any, claim_id: str) -> pd.DataFrame:
    """The evidence rows of a claim known by the reading day."""
    rows = data.table("claim_evidence")
    return rows[rows["claim_id"] == claim_id]


def arithmetic(data: Any, claim_id: str) -> pd.DataFrame:
    """The implied sums of a claim."""
    rows = data.table("claim_arithmetic")
    return rows[rows["claim_id"] == claim_id]


def of_notebook(data: Any, notebook: str) -> list[str]:
    """Claims whose frozen test names this notebook, in the article's order."""
    tests = data.table("claim_tests")
    mine = set(tests.loc[tests["notebook"] == notebook, "claim_id"])
    return [claim_id for claim_id in data.table("claims")["claim_id"] if claim_id in mine]


def build_folder() -> Path:
    """Where runs leave their results: ``CHUHAI_BUILD``, or ``build/`` of this clone."""
    given = os.environ.get("CHUHAI_BUILD")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "build"


def robustness() -> dict[str, Any]:
    """``build/robustness.json``; empty before the first multiverse."""
    path = build_folder() / "robustness.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def _row(frame: pd.DataFrame) -> dict[str, Any]:
    row = frame.iloc[0]
    return {name: None if pd.isna(row[name]) else row[name] for name in frame.columns} | {
        "row": frame.index[0]
    }


class Claims:
    """The claims of one notebook: judges each with what the dataset holds, keeps the tally."""

    def __init__(self, data: Any, notebook: str, *, alone: bool) -> None:
        self._data = data
        self._notebook = notebook
        self._alone = alone
        self._runs = {} if alone else robustness()  # a variant run looks at no other run
        self._verdicts: dict[str, Any] = {}

    def judge(self, claim_id: str, estimate: Any = None, **more: Any) -> Any:
        """The verdict by the frozen test; each claim is judged once."""
        import helpers.claims

        if claim_id in self._verdicts:
            raise ClaimError(
                f"{claim_id} is judged twice",
                where=f"notebook {self._notebook}",
                mend="judge each claim once",
            )
        claim, test = claim_and_test(self._data, claim_id)
        found, sums = evidence(self._data, claim_id), arithmetic(self._data, claim_id)
        verdict = helpers.claims.judge(
            claim,
            test,
            as_of=self._data.as_of,
            estimate=estimate,
            evidence=found,
            sums=sums,
            sources=self._sources(found, sums, estimate, more),
            agreement=self._agreement(claim_id),
            with_flips=not self._alone,
            **more,
        )
        self._verdicts[claim_id] = verdict
        return verdict

    def left(self) -> list[str]:
        """Claims of this notebook without a verdict so far."""
        return [one for one in of_notebook(self._data, self._notebook) if one not in self._verdicts]

    def robustness_table(self) -> pd.DataFrame:
        """Runs, share with the printed verdict, and the choice that moves it most, per claim judged."""
        rows = []
        for claim_id, verdict in self._verdicts.items():
            agreement = self._agreement(claim_id)
            if agreement is not None:
                rows.append(
                    {
                        "claim": claim_id,
                        "verdict": verdict.label,
                        "runs": agreement.n_runs,
                        "share_with_this_verdict": agreement.share_of(verdict.label),
                        "choice_that_moves_it_most": agreement.choice.replace("_", " ") or None,
                        "moved_by": agreement.choice_moves or None,
                    }
                )
        return pd.DataFrame(rows)

    def _agreement(self, claim_id: str) -> Any:
        import helpers.claims

        return helpers.claims.Agreement.from_robustness(self._runs, claim_id, self._data.as_of)

    def _sources(
        self, found: pd.DataFrame, sums: pd.DataFrame, estimate: Any, more: dict[str, Any]
    ) -> pd.DataFrame:
        """Sources behind everything that is judged, whatever the reading day."""
        named = set(found["source_id"].dropna()) | set(estimate.basis.sources if estimate else ())
        named |= {part for cell in sums["source_id"].dropna() for part in str(cell).split("|")}
        named |= {_source_id(line) for line in more.get("references") or ()}
        if more.get("basis"):
            named |= set(more["basis"].sources)
        return self._data.sources_of(pd.DataFrame({"source_id": sorted(map(str, named))}))


def _source_id(line: Any) -> str:
    return str(line["source_id"] if isinstance(line, Mapping) else line.source_id)
