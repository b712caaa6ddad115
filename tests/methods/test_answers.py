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


def test_a_fall_that_other_choices_leave_open_is_told_as_such():
    fall = of(0.54, 0.31, 0.94)
    assert "seems to have shrunk, not dried up" in answers.dried_up(fall, [], agree=0.5)
    assert "many runs leave it open" in answers.dried_up(fall, [], agree=0.5)
    assert answers.dried_up(fall, [], agree=2 / 3) == answers.dried_up(fall, [])
    assert "seems to have all but dried up" in answers.dried_up(of(0.2, 0.1, 0.4), [], agree=0.5)
    assert "may have shrunk or not" in answers.dried_up(of(0.54, 0.31, 1.2), [], agree=0.0)


@pytest.mark.parametrize(
    ("line", "below", "above"),
    [
        (answers.at_equal_quality, "At equal quality {left", "became dearer"),
        (answers.newcomers, "Fewer firms enter", "More firms enter"),
        (answers.one_industry, "A falling share", "A growing share"),
        (answers.other_firms, "a falling share", "a growing share"),
        (answers.closer, "closer together", "farther apart"),
        (answers.faster_rules, "more slowly", "faster"),
    ],
)
def test_a_line_says_that_it_can_not_be_told_where_the_interval_holds_both_readings(line, below, above):
    assert below in line(of(0.5, 0.3, 0.9))
    assert above in line(of(1.5, 1.1, 1.9))
    for left_open in (of(0.5, 0.3, 1.0), of(1.5, 1.0, 1.9), of(0.5), of(0.5, 0.3, None)):
        assert "can not be told" in line(left_open)
    for clear in (line(of(0.5, 0.3, 0.9)), line(of(1.5, 1.1, 1.9)), line(UNKNOWN)):
        assert "can not be told" not in clear
    assert "{" not in line(UNKNOWN)


def test_who_leads_is_not_said_to_be_behind():
    assert "{gap:.0f} points on the newest board, {days:.0f} days" in answers.behind(33.0, of(168.0))
    assert answers.behind(33.0, UNKNOWN).endswith("newest board")
    assert answers.behind(-577.0, of(3.0)) == "Ahead of the best of {name} on the newest board"
    assert "is not known" in answers.behind(None, UNKNOWN)


def test_pressure_at_home_is_set_against_a_correlation_of_none():
    assert "is not shown" in answers.pressure_first(of(0.06, -0.28, 0.41))
    assert "shows no cause" in answers.pressure_first(of(0.4, 0.1, 0.6))
    assert "fewer moves abroad" in answers.pressure_first(of(-0.4, -0.6, -0.1))


def test_china_beside_the_world_tells_only_what_is_known():
    whole = answers.china_and_world(0.33, 0.68, (0.41, 0.42), "France", 0.79)
    assert whole == (
        "In 2023 China's money stood at 33% of that of 2021, that of France at 79%, the world's at 68% (AI Index); "
        "by OECD.AI China's at 41%, that of the middle other economy at 42%."
    )
    assert answers.china_and_world(0.33, 0.68, None, "France") == "In 2023 China's money stood at 33% of that of 2021, the world's at 68% (AI Index)."
    assert answers.china_and_world(None, 0.68, (0.41, 0.42)) == (
        "In 2023, by OECD.AI China's money stood at 41% of that of 2021, that of the middle other economy at 42%."
    )
    assert "is not known" in answers.china_and_world(None, None, None)


def test_the_running_year_is_set_beside_the_whole_one_before():
    told = answers.running_year([("CSET", 2026, 35.1, 9.6), ("OECD.AI", 2026, 39.1, 19.1)])
    assert told == (
        "CSET counts 35 billion dollars of 2026 so far, after 10 in all of 2025; "
        "OECD.AI counts 39 billion dollars of 2026 so far, after 19 in all of 2025"
    )


def test_a_push_abroad_is_told_only_where_a_ratio_is_clearly_above_one():
    fall = of(0.5, 0.3, 0.9)
    assert "is not shown" in answers.dried_up(fall, [UNKNOWN, of(2.0, 1.0, 4.0), of(2.0)])
    assert "there are signs" in answers.dried_up(fall, [UNKNOWN, of(2.0, 1.1, 4.0)])


NAMES = Estimate(0.57, 0.37, 0.74, unit="share", n=23)


@pytest.mark.parametrize(
    ("laws", "countries", "names", "told"),
    [
        (96, 192, NAMES, "In most countries Chinese AI firms meet a data protection law (96 of 192 outside China); 13 of 23 products in a convenience sample carry another name abroad."),
        (95, 192, UNKNOWN, "In some countries Chinese AI firms meet a data protection law (95 of 192 outside China)."),
        (0, 0, NAMES, "13 of 23 products in a convenience sample carry another name abroad."),
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
        ([0.05, 0.49], "are not very green: 2 run on 5% to 49% renewable electricity; abroad"),
        ([0.05, 0.5], "are green to differing degrees: 2 run on 5% to 50%"),
        ([0.5, 0.9], "are largely green: 2 run on 50% to 90%"),
        ([0.5], "one such report was found, of 50% renewable electricity; abroad"),
        ([], "at home is not known"),
    ],
)
def test_how_green_goes_by_the_largest_and_the_smallest_share(shares, holds):
    told = answers.green(pd.Series(shares, dtype=float), 1, 26, "renewable")
    assert holds in told
    assert told.endswith("1 of 26 pairs of firm and country report a green supply.")
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
