import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from helpers.methods import lead_lag, panels, price_indexes, trajectories


def test_local_level_follows_a_planted_level_and_widens_ahead():
    rng = np.random.default_rng(1)
    level = np.cumsum(rng.normal(0, 0.2, 14)) + 5
    frame = pd.DataFrame(
        {"year": range(2010, 2024), "usd": np.exp(level + rng.normal(0, 0.05, 14))}
    )
    found = trajectories.local_level(frame, "year", "usd", ahead=2).frame
    inside = (found["low"][:14] <= np.exp(level)) & (np.exp(level) <= found["high"][:14])
    assert inside.mean() > 0.8
    widths = np.log(found["high"] / found["low"])
    assert widths.iloc[-1] > widths.iloc[-2] > widths.iloc[5]
    assert found["year"].tolist()[-2:] == [2024, 2025]


def test_local_level_agrees_with_the_nile():
    # Durbin and Koopman (2012), section 2.2: variances 15099 and 1469.1 on the Nile flow.
    nile = sm.datasets.nile.load_pandas().data
    fitted = sm.tsa.UnobservedComponents(nile["volume"], level="llevel").fit(disp=0)
    assert fitted.params.iloc[0] == pytest.approx(15099, rel=0.01)
    assert fitted.params.iloc[1] == pytest.approx(1469, rel=0.02)


def test_shared_ratio_agrees_with_the_nile_and_bounds_a_short_line():
    # Durbin and Koopman (2012), section 2.10: q = 1469.1 / 15098.5 = 0.0973 on the Nile flow.
    nile = sm.datasets.nile.load_pandas().data
    line = nile.assign(flow=np.exp(nile["volume"] / 1000))
    ratio = trajectories.shared_ratio([line], "year", "flow")
    assert ratio == pytest.approx(0.0973, abs=0.0005)
    own = trajectories.local_level(line, "year", "flow").frame
    shared = trajectories.local_level(line, "year", "flow", ratio=ratio).frame
    assert np.log(shared["value"]).to_numpy() == pytest.approx(np.log(own["value"]).to_numpy(), abs=1e-3)
    rng = np.random.default_rng(2)
    lines = []
    for _ in range(8):
        level = np.cumsum(rng.normal(0, 0.3, 10))
        lines.append(pd.DataFrame({"year": range(10), "usd": np.exp(level + rng.normal(0, 0.3, 10))}))
    assert 0.2 < trajectories.shared_ratio(lines, "year", "usd") < 5
    assert trajectories.shared_ratio([lines[0].head(4)], "year", "usd") is None


def test_level_band_covers_planted_levels():
    rng = np.random.default_rng(3)
    inside, seen = 0, 0
    for _ in range(25):
        levels = [np.cumsum(rng.normal(0, 0.3, 10)) for _ in range(4)]
        lines = [pd.DataFrame({"year": range(10), "usd": np.exp(one + rng.normal(0, 0.3, 10))}) for one in levels]
        ratio = trajectories.shared_ratio(lines, "year", "usd")
        found = trajectories.local_level(lines[0], "year", "usd", ratio=ratio).frame
        inside += ((np.log(found["low"]) <= levels[0]) & (levels[0] <= np.log(found["high"]))).sum()
        seen += len(found)
    assert inside / seen >= 0.85


def test_turning_point_finds_a_planted_peak():
    years = np.arange(2012, 2026)
    frame = pd.DataFrame({"year": years, "usd": np.exp(-((years - 2021) ** 2) / 10.0) + 0.01})
    found = trajectories.turning_point(frame, "year", "usd")
    assert found.value == 2021
    assert found.low <= 2021 <= found.high


def test_a_short_series_gives_no_model():
    frame = pd.DataFrame({"year": [2023, 2024], "usd": [1.0, 2.0]})
    assert not trajectories.turning_point(frame, "year", "usd").available


