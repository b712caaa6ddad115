import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.methods import currency, investment, investment_views


def rows(*parts: dict) -> pd.DataFrame:
    base = {
        "period_type": "year",
        "country": "CN",
        "scope": "all_ai",
        "metric": "private_investment",
        "variant": "as_reported",
        "unit": "usd_m",
        "price_basis": "nominal",
        "complete": True,
        "provider": "AI Index",
        "vintage": "AI Index 2023",
        "vintage_date": "2023-04-01",
        "source_id": "s",
    }
    frame = pd.DataFrame([base | part for part in parts])
    frame.index = [f"ai_investment:{k + 2}" for k in range(len(frame))]
    year = frame["period"].astype(str).str[:4]
    return frame.assign(
        period_start=pd.to_datetime(year + "-01-01"),
        period_end=pd.to_datetime(year + "-12-31"),
        vintage_date=pd.to_datetime(frame["vintage_date"]),
        value=frame["value"].astype(float),
    )


EDITIONS = rows(
    {"period": "2020", "value": 50, "vintage": "AI Index 2022", "vintage_date": "2022-01-01"},
    {"period": "2021", "value": 80, "vintage": "AI Index 2022", "vintage_date": "2022-01-01"},
    {"period": "2022", "value": 60},
    {"period": "2022", "value": -40, "metric": "private_investment_yoy", "unit": "pct"},
    {"period": "2023", "value": 33, "vintage": "AI Index 2024", "vintage_date": "2024-04-01"},
    {"period": "2023", "value": -50, "metric": "private_investment_yoy", "unit": "pct",
     "vintage": "AI Index 2024", "vintage_date": "2024-04-01"},
)  # fmt: skip


def test_article_figures_doubts_bounds_and_running_sums_are_left_out():
    mixed = rows(
        {"period": "2021", "value": 1},
        {"period": "2021", "value": 2, "variant": "article_claim"},
        {"period": "2021", "value": 3, "variant": "doubtful"},
        {"period": "2021", "value": 4, "variant": "lower_bound"},
        {"period": "2021", "value": 5, "variant": "cumulative"},
        {"period": "2021", "value": 6, "variant": "estimated"},
        {"period": "2021", "value": 7, "scope": "genai"},
        {"period": "2021", "value": 8, "price_basis": "constant_2021_usd"},
        {"period": "2021", "value": 9, "metric": "deal_count", "unit": "count"},
    )
    assert investment.readings(mixed)["value"].to_list() == [1]
    assert investment.readings(mixed, amounts="estimated")["value"].to_list() == [1, 6]


def test_a_part_year_is_no_year():
    part = rows({"period": "2026", "value": 5, "complete": False}, {"period": "2025", "value": 7})
    assert investment.whole_years(part)["year"].to_list() == [2025]


def test_a_printed_change_gives_the_year_before_in_that_edition_only():
    lines = investment.lines(investment.readings(EDITIONS), EDITIONS)
    at = lines.set_index(["line", "year"])["value"]
    assert at["AI Index 2022", 2021] == 80
    assert at["AI Index 2023", 2021] == pytest.approx(100)
    assert at["AI Index 2024", 2022] == pytest.approx(66)


def test_chaining_keeps_every_printed_change():
    lines = investment.lines(investment.readings(EDITIONS), EDITIONS)
    chain = investment.chained(EDITIONS, lines).set_index("year")["value"]
    assert chain.to_dict() == pytest.approx({2020: 62.5, 2021: 100, 2022: 60, 2023: 30})


def test_ratios_stay_within_a_line():
    lines = investment.lines(investment.readings(EDITIONS), EDITIONS)
    found = investment.ratios(lines, 2021)
    assert found[["line", "year", "value"]].values.tolist() == [
        ["AI Index 2023", 2022, pytest.approx(0.6)]
    ]
    none = investment.ratios(lines, 2019)
    assert not investment.geometric_mean(none).available


def test_geometric_mean_agrees_with_a_t_interval_of_logs():
    values = np.array([0.3, 0.5, 0.8, 1.1])
    frame = pd.DataFrame({"line": list("abcd"), "value": values})
    found = investment.geometric_mean(frame)
    low, high = stats.t.interval(0.95, 3, np.log(values).mean(), stats.sem(np.log(values)))
    assert (found.value, found.low, found.high) == pytest.approx(
        (stats.gmean(values), np.exp(low), np.exp(high))
    )
    assert not investment.geometric_mean(frame.head(1)).has_interval


