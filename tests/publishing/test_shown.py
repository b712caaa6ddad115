"""Which figure shows a claim: only one that a reviewed list names, never merely the nearest."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.errors import PublishingError
from helpers.publishing import folding, strips
from helpers.publishing.inputs import Inputs
from helpers.publishing.notebooks import Picture, Prepared
from helpers.publishing.settings import REPOSITORY, SITE
from helpers.publishing.shown import Shown, check_shown, read_shown
from helpers.publishing.themepages import ThemePages

LISTED = SITE / "figures.yml"


def record(**bases: dict[str, str]) -> dict[str, Any]:
    """Two figures, then two judged claims, as a notebook shows them."""
    figures = [
        {"name": name, "title": f"Title of {name}", "subtitle": "", "alt": name, "data": [{"x": 1}], "basis": {"rows": bases.get(name, {})}}
        for name in ("first", "second")
    ]
    sections = [{"kind": "figure", "name": "first"}, {"kind": "figure", "name": "second"}, *({"kind": "verdict", "name": name} for name in ("a-1", "a-2"))]
    estimates = {name: {"value": 0.5, "low": 0.4, "high": 0.6, "basis": {"rows": bases.get(name, {})}} for name in ("a-1", "a-2")}
    return {"figures": figures, "sections": sections, "estimates": estimates}


def inputs(made: dict[str, Any]) -> Inputs:
    told = Inputs(Path(), Path(), {}, {}, {("today", "book"): made}, {}, {})
    told.table_rows = lambda name: [{"claim_id": "a-1"}, {"claim_id": "a-2"}] if name == "claims" else []    # type: ignore[method-assign]
    return told


def test_a_claim_has_the_figure_that_the_list_names_and_its_neighbour_has_none() -> None:
    pictures = {name: Picture(f"figures/book/today/{name}.png", 10, 10, "") for name in ("first", "second")}
    settings = SimpleNamespace(theme=lambda notebook: SimpleNamespace(slug=notebook))
    views = {name: {"id": name, "today": {"estimate": {"value": 0.5}}} for name in ("a-1", "a-2")}
    shown = {"a-1": [Shown("book", "never-drawn"), Shown("book", "first")]}
    pages = ThemePages(inputs(record()), settings, {("today", "book"): Prepared(pictures)}, views, shown)      # type: ignore[arg-type]
    assert {key: figure["name"] for key, figure in pages.figures.items()} == {("today", "a-1"): "first"}


def test_a_section_opens_the_figure_of_its_claims() -> None:
    def opened(shown: dict[str, list[str]]) -> list[str]:
        blocks = [folding.Block("figure", folding.figure_place(name)) for name in ("one", "two")]
        pieces = [folding.Piece(text="## Asked"), folding.Piece(source="x", blocks=[*blocks, folding.Block("claim", folding.claim_place("a-1"))])]
        markup = "".join("".join(output["data"]["text/html"]) for cell in folding.lay_out(pieces, shown) for output in cell.get("outputs", []))
        return re.findall(r'data-place="figure:(\w+)"></div>', markup)

    assert opened({}) == ["one"]
    assert opened({"a-1": ["two"], "a-2": ["one"]}) == ["two"]


def test_the_list_is_checked_against_the_records() -> None:
    shown = {"a-1": [Shown("book", "first")]}
    check_shown(shown, inputs(record(**{"first": {"t": "2"}, "a-1": {"t": "3", "u": "4"}})), LISTED)
    with pytest.raises(PublishingError, match="other tables"):
        check_shown(shown, inputs(record(**{"first": {"t": "2"}, "a-1": {"u": "4"}})), LISTED)
    with pytest.raises(PublishingError, match="no claim"):
        check_shown({"a-9": []}, inputs(record()), LISTED)


@pytest.mark.skipif(not (REPOSITORY / "notebooks").is_dir(), reason="no notebooks")
def test_every_figure_and_claim_of_the_list_is_real() -> None:
    with (REPOSITORY / "data" / "claims.csv").open(encoding="utf-8", newline="") as stream:
        claims = {row["claim_id"] for row in csv.DictReader(stream)}
    for claim_id, places in read_shown(LISTED).items():
        assert claim_id in claims
        for place in places:
            notebook = (REPOSITORY / "notebooks" / f"{place.notebook}.ipynb").read_text("utf-8")
            assert f'name=\\"{place.figure}\\"' in notebook, f"{claim_id}: {place}"


def reading(low: float | None, effect: float | None, high: float | None, label: str = "mixed") -> dict[str, Any]:
    return {"label": label, "inputs": {"low": low, "effect": effect, "high": high, "delta": 0.1}, "estimate": {"value": effect, "low": low, "high": high, "unit": "ratio"}}


def test_an_estimate_is_drawn_then_and_now_on_one_axis() -> None:
    drawn = strips.then_and_now({"published": reading(-0.2, 0.1, 0.4), "today": reading(0.1, 0.3, 0.5, "supported")}, lambda text: f"<{text}>")
    centres = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn)]
    assert 0 < centres[0] < centres[1] < 360
    assert "&lt;then&gt;" in drawn
    assert "<then>" not in drawn
    assert 'class="v-supported"' in drawn


def test_what_has_no_interval_is_not_drawn() -> None:
    nothing, one = reading(None, None, None), reading(-0.2, 0.1, 0.4)
    assert strips.then_and_now({"published": nothing, "today": nothing}) == ""
    assert strips.then_and_now({"published": nothing, "today": one}).count("<circle") == 1
    assert strips.then_and_now({"published": reading(float("-inf"), 0.1, 0.4), "today": nothing}) == ""
