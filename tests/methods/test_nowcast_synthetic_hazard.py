import numpy as np
import pandas as pd
import pytest

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
