"""The plain first sentences of the answers: which words follow from which values."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.methods import answers
from helpers.methods.estimate import Estimate

UNKNOWN = Estimate.unavailable("no rows")


def of(value, low=None, high=None):
    return Estimate(value, low, high, unit="share")


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        (of(-0.58, -0.75, -0.25), "Fierce: 1,105 AI services are registered"),
        (of(-0.58, -0.75, 0.0), "Crowded, at any rate"),
        (of(0.2, 0.0, 0.4), "Crowded, at any rate"),
        (of(0.2, 0.1, 0.4), "Crowded, but no price war"),
        (UNKNOWN, "The field is crowded, with 1,105 AI services registered"),
    ],
)
def test_it_is_fierce_where_prices_clearly_fell(change, opens):
    assert answers.fierce(1105, change).startswith(opens)


@pytest.mark.parametrize(
    ("fall", "holds"),
    [
        (of(0.54, 0.31, 0.94), "shrank but did not dry up"),
        (of(0.24, 0.1, 0.94), "all but dried up"),
        (of(0.54, 0.31, 1.0), "may have shrunk or not"),
        (of(0.54), "may have shrunk or not"),
        (of(1.5, 1.1, 2.0), "grew"),
        (UNKNOWN, "is not known"),
    ],
)
def test_money_dried_up_only_where_the_interval_leaves_no_other_reading(fall, holds):
    assert holds in answers.dried_up(fall, [])


def test_a_push_abroad_is_told_only_where_a_ratio_is_clearly_above_one():
    fall = of(0.5, 0.3, 0.9)
    assert "is not shown" in answers.dried_up(fall, [UNKNOWN, of(2.0, 1.0, 4.0), of(2.0)])
    assert "there are signs" in answers.dried_up(fall, [UNKNOWN, of(2.0, 1.1, 4.0)])


NAMES = Estimate(0.57, 0.37, 0.74, unit="share", n=23)


@pytest.mark.parametrize(
    ("laws", "countries", "names", "told"),
    [
        (96, 192, NAMES, "In most countries Chinese AI firms must meet a data protection law (96 of 192 outside China have one); 13 of the 23 Chinese products in a convenience sample carry another name abroad."),
        (95, 192, UNKNOWN, "In some countries Chinese AI firms must meet a data protection law (95 of 192 outside China have one)."),
        (0, 0, NAMES, "13 of the 23 Chinese products in a convenience sample carry another name abroad."),
        (0, 0, UNKNOWN, "What firms must adapt can hardly be told by this day: rules were read for 7 places"),
    ],
)
def test_what_must_be_adapted_is_told_of_what_is_known(laws, countries, names, told):
    assert answers.adapted(laws, countries, names, 7).startswith(told)


DAY = pd.Timestamp("2025-01-17")


@pytest.mark.parametrize(
    ("slots", "hits", "opens"),
    [
        (of(0.56), UNKNOWN, "Chinese models are widely seen: on the days read since January 2025 their labs hold 56% of the top 10 places"),
        (of(0.33), UNKNOWN, "Chinese models are seen beside many others"),
        (of(0.09), of(0.9), "Chinese models are hardly seen"),
        (UNKNOWN, of(0.5), "Chinese models seem to be seen"),
        (UNKNOWN, of(0.49), "Chinese models are seen now and then"),
        (UNKNOWN, UNKNOWN, "Whether Chinese models are seen is not known"),
    ],
)
def test_how_widely_models_are_seen_goes_by_the_board_else_by_the_leaderboard(slots, hits, opens):
    assert answers.seen(slots, hits, 10, 10, DAY).startswith(opens)


def test_a_share_of_the_board_is_told_of_known_makers_only():
    assert answers.seen(of(0.56), UNKNOWN, 10, 10, DAY).endswith("whose maker is known.")


@pytest.mark.parametrize(
    ("giants", "startups", "opens"),
    [
        (6, 4, "Mostly giants go abroad: of 10 steps reported since 2025 giants took 60% and start-ups 40%"),
        (5, 5, "Giants and start-ups both go abroad"),
        (4, 6, "Mostly start-ups go abroad"),
    ],
)
def test_who_goes_is_named_by_the_share_of_steps(giants, startups, opens):
    tiers = pd.Series(["giant"] * giants + ["start-up"] * startups)
    told = answers.goers(tiers, pd.Series(["Europe", "Africa", "Africa"]), DAY)
    assert told.startswith(opens)
    assert told.endswith("goal is Africa (67%).")


def test_nobody_seen_abroad_is_said():
    none = pd.Series([], dtype=str)
    assert answers.goers(none, none, None) == "No dated step of a Chinese AI firm abroad is known by this day."


@pytest.mark.parametrize(
    ("shares", "holds"),
    [
        ([0.05, 0.49], "are not very green: 2 firms run on 5% to 49% renewable electricity, and abroad"),
        ([0.05, 0.5], "are green to differing degrees: 2 firms run on 5% to 50%"),
        ([0.5, 0.9], "are largely green: 2 firms run on 50% to 90%"),
        ([0.5], "one such report was found, of 50% renewable electricity; abroad"),
        ([], "at home is not known"),
    ],
)
def test_how_green_goes_by_the_largest_and_the_smallest_share(shares, holds):
    told = answers.green(pd.Series(shares, dtype=float), 1, 26, "renewable")
    assert holds in told
    assert told.endswith("a green supply is reported for 1 of 26 pairs of firm and country.")
    assert answers.green(pd.Series(shares, dtype=float), 0, 0, "renewable").endswith("no site abroad is known.")


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(0.51, 0.9, "more"), (0.1, 0.49, "less"), (0.5, 0.9, "open"), (0.1, 0.5, "open"), (None, None, "open")],
)
def test_a_comparison_leans_only_with_its_whole_interval(low, high, told):
    assert answers.leaning(of(0.5, low, high), 0.5, "more", "less", "open") == told


def test_leaders_are_not_cut_within_a_tie():
    counts = pd.Series({"US": 18, "India": 3, "Czechia": 2, "Canada": 2})
    assert answers.leaders(counts) == ["US (18)", "India (3)"]
    assert answers.leaders(counts.head(3)) == ["US (18)", "India (3)", "Czechia (2)"]
    assert answers.leaders(pd.Series({"A": 1, "B": 1, "C": 1, "D": 1})) == []
