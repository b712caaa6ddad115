import numpy as np
import pandas as pd
import pytest

from helpers.methods import breaks, country_names, home_pressure, lead_lag, like_for_like
from helpers.methods.estimate import Estimate


def test_price_falls_by_quarter():
    months = pd.date_range("2024-01-01", periods=9, freq="MS")
    path = np.array([0, 0, 0, 0, -0.5, -0.5, -0.5, -0.4, -0.4])
    paths = like_for_like.Paths(months, path, np.zeros((3, 9)), [5] * 9)
    falls = home_pressure.price_falls(paths)
    assert falls.loc["2024-04-01"] == pytest.approx(0.5)
    assert falls.loc["2024-07-01"] == pytest.approx(-0.1)


def investment(years: list[int], values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "provider": "P", "country": "CN", "period_type": "year", "scope": "all_ai", "metric": "private_investment",
            "variant": "as_reported", "unit": "usd_m", "price_basis": "nominal", "complete": True,
            "period": [str(y) for y in years], "value": values, "vintage_date": pd.Timestamp("2024-01-01"),
        }
    )


def test_funding_falls_take_whole_neighbouring_years():
    rows = investment([2020, 2021, 2023], [100.0, 50.0, 10.0])
    part = investment([2022], [1.0]).assign(complete=False)
    falls = home_pressure.funding_falls(pd.concat([rows, part]), "P")
    assert falls.loc["2021-04-01"] == pytest.approx(np.log(2))
    assert "2023-01-01" not in falls.index  # no fall over a gap, none from a part year
    index = home_pressure.index(falls.rename("price_fall"), falls, "prices_funding")
    assert index["pressure"].isna().all()  # four equal quarters do not vary
    assert len(index) == 4


def test_mean_lead_finds_a_planted_lead():
    rng = np.random.default_rng(4)
    x = rng.normal(size=60)
    smooth = np.convolve(x, np.ones(4), "full")[:60]
    frame = pd.DataFrame({"x": x, "y": np.r_[0, smooth[:-1]] + rng.normal(0, 0.3, 60)})
    lead = lead_lag.mean_lead(frame, "x", "y", seed=1)
    back = lead_lag.mean_lead(frame, "x", "y", leads=(-1, -2, -3, -4), seed=1)
    assert lead.low > 0.1
    assert lead_lag.leads_more(lead, back)
    assert lead_lag.is_quiet(back)
    assert not lead_lag.mean_lead(frame.head(8), "x", "y").available


@pytest.mark.parametrize("memory", [0.0, 0.6])
def test_mean_lead_covers_nothing_planted_in_short_series(memory: float):
    rng = np.random.default_rng(8)
    hits = 0
    for seed in range(150):
        series = rng.normal(size=(31, 2))
        for step in range(1, 31):
            series[step] += memory * series[step - 1]
        noise = pd.DataFrame(series[20:], columns=["x", "y"])
        found = lead_lag.mean_lead(noise, "x", "y", seed=seed, draws=199)
        hits += found.low <= 0 <= found.high
    assert hits >= 136  # 95% of 150, less three standard errors of the count


def test_cross_correlation_after_a_line_ignores_a_shared_trend():
    steps = np.arange(40.0)
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"x": steps + rng.normal(0, 1, 40), "y": 2 * steps + rng.normal(0, 1, 40)})
    found = lead_lag.cross_correlation(frame, "x", "y", most=4, block=2, seed=1, detrend="line").frame
    assert found["value"].abs().max() < 0.6
    assert (found["value"].abs() <= found["band"]).all()


def test_first_shift_month_is_the_planted_one():
    months = pd.date_range("2023-07-01", periods=18, freq="MS")
    rows = [
        (f"f{k}m{j}", f"f{k}", "CN", month, np.exp(-0.8 * (month >= months[10])))
        for k in range(8)
        for j in range(2)
        for month in months
    ]
    frame = pd.DataFrame(rows, columns=["series", "firm", "country", "month", "linked"])
    paths = like_for_like.of_countries(frame, ["CN"], draws=60)["CN"]
    found, table = breaks.shift_months(paths.periods, paths.path, paths.drawn)
    assert found.detail["date"] == "2024-05-01"
    assert breaks.month_of(found) == "May 2024"
    assert breaks.share_at(table, "2024-05-01") == 1
    short, _ = breaks.shift_months(months[:3], np.zeros(3), np.zeros((5, 3)))
    assert not short.available
    assert breaks.in_words(short) == {"check": "no break", "low": None, "high": None}
    assert breaks.in_words(found)["check"] == "May 2024"