def test_geometric_mean_covers_a_planted_ratio():
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(400):
        drawn = np.exp(np.log(0.5) + rng.normal(0, 0.4, 5))
        found = investment.geometric_mean(pd.DataFrame({"line": list("abcde"), "value": drawn}))
        hits += found.low <= 0.5 <= found.high
    assert 0.92 <= hits / 400 <= 0.98


FX = pd.DataFrame(
    {"date": pd.to_datetime(["2022-01-01", "2022-02-01", "2023-01-01"]), "date_precision": "month",
     "cny_per_usd": [6.0, 6.4, 7.0]}
)  # fmt: skip
NO_MACRO = pd.DataFrame({"series": [], "year": [], "value": []})


def test_yuan_become_dollars_at_the_rate_of_their_own_year():
    frame = pd.DataFrame(
        {
            "year": [2021, 2022, 2022],
            "value": [6000.0, 6200.0, 5.0],
            "unit": ["cny_m", "cny_m", "usd_m"],
        }
    )
    found = currency.in_dollars(frame, FX, NO_MACRO)
    assert found["usd_bn"].to_list() == pytest.approx([1.0, 1.0, 0.005])
    assert found["rate_of"].to_list() == [
        "nearest month known, January 2022", "mean of the months", "in dollars",
    ]  # fmt: skip
    macro = pd.DataFrame({"series": ["cny_per_usd"], "year": [2021], "value": [6.45]})
    assert currency.in_dollars(frame, FX, macro)["rate"].iloc[0] == 6.45


def test_a_line_that_ends_at_the_year_names_no_peak():
    years = range(2018, 2024)
    long = pd.DataFrame({"line": "a", "year": years, "value": [1, 2, 3, 9, 4, 5]})
    short = pd.DataFrame({"line": "b", "year": range(2018, 2022), "value": [1, 2, 3, 4]})
    found = investment.peaks(pd.concat([long, short]), 2021)
    assert found[["line", "year"]].values.tolist() == [["a", 2021]]


def test_newest_and_first_editions_are_chosen_among_lines_that_hold_both_years():
    part = rows(
        {
            "period": "2021",
            "value": 10,
            "provider": "P",
            "vintage": "x",
            "vintage_date": "2023-01-01",
        },
        {
            "period": "2022",
            "value": 5,
            "provider": "P",
            "vintage": "x",
            "vintage_date": "2023-01-01",
        },
        {
            "period": "2021",
            "value": 10,
            "provider": "P",
            "vintage": "y",
            "vintage_date": "2024-01-01",
        },
        {
            "period": "2022",
            "value": 8,
            "provider": "P",
            "vintage": "y",
            "vintage_date": "2024-01-01",
        },
        {
            "period": "2025",
            "value": 9,
            "provider": "P",
            "vintage": "z",
            "vintage_date": "2026-01-01",
        },
    )
    lines = investment.lines(part, part)
    assert investment.ratios(lines, 2021, vintages="newest")["value"].to_list() == [0.8]
    assert investment.ratios(lines, 2021, vintages="first")["value"].to_list() == [0.5]


def test_share_of_another_country_is_taken_along_a_line():
    part = rows({"period": "2022", "value": 10}, {"period": "2022", "value": 40, "country": "US"})
    found = investment.share_of(investment.lines(part, part), "US")
    assert found["value"].to_list() == [0.25]
    assert investment.share_of(investment.lines(part, part), "FR").empty


def test_a_span_of_shares_is_one_share_where_both_ends_read_the_same():
    assert investment_views.span(pd.Series([0.032, 0.09])) == "3% to 9%"
    assert investment_views.span(pd.Series([0.162, 0.158])) == "16%"


def test_the_same_part_of_two_years_is_set_side_by_side():
    halves = rows(
        {"period": "2023", "value": 10000, "period_type": "half", "provider": "P"},
        {"period": "2024", "value": 5000, "period_type": "half", "provider": "P"},
        {"period": "2024", "value": 9000, "period_type": "half", "provider": "Q"},
        {"period": "2024", "value": 20000, "provider": "P"},
    )
    half = halves["period_type"].eq("half")
    halves["period_end"] = halves["period_end"].mask(half, halves["period_start"] + pd.offsets.MonthEnd(6))
    found = investment_views.same_parts(halves, FX, NO_MACRO)
    assert found[["provider", "part", "earlier", "later"]].to_numpy().tolist() == [["P", "January to June", 2023, 2024]]
    assert found["ratio"].iloc[0] == 0.5
