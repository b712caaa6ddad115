"""Events abroad with planted answers: what counts, what is one decision, which scheme says what."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from helpers.methods import (
    clouds,
    clustered,
    hosts,
    overseas_events,
    products,
    reported,
    schemes,
    shifts,
    trouble,
)
from helpers.methods.estimate import Estimate


def event(number, firm="A", tier="giant", **more):
    row = {
        "event_id": f"e{number}", "firm": firm, "firm_tier": tier, "date": "2023-05-01",
        "date_precision": "month", "country": "MY", "region": "Southeast Asia",
        "is_home_country": False, "kind": "cloud_region", "stage": "launched",
        "audience": "to_b", "product": "x", "decision_group": f"e{number}", "dup_of": None,
        "circular": False, "source_id": "s1",
    }  # fmt: skip
    return row | more


def frame(*rows):
    made = pd.DataFrame(list(rows))
    made["date"] = pd.to_datetime(made["date"])
    return made.set_index(
        pd.Index([f"expansion_events:{n + 2}" for n in range(len(made))], name="row")
    )


FIRMS = pd.DataFrame(
    {"firm": ["A", "B", "C"], "tier": ["giant", "startup", "listed"], "country": ["CN", "SG", "CN"],
     "founding_country": ["CN", "CN", None], "founded_year": [1999, 2021, None],
     "profile_source_id": [None, None, "p"], "source_id": "f"}
)  # fmt: skip
CHANGES = pd.DataFrame(
    {"firm": ["B"], "field": ["tier"], "date": pd.to_datetime(["2025-01-01"]), "value": ["listed"]}
)
COUNTRIES = pd.DataFrame(
    {"country": ["MY", "EG", "US", "DE", "CN"],
     "sub_region": ["South-eastern Asia", "Northern Africa", "Northern America", "Western Europe", "Eastern Asia"]}
)  # fmt: skip


def test_circular_home_repeated_and_void_rows_do_not_count():
    events = frame(
        event(1),
        event(2, circular=True),
        event(3, is_home_country=True),
        event(4, dup_of="e1"),
        event(5, dup_of="e99"),  # the row it repeats is not in this reading: it stands
        event(6, stage="considered"),
    )
    assert overseas_events.evidence_rows(events).tolist() == [
        True,
        False,
        False,
        False,
        True,
        False,
    ]


def test_bans_and_exits_are_no_expansion_and_announcements_are_told_apart():
    events = frame(event(1), event(2, kind="ban_or_probe"), event(3, stage="announced"))
    assert overseas_events.expansions(events).tolist() == [True, False, True]
    assert overseas_events.delivered(events).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("publication", ["giant", "start-up", "other"]),
        ("today", ["giant", "other", "other"]),
        ("two", ["giant", "start-up", "start-up"]),
        ("events", ["giant", "giant", "giant"]),
    ],
)
def test_tier_schemes_differ_where_they_should(scheme, expected):
    events = frame(event(1), event(2, firm="B"), event(3, firm="C"))
    got = overseas_events.in_tiers(events, FIRMS, CHANGES, scheme)
    assert got["tier"].tolist() == expected


def test_region_schemes_move_north_africa_and_leave_out_hong_kong():
    events = frame(
        event(1, country="EG", region="Africa"),
        event(2, country=None, region="Global"),
        event(3, country="HK", region="East Asia (Hong Kong)"),
    )
    areas = {
        scheme: overseas_events.in_areas(events, COUNTRIES, scheme)["area"].tolist()
        for scheme in overseas_events.REGION_SCHEMES
    }
    assert areas == {
        "article": ["Africa", "Worldwide", "East Asia"],
        "mena": ["Middle East", "Worldwide", "East Asia"],
        "hong_kong_home": ["Africa", "Worldwide"],
    }
    of_countries = overseas_events.areas_of(COUNTRIES, "mena").set_index("country")["area"]
    assert of_countries["EG"] == "Middle East"
    assert of_countries["DE"] == "Europe"


def test_one_decision_counts_once_per_region():
    events = overseas_events.in_areas(
        frame(
            event(1, decision_group="e1"),
            event(2, decision_group="e1"),
            event(3, decision_group="e1", country="US", region="North America"),
        ),
        COUNTRIES,
    )
    assert len(overseas_events.one_per_decision(events)) == 1
    assert len(overseas_events.one_per_decision(events, "area")) == 2


def test_origin_by_headquarters_leaves_out_a_firm_run_from_singapore():
    events = frame(event(1), event(2, firm="B"))
    assert overseas_events.of_origin(events, FIRMS).all()
    assert overseas_events.of_origin(events, FIRMS, "headquarters").tolist() == [True, False]


def test_pace_counts_only_firms_of_both_windows():
    events = frame(
        event(1, date="2022-03-01"), event(2, date="2024-03-01"),
        event(3, firm="B", date="2024-04-01"), event(4, firm="C", date="2022-04-01"),
    )  # fmt: skip
    pace = overseas_events.acceleration(
        events, ("2022-01-01", "2023-12-31"), ("2024-01-01", "2024-09-30")
    )
    assert pace == {"before": 1, "after": 1, "months_before": 24, "months_after": 9, "firms": 1}


def test_first_date_is_the_earlier_of_event_and_launch():
    regions = pd.DataFrame(
        {"firm": ["A"], "launch_date": pd.to_datetime(["2015-01-01"]), "source_id": "r"},
        index=["cloud_regions:2"],
    )
    events = frame(event(1), event(2, firm="B", date="2023-01-01", date_precision="day"))
    table = overseas_events.first_dates(
        events, regions, FIRMS, pd.Series({"A": "giant", "B": "start-up"})
    ).set_index("firm")
    assert table.loc["A", "first"].year == 2015
    assert table.loc["B", "years_after_founding"] == pytest.approx(2, abs=0.01)


def test_clustered_odds_ratio_is_wider_than_fisher_when_one_firm_makes_the_case():
    rows = [event(n, firm="A") for n in range(30)]
    rows += [event(100 + n, firm="D", region="Europe") for n in range(10)]
    rows += [
        event(200 + n, firm=f"s{n % 5}", region=["Europe", "Southeast Asia"][n % 2])
        for n in range(40)
    ]
    events = frame(*rows)
    giant, south = events["firm"].isin(["A", "D"]), events["region"].eq("Southeast Asia")
    by_firm = clustered.clustered_odds_ratio(events, giant, south)
    exact = clustered.clustered_odds_ratio(events, giant, south, cluster=None)
    assert by_firm.value == pytest.approx(3.0)
    assert exact.low > 1 > by_firm.low  # independent events would have made a finding of it


def test_odds_ratio_of_an_empty_cell_is_finite_and_without_firms_says_so():
    events = frame(
        *[event(n, firm=f"f{n}", region=["Europe", "Southeast Asia"][n < 4]) for n in range(8)]
    )
    group = pd.Series([n < 4 for n in range(8)], index=events.index)
    found = clustered.clustered_odds_ratio(events, group, events["region"].eq("Southeast Asia"))
    assert np.isfinite(found.value)
    assert found.value > 10
    alone = clustered.clustered_odds_ratio(
        events.iloc[[0, 7]], group.iloc[[0, 7]], group.iloc[[0, 7]]
    )
    assert not alone.available


def test_leaving_out_the_one_firm_that_makes_the_case_removes_it():
    rows = [event(n) for n in range(20)] + [
        event(50 + n, firm="G", region="Europe") for n in range(3)
    ]
    rows += [event(99 + n, firm="S", region=["Europe", "Southeast Asia"][n % 2]) for n in range(10)]
    events = frame(*rows)
    table = clustered.leave_one_out(
        events, events["firm"].ne("S"), events["region"].eq("Southeast Asia")
    ).set_index("left_out")
    assert table.loc["nobody", "value"] > 3 > 1 > table.loc["A", "value"]
    assert table.loc["A", "events"] == 20


def test_earlier_counts_pairs_and_bounds_complete_separation():
    days = pd.to_datetime(pd.Series(["2015-01-01", "2016-01-01", "2017-01-01"]))
    assert clustered.earlier(days, days).value == 0.5
    apart = clustered.earlier(days, days + pd.DateOffset(years=5))
    assert apart.value == 1
    assert apart.low < 1


def test_yearly_odds_ratio_finds_the_planted_trend():
    rng = np.random.default_rng(3)
    year = pd.Series(rng.integers(2015, 2026, 3000))
    outcome = pd.Series(rng.random(3000) < 1 / (1 + np.exp(-0.2 * (year - 2020))))
    events = pd.DataFrame({"firm": rng.integers(0, 200, 3000)})
    found = clustered.yearly_odds_ratio(events, outcome, year)
    assert found.low < np.exp(0.2) < found.high


def test_membership_is_seen_only_with_size_held_equal():
    rng = np.random.default_rng(1)
    n = 400
    size = rng.normal(4, 1, n)
    member = (rng.random(n) < 1 / (1 + np.exp(3 * (size - 4)))).astype(
        float
    )  # small countries join
    made = pd.DataFrame(
        {"country": [f"c{k}" for k in range(n)], "bri": member, "log_gdp": size,
         "log_income": rng.normal(0, 1, n), "log_distance": rng.normal(0, 1, n),
         "internet": rng.normal(5, 1, n), "ally": rng.integers(0, 2, n), "english": rng.integers(0, 2, n),
         "law": rng.integers(0, 2, n).astype(float)}
    )  # fmt: skip
    made.loc[:9, "law"] = np.nan
    made["events"] = rng.poisson(np.exp(0.9 * (size - 4) + np.log(2) * member))
    made["none"] = 0.0
    steps = hosts.ladder(made, {"moves": "events", "nothing": "none"}).frame
    assert set(steps["counted"]) == {"moves"}
    steps = steps.set_index("label")["value"]
    assert steps["membership alone"] < 1 < steps["and size and income"]
    found = hosts.ratio_for_membership(made, "events")
    assert found.low < 2 < found.high
    assert hosts.WITH_LAW in steps.index
    assert "law" in hosts.fullest_model(made, "events").frame["term"].tolist()
    unknown = made.assign(law=np.nan)
    assert hosts.WITH_LAW not in set(hosts.ladder(unknown, {"moves": "events"}).frame["label"])
    assert "law" not in hosts.fullest_model(unknown, "events").frame["term"].tolist()


def test_membership_agrees_with_poisson_regression_of_statsmodels():
    rng = np.random.default_rng(4)
    n = 200
    made = pd.DataFrame({name: rng.normal(0, 1, n) for name in ("log_gdp", "log_income", "log_distance", "internet")})
    made = made.assign(bri=rng.integers(0, 2, n).astype(float), events=0.0)
    made["events"] = rng.poisson(np.exp(0.3 + 0.5 * made["bri"] + 0.4 * made["log_gdp"])).astype(float)
    terms = ["bri", "log_gdp", "log_income", "log_distance", "internet"]
    second = sm.Poisson(made["events"], sm.add_constant(made[terms])).fit(disp=0, cov_type="HC1")
    found = hosts.ratio_for_membership(made, "events")
    assert found.value == pytest.approx(np.exp(second.params["bri"]), rel=1e-5)
    assert found.low == pytest.approx(np.exp(second.conf_int().loc["bri", 0]), rel=0.02)


def test_host_frame_takes_the_newest_year_and_leaves_out_china():
    countries = COUNTRIES.assign(
        belt_and_road_member=True, us_treaty_ally=False, english_listed=False,
        distance_km_from_beijing=1000.0,
    )  # fmt: skip
    indicators = pd.DataFrame(
        [("MY", "gdp_per_capita_constant", 2022, 10.0), ("MY", "gdp_per_capita_constant", 2023, 100.0),
         ("MY", "population", 2021, 1000.0), ("MY", "internet_users", 2023, 50.0)],
        columns=["country", "indicator", "year", "value"],
    )  # fmt: skip
    table = hosts.host_frame(countries, indicators).set_index("country")
    assert "CN" not in table.index
    assert table.loc["MY", ["log_gdp", "log_income", "internet"]].tolist() == [5.0, 2.0, 5.0]


def test_online_growth_is_the_slope_of_the_last_years():
    online = pd.DataFrame(
        [("MY", "internet_users", year, 2.0 * year) for year in range(2010, 2024)]
        + [("EG", "internet_users", 2023, 50.0)],
        columns=["country", "indicator", "year", "value"],
    )
    table = hosts.online_growth(online)
    assert table["country"].tolist() == ["MY"]
    assert table["growth"].iloc[0] == pytest.approx(2.0)
    assert table["first_year"].iloc[0] == 2018


def test_shift_after_a_day_is_the_ratio_of_the_two_growths():
    rows = []
    for period, south, west in (("2021", 10, 10), ("2023", 40, 20)):
        rows += [event(len(rows) + n, date=f"{period}-0{1 + n % 9}-01") for n in range(south)]
        rows += [
            event(
                500 + len(rows) + n, date=f"{period}-0{1 + n % 9}-01", region="Europe", country="DE"
            )
            for n in range(west)
        ]
    events = overseas_events.in_areas(frame(*rows), COUNTRIES)
    found = shifts.ratio_of_ratios(events, "2021-01-01", "2023-12-31", "2022-10-01")
    assert found.value == pytest.approx(2.0)
    assert found.low < 2 < found.high
    empty = shifts.ratio_of_ratios(events, "2021-01-01", "2022-12-31", "2022-10-01")
    assert not empty.available


def test_list_of_regions_is_the_one_full_day_outside_china():
    states = pd.DataFrame(
        {"status_basis": ["launch", "snapshot", "snapshot", "snapshot", "snapshot"],
         "status_date": pd.to_datetime(["2016-01-01", "2025-01-05", "2025-01-05", "2026-11-23", "2025-01-05"]),
         "status": ["in_service", "in_service", "announced", "in_service", "in_service"],
         "country": ["MY", "MY", "DE", "US", "CN"]}
    )  # fmt: skip
    assert clouds.listed_regions(states)["country"].tolist() == ["MY"]
    assert clouds.listed_regions(states.iloc[:1]).empty


def test_concentration_gap_is_planted_and_absent_without_a_list():
    one = [("Southeast Asia", "P")] * 20
    many = [("Europe", f"Q{n % 5}") for n in range(50)]
    regions = pd.DataFrame(one + many, columns=["area", "provider"])
    gap = clouds.concentration_gap(regions)
    assert gap.value == pytest.approx(1 - 45 * 10 / (50 * 49) * 1, abs=0.02)
    assert gap.low > 0.5
    assert not clouds.concentration_gap(regions.iloc[:0]).available


def test_announced_sites_are_done_only_by_the_same_firm_in_the_same_country_later():
    regions = pd.DataFrame(
        columns=["firm", "country", "status", "launch_date", "status_date"], dtype="object"
    )
    events = frame(
        event(1, stage="announced", date="2020-01-01"), event(2, date="2021-01-01"),
        event(3, stage="announced", country="US", date="2022-01-01"),
        event(4, country="US", date="2019-01-01"),
    )  # fmt: skip
    events["area"] = "x"
    plans = clouds.announcements(events, regions, "2024-01-01").set_index("country")
    assert plans["done"].to_dict() == {"MY": True, "US": False}
    assert plans.loc["MY", "months"] == pytest.approx(12, abs=0.1)


def brand(name, launch, firm="A"):
    return {"firm": firm, "firm_group": "china", "audience": "to_c", "product_overseas": name,
            "market": None, "launch_date": pd.Timestamp(launch), "date_precision": "day", "source_id": "b"}  # fmt: skip


def test_fate_of_an_app_hangs_on_its_own_name_and_probes_are_no_loss():
    brands = pd.DataFrame([brand("Clip", "2020-01-01"), brand("Chat", "2021-01-01")])
    brands.index = ["overseas_brands:2", "overseas_brands:3"]
    events = frame(
        event(1, kind="ban_or_probe", stage="ban", product="Clip and others", date="2021-01-01"),
        event(2, kind="ban_or_probe", stage="probe", product="Chat", date="2021-06-01"),
    )
    events["area"] = "x"
    apps = products.launches(events, brands)
    sites = pd.DataFrame(columns=["firm", "country", "date"])
    closed = pd.DataFrame(columns=["firm", "country", "status", "status_date"])
    table = products.fates(apps, sites, events, closed, "2024-01-01").set_index("product")
    assert table["ended"].to_dict() == {"Clip": True, "Chat": False}
    assert table.loc["Clip", "months"] == pytest.approx(12.5, abs=0.1)
    assert table.loc["Chat", "months"] == pytest.approx(36, abs=0.1)


def test_busiest_window_and_its_beginning():
    days = pd.to_datetime(pd.Series(["2023-01-05", "2023-07-31", "2023-08-01", "2024-01-15"]))
    found = products.busiest_window(days, 7)
    assert found.value == 3
    assert found.detail["window_begins"] == "2023-07"
    assert not products.busiest_window(days.iloc[:0], 7).available


def test_revenue_path_needs_three_figures_in_time():
    def figure(app, start, end, value):
        return {"app": app, "metric": "revenue", "value": value, "circular": False,
                "period_start": pd.Timestamp(start), "period_end": pd.Timestamp(end)}  # fmt: skip

    told = pd.DataFrame(
        [figure("up", "2023-01-01", "2023-03-31", 1.0), figure("up", "2023-04-01", "2023-06-30", 2.0),
         figure("up", "2023-07-01", "2023-09-30", 3.0), figure("few", "2023-01-01", "2023-12-31", 1.0)]
    )  # fmt: skip
    paths = reported.revenue_paths(told)
    assert paths["app"].tolist() == ["up"]
    assert paths["rising"].all()


def test_firms_listed_for_going_abroad_are_left_out_and_absence_is_no_proof():
    brands = pd.DataFrame({"firm_group": ["china"], "firm": ["B"]})
    table = products.seen_abroad(FIRMS, frame(event(1)), brands)
    assert table.set_index("firm")["seen"].to_dict() == {"B": True}
    found = products.share_at_least(pd.DataFrame({"seen": [True, False, False, False]}), "seen")
    assert found.value == 0.25
    assert found.high == 1.0
    assert found.low < 0.25


def test_schemes_cover_every_pair():
    rows = [event(n, firm=firm) for n, firm in enumerate("AABBCC")]
    grid = schemes.by_scheme(frame(*rows), FIRMS, CHANGES, COUNTRIES)
    assert len(grid) == 2 * len(overseas_events.TIER_SCHEMES) * len(overseas_events.REGION_SCHEMES)


def test_trouble_is_followed_per_firm_and_area_from_the_first_move():
    events = frame(
        event(1, date="2020-01-01", date_precision="day"),
        event(2, date="2021-01-01", date_precision="day", kind="ban_or_probe", stage="probe"),
        event(3, date="2020-06-01", date_precision="day", region="Europe", audience="to_c"),
        event(4, date="2020-07-01", kind="ban_or_probe", stage="ban_lifted", region="Europe"),
        event(5, firm="B", date="2021-01-01", kind="ban_or_probe", stage="ban"),
        event(6, firm="C", region="Global"),
    ).assign(tier="giant")
    events["area"] = events["region"].replace({"Global": "Worldwide"})
    table = trouble.time_to_trouble(events, "2024-01-01").set_index("area")
    assert table["ended"].to_dict() == {"Southeast Asia": True, "Europe": False}
    assert table.loc["Southeast Asia", "months"] == pytest.approx(12, abs=0.1)
    assert table["part"].to_dict() == {"Southeast Asia": "emerging areas", "Europe": "the West"}


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1.2, 3.0, "clearly more often than"),
        (0.2, 0.8, "clearly less often than"),
        (0.5, 2.0, "neither clearly more often nor clearly less often than"),
    ],
)
def test_direction_follows_the_interval(low, high, words):
    assert clustered.direction(Estimate(1.0, low, high)) == words


def test_a_placebo_passes_only_if_it_could_have_failed():
    real = Estimate(2.0, 1.2, 3.0)
    assert shifts.placebo_passed([Estimate(1.0, 0.8, 1.3)], real) is True
    assert shifts.placebo_passed([Estimate(1.5, 1.1, 1.9)], real) is False
    assert shifts.placebo_passed([Estimate(1.0, 0.1, 20.0)], real) is None
    assert shifts.placebo_passed([Estimate.unavailable("none")], real) is None


def test_filings_are_found_by_the_chinese_name_of_the_firm():
    filings = pd.DataFrame({"filer_short_zh": ["智谱华章", "西藏大学"]})
    firms = pd.DataFrame({"firm": ["Zhipu", "X"], "name_zh": ["智谱", None]})
    assert products.filed_by(filings, firms)["firm"].tolist() == ["Zhipu"]
    assert products.filed_by(filings, firms.iloc[1:]).empty


def test_a_term_without_events_on_one_side_stands_without_numbers_and_moves_nothing_else():
    rng = np.random.default_rng(6)
    n = 300
    made = pd.DataFrame({name: rng.normal(0, 1, n) for name in ("log_gdp", "log_income", "log_distance", "internet")})
    made = made.assign(bri=rng.integers(0, 2, n).astype(float), ally=rng.integers(0, 2, n).astype(float))
    made["events"] = rng.poisson(np.exp(0.5 * made["bri"])) * made["ally"]
    terms = f"{hosts.LADDER[hosts.STATED]} + ally"
    found = hosts.membership_model(made, "events", terms).frame.set_index("term")
    only = hosts.membership_model(made[made["ally"].eq(1)], "events").frame.set_index("term")
    assert pd.isna(found.loc["ally", "value"])
    assert found.loc["ally", "label"].endswith("(no event without it)")
    assert found.loc["bri", "value"] == only.loc["bri", "value"]
    assert found.loc["bri", "n"] == made["ally"].sum()


def test_chinese_providers_stand_first():
    regions = pd.DataFrame(
        {"area": ["Europe", "Africa", "Europe"], "provider": ["Azure", "Tencent", "Azure"], "provider_country": ["US", "CN", "US"]}
    )
    assert clouds.by_provider(regions).to_dict("list") == {
        "area": ["Africa", "Europe"], "provider": ["Tencent", "Azure"], "regions": [1, 2]
    }  # fmt: skip


def test_an_area_that_one_group_lacks_has_a_share_of_zero_with_a_bound():
    moves = pd.DataFrame({"tier": ["giant"] * 4 + ["start-up"] * 4, "area": ["Africa"] * 4 + ["Europe"] * 4})
    found = overseas_events.composition_by(moves).frame.set_index(["tier", "area"])
    assert found.loc[("giant", "Europe"), ["value", "n"]].tolist() == [0, 0]
    assert found.loc[("giant", "Europe"), "high"] > 0
