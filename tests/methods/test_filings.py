import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from helpers.methods import (
    crowd_list,
    exits,
    filing_tables,
    filings,
    internet_users,
    turning,
    watched,
)


def register(days: list[str], sectors: list[str] | None = None, kinds: list[str] | None = None) -> pd.DataFrame:
    n = len(days)
    frame = pd.DataFrame(
        {
            "register": "service",
            "filing_date": pd.to_datetime(days),
            "filer_short_zh": [f"f{k}" for k in range(n)],
            "province": "Beijing",
            "sector_coding": sectors or ["industry"] * n,
            "sector_rule_type": kinds or ["keyword"] * n,
            "source_id": "cac",
        }
    )
    return frame.set_axis([f"cac_filing_list:{k + 2}" for k in range(n)])


def test_entrants_count_once_and_windows_end_with_the_lists():
    days = ["2024-01-10"] * 10 + ["2024-06-01"] * 20
    frame = register(days)
    frame.loc[frame.index[-5:], "filer_short_zh"] = "f0"
    first = filings.entrants(filings.services(frame))
    assert len(first) == 25
    change = filings.entry_change(first, pd.Timestamp("2024-07-25"))
    assert change.detail["first"][0] == 15
    assert change.detail["from"] == filings.REGISTER_OPENED  # never before the register opened
    assert change.low < change.value < change.high


def test_batches_widen_the_interval_of_newcomers():
    steady = [f"{day:%Y-%m-%d}" for day in pd.date_range("2023-09-01", "2025-02-28", freq="2D")]
    quarters = pd.date_range("2023-10-10", "2025-02-10", periods=6)
    batches = [f"{day:%Y-%m-%d}" for day, size in zip(quarters, (10, 90, 20, 80, 10, 100), strict=True) for _ in range(size)]
    end = pd.Timestamp("2025-02-28")
    even = filings.entry_change(filings.entrants(filings.services(register(steady))), end)
    bunched = filings.entry_change(filings.entrants(filings.services(register(batches))), end)
    assert even.detail["dispersion"] < 2
    assert even.low <= even.detail["exact_low"]
    assert bunched.detail["dispersion"] > 10
    assert bunched.low < bunched.detail["exact_low"] < bunched.value < bunched.detail["exact_high"] < bunched.high


def test_no_earlier_newcomer_leaves_the_ratio_without_bound():
    late = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-10-01", "2025-02-20", freq="3D")]
    change = filings.entry_change(filings.entrants(filings.services(register(late))), pd.Timestamp("2025-02-28"))
    assert change.high is None
    assert change.low > 1


def test_filers_of_a_group_are_joined_by_name():
    named = filings.owners(pd.Series(["淘宝软件", "阿里达摩院", "腾讯云北京", "某公司"]))
    assert named.tolist() == ["Alibaba", "Alibaba", "Tencent", "某公司"]


def test_partial_quarters_are_marked():
    rates = pd.DataFrame({"date": pd.to_datetime(["2023-07-01", "2023-10-01", "2024-01-01"]), "value": [1.0, 2.0, 3.0]})
    marked = filings.partial_quarters(rates, pd.Timestamp("2024-02-01"))
    assert marked["partial"].tolist() == [True, False, True]


def test_unknown_is_never_general_and_media_is_a_choice():
    frame = register(["2024-01-10"] * 5, ["industry", "unknown", "media", "general", "law"], ["keyword", "default", "keyword", "entity", "entity"])
    keyword = filings.with_vertical(frame)["vertical"]
    assert keyword.isna().tolist() == [False, True, False, True, True]
    assert keyword.dropna().tolist() == [True, False]
    everything = filings.with_vertical(frame, rules="all")["vertical"]
    assert everything.dropna().tolist() == [True, False, False, True]
    media = filings.with_vertical(frame, rules="keyword_and_media")["vertical"]
    assert media.dropna().tolist() == [True, True]


def test_step_counts_and_trend_agree_with_statsmodels():
    rng = np.random.default_rng(3)
    quarters = rng.integers(0, 8, 600)
    vertical = rng.random(600) < 1 / (1 + np.exp(0.5 - 0.2 * quarters))
    frame = pd.DataFrame({"vertical": vertical, "step": quarters.astype(float)})
    found = filings.odds_trend(frame, "vertical", "step")
    fitted = smf.logit("v ~ step", frame.assign(v=vertical.astype(float))).fit(disp=0, cov_type="HC1")
    assert found.value == pytest.approx(np.exp(fitted.params["step"]))
    assert found.low < np.exp(0.2) < found.high
    assert not filings.odds_trend(frame.head(5), "vertical", "step").available

    dated = register(["2024-01-10", "2024-02-10", "2024-04-10"], ["law", "media", "law"])
    table = filings.step(filings.with_vertical(dated), "2024-03-05", "filing_date")
    assert table.to_numpy().tolist() == [[1, 0], [1, 1]]


def test_growth_of_two_totals_matches_a_simulation():
    totals = pd.DataFrame(
        {
            "as_of_date": pd.to_datetime(["2024-07-25", "2026-07-25"]),
            "filed_cumulative": [188.0, 988.0],
            "registered_cumulative": [26.0, 598.0],
        }
    )
    found = filing_tables.growth_against(totals)
    assert found.value == pytest.approx((988 / 188 / (598 / 26)) ** (1 / 8), rel=1e-3)
    rng = np.random.default_rng(1)
    f0, f1 = rng.poisson(188, 20000), rng.poisson(800, 20000)
    r0, r1 = rng.poisson(26, 20000), rng.poisson(572, 20000)
    drawn = ((f0 + f1) / f0 / ((r0 + r1) / r0)) ** (1 / 8)
    low, high = np.percentile(drawn, [2.5, 97.5])
    assert found.low == pytest.approx(low, abs=0.008)
    assert found.high == pytest.approx(high, abs=0.008)
    assert not filing_tables.growth_against(totals.head(1)).available


