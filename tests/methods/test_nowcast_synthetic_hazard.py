import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.methods import hazard, nowcast, synthetic


def grown(rng: np.random.Generator, years: int = 12) -> tuple[pd.DataFrame, float, float]:
    """Years of twelve months around a wandering level; the last one known for nine months only."""
    level = np.cumsum(rng.normal(0, 0.3, years + 1)) + 5
    months = np.exp(level)[:, None] / 12 * rng.gamma(4, 1 / 4, (years + 1, 12))
    totals = months.sum(axis=1)
    frame = pd.DataFrame({"year": np.arange(years) + 2010, "usd": totals[:-1]})
    return frame, float(months[-1, :9].sum()), float(totals[-1])


def test_running_year_covers_planted_totals():
    rng = np.random.default_rng(3)
    hits = []
    for _ in range(60):
        frame, so_far, total = grown(rng)
        found = nowcast.running_year(frame, "year", "usd", so_far=so_far, elapsed=0.75)
        hits.append(found.low <= total <= found.high)
        assert found.low >= so_far
    assert np.mean(hits) >= 0.9


def test_what_came_so_far_narrows_the_interval_and_moves_the_middle():
    frame, _, _ = grown(np.random.default_rng(5))
    alone = nowcast.running_year(frame, "year", "usd")
    told = nowcast.running_year(frame, "year", "usd", so_far=3 * alone.value, elapsed=0.75)
    assert told.value > 3 * alone.value
    usual = nowcast.running_year(frame, "year", "usd", so_far=0.75 * alone.value, elapsed=0.75)
    assert np.log(usual.high / usual.low) < np.log(alone.high / alone.low)


def test_too_few_or_broken_years_give_no_nowcast():
    frame = pd.DataFrame({"year": range(5), "usd": 1.0})
    assert not nowcast.running_year(frame, "year", "usd").available
    holed = pd.DataFrame({"year": [1, 2, 3, 4, 6, 7, 8], "usd": 1.0})
    assert not nowcast.running_year(holed, "year", "usd").available


def panel(effect: float, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    years = np.arange(2012, 2026)
    factor = np.cumsum(rng.normal(0, 0.3, len(years)))
    rows = []
    for k in range(20):
        course = rng.uniform(0.6, 1.4) * factor + rng.normal(0, 0.05, len(years)) + k
        course = course + effect * ((k == 0) & (years >= 2022))
        rows.append(pd.DataFrame({"country": f"u{k}", "year": years, "usd": np.exp(course)}))
    return pd.concat(rows, ignore_index=True)


def test_synthetic_control_recovers_a_planted_break():
    gaps = synthetic.synthetic_gaps(
        panel(-1.0), unit="country", time="year", value="usd", since=2022
    )
    found = synthetic.synthetic_change(
        gaps, unit="country", time="year", treated="u0", since=2022, until=2025
    )
    assert found.value == pytest.approx(-1.0, abs=0.25)
    assert found.high < 0
    assert found.p_value == pytest.approx(1 / 20)


def test_synthetic_control_is_quiet_without_a_break_and_weights_are_a_mix():
    gaps = synthetic.synthetic_gaps(
        panel(0.0), unit="country", time="year", value="usd", since=2022
    )
    found = synthetic.synthetic_change(
        gaps, unit="country", time="year", treated="u0", since=2022, until=2025
    )
    assert found.low < 0 < found.high
    weights = synthetic._weights(np.random.default_rng(1).normal(size=(8, 5)), np.ones(8))
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1)


def test_a_badly_matched_unit_needs_a_wider_gap():
    gaps = synthetic.synthetic_gaps(panel(-1.0), unit="country", time="year", value="usd", since=2022)
    about = {"unit": "country", "time": "year", "treated": "u0"}
    worse = gaps.assign(error_before=gaps["error_before"].mask(gaps["country"].eq("u0"), gaps["error_before"] * 20))
    well, badly = (synthetic.synthetic_change(one, since=2022, until=2025, **about) for one in (gaps, worse))
    assert badly.p_value > 0.05 >= well.p_value
    assert badly.low < 0 < badly.high  # interval and p say the same
    bands = [synthetic.with_placebo_band(one, **about) for one in (gaps, worse)]
    assert (bands[1]["high"] - bands[1]["low"]).mean() > 5 * (bands[0]["high"] - bands[0]["low"]).mean()


