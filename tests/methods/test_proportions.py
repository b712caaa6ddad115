import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.errors import MethodError
from helpers.methods import proportions


def test_share_agrees_with_scipy_wilson():
    ours = proportions.share(103, 751)
    theirs = stats.binomtest(103, 751).proportion_ci(method="wilson")
    assert ours.value == pytest.approx(103 / 751)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_exact_share_agrees_with_scipy_and_is_wider():
    exact = proportions.share(3, 9, exact=True)
    theirs = stats.binomtest(3, 9).proportion_ci(method="exact")
    assert (exact.low, exact.high) == pytest.approx((theirs.low, theirs.high))
    assert exact.high - exact.low > 0.4


def test_share_of_nothing_is_unavailable_not_zero():
    assert not proportions.share(0, 0).available


def test_impossible_share_is_refused():
    with pytest.raises(MethodError, match="5 successes of 3"):
        proportions.share(5, 3)


def test_unknown_rows_are_left_out_and_the_basis_names_the_rest():
    frame = pd.DataFrame(
        {"x": [1, 2, 3], "source_id": ["a", "b", "c"]}, index=["t:2", "t:3", "t:4"]
    )
    condition = pd.Series([True, None, False], index=frame.index, dtype="boolean")
    found = proportions.share_of(frame, condition)
    assert (found.value, found.n) == (0.5, 2)
    assert dict(found.basis.rows) == {"t": (2, 4)}
    assert found.basis.sources == ("a", "c")


def test_wilson_covers_what_it_promises():
    rng = np.random.default_rng(1)
    hits = 0
    for successes in rng.binomial(40, 0.15, size=600):
        found = proportions.share(int(successes), 40)
        hits += found.low <= 0.15 <= found.high
    assert 0.92 <= hits / 600 <= 0.98


def test_composition_sums_to_one_and_counts_the_unknown():
    frame = pd.DataFrame({"region": ["a"] * 6 + ["b"] * 3 + [None]})
    found = proportions.composition(frame, "region").frame
    assert found["value"].sum() == pytest.approx(1)
    assert found.attrs["n_unknown"] == 1
    assert (found["low"] < found["value"]).all()


def test_rates_by_period_count_empty_periods_as_zero():
    days = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-08-01"])
    found = proportions.rates_by_period(pd.DataFrame({"date": days}), "date").frame
    assert found["value"].tolist() == [2, 0, 1]
    assert found["low"].iloc[1] == 0
    assert found["high"].iloc[1] == pytest.approx(stats.chi2.ppf(0.975, 2) / 2)


def test_rate_ratio_recovers_a_planted_ratio():
    found = proportions.rate_ratio(300, 2, 100, 2)
    assert found.value == pytest.approx(3)
    assert found.low < 3 < found.high
    assert found.p_value < 1e-6


def test_rate_ratio_with_an_empty_denominator_keeps_its_lower_bound():
    found = proportions.rate_ratio(5, 1, 0, 1)
    assert found.value is None
    assert found.low > 0.9


def test_difference_of_shares_has_the_sign_of_the_first():
    found = proportions.share_difference(80, 100, 20, 100)
    assert found.value == pytest.approx(0.6)
    assert found.low > 0.4