def test_hits_among_the_largest():
    counts = pd.Series({"health": 9, "finance": 5, "law": 5, "education": 1})
    assert filing_tables.hits(counts, ("finance", "health", "education")) == 2
    assert filing_tables.hits(counts.iloc[:0], ("finance",)) == 0


def test_exits_stay_with_their_own_registrations():
    frame = pd.DataFrame(
        {
            "metric": ["exited_of_new", "registered_new", "registered_new", "registered_2023_still_active", "exited_all"],
            "value": [100.0, 1000.0, 500.0, 450.0, 9999.0],
            "unit": "count",
            "data_provider": ["T from register", "T from register", "Q", "Q", "Z"],
            "period_start": pd.to_datetime(["2022-11-30", "2022-11-30", "2023-01-01", "2023-01-01", None]),
            "period_end": pd.to_datetime(["2024-07-29", "2024-07-29", "2023-12-31", "2024-06-30", "2019-11-30"]),
            "source_id": "s",
            "definition": "AI",
        },
        index=[f"firm_exits:{k}" for k in range(2, 7)],
    )
    found = exits.over_entries(frame)
    assert found.value == pytest.approx(0.1)
    interval = stats.binomtest(100, 1100).proportion_ci()
    assert found.high >= interval.high / (1 - interval.high) * 0.999
    assert found.basis.n_rows == 4
    assert not exits.over_entries(frame.iloc[4:]).available
    assert len(exits.stated(frame)) == 5
    table = exits.table(frame)
    assert table["registrations"].tolist() == [1000, 500]
    assert [cell.value for cell in table["ratio"]] == pytest.approx([0.1, 0.1])


def test_the_crowd_list_knows_when_it_stalls():
    snapshots = pd.DataFrame({"snapshot_date": pd.to_datetime(["2023-11-01", "2024-01-03", "2024-05-15"]), "entries": [188, 244, 246]})
    assert crowd_list.last_growth(snapshots) == pd.Timestamp("2024-01-03")
    registry = pd.DataFrame({"sector": ["general", "medicine", "medicine", None, "finance"]})
    assert crowd_list.fields_of_use(registry).to_dict() == {"health": 2, "finance": 1}


def test_internet_users_take_the_newest_edition_and_fitting_population():
    rows = [
        ("CN", "internet_users", 2023, 70.0, "2024-01-01"),
        ("CN", "internet_users", 2023, 80.0, "2026-01-01"),
        ("CN", "population", 2021, 1.4e9, "2023-01-01"),
        ("IN", "internet_users", 2020, 50.0, "2024-01-01"),
        ("IN", "population", 2020, 1.4e9, "2023-01-01"),
        ("IN", "population", 2021, 9.9e9, "2023-01-01"),
    ]
    frame = pd.DataFrame(rows, columns=["country", "indicator", "year", "value", "edition"])
    frame = frame.assign(edition=pd.to_datetime(frame["edition"]), source_id="s")
    found = internet_users.by_country(frame).set_index("country")
    assert found.loc["CN", "users_m"] == pytest.approx(1120)
    assert found.loc["IN", "users_m"] == pytest.approx(700)  # population of the year, not a later one
    assert found.loc["CN", "rank"] == 1


def test_breaks_in_a_window_less_chance():
    day = pd.Timestamp
    dated = {
        "a": (day("2023-01-01"), day("2025-01-01"), [day("2024-06-01")]),
        "b": (day("2023-01-01"), day("2025-01-01"), []),
    }
    found, table = turning.in_window(dated, "2024-01-01", "2024-12-31")
    assert table["in_window"].tolist() == [True, False]
    assert found.value == pytest.approx(0.5 - 0.25, abs=0.01)
    assert not turning.in_window({}, "2024-01-01", "2024-12-31")[0].available
    months = pd.date_range("2023-01-01", periods=24, freq="MS")
    planted = pd.Series(np.r_[np.zeros(12), np.ones(12) * 5] + np.random.default_rng(1).normal(0, 0.3, 24), index=months)
    assert months[12] in turning.breaks_of(planted)


def test_a_timeline_keeps_firms_without_facts():
    events = pd.DataFrame({"date": pd.to_datetime(["2024-05-01"]), "firm": ["Zhipu"], "event_type": ["price_cut"], "event": ["cut"], "source_id": ["a"]})
    rounds = pd.DataFrame({"announced_date": pd.to_datetime(["2024-01-01", "2024-02-01"]), "firm": ["Zhipu", "Zhipu"], "round": ["B", "C"], "amount_usd_m": [100.0, np.nan], "count_in_sums": [True, False], "source_id": "b"})
    listings = pd.DataFrame({"event_date": pd.to_datetime([]), "firm": [], "event": [], "exchange": [], "source_id": []})
    facts = watched.timeline(events, rounds, listings, ["Zhipu", "StepFun"])
    assert len(facts) == 2
    newest = watched.latest_of_each(facts, ["StepFun", "Zhipu"])
    assert newest["facts"].tolist() == [0, 2]
    assert newest["kind"].iloc[1] == "price cut"
