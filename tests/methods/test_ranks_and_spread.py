import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.methods import ranks, spread


def test_superiority_recovers_a_planted_probability():
    rng = np.random.default_rng(2)
    a, b = pd.Series(rng.normal(1, 1, 300)), pd.Series(rng.normal(0, 1, 300))
    found = ranks.superiority(a, b)
    truth = stats.norm.cdf(1 / np.sqrt(2))
    assert found.low < truth < found.high
    assert found.p_value < 1e-6


def test_complete_separation_of_small_groups_keeps_an_honest_bound():
    found = ranks.superiority(pd.Series([5.0, 6, 7]), pd.Series([1.0, 2, 3]))
    assert found.value == 1
    assert found.low < 0.5
    assert found.p_value == pytest.approx(0.1)


def test_rank_correlation_agrees_with_scipy():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"x": rng.normal(size=60)})
    frame["y"] = frame["x"] + rng.normal(size=60)
    found = ranks.rank_correlation(frame, "x", "y")
    rho, p_value = stats.spearmanr(frame["x"], frame["y"])
    assert (found.value, found.p_value) == pytest.approx((rho, p_value))
    assert found.low < rho < found.high


def test_monotone_trend_recovers_a_planted_slope_per_year():
    dates = pd.date_range("2020-01-01", periods=60, freq="MS")
    rng = np.random.default_rng(4)
    years = (dates - dates[0]).days / 365.25
    frame = pd.DataFrame({"date": dates, "share": 2 * years + rng.normal(0, 0.2, 60)})
    found = ranks.monotone_trend(frame, "date", "share")
    assert found.low < 2 < found.high
    assert found.p_value < 1e-6


def test_spread_ratio_sees_the_tighter_group():
    rng = np.random.default_rng(5)
    tight, wide = pd.Series(rng.normal(0, 1, 200)), pd.Series(rng.normal(0, 3, 200))
    found = spread.spread_ratio(tight, wide)
    assert found.low < 1 / 3 < found.high
    assert found.p_value < 1e-6


@pytest.mark.parametrize("heavy", [False, True])
def test_intervals_of_spread_cover_with_five_a_side(heavy):
    rng = np.random.default_rng(9)
    trials, robust, classic, alone = 300, 0, 0, 0
    for _ in range(trials):
        a, b = (rng.standard_t(5, 5) / np.sqrt(5 / 3), 2 * rng.standard_t(5, 5) / np.sqrt(5 / 3)) if heavy else (rng.normal(0, 1, 5), rng.normal(0, 2, 5))
        found = spread.spread_ratio(pd.Series(a), pd.Series(b))
        robust += found.low <= 0.5 <= found.high
        _, low, high = spread.sd_ratio(a, b)
        classic += low <= 0.5 <= high
        low, high = spread.sd_interval(a.std(ddof=1), 5)
        alone += low <= 1 <= high
    assert robust / trials >= 0.95
    # F and chi-squared take values as normal: with heavy tails they cover less, as their docstrings say.
    assert min(classic, alone) / trials >= (0.85 if heavy else 0.92)


def test_ratio_of_deviations_agrees_with_scipys_f():
    rng = np.random.default_rng(10)
    a, b = rng.normal(0, 1, 9), rng.normal(0, 2, 7)
    ratio, low, high = spread.sd_ratio(a, b)
    assert (ratio / low) ** 2 == pytest.approx(stats.f.ppf(0.975, 8, 6))
    assert (ratio / high) ** 2 == pytest.approx(stats.f.ppf(0.025, 8, 6))
    assert spread.sd_interval(2.0, 5) == pytest.approx((2 * np.sqrt(4 / stats.chi2.ppf(0.975, 4)), 2 * np.sqrt(4 / stats.chi2.ppf(0.025, 4))))


@pytest.mark.parametrize(("measure", "truth"), [("mad", 10), ("sd", 10), ("iqr", 13.49)])
def test_measures_of_spread_estimate_what_they_name(measure, truth):
    values = pd.DataFrame({"score": np.random.default_rng(6).normal(0, 10, 800)})
    found = spread.spread(values, "score", measure=measure, seed=1, draws=400)
    assert found.low < truth < found.high