def test_the_first_break_is_set_beside_the_month_that_was_claimed():
    days = (pd.Timestamp("2023-12-01") - pd.Timestamp("1970-01-01")).days
    found = Estimate(days, days, days, detail={"date": "2023-12-01", "share": 0.67})
    told = "The first break of the index is most probably December 2023, {}the month that the article names (67% of the draws)"
    assert breaks.beside_claimed(found, "2024-05") == told.format("before ")
    assert breaks.beside_claimed(found, "2023-11") == told.format("after ")
    assert breaks.beside_claimed(found, "2023-12") == told.format("")
    assert "no clear first break" in breaks.beside_claimed(Estimate.unavailable("too few"), "2024-05")


def test_no_shift_where_only_one_firm_in_many_moves():
    months = pd.date_range("2023-07-01", periods=18, freq="MS")
    rows = [
        (f"f{k}", f"f{k}", "CN", month, np.exp(-0.8 * (k == 0) * (month >= months[10])))
        for k in range(12)
        for month in months
    ]
    frame = pd.DataFrame(rows, columns=["series", "firm", "country", "month", "linked"])
    paths = like_for_like.of_countries(frame, ["CN"], draws=99)["CN"]
    _, table = breaks.shift_months(paths.periods, paths.path, paths.drawn)
    assert (breaks.share_at(table, "2024-05-01") or 0) < 1


def test_push_and_pull_recover_planted_rates():
    rng = np.random.default_rng(7)
    quarters = pd.date_range("2018-01-01", periods=24, freq="QS")
    pressure = rng.normal(size=24)
    rows = []
    for q, quarter in enumerate(quarters):
        for c in range(40):
            growth = rng.normal()
            rows.append((f"c{c}", quarter, rng.poisson(np.exp(0.4 * pressure[q] - 0.3 * growth)), pressure[q], growth))
    panel = pd.DataFrame(rows, columns=["country", "quarter", "events", "pressure_before", "growth"])
    found = home_pressure.push_and_pull(panel)
    assert found["push"].low < np.exp(0.4) < found["push"].high
    assert found["pull"].low < np.exp(-0.3) < found["pull"].high
    assert home_pressure.weaker(found).value == found["pull"].value
    assert not home_pressure.weaker(home_pressure.push_and_pull(panel.head(10))).available


def test_a_leader_without_enough_quarters_leaves_numbers_to_draw():
    frame = pd.DataFrame({"pressure": np.arange(12.0) % 5, "other": np.nan, "moves": np.arange(12.0) % 3})
    found = lead_lag.side_by_side(frame, {"own": "pressure", "placebo": "other"}, "moves", most=2, block=2, seed=1)
    assert set(found["series"]) == {"own"}
    assert found["value"].dtype == found["low"].dtype == float
    nothing = lead_lag.side_by_side(frame, {"placebo": "other"}, "moves", most=2, block=2, seed=1)
    assert nothing.empty


def test_leaders_side_by_side_carry_the_band_of_all_lags():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"pressure": rng.normal(size=24), "other": rng.normal(size=24), "moves": rng.normal(size=24)})
    about = {"most": 3, "block": 2, "seed": 1, "detrend": "line"}
    found = lead_lag.side_by_side(frame, {"own": "pressure", "placebo": "other"}, "moves", **about)
    single = lead_lag.cross_correlation(frame, "pressure", "moves", **about).frame
    own = found[found["series"] == "own"]
    assert own["value"].tolist() == single["value"].tolist()
    assert (own["high"] == single["band"]).all()
    assert (own["low"] == -single["band"]).all()
    assert (own["high"].to_numpy() >= single["high"].to_numpy()).mean() > 0.8  # wider than one lag's own


def test_heights_name_the_quarters():
    table = pd.DataFrame({"quarter": pd.to_datetime(["2024-01-01", "2024-04-01"]), "pressure": [0.1, 1.0], "log_events": [2.0, 1.0]})
    assert home_pressure.heights(table) == {"pressure": "Q2 2024", "moves": "Q1 2024"}
    assert home_pressure.heights(table.head(0))["pressure"] == "no quarter known"


def test_a_stricter_search_finds_fewer_breaks():
    rng = np.random.default_rng(6)
    months = pd.date_range("2023-01-01", periods=24, freq="MS")
    path = np.r_[np.zeros(12), np.full(12, -0.4)]
    drawn = path + np.cumsum(rng.normal(0, 0.12, (60, 24)), axis=1)
    loose, strict = (breaks.shift_months(months, path, drawn, strictness=s)[1]["share_any"].sum() for s in (0.5, 8.0))
    assert loose > strict


def test_names_of_countries_fit_a_sentence():
    countries = pd.DataFrame({"country": ["US", "FR"], "name": ["US", "France"]})
    assert country_names.in_words(countries, "US") == "the United States"
    assert country_names.in_words(countries, "XX") == "XX"
    assert country_names.in_tables(countries, pd.Series(["US", "FR"])).tolist() == ["United States", "France"]
