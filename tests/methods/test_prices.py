import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from helpers.errors import MethodError
from helpers.methods import (
    currency,
    like_for_like,
    price_events,
    price_indexes,
    price_levels,
    prices,
)


def listed(*rows: tuple) -> pd.DataFrame:
    columns = ["firm", "model_key", "effective_date", "input_price", "output_price", "currency"]
    frame = pd.DataFrame(rows, columns=columns).astype({"input_price": float, "output_price": float})
    frame.index = pd.Index([f"api_prices:{k + 2}" for k in range(len(frame))], name="row")
    return frame.assign(
        effective_date=pd.to_datetime(frame["effective_date"]),
        provider=frame["firm"],
        model=frame["model_key"],
        provider_kind="developer",
        country="CN",
        quality="ok",
        date_basis="observed",
        source_id="list-a",
    )


RATES = pd.DataFrame(
    {
        "date": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01", "2024-01-01"]),
        "date_precision": ["month", "month", "month", "year"],
        "cny_per_usd": [7.0, 7.5, 8.0, 7.2],
    }
)


def test_a_step_compares_what_both_levels_state():
    rows = listed(
        ("A", "m", "2024-01-05", 8, None, "CNY"),
        ("A", "m", "2024-02-05", 8, 8, "CNY"),
        ("A", "m", "2024-03-05", 2, 6, "CNY"),
    )
    found = prices.with_blend(prices.usable(rows), "3:1")
    assert found["step"].isna().tolist() == [True, False, False]
    assert found["step"].iloc[1] == 0  # the input price alone is compared
    assert found["step"].iloc[2] == pytest.approx(np.log(3 / 8))
    assert found["price"].tolist() == [8, 8, 3]
    assert prices.with_blend(prices.usable(rows), "input_only")["step"].iloc[2] == pytest.approx(np.log(1 / 4))


def test_a_level_that_gives_way_to_the_one_before_is_dropped():
    rows = listed(
        ("A", "m", "2024-01-05", 10, 10, "CNY"),
        ("A", "m", "2024-02-05", 2, 2, "CNY"),
        ("A", "m", "2024-03-05", 10, 10, "CNY"),
        ("B", "m", "2024-01-05", 1, 2, "CNY"),
        ("B", "m", "2024-02-05", 1, None, "CNY"),
        ("B", "m", "2024-03-05", 1, 2, "CNY"),
    )
    kept = prices.usable(rows)
    assert kept[kept["firm"] == "A"]["input_price"].tolist() == [10, 10]
    assert len(kept[kept["firm"] == "B"]) == 3  # an input-only row is no other level


def test_hosts_suspects_and_lists_in_dollars_are_kept_apart():
    rows = listed(
        ("A", "m", "2024-01-05", 8, 8, "CNY"),
        ("A", "m", "2024-01-05", 1, 1, "USD"),
        ("A", "m", "2024-02-05", 2, 2, "USD"),
    )
    rows["quality"] = ["suspect", "ok", "ok"]
    rows["source_id"] = ["list-a", "list-b", "list-c"]
    assert prices.usable(rows)["series"].nunique() == 2  # no change is read across lists
    assert len(prices.usable(rows, suspect=True)) == 3
    assert len(prices.usable(rows.assign(provider_kind="third_party_host"))) == 0


def test_prices_in_force_end_carry_and_follow_the_rate():
    rows = prices.with_blend(
        prices.usable(
            listed(
                ("A", "m", "2024-01-05", 7, 7, "CNY"),
                ("A", "m", "2024-03-05", 4, 4, "CNY"),
                ("B", "n", "2024-01-05", 7, 7, "CNY"),
            )
        ),
        "1:1",
    )
    months = pd.date_range("2024-01-01", "2024-05-01", freq="MS")
    rates = currency.daily_rates(RATES, pd.Timestamp("2024-05-31"))
    assert rates.loc["2024-05-31"] == 8.0
    assert rates.attrs["last"] == pd.Timestamp("2024-03-31")
    seen = price_levels.in_force(rows, rates, months, carry_months=0)
    mine = seen[seen["firm"] == "A"].set_index("month")["price_usd"]
    assert mine.loc["2024-02-01"] == pytest.approx(7 / 7.5)  # holds until the next level
    assert mine.index.max() == pd.Timestamp("2024-03-01")
    carried = price_levels.in_force(rows, rates, months, carry_months=2)
    assert carried[carried["firm"] == "A"]["month"].max() == pd.Timestamp("2024-05-01")
    sightings = rows[["provider", "model", "effective_date", "currency"]].iloc[[2]]
    sightings = sightings.assign(last_seen=pd.Timestamp("2024-02-20"))
    known = price_levels.in_force(rows, rates, months, sightings=sightings, carry_months=6)
    assert known[known["firm"] == "B"]["month"].max() == pd.Timestamp("2024-02-01")


