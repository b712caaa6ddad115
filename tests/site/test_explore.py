"""Interactive figures: their data are the record's, their colours the picture's, in light and dark."""

from __future__ import annotations

from typing import Any

import every_kind
import pytest

from helpers.display import palette
from helpers.publishing import shades
from helpers.publishing.explore import exploration

FIGURES = {figure["kind"]: figure for figure in every_kind.made()}


def told(kind: str) -> dict[str, Any]:
    found = exploration(FIGURES[kind], "2024-10-03")
    assert found is not None
    return found


def test_every_kind_is_there() -> None:
    from helpers.display.figures import KINDS

    assert set(FIGURES) == set(KINDS)


@pytest.mark.parametrize("kind", FIGURES)
def test_the_numbers_are_those_of_the_record(kind: str) -> None:
    figure, made = FIGURES[kind], told(kind)
    values = made["spec"]["data"]["values"]
    assert sorted(value["i"] for value in values) == list(range(len(figure["data"])))
    for value in values:
        row = figure["data"][value["i"]]
        for role in {"x", "y", "low", "high", "value", "then", "now"} & set(figure["drawn"]["roles"]):
            if kind != "tilemap" or role == "value":
                assert value[role] == row[figure["drawn"]["roles"][role]], (kind, role)
    assert made["told"] == figure["drawn"]["told"]
    assert sorted(i for group in made["order"] for i in group) == list(range(len(values)))


@pytest.mark.parametrize("kind", FIGURES)
def test_colours_are_those_of_the_picture_and_can_be_told_from_a_dark_ground(kind: str) -> None:
    figure = FIGURES[kind]
    allowed = {key["colour"] for key in figure["drawn"]["keys"]} | set(figure["drawn"]["shade"])
    for value in told(kind)["spec"]["data"]["values"]:
        assert value["c"] in allowed
        if not figure["drawn"]["shade"]:
            assert shades.contrast(value["d"], shades.DARK_GROUND) >= 4


def test_the_colours_of_countries_are_those_of_the_palette() -> None:
    assert {key["label"]: key["colour"] for key in told("line")["keys"]} == {"CN": palette.COUNTRY["CN"], "US": palette.COUNTRY["US"]}


def test_rows_are_named_where_the_data_are_rows() -> None:
    assert told("strip")["rows"] == [f"prices:{line}" for line in range(3, 8)]
    assert told("bar")["rows"] == []


def test_a_record_from_before_gives_no_interactive_figure() -> None:
    assert exploration({**FIGURES["bar"], "drawn": None}, "2024-10-03") is None


def test_the_articles_day_is_marked_where_the_axis_reaches_it() -> None:
    marked = str(told("line")["spec"]["layer"])
    assert "article" in marked
    assert "article" not in str(exploration(FIGURES["line"], "2019-01-01"))
