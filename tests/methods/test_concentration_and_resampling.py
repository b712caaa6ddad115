import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.methods import agreement, concentration, counts, resampling


def test_herfindahl_is_unbiased_on_equal_shares():
    rng = np.random.default_rng(1)
    found = [
        concentration.herfindahl(
            pd.DataFrame({"firm": rng.integers(0, 10, 60)}), "firm", draws=20
        ).value
        for _ in range(200)
    ]
    assert np.mean(found) == pytest.approx(0.1, abs=0.005)


def test_herfindahl_interval_covers_the_truth():
    rng = np.random.default_rng(2)
    shares = np.array([0.5, 0.3, 0.2])
    hits = 0
    for trial in range(200):
        frame = pd.DataFrame({"firm": rng.choice(3, size=80, p=shares)})
        found = concentration.herfindahl(frame, "firm", seed=trial, draws=199)
        hits += found.low <= (shares**2).sum() <= found.high
    assert hits / 200 > 0.88


def test_weighted_herfindahl_is_the_sum_of_squared_shares():
    frame = pd.DataFrame({"firm": ["a", "b", "b"], "usd": [2.0, 1.0, 1.0]})
    assert concentration.herfindahl(frame, "firm", weight="usd").value == pytest.approx(0.5)


def test_gini_of_known_distributions():
    assert concentration.gini(pd.DataFrame({"x": [5.0] * 20}), "x").value == pytest.approx(0)
    exponential = pd.DataFrame({"x": np.random.default_rng(3).exponential(1, 1500)})
    assert concentration.gini(exponential, "x").value == pytest.approx(0.5, abs=0.03)
    assert not concentration.gini(pd.DataFrame({"x": [1.0, 2.0]}), "x").available


def test_gini_interval_covers_as_its_docstring_says():
    rng = np.random.default_rng(11)
    truth, inside = 2 * stats.norm.cdf(1 / np.sqrt(2)) - 1, 0  # log-normal amounts, sigma 1
    for _ in range(120):
        found = concentration.gini(pd.DataFrame({"x": rng.lognormal(0, 1, 40)}), "x")
        inside += found.low <= truth <= found.high
    assert inside / 120 >= 0.82


def test_lorenz_runs_from_nothing_to_everything():
    curve = concentration.lorenz(pd.DataFrame({"x": [1.0, 3.0, None]}), "x")
    assert curve["share_of_amount"].tolist() == [0, 0.25, 1]


def test_cluster_bootstrap_is_wider_when_rows_hang_together():
    rng = np.random.default_rng(4)
    firm = np.repeat(np.arange(20), 30)
    frame = pd.DataFrame({"firm": firm, "x": rng.normal(size=20)[firm] + rng.normal(0, 0.1, 600)})

    def mean(rows):
        return rows["x"].mean()

    rows = resampling.bootstrap(frame, mean, unit="x", seed=1, draws=300)
    firms = resampling.bootstrap(frame, mean, unit="x", seed=1, cluster="firm", draws=300)
    assert (firms.high - firms.low) > 3 * (rows.high - rows.low)


def test_block_bootstrap_covers_the_mean_of_a_dependent_series():
    rng = np.random.default_rng(5)
    hits = 0
    for trial in range(100):
        noise = rng.normal(size=300)
        series = np.zeros(300)
        for t in range(1, 300):
            series[t] = 0.6 * series[t - 1] + noise[t]
        found = resampling.block_bootstrap(
            pd.Series(series), unit="x", seed=trial, block=20, draws=299
        )
        hits += found.low <= 0 <= found.high
    assert hits >= 86


def test_days_are_no_rows_of_a_table():
    days = pd.Series([0.1, 0.4, 0.2], index=pd.date_range("2025-01-20", periods=3))
    assert not resampling.block_bootstrap(days, unit="share", seed=1, block=2).basis.rows
    named = days.set_axis(["hub_trending:2", "hub_trending:5", "hub_trending:3"])
    found = resampling.block_bootstrap(named, unit="share", seed=1, block=2)
    assert found.basis.rows == {"hub_trending": (2, 3, 5)}


def test_permutation_p_is_never_zero():
    assert resampling.permutation_p(9.0, np.zeros(99)) == pytest.approx(0.01)


def test_kappa_of_a_published_table():
    # Fleiss, Levin and Paik (2003), table 18.1 in proportions of 100: kappa 0.68.
    table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    rows = [(a, b) for a in range(3) for b in range(3) for _ in range(table[a][b])]
    found = agreement.kappa(pd.DataFrame(rows, columns=["one", "two"]), "one", "two")
    assert found.value == pytest.approx(0.68, abs=0.005)


@pytest.mark.parametrize("model", [counts.poisson_pseudo_likelihood, counts.negative_binomial])
def test_count_models_recover_a_planted_ratio(model):
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({"member": rng.integers(0, 2, 900), "size": rng.normal(size=900)})
    mean = np.exp(0.5 + 0.7 * frame["member"] + 0.4 * frame["size"])
    frame["events"] = rng.negative_binomial(3, 3 / (3 + mean))
    frame["member"] = frame["member"].astype("Int64")
    found = model(frame, "events ~ member + size")
    member = found.at(term="member")
    assert member.low < np.exp(0.7) < member.high
