import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.methods import adoption, attention, counts, ratios, releases, routing, standing


def models(n=400, ratio=2.0, seed=5):
    """Likes that double with a Chinese maker, and grow with age, over 40 firms."""
    rng = np.random.default_rng(seed)
    firm = rng.integers(0, 40, n)
    chinese = firm % 2
    age = rng.integers(30, 800, n)
    mean = 50 * ratio**chinese * (age / 100) ** 0.5
    likes = rng.negative_binomial(4, 4 / (4 + mean))
    day = pd.Timestamp("2026-05-01")
    return pd.DataFrame(
        {
            "model_id": [f"org{f}/thing-{i % 9 + 1}B-chat" for i, f in enumerate(firm)],
            "firm": [f"firm{f}" for f in firm],
            "country": np.where(chinese, "CN", "US"),
            "created_date": day - pd.to_timedelta(age, unit="D"),
            "snapshot_date": day,
            "license": "mit",
            "task": "text-generation",
            "params_b": np.nan,
            "likes": likes,
        },
        index=[f"hub_models:{i}" for i in range(n)],
    )


def test_a_planted_ratio_is_found_with_and_without_controls():
    rows = attention.prepared(models(), "US")
    for controls in ((), attention.CONTROLS):
        found = attention.origin_ratio(rows, "likes", controls=controls)
        assert found.low < 2 < found.high
        assert found.value == pytest.approx(2, rel=0.25)


def test_sizes_are_read_from_names_and_unknown_makers_left_out():
    rows = models(6)
    rows["model_id"] = ["a/x-7B", "a/x-1.5b-it", "a/Base", "a/v2bold", "a/x_72B_q4", "a/8x22B"]
    rows.loc[rows.index[2], "country"] = np.nan
    made = attention.prepared(rows, "US")
    assert len(made) == 5
    assert made["size_known"].tolist() == [1.0, 1.0, 0.0, 1.0, 0.0]
    assert np.exp(made["log_size"].iloc[1]) == pytest.approx(1.5)


def test_the_slow_fit_agrees_with_the_fast_one():
    rows = attention.prepared(models(), "US")
    fast = counts.negative_binomial(rows, "likes ~ chinese + log_age").at(term="chinese")
    slow = counts._profiled("likes ~ chinese + log_age", rows, {"cov_type": "HC1"})
    assert np.exp(slow.params["chinese"]) == pytest.approx(fast.value, rel=0.01)


def test_attention_less_rank_is_a_difference_of_shares():
    hub = pd.DataFrame(
        {"likes": [30.0, 10.0, 60.0, 500.0], "chinese": pd.array([True, True, False, pd.NA])},
        index=[f"hub_models:{i}" for i in range(4)],
    )
    top = pd.DataFrame(
        {"chinese": [True] + [False] * 4}, index=[f"arena_scores:{i}" for i in range(5)]
    )
    found = standing.share_gap(hub, top, weight="likes", seed=1)
    assert found.value == pytest.approx(0.4 - 0.2)
    assert found.low < found.value < found.high
    assert not standing.share_gap(hub.iloc[:0], top, weight="likes", seed=1).available


def test_draws_a_few_at_a_time_are_the_same_draws(monkeypatch):
    rng = np.random.default_rng(3)
    hub = pd.DataFrame({"likes": rng.pareto(1, 400), "chinese": rng.random(400) < 0.3})
    top = pd.DataFrame({"chinese": [True] + [False] * 4})
    at_once = standing.share_gap(hub, top, weight="likes", seed=1)
    monkeypatch.setattr(standing, "_CELLS_AT_ONCE", 1000)
    assert standing.share_gap(hub, top, weight="likes", seed=1) == at_once


def test_a_place_among_peers_needs_peers():
    day = pd.Timestamp("2024-06-01")
    frame = pd.DataFrame(
        {
            "model_id": [f"o/code{i}" for i in range(11)],
            "created_date": day,
            "likes": np.arange(11),
        },
        index=[f"hub_models:{i}" for i in range(11)],
    )
    peers = standing.code_models(frame)
    found = standing.percentile_among_peers(frame, "o/code8", "likes", peers=peers)
    assert found.value == pytest.approx(0.8)
    few = standing.percentile_among_peers(frame.iloc[:4], "o/code2", "likes", peers=peers)
    assert not few.available
    assert "too few" in few.method
    assert not standing.percentile_among_peers(frame, "o/none", "likes", peers=peers).available