def test_few_units_give_no_synthetic_control():
    few = panel(0.0)[lambda t: t["country"].isin(["u0", "u1"])]
    gaps = synthetic.synthetic_gaps(few, unit="country", time="year", value="usd", since=2022)
    assert gaps.empty
    assert not synthetic.synthetic_change(
        gaps, unit="country", time="year", treated="u0", since=2022, until=2025
    ).available


def test_person_months_count_from_the_newest_earlier_round():
    entries = pd.DataFrame(
        {
            "firm": ["a", "a", "b", "c"],
            "day": pd.to_datetime(["2023-01-05", "2023-04-20", "2023-02-01", "2023-03-01"]),
        }
    )
    events = pd.Series({"a": pd.Timestamp("2023-06-10"), "c": pd.Timestamp("2023-03-15")})
    found = hazard.person_months(
        entries, events, unit="firm", date="day", until=pd.Timestamp("2023-05-31")
    )
    assert found[found["firm"].eq("b")]["since"].to_list() == [1, 2, 3]
    assert found[found["firm"].eq("a")]["since"].to_list() == [1, 2, 3, 1]
    assert found["event"].sum() == 0
    assert "c" not in set(found["firm"])
    later = hazard.person_months(
        entries, events, unit="firm", date="day", until=pd.Timestamp("2023-12-31")
    )
    assert later[later["firm"].eq("a")]["event"].to_list() == [0, 0, 0, 0, 1]


def planted_months(odds: float, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for firm in range(300):
        for since in range(1, 37):
            logit = -4 + np.log(odds) * since / 6
            event = int(rng.random() < 1 / (1 + np.exp(-logit)))
            rows.append((firm, since, event))
            if event:
                break
    return pd.DataFrame(rows, columns=["firm", "since", "event"])


def test_hazard_recovers_a_planted_odds_ratio():
    found = hazard.hazard_odds_ratio(planted_months(1.5, 1), unit="firm")
    assert found.low < 1.5 < found.high
    assert found.value == pytest.approx(1.5, rel=0.15)
    quiet = hazard.hazard_odds_ratio(planted_months(1.0, 2), unit="firm")
    assert quiet.low < 1 < quiet.high


def test_hardly_any_events_give_no_hazard():
    months = pd.DataFrame({"firm": ["a"] * 30, "since": range(30), "event": [0] * 29 + [1]})
    assert not hazard.hazard_odds_ratio(months, unit="firm").available
    assert not hazard.hazard_odds_ratio(months.head(0), unit="firm").available


def test_a_listing_ends_the_watch():
    entries = pd.DataFrame({"firm": ["a"], "day": pd.to_datetime(["2023-01-05"])})
    found = hazard.person_months(
        entries, pd.Series({"a": pd.Timestamp("2023-12-01")}), unit="firm", date="day",
        until=pd.Timestamp("2024-06-30"), ends=pd.Series({"a": pd.Timestamp("2023-04-15")}),
    )
    assert found["month"].astype(str).tolist() == ["2023-02", "2023-03", "2023-04"]
    assert found["event"].sum() == 0
    assert hazard.times(found, unit="firm").loc[0].tolist() == ["a", 3, False]


def test_few_events_are_compared_exactly():
    months = pd.DataFrame({"firm": "a", "since": [1] * 100 + [9] * 300, "event": [1, 1] + [0] * 98 + [1] + [0] * 299})
    ratio, table = hazard.early_and_late(months)
    assert ratio.value == pytest.approx((1 / 300) / (2 / 100))
    exact = stats.binomtest(1, 3).proportion_ci()  # given three events, the late ones are binomial
    bounds = [p / (1 - p) * 100 / 300 for p in (exact.low, exact.high)]
    assert (ratio.low, ratio.high) == pytest.approx(bounds)
    assert [cell.value for cell in table["rate"]] == pytest.approx([2, 1 / 3])
    assert table["rate"].iloc[0].high == pytest.approx(stats.chi2.ppf(0.975, 6) / 2)
    nothing, _ = hazard.early_and_late(months.assign(event=0))
    assert not nothing.available


def test_events_needed_follow_schoenfeld():
    assert hazard.events_needed(2.0, share=0.5) == 66  # Schoenfeld (1981): 65.3 for a doubling, half and half
    assert hazard.events_needed(1.25, share=0.5) == 631
