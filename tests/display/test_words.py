"""Numbers and sentences as readers meet them; tables and cards that nothing can break out of."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from helpers.display import cards, prose, tables, units
from helpers.errors import ChuhaiError
from helpers.methods.contingency import odds_ratio
from helpers.methods.estimate import Estimate


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.31, "share", "31%"),
        (0.054, "share", "5.4%"),
        (0.995, "share", "99.5%"),
        (0.0004, "share", "under 0.1%"),
        (-0.25, "share", "−25%"),
        (4200, "USD million", "$4.2 billion"),
        (310, "USD million", "$310 million"),
        (0.28, "USD per million tokens", "$0.28 per million tokens"),
        (1234567, "count", "1,234,567"),
        (12.345, "days", "12.3 days"),
        (12, "days", "12 days"),
        (0.03127, "", "0.0313"),
        (0, "USD", "$0"),
        (1.9, "odds ratio", "1.9"),
        (0.12, "difference of shares", "12 percentage points"),
        (2021.0, "year", "2021"),
        (-3.5, "points", "−3.5 points"),
        (None, "share", "not known"),
        (float("nan"), "USD", "not known"),
    ],
)
def test_numbers_are_written_by_their_unit(value, unit, text):
    assert units.number(value, unit) == text


@pytest.mark.parametrize(
    ("precision", "text"),
    [("day", "3 October 2024"), ("month", "October 2024"), ("quarter", "Q4 2024"), ("half", "second half of 2024"),
     ("year", "2024")],
)  # fmt: skip
def test_dates_are_written_by_their_precision(precision, text):
    assert units.date(datetime.date(2024, 10, 3), precision) == text


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (["2021-01-01", "2022-01-01"], "year"),
        (["2021-07-01", "2022-07-01"], "year"),  # whole years, drawn in their middle
        (["2021-01-01", "2021-07-01", "2022-01-01"], "half"),
        (["2023-10-01", "2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"], "quarter"),
        (["2024-01-01", "2024-04-01", "2024-07-01"], "month"),  # might be months
        (["2024-07-01"], "month"),
        (["2024-01-01", "2024-02-01"], "month"),
        (["2024-01-01", "2024-02-03"], "day"),
    ],
)
def test_first_days_of_periods_are_written_as_periods(days, written):
    assert units.precision(pd.Series(pd.to_datetime(days))) == written


def test_one_is_not_written_in_the_plural():
    assert units.number(1, "rules") == "1 rule"
    assert units.number(2, "rules") == "2 rules"
    assert units.number(1.5, "days") == "1.5 days"
    assert units.number(1, "pass") == "1 pass"
    assert units.bare(1, "rules") == "1"



def test_an_estimate_is_written_with_its_interval():
    share = Estimate(0.31, 0.22, 0.43, unit="share")
    assert prose.fill("{x}", {"x": share}) == "31% (22% to 43%)"
    assert prose.fill("{x:.1%}", {"x": share}) == "31.0% (22.0% to 43.0%)"
    assert prose.fill("{x.value:.2f}", {"x": share}) == "0.31"
    days = Estimate(12.0, -3.0, None, unit="days")
    assert prose.fill("{x}", {"x": days}) == "12 days (−3 to no bound)"
    assert prose.fill("{x}", {"x": Estimate(5.0, 4.0, 7.0, unit="days")}) == "5 days (4 to 7)"


def test_what_is_not_known_is_said_and_never_crashes():
    none = Estimate.unavailable("no price known by then", unit="share")
    assert (
        prose.fill("It was {x:.0%}.", {"x": none}) == "It was not known (no price known by then)."
    )
    assert prose.fill("{x.value:.1f} {y:,} {z}", {"x": none, "y": np.nan, "z": pd.NaT}) == " ".join(
        ["not known"] * 3
    )


def test_lists_dates_and_counts_read_as_words():
    told = prose.fill(
        "{a}; {b}; {c}; {d}; {e}",
        {"a": ["x", "y", "z"], "b": pd.Timestamp("2024-10-03"), "c": 1204, "d": True, "e": 2024},
    )
    assert told == "x, y and z; 3 October 2024; 1,204; yes; 2024"


def test_a_sentence_that_asks_for_too_much_says_so():
    with pytest.raises(ChuhaiError, match="there are: a"):
        prose.fill("{b}", {"a": 1})
    with pytest.raises(ChuhaiError, match="can not be filled"):
        prose.fill("{a:.0q}", {"a": 1})


def test_tables_are_accessible_and_escaped():
    frame = pd.DataFrame(
        {"firm": ["<b>A</b>", "B"], "price_usd": [1234.5, np.nan], "year": [2024, 2025]}
    )
    made = tables.html(frame, caption="A & B", column_units={"price_usd": "USD"})
    assert "<caption>A &amp; B</caption>" in made
    assert made.count('scope="col"') == 3
    assert '<th scope="row">&lt;b&gt;A&lt;/b&gt;</th>' in made
    assert "$1,234" in made
    assert ">2024<" in made
    assert "–" in made
    assert "id=" not in made


def test_long_tables_say_what_they_leave_out():
    made = tables.html(pd.DataFrame({"n": range(100)}), caption="C", most=60)
    assert "40 further rows" in made


VERDICT = {
    "claim_id": "xx-01", "statement": "<img src=x onerror=alert(1)>", "label": "contradicted", "grade": "B",
    "confidence_word": "very likely", "rule": "effect.contradicted", "because": "0.31 < 0.5 & more.",
    "inputs": {"effect": -0.19, "delta": 0.1, "flags": []}, "agreement": 0.9, "n_runs": 240,
    "estimate": {"value": 0.31, "low": 0.22, "high": 0.43, "unit": "share", "n": 20, "method": "toy"},
    "grade_steps": [{"step": "start", "change": 4, "why": "primary"}],
    "references": [{"value": 7.0, "unit": "visits", "source_id": "s<1>", "publisher": "P", "within": "tol"}],
    "flips": [{"what": "Without <x> it would be mixed."}], "would_settle": "A census.", "rows": {"visits": "2-5,9"},
}  # fmt: skip


def test_a_card_shows_every_number_and_lets_no_markup_through():
    made = cards.card(VERDICT)
    for text in ("○ contradicted", "evidence grade B", "very likely", "216 of 240 runs", "31% (22% to 43%)",
                 "effect = −0.19", "start +4: primary", "A census.", "visits, lines 2-5, 9", "7 visits (P, s&lt;1&gt;)"):  # fmt: skip
        assert text in made, text
    assert "<img" not in made
    assert "onerror=alert(1)&gt;" in made


def test_each_label_has_a_sign_of_its_own():
    from helpers.claims import LABELS

    assert set(LABELS) == set(cards.BADGES)
    assert len({symbol for symbol, _ in cards.BADGES.values()}) == len(LABELS)


def test_a_ratio_without_bound_keeps_the_end_it_has():
    told = prose.estimate(odds_ratio([[8, 0], [2, 6]]))
    assert told.startswith("without bound (")
    assert told.endswith(" to no bound)")