def test_geometric_means_need_makers_not_versions():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "value": np.exp(np.r_[rng.normal(np.log(8), 0.2, 30), rng.normal(np.log(2), 0.2, 30)]),
            "group": [True] * 30 + [False] * 30,
            "firm": [f"f{i % 6}" for i in range(30)] + [f"g{i % 6}" for i in range(30)],
        }
    )
    found = ratios.geometric_mean_ratio(frame, "value", "group", cluster="firm", seed=1)
    assert found.low < 4 < found.high
    one_maker = frame.assign(firm=np.where(frame["group"], frame["firm"], "g"))
    none = ratios.geometric_mean_ratio(one_maker, "value", "group", cluster="firm", seed=1)
    assert not none.available
    assert none.detail["ratio"] == pytest.approx(found.value)


def test_a_ratio_of_sums_weighs_by_size():
    parts, wholes = pd.Series([1.0, 50.0, 3.0]), pd.Series([10.0, 100.0, 10.0])
    found = ratios.ratio_of_sums(parts, wholes, unit="share", seed=1)
    assert found.value == pytest.approx(54 / 120)
    assert 0.1 <= found.low <= found.value <= found.high <= 0.5


def panel(effect):
    rng = np.random.default_rng(2)
    rows = []
    for firm in range(12):
        stock = 0.0
        for month in range(10):
            stock += rng.exponential(0.3)
            share = firm + 0.2 * month + effect * stock + rng.normal(0, 0.1)
            rows.append((f"f{firm}", f"2026-{month:02d}", share, stock))
    return pd.DataFrame(rows, columns=["firm", "month", "log_share", "log_releases"])


def test_the_elasticity_is_found_within_firms_and_months():
    found = routing.elasticity(panel(0.5))
    assert found.low < 0.5 < found.high
    assert found.value == pytest.approx(0.5, abs=0.1)
    nothing = routing.elasticity(panel(0.0))
    assert nothing.low < 0 < nothing.high
    assert routing.placebo_passes(nothing)
    assert routing.stronger_before(found, nothing)


def test_few_vendors_give_no_elasticity():
    few = panel(0.5)[lambda x: x["firm"].isin(["f1", "f2"])]
    assert not routing.elasticity(few).available
    assert routing.placebo_passes(routing.elasticity(few)) is None


def tokens():
    weeks = pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-19"])
    rows = [(week, "deepseek/deepseek-v3.2-20251201", "DeepSeek", "CN", 300) for week in weeks]
    rows += [(week, "Claude Opus 5", "Anthropic", "US", 100) for week in weeks[1:]]
    frame = pd.DataFrame(
        rows, columns=["week_label", "model_slug", "firm", "country", "tokens_total"]
    )
    return frame.assign(quality="published")


def test_open_weights_are_told_by_the_name_of_a_repository():
    is_open = routing.with_open_weights(tokens(), pd.Series(["deepseek-ai/DeepSeek-V3.2", None]))
    assert is_open.tolist() == [True, True, True, False, False]


def test_shares_are_of_the_listed_tokens():
    rows = tokens()
    found = routing.share_of(rows, rows["country"].eq("CN"), seed=1)
    assert found.value == pytest.approx(900 / 1100)
    assert not routing.share_of(rows.iloc[:0], rows["country"].eq("CN"), seed=1).available


def test_releases_are_counted_to_the_month_before_the_lag():
    made = pd.DataFrame(
        {
            "firm": ["DeepSeek"] * 3,
            "release_date": pd.to_datetime(["2025-09-01", "2025-10-20", "2025-12-01"]),
            "date_basis": "hub_repo_created",
        }
    )
    found = routing.monthly_panel(tokens(), made, lag=3).set_index("firm")
    assert found.loc["DeepSeek", "log_releases"] == pytest.approx(np.log1p(2))
    assert found.loc["Anthropic", "log_releases"] == 0


