"""How a figure was drawn, as data: beside every datum its series, row, panel, colour and words."""

from __future__ import annotations

from dataclasses import replace

import jsonschema
import numpy as np
import pandas as pd
import pytest
from test_figures import PLANS, planned

from helpers.display import drawn, figures, palette
from helpers.display.record import schema

BESIDE = ("series", "place", "column", "panel", "segment", "shade", "rows")


@pytest.mark.parametrize("kind", PLANS)
def test_every_kind_is_told_as_data_that_the_schema_knows(kind):
    plot = planned(kind)
    told = drawn.describe(plot)
    whole = schema()
    jsonschema.validate(told, {**whole["$defs"]["drawn"], "$defs": whole["$defs"]})
    assert len(told["told"]) == len(plot.frame)
    for name in BESIDE:
        assert len(told[name]) in {0, len(plot.frame)}, name
    for beside, names in (
        ("place", "places"),
        ("column", "columns"),
        ("panel", "panels"),
        ("series", "keys"),
    ):
        assert all(-1 <= number < len(told[names]) for number in told[beside])


def test_series_keep_the_colours_of_the_picture(prices):
    plot = figures.plan("line", prices, title="T", unit="USD", by="country", highlight=["CN"])
    told = drawn.describe(plot)
    assert [key["colour"] for key in told["keys"] if key["label"] == "CN"] == [
        palette.COUNTRY["CN"]
    ]
    assert [key["named"] for key in told["keys"]].count(True) == 1


def test_a_line_breaks_where_the_picture_breaks():
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01", "2024-07-01", "2024-08-01"])
    frame = pd.DataFrame({"date": days, "value": [1, np.nan, 3, 4, 5]})
    told = drawn.describe(figures.plan("line", frame, title="T"))
    assert told["segment"][1] == -1
    assert len({told["segment"][place] for place in (0, 2, 3)}) == 3
    assert told["segment"][3] == told["segment"][4]


def test_rows_of_the_dataset_are_named_only_where_the_data_are_rows():
    frame = pd.DataFrame({"date": pd.to_datetime(["2024-01-01"]), "group": ["a"]})
    plot = figures.plan("strip", frame, title="T")
    assert drawn.describe(plot, ["prices:17"])["rows"] == ["prices:17"]
    assert drawn.describe(plot, [0])["rows"] == []


def test_words_carry_value_and_interval():
    told = drawn.describe(replace(planned("interval"), unit="share"))["told"]
    assert told[1] == ["Beta", "50% (40% to 70%)"]
    assert told[2] == ["中文 name", "not known"]


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (["2024-02-01", "2024-03-01", "2024-05-01"], "February 2024"),
        (["2024-02-01", "2024-03-02", "2024-05-01"], "1 February 2024"),
    ],
)
def test_days_are_told_as_exactly_as_their_column_is(days, written):
    frame = pd.DataFrame({"date": pd.to_datetime(days), "value": [1.0, 2.0, 3.0]})
    told = drawn.describe(figures.plan("line", frame, title="T"))
    assert told["told"][0][0] == written
