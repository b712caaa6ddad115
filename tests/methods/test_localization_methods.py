import numpy as np
import pandas as pd
import pytest

from helpers.errors import MethodError
from helpers.methods import brands, languages, readiness, requirements, restrictions


def test_the_first_key_word_rule_that_matches_gives_the_object():
    texts = pd.Series(
        [
            "Draft measures for labelling AI-generated content",
            "Personal Information Protection Law",
            "Data export security assessment measures",
            "conformity check inside product law",
            "Law on something else",
        ]
    )
    expected = ["content", "privacy", "data security", "system safety", "other"]
    assert requirements.object_of(texts).tolist() == expected


def made_up_requirements() -> pd.DataFrame:
    rows = [
        ("EU", None, "privacy", "in_force"),
        ("US", "US", "security_certification", "in_force"),
        ("US-CA", "US", "data_localisation", "in_force"),
        ("GB", "GB", "ai_specific", "none"),
        ("VN", "VN", "data_localisation", "bill"),
    ]
    return pd.DataFrame(rows, columns=["jurisdiction", "country", "topic", "status"])


def test_duties_leave_out_absences_bills_and_on_request_states():
    table = made_up_requirements()
    assert requirements.duties(table)["place"].tolist() == ["EU", "US", "US"]
    assert requirements.duties(table, in_force_only=False)["place"].tolist()[-1] == "VN"
    assert requirements.duties(table, subnational=False)["place"].tolist() == ["EU", "US"]


def test_cells_that_nobody_read_stay_empty():
    table = made_up_requirements()
    grid = requirements.matrix(requirements.duties(table), requirements.places_read(table))
    assert grid["n"].min() == 1
    assert grid.loc[grid["place"] == "GB", "n"].isna().all()


def test_duties_by_place_put_the_union_at_the_median_of_its_members():
    income = pd.DataFrame(
        {"country": ["DE", "FR", "US", "VN", "KE"], "value": [40.0, 50, 60, 5, 1]}
    )
    table = made_up_requirements()
    rows = requirements.duties(table)
    found = requirements.duties_by_place(rows, requirements.places_read(table), income)
    union = found.set_index("place").loc["EU"]
    assert union["income"] == 45
    assert bool(union["high"]) is True
    assert found.set_index("place").loc["US", "n"] == 2


def test_most_stated_never_falls_and_skips_the_unknown():
    models = pd.DataFrame(
        {
            "model": ["Qwen2", "Qwen3", "Qwen-MT", "Llama 4", "GLM-4.5"],
            "country": ["CN", "CN", "CN", "US", "CN"],
            "release_date": pd.to_datetime(
                ["2024-06-07", "2025-04-29", "2025-07-24", "2025-04-05", "2025-07-01"]
            ),
            "n_languages": [29, 119, 92, 12, None],
            "source_id": "s",
        }
    )
    found = languages.most_stated(models)
    assert found.loc[found["family"] == "Qwen", "languages"].tolist() == [29, 119, 119]
    assert "GLM" not in set(found["family"])


def test_reach_counts_a_country_once_and_leaves_out_china_and_the_unknown():
    listed = pd.DataFrame(
        {
            "model": "M",
            "language_iso": ["en", "fil"],
            "release_date": pd.Timestamp("2025-04-05"),
        }
    )
    countries = pd.DataFrame(
        {
            "country": ["CN", "GB", "PH", "FR", "XX"],
            "region": ["Asia", "Europe", "Asia", "Europe", "Asia"],
            "language_codes": ["zh;en", "en", "tl;en", "fr", None],
        }
    )
    population = pd.DataFrame(
        {"country": ["CN", "GB", "PH", "FR", "XX"], "value": [1400.0, 60, 110, 60, 5]}
    )
    found = languages.reach(listed, countries, population).set_index("area")
    assert found.loc["Europe", "share"] == pytest.approx(0.5)
    assert found.loc["Asia", "share"] == pytest.approx(1.0)
    assert found.loc[languages.OUTSIDE_CHINA, "share"] == pytest.approx(170 / 230)


def made_up_brands() -> pd.DataFrame:
    columns = [
        "firm",
        "firm_group",
        "product_overseas",
        "same_brand",
        "name_type",
        "sampled_for",
        "market",
        "pair_date",
        "source_id",
    ]
    rows = [
        ("A", "china", "Alpha", False, "different", "general", None, None, "s"),
        ("A", "china", "Alpha", False, "different", "general", "ID", None, "s"),
        ("B", "china", "Beta", True, None, "general", "CN", None, "s"),
        ("C", "china", "Gamma", None, None, "general", None, None, "s"),
        ("D", "west", "Delta", True, None, "general", None, None, "s"),
        ("E", "west", "Yi", False, "phonetic", "different_names", "CN", None, "s"),
    ]
    return pd.DataFrame(rows, columns=columns)


