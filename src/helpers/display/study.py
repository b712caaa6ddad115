"""The study: what a notebook talks to. It shows things and gathers the record beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

import helpers.dataset
from helpers.display import (
    cards,
    coverage,
    judging,
    keeping,
    opening,
    output,
    plain,
    prose,
    showing,
)
from helpers.display.record import Record
from helpers.errors import ChuhaiError
from helpers.methods.estimate import Basis, Estimate, EstimateSeries


class Study:
    """One notebook's run: its parameters, its dataset, its record.

    Made by ``helpers.study(notebook, **parameters)``, which validates the parameters first.
    With ``variant`` (a robustness run) nothing is shown and only verdicts are recorded.
    """

    def __init__(self, notebook: str, parameters: Any, data: Any = None) -> None:
        self.notebook = notebook
        self.parameters = parameters
        self.variant = bool(getattr(parameters, "variant", False))
        commercial = bool(getattr(parameters, "commercial_use", False))
        self.data = data or helpers.dataset.open(as_of=parameters.as_of, commercial_use=commercial)
        self.as_of = self.data.as_of
        self.record = Record(
            notebook=notebook,
            parameters=parameters.model_dump(mode="json"),
            as_of=self.as_of.isoformat(),
            dataset={"fingerprint": self.data.fingerprint, "last_day": self.data.last_day},
        )
        self._basis = Basis()
        self._claims = judging.Claims(self.data, notebook, alone=self.variant)
        self._repeats_documents = self.variant and not judging.all_at_default(parameters)

    # -- opening and closing ------------------------------------------------------------------

    def opening(self, title: str = "") -> None:
        """Status line, article reference and the place of the answer, filled by :meth:`answer`.

        ``title`` is the question; by default the first heading of ``notebooks/<notebook>.ipynb``.
        """
        self.record.title = title or opening.title_of(self.notebook)
        if not self.variant:
            opening.show(self)

    def answer(self, sentences: str, *, basis: Any = None, **values: Any) -> None:
        """The answer on top, up to six lines; numbers computed as in :meth:`say`."""
        self.record.answer = self.words(sentences, basis=basis, **values)
        if not self.variant:
            opening.show_answer(self.notebook, self.record.answer, update=True)

    def closing(self) -> None:
        """Emit the record. Every claim of the notebook must have been judged by now."""
        left = [] if self._repeats_documents else self._claims.left()
        if left:
            raise ChuhaiError(
                f"not judged yet: {', '.join(left)}",
                where=f"notebook {self.notebook}, study.closing",
                mend="judge them with study.judge(...), or the rest at once with study.judge_rest()",
            )
        self.record.sources = showing.source_rows(self.data, self._basis)
        opening.show_record(self.record.to_dict())

    # -- data -----------------------------------------------------------------------------------

    def table(self, name: str, **choices: Any) -> pd.DataFrame:
        """Rows of a table known by the reading day (``vintages="all"`` for all editions)."""
        return self.data.table(name, **choices)

    def keep(self, frame: pd.DataFrame, which: Any, why: str) -> pd.DataFrame:
        """Rows that meet ``which`` (a query or a true/false series); says how many are left, if rows go, and why."""
        kept = keeping.rows_that(frame, which)
        if told := keeping.told(frame, kept, why):
            self._aside(told)
        return kept

    def coverage(self, *names: str, by: str = "source_id") -> None:
        """What tables cover and miss: span, rows by source and month, holes, caveats."""
        for name in names if not self.variant else ():
            found = self.data.coverage(name, by=by)
            self.record.coverage.append(coverage.to_record(found))
            coverage.show(self.data, found)

    # -- prose ----------------------------------------------------------------------------------

    def words(self, template: str, *, basis: Any = None, **values: Any) -> str:
        """A computed sentence, not shown: for titles. Estimates write value and interval.

        ``basis`` (as in :meth:`figure`) is what those estimates rest on that name no rows themselves.
        """
        for name, value in values.items():
            if isinstance(value, Estimate):
                self.estimate(name, value, basis=basis)
        return prose.fill(template, values)

    def say(self, template: str, *, basis: Any = None, **values: Any) -> None:
        """Show a computed sentence: ``study.say("It fell to {left:.0%}", left=estimate)``."""
        self._tell(self.words(template, basis=basis, **values))

    def estimate(self, name: str, value: Estimate, *, basis: Any = None) -> Estimate:
        """Put an estimate into the record under a name, with its rows, and hand it back."""
        if basis is not None and not value.basis.rows:
            value = replace(value, basis=value.basis | showing.basis_of(basis))
        self.record.hold(name, value.to_dict())
        self._basis = self._basis | value.basis
        return value

    def limits(self, items: Iterable[str]) -> None:
        """What the analysis can not tell, as a list."""
        items = list(items)
        self.record.limits.extend(items)
        self._list(items)

    # -- figures and tables -----------------------------------------------------------------------

    def figure(
        self,
        kind: str,
        data: pd.DataFrame | EstimateSeries | Mapping[str, Estimate],
        *,
        name: str,
        title: str,
        subtitle: str = "",
        unit: str = "",
        basis: Any = None,
        note: str = "",
        **encodings: Any,
    ) -> None:
        """Draw, show and record a figure; kinds and their encodings: ``helpers.display.figures``.

        ``title`` says the finding, ``subtitle`` what is plotted and in which unit. ``basis`` is a
        Basis, a frame or several of the dataset; by default what ``data`` itself rests on.
        """
        if self.variant:
            return
        frame, unit, rests_on = showing.frame_of(data, unit, basis)
        self.record.once("figures", name)
        self._basis = self._basis | rests_on
        words = {"name": name, "title": title, "subtitle": subtitle, "unit": unit, "note": note}
        made = showing.figure(self.data, kind, frame, basis=rests_on, encodings=encodings, **words)
        if made is None:
            self._aside(keeping.nothing_known(subtitle or title, self.as_of))
        else:
            self.record.note("figure", name)
            self.record.figures.append(made)

    def display_table(
        self,
        frame: pd.DataFrame,
        *,
        name: str,
        title: str,
        basis: Any = None,
        labels: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        note: str = "",
        most: int = 60,
    ) -> None:
        """Show a frame as an accessible table (first column names the rows) and keep it as data.

        Cells may be Estimates. ``labels`` rename columns, ``units`` say how numbers are written.
        """
        if self.variant:
            return
        _, _, rests_on = showing.frame_of(frame, "", basis)
        self.record.once("tables", name)
        self.record.note("table", name)
        self._basis = self._basis | rests_on
        look = {"labels": labels, "units": units, "note": note, "most": most}
        self.record.tables.append(
            showing.table(frame, name=name, title=title, basis=rests_on, **look)
        )

    # -- verdicts ---------------------------------------------------------------------------------

    def judge(self, claim_id: str, estimate: Estimate | None = None, **more: Any) -> Any:
        """Judge a claim by its frozen test, show the card, add the verdict to the record.

        ``more`` goes to ``helpers.claims.judge``: references, subgroups, lag_order_ok,
        placebo_passed.
        """
        if estimate is not None:
            self.estimate(claim_id, estimate)
        return self._take(self._claims.judge(claim_id, estimate, **more), compact=False)

    def judge_rest(self) -> None:
        """Judge every claim of this notebook that has none yet, from documents, as compact cards.

        What documents say hangs on no choice of a notebook: of the robustness runs only the one
        with every choice at its default judges them.
        """
        if self._repeats_documents:
            return
        for claim_id in self._claims.left():
            self._take(self._claims.judge(claim_id, None), compact=True)

    def robustness(self) -> None:
        """For each claim judged so far: how many variant runs agree, and which choice moves it most."""
        if self.variant:
            return
        frame = self._claims.robustness_table()
        if frame.empty:
            crossed = self.data.table("choices")["notebook"].astype(str).eq(self.notebook).any()
            self._aside(
                "The runs of the multiverse have not been made yet: no robustness to show."
                if crossed
                else "No choice of this notebook reaches a verdict: there are no runs to compare."
            )
            return
        self.record.robustness = plain.records(frame)
        named = frame.assign(verdict=frame["verdict"].map(cards.badge))
        named.insert(1, "in_short", [self._claims.short(claim_id) for claim_id in frame["claim"]])
        showing.table(
            named,
            name="robustness",
            title="How many runs return the printed verdict",
            basis=Basis(),
            units={"share_with_this_verdict": "share", "moved_by": "share"},
        )

    def change_our_mind(self) -> None:
        """What would flip each verdict, or settle what is open."""
        if not self.variant and self.record.verdicts:
            showing.minds(self.record.verdicts, self._claims.short)

    # -- within -----------------------------------------------------------------------------------

    def _take(self, verdict: Any, *, compact: bool) -> Any:
        told = plain.plain(verdict.to_dict())
        self.record.note("verdict", told["claim_id"])
        self.record.verdicts.append(told)
        self._basis = self._basis | Basis(sources=tuple(told.get("sources") or ()))
        if not self.variant:
            output.no_echo(type(verdict))
            output.show(cards.card(told, compact=compact), cards.plain(told))
        return verdict

    def _tell(self, text: str) -> None:
        if not self.variant:
            self.record.prose.append(text)
            showing.paragraph(text)

    def _aside(self, text: str) -> None:
        if not self.variant:
            showing.paragraph(text, "muted")

    def _list(self, items: list[str]) -> None:
        if not self.variant:
            showing.bullets(items)