def planted_panel(effect: float, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    years, units = np.arange(2015, 2026), [f"u{k:02d}" for k in range(22)]
    common = np.cumsum(rng.normal(0, 0.3, len(years)))
    rows = [
        (u, y, np.exp(rng.normal(0, 0.1) + k + common[t] + effect * (u == "u03" and y >= 2022)))
        for k, u in enumerate(units)
        for t, y in enumerate(years)
    ]
    return pd.DataFrame(rows, columns=["country", "year", "usd"])


def test_own_change_recovers_a_planted_break_and_is_quiet_without_one():
    arguments = {"unit": "country", "time": "year", "value": "usd", "treated": "u03", "since": 2022}
    found = panels.own_change(planted_panel(-1.0, 1), **arguments)
    assert found.low < -1.0 < found.high < 0
    assert found.p_value == pytest.approx(1 / 22)
    quiet = [panels.own_change(planted_panel(0.0, s), **arguments) for s in range(40)]
    assert sum(q.low <= 0 <= q.high for q in quiet) >= 34


def test_fixed_effects_recover_a_planted_slope():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        [(u, t, rng.normal()) for u in range(15) for t in range(20)], columns=["u", "t", "x"]
    )
    frame["y"] = 0.8 * frame["x"] + frame["u"] + np.sin(frame["t"]) + rng.normal(0, 0.3, len(frame))
    found = panels.fixed_effects(frame, outcome="y", regressor="x", unit="u", time="t")
    assert found.low < 0.8 < found.high


def test_cross_correlation_finds_a_planted_lead():
    rng = np.random.default_rng(4)
    x = np.cumsum(rng.normal(size=80))
    y = np.concatenate([np.zeros(3), x[:-3]]) + rng.normal(0, 0.2, 80)
    frame = pd.DataFrame({"pressure": x, "events": y})
    found = lead_lag.cross_correlation(
        frame, "pressure", "events", most=6, block=4, seed=1, draws=199
    )
    assert lead_lag.peak_lag(found).value == 3


def test_unlinked_series_rarely_clear_the_band():
    cleared = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame(np.cumsum(rng.normal(size=(40, 2)), axis=0), columns=["a", "b"])
        found = lead_lag.cross_correlation(frame, "a", "b", most=4, block=3, seed=seed, draws=99)
        cleared += lead_lag.peak_lag(found).available
    assert cleared <= 5


def planted_prices(decline: float) -> pd.DataFrame:
    """Models keep their price; newer ones are better and, at equal quality, cheaper."""
    rng = np.random.default_rng(5)
    rows = []
    for model in range(120):
        born = rng.integers(0, 8)
        quality = 1000 + 25 * born + rng.normal(0, 40)
        for quarter in range(born, min(born + 3, 8)):
            log_price = 0.01 * (quality - 1000) + decline * quarter + rng.normal(0, 0.15)
            rows.append((model, quarter, quality, np.exp(log_price)))
    return pd.DataFrame(rows, columns=["model", "quarter", "score", "usd"])


def test_hedonic_index_recovers_the_price_at_equal_quality():
    found = price_indexes.time_dummy_index(
        planted_prices(-0.3), price="usd", quality="score", period="quarter", cluster="model"
    )
    last = found.frame.iloc[-1]
    assert last["low"] < np.exp(-0.3 * 7) < last["high"]
    assert found.frame.attrs["quality_slope"] == pytest.approx(0.01, abs=0.001)


def test_matched_model_index_recovers_the_cut_of_models_on_sale():
    found = price_indexes.matched_model_index(
        planted_prices(-0.3), price="usd", item="model", period="quarter", seed=1, draws=199
    )
    last = found.frame.iloc[-1]
    assert last["low"] < np.exp(-0.3 * 7) < last["high"]


def test_a_broken_chain_ends_the_index():
    frame = pd.DataFrame(
        {"m": ["a", "b", "a", "b", "c"], "q": [1, 1, 2, 2, 3], "p": [1.0, 1, 0.5, 0.5, 9]}
    )
    found = price_indexes.matched_model_index(frame, price="p", item="m", period="q")
    assert found.frame["q"].tolist() == [1, 2]
    assert found.frame["value"].iloc[-1] == pytest.approx(0.5)