def test_start_ups_against_giants_is_fisher_s_table():
    planted = {("S", "2023"): 6, ("S", "2024"): 10, ("G", "2023"): 8, ("G", "2024"): 24}
    rows = [
        (firm, pd.Timestamp(f"{year}-06-01"))
        for (firm, year), n in planted.items()
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["firm", "release_date"]).assign(
        date_basis="epoch_publication", country="CN", domain="Language"
    )
    firms = pd.DataFrame({"firm": ["S", "G"], "tier": ["startup", "giant"]})
    found = releases.shift_of_startups(frame, firms)
    expected = stats.contingency.odds_ratio(np.array([[10, 6], [24, 8]])).statistic
    assert found.value == pytest.approx(expected, rel=1e-6)
    assert releases.counts_of(found) == {"before_s": 6, "after_s": 10, "before_g": 8, "after_g": 24}


def test_private_makers_are_told_by_tier_and_name():
    firms = pd.DataFrame(
        {
            "firm": ["A", "Uni", "China Telecom", "vivo", "NVIDIA"],
            "country": ["CN", "CN", "CN", "CN", "US"],
            "tier": ["giant", "research", "other", "other", "giant"],
        }
    )
    notable = pd.DataFrame(
        {
            "firm": firms["firm"].tolist(),
            "list": "notable",
            "snapshot_date": pd.Timestamp("2025-12-02"),
            "publication_date": pd.Timestamp("2025-06-01"),
        },
        index=[f"notable_models:{i}" for i in range(5)],
    )
    found = releases.led_by_private_firms(notable, firms, pd.Timestamp("2026-01-01"))
    assert (found.value, found.n) == (0.5, 4)
    later = releases.led_by_private_firms(notable, firms, pd.Timestamp("2028-01-01"))
    assert not later.available


def test_doubtful_figures_are_left_out_of_the_measures():
    rows = pd.DataFrame(
        {
            "metric": ["openrouter_token_share", "openrouter_token_share", "hub_users"],
            "entity": [np.nan, "Qwen", np.nan],
            "country": ["CN", "CN", np.nan],
            "value": [46.0, 90.0, 13.0],
            "unit": ["percent", "percent", "million"],
            "period_end": pd.to_datetime(["2026-11-23"] * 3),
            "measured_by": ["a", "b", "c"],
            "doubtful": [False, True, False],
        },
        index=[f"adoption_shares:{i}" for i in range(3)],
    )
    table = adoption.measures(rows, adoption.SHARES)
    assert table.index.tolist() == ["adoption_shares:0"]
    assert adoption.chinese_shares(table)["value"].tolist() == [0.46]
    assert adoption.for_reading(table)["figure"].tolist() == ["46%"]
    assert adoption.span(table.iloc[:0]) == {"low": None, "high": None}
    assert adoption.for_reading(table.iloc[:0]).empty


def test_the_first_and_the_last_week_are_told_each_by_its_own_tokens():
    rows = pd.DataFrame(
        {"week_label": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-02-01", "2026-02-01"]),
         "country": ["CN", "US", "CN", "US"], "tokens_total": [1, 9, 900, 100]}
    )  # fmt: skip
    ends = routing.first_and_last(rows, rows["country"].eq("CN"))
    assert (ends["first"], ends["last"]) == (0.1, 0.9)
    assert ends["last_week"] == pd.Timestamp("2026-02-01")
    assert set(routing.first_and_last(rows.iloc[:0], rows["country"].iloc[:0].eq("CN")).values()) == {None}


def test_older_snapshots_tell_their_own_share():
    models = pd.DataFrame(
        {"snapshot_date": pd.to_datetime(["2025-02-01"] * 3 + ["2026-08-01"]), "likes": [1, 3, 50, 9],
         "chinese": pd.array([True, False, None, True], dtype="boolean")}
    )  # fmt: skip
    assert standing.share_by_snapshot(models, "likes") == ["25% (February 2025)"]
    assert standing.share_by_snapshot(models.iloc[3:], "likes") == []
