import numpy as np
import pandas as pd
import pytest

from helpers.methods import policy, rounds


def some_rounds() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "firm": ["a", "b", "c", "d"],
            "announced_date": pd.to_datetime(
                ["2024-02-03", "2024-03-01", "2030-01-01", "2020-01-01"]
            ),
            "date_precision": ["day", "month", "day", "year"],
            "amount_usd_m": [10.0, np.nan, np.nan, np.nan],
            "amount_native_m": [10.0, 72.0, 70.0, 5.0],
            "currency": ["USD", "CNY", "CNY", "CNY"],
            "count_in_sums": [True, True, False, True],
            "status": ["closed", "reported", "in_talks", "closed"],
            "lead_investors": ["Fund;City", None, "Nobody", None],
            "other_investors": [None, "Shop", None, None],
        },
        index=[f"funding_rounds:{k}" for k in range(2, 6)],
    )


FX = pd.DataFrame(
    {"date": pd.to_datetime(["2024-02-01", "2024-03-01", "2024-04-01"]), "date_precision": "month",
     "cny_per_usd": [7.1, 7.2, 7.0]}
)  # fmt: skip


def test_talks_and_second_reports_do_not_count():
    assert rounds.counted(some_rounds()).to_list() == [True, False, False, True]
    assert rounds.counted(some_rounds(), confirmed=False).to_list() == [True, True, False, True]


def test_yuan_take_the_rate_of_their_month_and_stay_unknown_before_the_first():
    found = rounds.in_usd(some_rounds(), FX)["usd_m"]
    assert found.iloc[:3].to_list() == pytest.approx([10.0, 10.0, 10.0])
    assert np.isnan(found.iloc[3])


def test_kinds_of_investors_come_from_names():
    table = pd.DataFrame(
        {"investor": ["Fund", "City", "Shop"], "kind": ["financial", "government", "corporate"],
         "basis": ["name", "known body", "name"]}
    )  # fmt: skip
    found = rounds.named_kinds(some_rounds(), table)
    assert found["firm"].to_list() == ["a", "b"]
    assert found["government"].to_list() == [True, False]
    assert rounds.named_kinds(some_rounds(), table, by_name_only=True)["government"].to_list() == [
        False,
        False,
    ]


def test_rule_rate_is_the_exact_ratio_of_monthly_rates():
    days = pd.to_datetime(["2021-05-01", "2022-05-01", "2024-03-01", "2024-09-30", "2024-10-01"])
    found = policy.rule_rate(
        pd.DataFrame({"date": days}), ("2024-03-01", "2024-09-30"), ("2021-01-01", "2024-02-29")
    )
    assert found.value == pytest.approx((2 / 7) / (2 / 38))
    assert found.low < 1 < found.high


def test_half_years_without_events_are_zero_and_the_running_one_is_marked():
    frame = pd.DataFrame({"date": pd.to_datetime(["2022-07-01", "2023-06-30"]), "place": "CN"})
    found = policy.per_half_year(frame, "place", since=2022, until=pd.Timestamp("2023-11-23")).frame
    assert found["half"].to_list() == ["2022H1", "2022H2", "2023H1", "2023H2"]
    assert found["value"].to_list() == [0, 1, 1, 0]
    assert found["partial"].to_list() == [False, False, False, True]
    assert found["high"].iloc[0] == pytest.approx(3.689, abs=0.001)  # Garwood (1936) for no event


def moves(ratio: float, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for month in pd.period_range("2021-01", "2025-12", freq="M"):
        after = month >= pd.Period("2023-08", "M")
        for audience, rate in (
            ("to_b", 3 * (2 if after else 1)),
            ("to_c", 2 * (2 * ratio if after else 1)),
        ):
            rows += [(month.start_time, audience)] * rng.poisson(rate)
    return pd.DataFrame(rows, columns=["date", "audience"])


def test_audience_shift_recovers_a_planted_ratio_beyond_common_growth():
    found = policy.audience_shift(
        moves(2.0, 1), "2023-08-01", since="2021-01-01", until=pd.Timestamp("2025-12-31")
    )
    assert found.low < 2.0 < found.high
    assert found.low > 1
    quiet = policy.audience_shift(
        moves(1.0, 2), "2023-08-01", since="2021-01-01", until=pd.Timestamp("2025-12-31")
    )
    assert quiet.low < 1 < quiet.high


def test_no_events_on_one_side_give_no_ratio():
    few = moves(1.0, 3)[lambda t: t["date"].ge("2024-01-01")]
    assert not policy.audience_shift(
        few, "2023-08-01", since="2021-01-01", until=pd.Timestamp("2025-12-31")
    ).available


def test_filers_are_sized_by_the_names_that_are_known():
    frame = pd.DataFrame(
        {
            "filer_short_zh": ["百度网讯", "一家小厂"],
            "filing_date": pd.to_datetime(["2023-08-31", "2024-01-02"]),
        }
    )
    found = policy.small_filers(frame)
    assert found["small"].to_list() == [False, True]
    assert found["quarter"].to_list() == [0, 2]


def test_origin_is_a_rule():
    firms = pd.DataFrame({"firm": ["a", "b"], "country": ["US", None], "founding_country": ["CN", None]})
    own = pd.DataFrame({"firm": ["a", "b", "c"], "country": ["US", "CN", "US"]})
    assert rounds.of_china(own, firms).to_list() == [True, True, False]
    assert rounds.of_china(own, firms, "headquarters").to_list() == [False, True, False]


def test_a_listed_firm_was_a_startup_before():
    firms = pd.DataFrame({"firm": ["a", "b", "c"], "tier": ["startup", "listed", "listed"]})
    listings = pd.DataFrame(
        {"firm": ["b", "a"], "event": ["listed", "filed"], "event_date": pd.to_datetime(["2021-01-01", "2026-01-01"]), "date_precision": ["year", "day"]}
    )
    own = pd.DataFrame({"firm": ["a", "b", "b", "c"], "announced_date": pd.to_datetime(["2024-01-01", "2018-01-01", "2023-01-01", "2018-01-01"])})
    kept, days = rounds.while_private(own, firms, listings)
    assert kept.index.to_list() == [0, 1]  # c listed on a day that is not known
    assert days.index.to_list() == ["b"]


def test_yuan_take_the_rate_of_their_day_where_it_is_known():
    days = pd.DataFrame({"date": pd.to_datetime(["2024-03-04"]), "date_precision": "day", "cny_per_usd": [7.5]})
    own = some_rounds().assign(date_precision="day", announced_date=pd.Timestamp("2024-03-05"), amount_usd_m=np.nan)
    assert rounds.in_usd(own, pd.concat([FX, days]))["usd_m"].iloc[1] == pytest.approx(72 / 7.5)
