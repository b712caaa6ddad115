"""Which figure shows a claim: a reviewed list (``site/figures.yml``), checked against the records.

Neighbourhood in a notebook says nothing: a figure shows a claim only where the list says so, and
a claim that no figure shows has none. The list names figures, and under each the claims it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from helpers.errors import PublishingError
from helpers.publishing.inputs import Inputs


class Shown(NamedTuple):
    """A figure by the notebook that makes it and its name there."""

    notebook: str
    figure: str


def read_shown(path: Path) -> dict[str, list[Shown]]:
    """Per claim the figures that show it, the first choice first; no list, no figures."""
    found: dict[str, list[Shown]] = defaultdict(list)
    listed = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else None
    for notebook, figures in (listed or {}).items():
        for figure, claims in figures.items():
            for claim_id in claims:
                found[claim_id].append(Shown(notebook, figure))
    return dict(found)


def check_shown(shown: Mapping[str, list[Shown]], inputs: Inputs, path: Path) -> None:
    """Raise :class:`PublishingError` where the list and the records disagree.

    A claim must be a claim, and a figure that names its rows must share a table with a claim whose
    estimate names its own. (A figure may be missing: on an early day there may be nothing to draw.)
    """
    problems = [*_problems(shown, inputs)]
    if problems:
        raise PublishingError("; ".join(problems), where=str(path), mend="name the figure that draws what the claim's test measures, or take the line out")


def _problems(shown: Mapping[str, list[Shown]], inputs: Inputs) -> Iterator[str]:
    claims = {row["claim_id"] for row in inputs.table_rows("claims")}
    for claim_id, places in shown.items():
        if claim_id not in claims:
            yield f"{claim_id} is no claim"
            continue
        for place in places:
            records = [record for (_, name), record in inputs.records.items() if name == place.notebook]
            made = [figure for record in records for figure in record["figures"] if figure["name"] == place.figure]
            if _apart(_tables(made), _estimated(claim_id, inputs)):
                yield f"{claim_id}: {place.notebook}, {place.figure} rests on other tables than the claim's estimate"


def _tables(figures: list[dict[str, Any]]) -> set[str]:
    return {table for figure in figures for table in (figure.get("basis") or {}).get("rows") or {}}


def _estimated(claim_id: str, inputs: Inputs) -> set[str]:
    """The tables behind the claim's estimate, over all records."""
    estimates = (record["estimates"].get(claim_id) or {} for record in inputs.records.values())
    return {table for estimate in estimates for table in (estimate.get("basis") or {}).get("rows") or {}}


def _apart(one: set[str], other: set[str]) -> bool:
    return bool(one and other) and not one & other
