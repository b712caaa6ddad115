"""Shares of one kind side by side; sites abroad with and without a reported green supply."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.errors import MethodError
from helpers.methods import green

FIRMS = pd.DataFrame({"firm": ["Ada", "Bee"], "country": ["CN", "US"]})


def test_only_shares_alike_in_kind_are_compared_and_the_newest_counts():
    shares = pd.DataFrame(
        {
            "firm": ["Ada", "Ada", "Ada", "Bee"],
            "period_end": pd.to_datetime(["2022-12-31", "2023-12-31", "2024-12-31", "2021-12-31"]),
            "part": ["whole_firm"] * 4,
            "counted": ["renewable", "renewable", "clean", "renewable"],
            "value": [10.0, 20.0, 90.0, 100.0],
        },
        index=[f"electricity_shares:{line}" for line in range(2, 6)],
    )
    newest = green.newest_shares(shares, FIRMS, part="whole_firm", counted="renewable")
    assert newest.set_index("firm")["share"].to_dict() == {"Ada": 0.2, "Bee": 1.0}
    assert newest.set_index("firm")["country"].to_dict() == {"Ada": "CN", "Bee": "US"}
    assert set(newest.index) == {"electricity_shares:3", "electricity_shares:5"}
    assert green.newest_shares(shares, FIRMS, part="own_data_centres", counted="clean").empty


def test_a_site_counts_once_and_a_reported_supply_makes_a_site():
    openings = pd.DataFrame(
        {"firm": ["Ada", "Ada", "Bee"], "country": ["DE", "SG", "DE"], "source_id": list("abc")}
    )
    projects = pd.DataFrame(
        {
            "firm": ["Ada", "Ada", "Bee", "Bee", "Ada"],
            "country": ["DE", "DE", "NO", None, "MX"],
            "kind": ["data_centre_supply"] * 4 + ["wildlife"],
            "source_id": list("defgh"),
        }
    )
    sites = green.sites_by_supply(openings, projects).set_index(["firm", "country"])["told"]
    assert sites.to_dict() == {
        ("Ada", "DE"): True,
        ("Ada", "SG"): False,
        ("Bee", "DE"): False,
        ("Bee", "NO"): True,
    }


def test_a_missing_column_is_named():
    with pytest.raises(MethodError, match="counted"):
        green.newest_shares(
            pd.DataFrame({"firm": [], "period_end": [], "part": [], "value": []}),
            FIRMS, part="whole_firm", counted="clean",
        )  # fmt: skip


def test_a_span_of_shares_is_told_once_where_its_ends_are_alike():
    assert green.span(pd.Series([0.154, 0.05, 0.124])) == "5% to 15%"
    assert green.span(pd.Series([0.56])) == "56%"
    assert green.span(pd.Series([], dtype=float)) == "not known"
