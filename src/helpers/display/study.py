"""The study: what a notebook talks to. It shows things and gathers the record beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

import helpers.dataset
from helpers.display import cards, coverage, judging, opening, output, plain, prose, showing, units
from helpers.display.record import MIME, Record
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

    # -- opening and closing ------------------------------------------------------------------

    def opening(self, title: str = "") -> None:
        """Status line, article reference and the place of the answer, filled by :meth:`answer`.

        ``title`` is the question; by default the first heading of ``notebooks/<notebook>.ipynb``.
        """
        self.record.title = title or opening.title_of(self.notebook)
        if not self.variant:
            opening.show(self)

    def answer(self, sentences: str, **values: Any) -> None:
        """The answer on top, up to six lines; numbers computed as in :meth:`say`."""
        self.record.answer = self.words(sentences, **values)
        if not self.variant:
            opening.show_answer(self.notebook, self.record.answer, update=True)

    def closing(self) -> None:
        """Emit the record. Every claim of the notebook must have been judged by now."""
        left = self._claims.left()
        if left:
            raise ChuhaiError(
                f"not judged yet: {', '.join(left)}", where=f"notebook {self.notebook}, study.closing",
                mend="judge them with study.judge(...), or the rest at once with study.judge_rest()",
            )
        self.record.sources = showing.source_rows(self.data, self._basis)
        content = self.record.to_dict()
        told = opening.summary(content)
        output.publish({MIME: content, "text/html": output.block(f"<p class='muted'>{output.text(told)}</p>"), "text/plain": told})

    # -- data -----------------------------------------------------------------------------------

    def table(self, name: str, **choices: Any) -> pd.DataFrame:
        """Rows of a table known by the reading day (``vintages="all"`` for all editions)."""
        return self.data.table(name, **choices)

    def keep(self, frame: pd.DataFrame, which: Any, why: str) -> pd.DataFrame:
        """Rows that meet ``which`` (a query or a true/false series); says how many are left and why."""
        if isinstance(which, str):
            kept = frame.query(which)
        else:
            kept = frame[which.fillna(False).astype(bool) if isinstance(which, pd.Series) else which]
        self._tell(f"{len(kept):,} of {prose.counted(len(frame), 'row')} left: {why}", "muted")
        return kept

    def coverage(self, *names: str, by: str = "source_id") -> None:
        """What tables cover and miss: span, rows by source and month, holes, caveats."""
        for name in names:
            found = self.data.coverage(name, by=by)
            if not self.variant:
                self.record.coverage.append(coverage.to_record(found))
                showing.show_coverage(found)

    # -- prose ----------------------------------------------------------------------------------

    def words(self, template: str, **values: Any) -> str:
        """A computed sentence, not shown: for titles. Estimates write value and interval."""
        for name, value in values.items():
            if isinstance(value, Estimate):
                self.estimate(name, value)
        return prose.fill(template, values)

    def say(self, template: str, **values: Any) -> None:
        """Show a computed sentence: ``study.say("It fell to {left:.0%}", left=estimate)``."""
        self._tell(self.words(template, **values))

    def estimate(self, name: str, value: Estimate) -> Estimate:
        """Put an estimate into the record under a name, and hand it back."""
        self.record.estimates[name] = value.to_dict()
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
        self._once("figures", name)
        self._basis = self._basis | rests_on
        made = showing.figure(
            self.data, kind, frame, name=name, title=title, subtitle=subtitle, unit=unit,
            basis=rests_on, note=note, encodings=encodings,
        )
        if made is None:
            self._tell(f"No figure “{title}”: no row known by {units.date(self.as_of)}.", "muted")
        else:
            self._note("figure", name)
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
        self._once("tables", name)
        self._note("table", name)
        self._basis = self._basis | rests_on
        self.record.tables.append(
            showing.table(frame, name=name, title=title, basis=rests_on, labels=labels, units=units, note=note, most=most)
        )

    # -- verdicts ---------------------------------------------------------------------------------

    def judge(self, claim_id: str, estimate: Estimate | None = None, **more: Any) -> Any:
        """Judge a claim by its frozen test, show the card, add the verdict to the record.

        ``more`` goes to ``helpers.claims.judge``: references, subgroups, lag_order_ok,
        placebo_passed.
        """
        return self._take(self._claims.judge(claim_id, estimate, **more), compact=False)

    def judge_rest(self) -> None:
        """Judge every claim of this notebook that has none yet, from documents, as compact cards."""
        for claim_id in self._claims.left():
            self._take(self._claims.judge(claim_id, None), compact=True)

    def robustness(self) -> None:
        """For each claim judged so far: how many variant runs agree, and which choice moves it most."""
        if self.variant:
            return
        frame = self._claims.robustness_table()
        if frame.empty:
            self._tell("The runs of the multiverse have not been made yet: no robustness to show.", "muted")
            return
        self.record.robustness = plain.records(frame)
        showing.table(frame, name="robustness", title="How many runs return the printed verdict", basis=Basis(), units={"share_with_this_verdict": "share", "moved_by": "share"})

    def change_our_mind(self) -> None:
        """What would flip each verdict, or settle what is open."""
        told = [f"{verdict['claim_id']}: {text}" for verdict in self.record.verdicts for text in cards.minds(verdict)]
        self._list(told or ["Nothing recorded yet."])

    # -- within -----------------------------------------------------------------------------------

    def _take(self, verdict: Any, *, compact: bool) -> Any:
        told = plain.plain(verdict.to_dict())
        self._note("verdict", told["claim_id"])
        self.record.verdicts.append(told)
        self._basis = self._basis | Basis(sources=tuple(told.get("sources") or ()))
        if told.get("estimate"):
            self.estimate(told["claim_id"], Estimate.from_dict(told["estimate"]))
        if not self.variant:
            output.no_echo(type(verdict))
            output.show(cards.card(told, compact=compact), cards.plain(told))
        return verdict

    def _tell(self, text: str, *classes: str) -> None:
        if self.variant:
            return
        if "muted" not in classes:
            self.record.prose.append(text)
        output.show(output.block(f"<p>{output.text(text)}</p>", *classes), text)

    def _list(self, items: list[str]) -> None:
        if self.variant:
            return
        inner = "".join(f"<li>{output.text(item)}</li>" for item in items)
        output.show(output.block(f"<ul>{inner}</ul>"), "\n".join(f"- {item}" for item in items))

    def _note(self, kind: str, name: str) -> None:
        self.record.sections.append({"kind": kind, "name": name})

    def _once(self, kind: str, name: str) -> None:
        if any(made["name"] == name for made in getattr(self.record, kind)):
            raise ChuhaiError(
                f"two {kind} are named {name!r}", where=f"notebook {self.notebook}", mend="give each its own name"
            )