def test_products_abroad_count_a_product_once_and_leave_out_home_and_unknown():
    found = brands.products_abroad(made_up_brands())
    assert found["product_overseas"].tolist() == ["Alpha", "Delta"]
    everything = brands.products_abroad(made_up_brands(), sample="all", translation_same=True)
    assert everything.set_index("product_overseas").loc["Yi", "own_name"] == False  # noqa: E712


def test_a_restriction_needs_the_name_of_the_product():
    products = pd.DataFrame({"firm": ["A", "A", "B"], "product_overseas": ["Alpha", "Other", "B"]})
    acts = pd.DataFrame({"firm": ["A", "B"], "product": ["ALPHA and more", "government devices"]})
    found = brands.with_restrictions(products, acts)
    assert found["restricted"].tolist() == [True, False, True]


def made_up_acts() -> pd.DataFrame:
    columns = [
        "firm",
        "kind",
        "stage",
        "country",
        "region",
        "date",
        "product",
        "decision_group",
        "circular",
        "is_home_country",
    ]
    day = pd.Timestamp("2025-01-18")
    rows = [
        ("A", "ban_or_probe", "ban", "US", "NA", day, "Alpha offline", "g1", False, False),
        ("B", "ban_or_probe", "ban", "US", "NA", day, "Beta", "g1", False, False),
        ("A", "ban_or_probe", "ban_lifted", "US", "NA", day, "Alpha", "g2", False, False),
        ("A", "ban_or_probe", "probe", None, "Europe", day, "Alpha", "g3", False, False),
        ("A", "ban_or_probe", "home_order", "CN", "home", day, "Alpha", "g4", False, True),
        ("A", "product_launch", "launched", "US", "NA", day, "Alpha", "g5", False, False),
    ]
    return pd.DataFrame(rows, columns=columns)


def test_acts_leave_out_what_was_lifted_done_at_home_or_is_no_act():
    acts = restrictions.restrictive_acts(made_up_acts())
    assert acts["act"].tolist() == ["ban", "ban", "probe or fine"]
    assert acts["place"].tolist() == ["US", "US", "Europe"]
    assert len(restrictions.decisions(acts)) == 2


def test_only_apps_with_both_dates_are_ordered():
    metrics = pd.DataFrame(
        {
            "app": ["Alpha", "Beta", "Alpha"],
            "firm": ["A", "B", "A"],
            "metric": ["revenue", "mau", "revenue_guidance"],
            "value": [5.0, 9.0, 5.0],
            "period_end": pd.to_datetime(["2024-07-31", "2024-01-31", "2020-01-31"]),
            "circular": False,
        }
    )
    found = restrictions.first_act_and_revenue(
        restrictions.restrictive_acts(made_up_acts()), metrics
    )
    assert found["app"].tolist() == ["Alpha"]
    assert found["act_first"].tolist() == [False]


def test_percentiles_span_nought_to_one_and_keep_the_unknown():
    found = readiness.percentile(pd.Series([3.0, 1.0, None, 2.0]))
    assert found.tolist()[:2] == [1.0, 0.0]
    assert np.isnan(found[2])


def test_a_place_best_in_everything_is_first_under_all_weights():
    table = pd.DataFrame(
        {"draw_a": [1.0, 0.5, 0.2], "draw_b": [1.0, 0.1, 0.6], "cost_c": [0.0, 0.5, 0.4]},
        index=["best", "one", "two"],
    )
    found = readiness.rank_range(table, {"draw_a": 1, "draw_b": 1, "cost_c": 1}, seed=1)
    best = found.frame.set_index("country").loc["best"]
    assert (best["value"], best["low"], best["high"]) == (1, 1, 1)


def test_ranks_that_hang_on_weights_show_a_range():
    table = pd.DataFrame({"draw_a": [1.0, 0.0], "draw_b": [0.0, 1.0]}, index=["x", "y"])
    found = readiness.rank_range(table, {"draw_a": 1, "draw_b": 1}, seed=1, closeness=5)
    assert found.frame["low"].tolist() == [1, 1]
    assert found.frame["high"].tolist() == [2, 2]


def test_an_unknown_component_is_refused_with_what_there_is():
    with pytest.raises(MethodError, match="there is no component draw_x"):
        readiness.rank_range(pd.DataFrame({"draw_a": [1.0]}), {"draw_x": 1}, seed=1)


def test_a_language_that_is_only_spoken_counts_half():
    countries = pd.DataFrame(
        {"country": ["GB", "KR", "FR", "SG", "XX"], "distance_km_from_beijing": [1, 2, 3, 4, 5],
         "language_codes": ["en;cy", "ko;en", "fr;frp", "cmn;en", None]}
    )  # fmt: skip
    figures = pd.DataFrame({"country": ["GB"], "indicator": ["population"], "value": [1.0]})
    cost = readiness.components(countries, figures)["cost_language"]
    assert cost.dropna().to_dict() == {"GB": 0.0, "KR": 0.5, "FR": 1.0, "SG": 0.0}
    assert cost["XX"] != cost["XX"]
