"""Planted answers for the deeper methods of localization: rates, reach, names, acts, indexes."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.errors import MethodError
from helpers.methods import (
    brands,
    contingency,
    languages,
    readiness,
    requirements,
    restrictions,
    trouble,
)


def test_rates_of_duties_count_places_without_a_rule():
    duties = pd.DataFrame(
        {"place": ["US", "US", "VN"], "topic": ["privacy", "privacy", "content"]}
    )
    by_place = pd.DataFrame({"place": ["US", "GB", "VN"], "group": ["high", "high", "lower"]})
    found = requirements.duty_rates(duties, by_place).frame.set_index(["topic", "group"])
    assert found.loc[("privacy", "high income"), "value"] == 1.0
    assert found.loc[("privacy", "lower income"), "value"] == 0.0
    # Garwood's interval of two events in two places, from the chi-squared quantiles.
    row = found.loc[("privacy", "high income")]
    assert row["low"] == pytest.approx(stats.chi2.ppf(0.025, 4) / 2 / 2)
    assert row["high"] == pytest.approx(stats.chi2.ppf(0.975, 6) / 2 / 2)


def test_laws_are_split_at_the_median_income_of_the_countries_read():
    laws = pd.DataFrame({"country": list("ABCDE"), "value": [1.0, 1, 0, 0, 1]})
    income = pd.DataFrame({"country": list("ABCD"), "value": [40.0, 30, 20, 10]})
    found = requirements.laws_by_income(laws, income).set_index("country")
    assert found["group"].to_dict() == {"A": "high", "B": "high", "C": "lower", "D": "lower"}
    assert found["law"].tolist() == [True, True, False, False]
    assert requirements.laws_by_income(laws.head(0), income)["group"].empty


def test_other_codings_leave_out_what_they_say():
    objects = pd.DataFrame(
        {
            "place": ["CN", "CN", "CN", "EU"],
            "text": ["labelling", "overseas listing measures", "law on something", "DSA content"],
            "object": ["content", "other", "other", "content"],
        }
    )
    found = requirements.codings(objects).set_index("rules")
    assert found["china"].tolist() == ["1 of 3", "1 of 2", "1 of 1"]
    assert found["eu"].tolist() == ["1 of 1"] * 3


@pytest.fixture(scope="module")
def reached():
    listed = pd.DataFrame(
        {
            "model": ["Qwen2", "Qwen3", "Llama 3", "Llama 3.3"],
            "language_iso": ["en", "hi", "hi", "en"],
            "release_date": pd.to_datetime(["2024-06-01", "2025-06-01", "2024-04-01", None]),
        }
    )
    countries = pd.DataFrame(
        {
            "country": ["IN", "US", "CN"],
            "region": ["Asia", "Americas", "Asia"],
            "language_codes": ["hi;en", "en;es", "zh;en"],
        }
    )
    people = pd.DataFrame({"country": ["IN", "US", "CN"], "value": [60.0, 40.0, 500.0]})
    return lambda **how: languages.reach(listed, countries, people, **how)


def test_first_languages_reach_no_more_than_all_languages(reached):
    loose, strict = reached(), reached(first_only=True)
    world = [t[t["area"].eq(languages.OUTSIDE_CHINA)]["share"].tolist() for t in (loose, strict)]
    assert world[0] == [1.0, 0.6, 0.6, 1.0]
    assert world[1] == [0.4, 0.6, 0.6, 0.4]
    assert (strict["share"] <= loose["share"]).all()


def test_the_widest_list_so_far_never_falls_and_needs_a_date(reached):
    paths = languages.best_so_far(reached(), "any")
    assert paths[paths["family"].eq("Qwen")]["share"].tolist() == [1.0, 1.0]
    assert len(paths) == 3
    assert set(paths["origin"]) == {"Chinese", "Western"}
    assert languages.as_words(paths, "any") == ["Qwen 100%", "Llama 60%"]
    assert languages.weakest_area(reached(first_only=True), ["Qwen3"]) == ["Americas (Qwen3: 0%)"]


def test_the_tipping_point_agrees_with_scipy():
    found = brands.tipping(13, 23, 15, most=4).set_index("differ")
    assert np.isnan(found.loc[0, "value"])
    test = stats.contingency.odds_ratio([[13, 10], [2, 13]])
    bounds = test.confidence_interval(0.95)
    assert found.loc[2, ["value", "low", "high"]].tolist() == pytest.approx(
        [test.statistic, bounds.low, bounds.high]
    )
    assert found["low"].is_monotonic_decreasing


def test_second_names_are_found_across_the_two_samples():
    pairs = pd.DataFrame(
        {
            "firm_group": ["west", "west", "west", "china"],
            "product_domestic": ["Canva", "Claude", "Canva", "Canva"],
            "same_brand": [True, True, False, False],
            "sampled_for": ["general", "general", "different_names", "general"],
        }
    )
    assert brands.known_to_differ(pairs) == ["Canva"]


def test_the_detectable_ratio_has_the_power_it_claims():
    found = brands.detectable_odds_ratio(13, 10, 0.3)
    rng = np.random.default_rng(3)
    odds = found.value * 0.3 / 0.7
    ours = rng.binomial(13, odds / (1 + odds), 1500)
    others = rng.binomial(10, 0.3, 1500)
    p = [stats.fisher_exact([[a, 13 - a], [b, 10 - b]])[1] for a, b in zip(ours, others, strict=True)]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.8, abs=0.04)
    assert not brands.detectable_odds_ratio(3, 2, 0.5).available


def test_fisher_intervals_hold_what_they_promise():
    rng = np.random.default_rng(5)
    ratio, base, inside = 3.0, 0.4, 0
    odds = ratio * base / (1 - base)
    for _ in range(100):
        a, b = rng.binomial(23, odds / (1 + odds)), rng.binomial(15, base)
        found = contingency.odds_ratio(np.array([[a, 23 - a], [b, 15 - b]]))
        low, high = found.low or 0.0, np.inf if found.high is None else found.high
        inside += low <= ratio <= high
    assert inside >= 92


def test_shares_without_the_firm_with_most():
    table = pd.DataFrame({"firm": list("AAB"), "own_name": [True, True, False]})
    shown = brands.shares_shown(table)
    assert [round(one.value, 2) for one in shown.values()] == [0.67, 1.0, 0.0]
    assert brands.share_without_each_firm(table)["value"].tolist() == [0.0, 1.0]


def acts() -> pd.DataFrame:
    days = pd.to_datetime(["2020-06-01", "2026-01-01", "2026-01-01"])
    return pd.DataFrame(
        {
            "firm": ["A", "B", "C"],
            "product": ["Alpha", "state devices", "state devices"],
            "act": ["ban", "government devices", "government devices"],
            "date": days,
            "place": ["IN", "US", "US"],
            "decision_group": ["g1", "g2", "g2"],
        }
    )


def test_acts_against_a_firm_hit_its_products_and_only_revenue_first_can_be_told():
    metrics = pd.DataFrame(
        {
            "app": ["Alpha", "Beta", "Other"],
            "firm": ["A", "B", "A"],
            "metric": "revenue",
            "value": 1.0,
            "period_end": pd.to_datetime(["2023-12-31", "2023-12-31", "2019-12-31"]),
            "circular": False,
        }
    )
    found = restrictions.first_act_and_revenue(acts(), metrics).set_index("app")
    assert found["order"].to_dict() == {"Alpha": "cannot be told", "Beta": "revenue first"}
    assert found["act_first"].isna().to_dict() == {"Alpha": True, "Beta": False}
    assert restrictions.first_act_and_revenue(acts().head(0), metrics).empty


def test_a_list_of_firms_is_one_decision_of_a_place_and_hits_each_firm():
    found = restrictions.by_place(acts()).set_index("place")
    assert found.loc["US", ["decisions", "firms"]].tolist() == [1, 2]
    assert restrictions.firms_hit(acts())["decisions"].tolist() == [1, 1, 1]


def test_two_indexes_and_the_hosts_that_none_beats():
    table = pd.DataFrame(
        {"draw_a": [0.9, 0.5, 0.5], "cost_b": [0.5, 0.1, 0.6]}, index=pd.Index(list("XYZ"))
    )
    found = readiness.two_indexes(table, {"draw_a": 1, "cost_b": 1}, seed=1, draws=50)
    assert found["draw"].tolist() == [0.9, 0.5, 0.5]
    assert readiness.unbeaten(found).tolist() == [True, True, False]
    shown = readiness.named(found, pd.Series({"X": "Ex", "Y": "Why"}), readiness.unbeaten(found))
    assert shown["host"].isna().loc[found.index].tolist() == [False, False, True]
    assert shown["group"].tolist() == ["other hosts", "ranked first to tenth", "ranked first to tenth"]
    assert np.isnan(shown.loc[2, "draw_low"])
    with pytest.raises(MethodError, match="weights of cost"):
        readiness.two_indexes(table, {"draw_a": 1, "cost_b": 0}, seed=1)


def test_ranges_over_weights_hold_the_chosen_score_and_widen_apart():
    rng = np.random.default_rng(2)
    values = rng.random((40, 4))
    table = pd.DataFrame(values, columns=["draw_a", "draw_b", "cost_a", "cost_b"])
    weights = dict.fromkeys(table, 1.0)
    near = readiness.two_indexes(table, weights, seed=1, closeness=200)
    far = readiness.two_indexes(table, weights, seed=1, closeness=5)
    assert near["draw"].between(near["draw_low"], near["draw_high"]).mean() > 0.95
    assert ((far["draw_high"] - far["draw_low"]) > (near["draw_high"] - near["draw_low"])).mean() > 0.9


def test_moves_that_met_trouble_are_told_in_words():
    followed = pd.DataFrame(
        {
            "ended": [True, False, True, True, False, False],
            "audience": ["a", "a", "a", "b", "b", "b"],
        }
    )
    assert trouble.hit_by(followed, "audience") == ["a 2 of 3", "b 1 of 3"]
