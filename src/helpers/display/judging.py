"""What a claim is judged with: its row, its frozen test, its evidence, its robustness."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

import helpers.claims
from helpers.claims.sourcing import Source, read_sources
from helpers.claims.tests import rows_of
from helpers.errors import ClaimError
from helpers.methods.estimate import Basis


def build_folder() -> Path:
    """Where runs leave their results: ``CHUHAI_BUILD``, or ``build/`` of this clone."""
    given = os.environ.get("CHUHAI_BUILD")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "build"


def robustness() -> dict[str, Any]:
    """``build/robustness.json``; empty before the first multiverse."""
    path = build_folder() / "robustness.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def all_at_default(parameters: Any) -> bool:
    """Whether no analytic choice is away from its default (reading day and variant are none)."""
    fields = type(parameters).model_fields
    return all(
        getattr(parameters, name) == field.get_default(call_default_factory=True)
        for name, field in fields.items()
        if name not in ("as_of", "variant")
    )


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
        if claim_id in self._verdicts:
            raise ClaimError(
                f"{claim_id} is judged twice",
                where=f"notebook {self._notebook}",
                mend="judge each claim once",
            )
        claim, test = self._claim(claim_id), self._test(claim_id)
        if "basis" in more:
            more["basis"] = _basis(more["basis"])
        evidence, sums = self._evidence.get(claim_id, []), self._sums.get(claim_id, [])
        verdict = helpers.claims.judge(
            claim,
            test,
            as_of=self._data.as_of,
            estimate=estimate,
            evidence=evidence,
            sums=sums,
            sources=self._sources(_named([*evidence, *sums], estimate, more)),
            agreement=self._agreement(claim_id),
            with_flips=not self._alone,  # they belong to the printed verdict
            **more,
        )
        self._verdicts[claim_id] = verdict
        return verdict

    def left(self) -> list[str]:
        """Claims whose frozen test names this notebook and that have no verdict so far."""
        return [
            claim_id
            for claim_id in self._claim_rows
            if self._test_rows.get(claim_id, {}).get("notebook") == self._notebook
            and claim_id not in self._verdicts
        ]

    def short(self, claim_id: str) -> str:
        """A claim in a few words, for tables."""
        row = self._claim(claim_id)
        return str(row.get("short") or row["statement"])

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
                        "choice_that_moves_it_most": self._questions.get(agreement.choice) or None,
                        "moved_by": agreement.choice_moves or None,
                    }
                )
        return pd.DataFrame(rows)

    def _agreement(self, claim_id: str) -> Any:
        return helpers.claims.Agreement.from_robustness(self._runs, claim_id, self._data.as_of)

    def _claim(self, claim_id: str) -> dict[str, Any]:
        if claim_id not in self._claim_rows:
            raise ClaimError(
                f"there is no claim {claim_id!r}",
                where="study.judge",
                mend="ids are in data/claims.csv, such as " + ", ".join([*self._claim_rows][:3]),
            )
        return self._claim_rows[claim_id]

    def _test(self, claim_id: str) -> dict[str, Any]:
        if claim_id not in self._test_rows:
            raise ClaimError(
                f"claim {claim_id!r} has no test",
                where="data/claim_tests.csv",
                mend="each claim has exactly one frozen test",
            )
        return self._test_rows[claim_id]

    def _sources(self, named: set[str]) -> dict[str, Source]:
        """Sources behind everything that is judged, whatever the reading day."""
        if missing := named - self._known.keys():
            self._known |= self._read(missing)
        return self._known

    def _read(self, named: set[str]) -> dict[str, Source]:
        rows = self._data.sources_of(pd.DataFrame({"source_id": sorted(named)}))
        return read_sources(rows, named)

    @cached_property
    def _questions(self) -> dict[str, str]:
        """The choices of the notebook as questions, by the name of the parameter."""
        rows = self._data.table("choices").query("notebook == @self._notebook")
        return dict(zip(rows["choice"], rows["question"], strict=True))

    @cached_property
    def _claim_rows(self) -> dict[str, dict[str, Any]]:
        return _rows(self._data.table("claims"))

    @cached_property
    def _test_rows(self) -> dict[str, dict[str, Any]]:
        return _rows(self._data.table("claim_tests"))

    @cached_property
    def _evidence(self) -> dict[str, list[dict[str, Any]]]:
        return _by_claim(self._data.table("claim_evidence"))

    @cached_property
    def _sums(self) -> dict[str, list[dict[str, Any]]]:
        return _by_claim(self._data.table("claim_arithmetic"))

    @cached_property
    def _known(self) -> dict[str, Source]:
        """Sources of all evidence and sums, read once; those of estimates join them."""
        rows = [row for claims in (self._evidence, self._sums) for rows in claims.values() for row in rows]
        return self._read(_source_ids(row["source_id"] for row in rows))


def _basis(given: Any) -> Basis:
    """The rows behind references: a basis, a frame of the dataset, or several frames."""
    if isinstance(given, Basis):
        return given
    return Basis.of(*([given] if isinstance(given, pd.DataFrame) else given))


def _rows(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Plain rows by claim id, in their order; missing cells as None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return {row["claim_id"]: row for row in plain.to_dict("records")}


def _by_claim(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The rows of each claim, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(frame):
        found.setdefault(row["claim_id"], []).append(row)
    return found


def _named(rows: Iterable[Mapping[str, Any]], estimate: Any, more: Mapping[str, Any]) -> set[str]:
    """The ids of all sources that a judgement rests on."""
    named = _source_ids(row["source_id"] for row in rows)
    if estimate:
        named |= set(estimate.basis.sources)
    for line in more.get("references") or ():
        named.add(str(line["source_id"] if isinstance(line, Mapping) else line.source_id))
    if more.get("basis"):
        named |= set(more["basis"].sources)
    return named


def _source_ids(cells: Iterable[Any]) -> set[str]:
    """Ids in cells that may list several, separated by ``|``."""
    return {part for cell in cells if isinstance(cell, str) for part in cell.split("|")}