def test_a_price_takes_the_rate_of_its_day():
    days = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-01-05", "2024-01-30", "2024-02-28", "2024-02-01"]),
            "date_precision": ["day", "day", "day", "month"],
            "cny_per_usd": [7.0, 7.2, 7.4, 7.3],
        }
    )
    rates = currency.daily_rates(days, pd.Timestamp("2024-03-05"))
    assert rates.loc["2024-01-07"] == 7.0  # a Sunday takes the trading day before
    assert rates.loc["2024-02-20"] == 7.3  # weeks without a day's rate take the mean of the month
    assert rates.loc["2024-02-28"] == 7.4
    assert rates.loc["2024-03-05"] == 7.4  # the last one is carried
    rows = prices.with_blend(prices.usable(listed(("A", "m", "2024-01-05", 7, 7, "CNY"))), "1:1")
    paid = price_levels.in_force(rows, rates, pd.DatetimeIndex(["2024-01-01"]), carry_months=1)
    assert paid["price_usd"].iloc[0] == pytest.approx(7 / 7.2)  # in force on the last day of the month
    shown = price_levels.output_prices(rows, rates, "2024-01-01", "2024-01-31")
    assert shown["output_usd"].iloc[0] == pytest.approx(1.0)


def test_who_was_first_is_said_by_each_kind_of_source():
    order = pd.DataFrame(
        {
            "firm": ["DeepSeek", "A", "B"],
            "reported": ["2024-05-06", "2024-05-21", "2024-05"],
            "lag_reported": [0.0, 15.0, np.nan],
            "seen": [pd.NaT, pd.Timestamp("2024-05-23"), pd.Timestamp("2024-05-15")],
            "lag_seen": [np.nan, 17.0, 9.0],
        }
    )
    words = price_events.first_of_each(order)
    assert "was A, on 21 May 2024" in words
    assert "was B, on 15 May 2024" in words


def test_free_prices_break_the_chain_or_take_the_lowest():
    rows = prices.usable(
        listed(
            ("A", "m", "2024-01-05", 4, 8, "CNY"),
            ("A", "m", "2024-02-05", 0, 0, "CNY"),
            ("B", "n", "2024-01-05", 0.1, 0.5, "CNY"),
        )
    )
    found = prices.with_blend(rows, "1:1")
    assert price_events.changes(found)["direction"].tolist() == ["made free"]
    assert prices.floored(rows)["input_price"].tolist() == [4, 0.1, 0.1]
    cut = price_events.changes(prices.with_blend(prices.floored(rows), "1:1"))
    assert cut["direction"].tolist() == ["cut"]


def test_an_unknown_blend_is_named():
    with pytest.raises(MethodError, match="2:1"):
        prices.with_blend(prices.usable(listed(("A", "m", "2024-01-05", 4, 8, "CNY"))), "2:1")


def test_months_end_where_the_lists_end():
    rows = listed(("A", "m", "2024-01-05", 4, 8, "CNY"), ("A", "m", "2024-04-02", 3, 8, "CNY"))
    months = price_levels.months_covered(rows, pd.Timestamp("2026-01-01"))
    assert months[-1] == pd.Timestamp("2024-03-01")
    assert price_levels.months_covered(rows, pd.Timestamp("2024-02-20"))[-1] == pd.Timestamp("2024-01-01")


def test_the_first_lower_price_is_dated_and_a_newcomer_counts_as_launch():
    rows = prices.with_blend(
        prices.usable(
            listed(
                ("A", "big", "2024-03-01", 100, 100, "CNY"),
                ("A", "small", "2024-03-01", 10, 10, "CNY"),
                ("A", "big", "2024-05-10", 50, 50, "CNY"),
                ("A", "tiny", "2024-05-20", 1, 1, "CNY"),
                ("B", "new", "2024-05-15", 0.8, 2, "CNY"),
                ("C", "old", "2024-03-01", 5, 5, "CNY"),
            )
        ),
        "3:1",
    )
    found = price_events.first_lower(rows, ["A", "B", "C"], "2024-05-06").set_index("firm")
    assert found.loc["A", "day"] == pd.Timestamp("2024-05-20")  # the cut to 50 is not below 10
    assert found.loc["B", "basis"] == "launch"
    assert found.loc["B", "lag"] == 9
    assert "C" not in found.index


def test_like_for_like_follows_a_planted_cut_and_not_the_mix():
    months = pd.date_range("2024-01-01", periods=6, freq="MS")
    rows = [
        (f"s{k}", f"f{k % 4}", "CN", month, (10 + k) * (0.5 if month >= months[3] else 1))
        for k in range(12)
        for month in months
    ]
    rows += [("cheap", "f9", "CN", month, 0.01) for month in months[4:]]
    frame = pd.DataFrame(rows, columns=["series", "firm", "country", "month", "linked"])
    paths = like_for_like.of_countries(frame, ["CN"], draws=99)["CN"]
    change = like_for_like.between(paths, months[2], months[3])
    assert change.value == pytest.approx(-0.5)
    assert like_for_like.moved(change) == "fell by 50% (50% to 50%)"
    based = like_for_like.rebased(paths, months[3])
    assert based["value"].iloc[0] == pytest.approx(2)
    assert not like_for_like.between(paths, "2020-01-01", months[3]).available


def test_who_is_behind_a_fall_of_the_index():
    before, month = pd.Timestamp("2023-11-01"), pd.Timestamp("2023-12-01")
    rows = [(f"s{k}", firm, "CN", day, 10.0) for k, firm in enumerate("AABC") for day in (before, month)]
    rows += [("us", "D", "US", before, 10.0), ("us", "D", "US", month, 1.0)]  # another country
    rows += [("new", "A", "CN", month, 0.1)]  # nothing to compare it with
    frame = pd.DataFrame(rows, columns=["series", "firm", "country", "month", "linked"])

    def cut(*series: str, to: float = 5.0) -> str:
        now = frame["series"].isin(series) & frame["month"].eq(month)
        return like_for_like.cut_in(frame.assign(linked=frame["linked"].mask(now, to)), "CN", month)

    assert cut("s0", "s1") == "2 of 4 models (all of A)"
    assert cut("s0") == "1 of 4 models (of A)"
    assert cut("s0", "s3") == "2 of 4 models (of A and C)"
    assert cut("s0", to=9.9) == "none of 4 models"  # the rate of exchange moved, not the price
    assert like_for_like.cut_in(frame, "CN", "2020-01-01") == "none of 0 models"


def test_bootstrap_over_firms_covers_a_planted_change():
    rng = np.random.default_rng(5)
    hits = 0
    for seed in range(60):
        effects = rng.normal(-0.3, 0.2, 12)
        rows = [
            (f"f{k}m{j}", f"f{k}", "CN", month, np.exp(5 + effects[k] * late))
            for k in range(12)
            for j in range(3)
            for late, month in enumerate(pd.date_range("2024-01-01", periods=2, freq="MS"))
        ]
        frame = pd.DataFrame(rows, columns=["series", "firm", "country", "month", "linked"])
        paths = like_for_like.of_countries(frame, ["CN"], seed=seed, draws=199)["CN"]
        found = like_for_like.rebased(paths, pd.Timestamp("2024-01-01")).iloc[1]
        hits += np.log(found["low"]) <= -0.3 <= np.log(found["high"])
    assert hits >= 50  # 95% nominal; clustered draws of twelve firms fall a little short


def test_equal_quality_index_agrees_with_statsmodels_and_finds_a_planted_fall():
    rng = np.random.default_rng(2)
    rows = []
    for quarter, level in (("2024-03-01", 0.0), ("2024-06-01", -1.0)):
        for k in range(25):
            score = rng.normal(1200 + 60 * (quarter > "2024-04"), 40)
            price = np.exp(level + 0.01 * (score - 1200) + rng.normal(0, 0.1))
            rows.append((quarter, "CN", f"m{k}{quarter}", score, price, False))
    frame = pd.DataFrame(rows, columns=["month", "country", "model_key", "quality", "price_usd", "input_only"])
    frame["month"] = pd.to_datetime(frame["month"])
    series = price_indexes.at_equal_quality(frame, ["CN"], pd.Timestamp("2024-01-01"))["CN"]
    last = price_indexes.last_of(series)
    assert last.low < np.exp(-1) < last.high
    assert last.value == pytest.approx(np.exp(-1), rel=0.15)
    assert price_indexes.as_share(last).unit == "share"
    newest = price_indexes.at_equal_quality(frame, ["CN"], pd.Timestamp("2024-04-01"))["CN"]
    assert not price_indexes.last_of(newest).available  # nothing lies after the base


def test_equal_quality_errors_are_a_jackknife_and_cover_a_planted_fall():
    rng = np.random.default_rng(4)
    inside = 0
    for trial in range(40):
        rows = []
        for model in range(12):  # few models, each in force for some quarters, with a price of its own
            own, score, start = rng.normal(0, 0.8), rng.normal(0, 30), 0 if model < 3 else rng.integers(0, 5)
            rows += [(model, t, np.exp(own + 0.01 * score - 0.2 * t), 1200 + score) for t in range(start, min(start + 4, 8))]
        frame = pd.DataFrame(rows, columns=["model", "quarter", "price", "score"])
        found = price_indexes.time_dummy_index(frame, price="price", quality="score", period="quarter", cluster="model").frame
        last = found.iloc[-1]
        inside += last["low"] <= np.exp(-0.2 * last["quarter"]) <= last["high"]
        if trial == 0:  # the same by statsmodels, leaving out one model at a time
            data = frame.assign(y=np.log(frame["price"]), q=frame["score"] - frame["score"].mean())
            fits = [smf.ols("y ~ q + C(quarter)", data[data["model"] != m]).fit() for m in sorted(data["model"].unique())]
            name = f"C(quarter)[T.{last['quarter']:.0f}]"
            if all(name in fit.params for fit in fits):
                own = smf.ols("y ~ q + C(quarter)", data).fit().params[name]
                error = np.sqrt(11 / 12 * sum((fit.params[name] - own) ** 2 for fit in fits))
                half = stats.t.ppf(0.975, 11) * error
                assert np.log(last["high"] / last["value"]) == pytest.approx(half, rel=1e-6)
    assert inside / 40 >= 0.85


def test_a_country_without_the_base_month_is_not_drawn():
    paths = like_for_like.of_countries(
        pd.DataFrame(
            {
                "series": ["a", "b"] * 3 + ["c", "d"] * 2,
                "month": pd.to_datetime(["2024-04-01"] * 2 + ["2024-05-01"] * 2 + ["2024-06-01"] * 2 + ["2023-05-01"] * 2 + ["2023-06-01"] * 2),
                "linked": [1.0, 1, 1, 0.5, 1, 0.5, 2, 2, 1, 1],
                "firm": ["a", "b"] * 3 + ["c", "d"] * 2,
                "country": ["CN"] * 6 + ["US"] * 4,
            }
        ),
        ["CN", "US"], draws=20,
    )
    drawn = like_for_like.side_by_side(paths, pd.Timestamp("2024-04-01"), index="same")
    assert drawn["country"].unique().tolist() == ["CN"]


def test_listing_times_censor_what_still_stands():
    rows = listed(
        ("A", "first", "2024-01-01", 1, 1, "CNY"),
        ("A", "gone", "2024-02-01", 1, 1, "CNY"),
        ("A", "stays", "2024-02-01", 1, 1, "CNY"),
        ("A", "open", "2024-02-01", 1, 1, "CNY"),
    )
    seen = rows[["provider", "model", "effective_date", "currency", "source_id"]].iloc[:3]
    seen = seen.assign(last_seen=pd.to_datetime(["2024-06-01", "2024-03-01", "2024-06-01"]))
    found = price_events.listing_times(rows, seen, pd.Timestamp("2024-07-01"))
    assert found["ended"].tolist() == [True, False, False]  # "first" began before the list
    assert found["months"].iloc[0] == pytest.approx(29 / 30.44)


def test_reports_without_a_day_have_no_lag():
    events = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-05-21", "2024-05-01"]),
            "date_precision": ["day", "month"],
            "firm": ["A", "B"],
            "event_type": "price_cut",
        }
    )
    lower = price_events.first_lower(listed(), ["A"], "2024-05-06")
    table = price_events.order_by_source(events, lower, "2024-05-06").set_index("firm")
    assert table.loc["A", "lag_reported"] == 15
    assert np.isnan(table.loc["B", "lag_reported"])
    assert table.loc["B", "reported"] == "2024-05"
