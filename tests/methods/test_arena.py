import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.methods import arena, arena_gaps


def board(day: str, shift: float, models: list[str], basis: str = "raw") -> pd.DataFrame:
    truth = {f"m{k}": 1000.0 + 10 * k for k in range(30)}
    return pd.DataFrame(
        {
            "snapshot_date": pd.Timestamp(day),
            "score_basis": basis,
            "model_key": models,
            "score": [truth[m] + shift for m in models],
        }
    )


def test_boards_are_linked_through_shared_models():
    names = [f"m{k}" for k in range(30)]
    rows = pd.concat([board("2024-06-01", 0, names[:20]), board("2025-06-01", 17, names[5:28]), board("2026-01-01", 40, names[10:])])
    linked = arena.on_one_scale(arena.boards(rows))
    assert list(linked.attrs["shifts"].values()) == pytest.approx([0, 17, 40])
    quality = arena.quality_of_models(linked).set_index("model_key")
    assert quality.loc["m29", "quality"] == pytest.approx(1290)
    assert quality.loc["m29", "first_board"] == pd.Timestamp("2026-01-01")


def test_a_board_with_too_few_shared_models_is_not_linked():
    names = [f"m{k}" for k in range(30)]
    rows = pd.concat([board("2024-06-01", 0, names[:10]), board("2025-06-01", 17, names[8:20])])
    linked = arena.on_one_scale(arena.boards(rows))
    assert linked[linked["board"] == "2025-06-01"]["linked"].isna().all()


def test_one_variant_of_a_board_is_taken():
    both = pd.concat([board("2025-11-06", 0, ["m1"], "raw (no style control)"), board("2025-11-06", 5, ["m1"], arena.STYLE_CONTROLLED)])
    assert arena.boards(both)["score"].tolist() == [1010]
    assert arena.boards(both, style_controlled=True)["score"].tolist() == [1015]


@pytest.mark.parametrize(
    ("key", "plain"),
    [
        ("qwen-max-0428", "qwen-max"),
        ("deepseek-v2-api-0628", "deepseek-v2"),
        ("qwen1.5-72b-chat", "qwen1-5-72b"),
        ("gpt-4o-2024-05-13", "gpt-4o"),
        ("moonshot-v1-8k", "moonshot-v1"),
        ("glm-4-plus", "glm-4-plus"),
    ],
)
def test_plain_names(key: str, plain: str):
    assert arena.plain_name(key) == plain


def test_an_alias_takes_the_edition_of_its_time():
    quality = pd.DataFrame(
        {
            "model_key": ["qwen-max-0428", "qwen-max-0919", "yi-large"],
            "quality": [1200.0, 1250.0, 1210.0],
            "first_board": pd.to_datetime(["2024-06-19", "2024-10-29", "2024-06-19"]),
        }
    )
    asked = pd.DataFrame(
        {
            "model_key": ["qwen-max", "qwen-max", "qwen-max", "yi-large", "other"],
            "day": pd.to_datetime(["2024-05-01", "2024-11-01", "2023-05-01", "2023-05-01", "2024-05-01"]),
        }
    )
    found = arena.with_quality(asked, quality, day="day")
    assert found["quality"].fillna(0).tolist() == [1200, 1250, 0, 1210, 0]
    assert found["matched_by"].tolist()[3] == "exact"


def test_a_lasting_name_takes_the_score_of_what_it_called():
    quality = pd.DataFrame(
        {"model_key": ["v2.5", "v3", "glm-4.5"], "quality": [1250.0, 1300.0, 1400.0], "first_board": pd.to_datetime(["2024-09-28"] * 3)}
    )
    aliases = pd.DataFrame(
        {
            "alias": ["chat", "chat"],
            "since": pd.to_datetime(["2024-09-05", "2024-12-26"]),
            "until": [pd.Timestamp("2024-12-25"), pd.NaT],
            "model_key": ["v2.5", "v3"],
        }
    )
    asked = pd.DataFrame(
        {"model_key": ["chat", "chat", "chat", "glm-4-5"], "day": pd.to_datetime(["2024-08-01", "2024-10-01", "2026-01-01", "2026-06-01"])}
    )
    found = arena.with_quality(asked, quality, day="day", aliases=aliases)
    assert found["quality"].fillna(0).tolist() == [0, 1250, 1300, 1400]
    assert found["matched_by"].tolist()[1:] == ["alias", "alias", "exact"]  # dots and hyphens spell one name


def test_days_behind_and_the_scale_of_the_frontier():
    days = pd.date_range("2024-01-01", periods=100, freq="D")
    jump = np.where(np.arange(100) >= 50, 60.0, 0.0)  # a new scale, the same models
    us = 1000 + 10 * (np.arange(100) // 20) + jump
    cn = 1000 + 10 * (np.maximum(np.arange(100) - 30, 0) // 20) + jump
    # A third lab never changes its model, so every move of the scale can be told from progress.
    steady = 900 + jump
    rows = [
        (day, firm, country, f"{firm}{int(score - j)}", score, "highest")
        for k, day in enumerate(days)
        for firm, country, score, j in (("U", "US", us[k], jump[k]), ("C", "CN", cn[k], jump[k]), ("F", "FR", steady[k], jump[k]))
    ]
    frame = pd.DataFrame(rows, columns=["date", "firm", "country", "model_key", "score", "mode"])
    linked = arena_gaps.frontier_on_one_scale(frame)
    lags = arena_gaps.days_behind(linked, "CN", "US").set_index("date")
    assert lags.loc["2024-02-20", "value"] == 30  # day 50: reached the second level 30 days late
    assert lags.loc["2024-03-11", "value"] == 30  # after the jump of the scale
    assert lags["points"].max() <= 20
    assert arena_gaps.typical_lag(lags.reset_index()).available


def test_peers_within_the_window_only():
    frame = pd.DataFrame(
        {
            "model_key": ["deepseek-v2", "a", "b", "c", "far"],
            "quality": [1200.0, 1190, 1210, 1225, 1300],
            "output_usd": [1.0, 10.0, 20.0, 40.0, 999.0],
        }
    )
    found, peers = arena_gaps.peers_price_ratio(frame, of="deepseek-v2", window=30)
    assert found.value == pytest.approx(20)
    logs = np.log([10.0, 20.0, 40.0])
    assert (np.log(found.low), np.log(found.high)) == pytest.approx(stats.t.interval(0.95, 2, logs.mean(), stats.sem(logs)))
    assert "far" not in peers["model_key"].tolist()
    assert not arena_gaps.peers_price_ratio(frame, of="deepseek-v2", window=5)[0].available
    assert not arena_gaps.peers_price_ratio(frame, of="nothing", window=30)[0].available


def test_spread_and_its_change():
    rng = np.random.default_rng(1)
    rows = [
        (pd.Timestamp(day), f"f{k}", "CN", f"m{k}", rng.normal(1200, width), 1.0, 2.0)
        for day, width in (("2024-06-01", 40), ("2025-06-01", 10))
        for k in range(12)
    ]
    best = pd.DataFrame(rows, columns=["board", "firm", "firm_country", "model", "score", "ci_low", "ci_high"])
    change = arena_gaps.change_between(best, "2024-06-05", "2025-06-05", "CN", measure="sd", slack_days=10)
    assert change.high < 1
    missing = arena_gaps.change_between(best, "2023-10-01", "2024-04-01", "CN", measure="sd", slack_days=45)
    assert not missing.available
    assert "October 2023" in missing.method
    series = arena_gaps.spread_by_board(arena.leading(best, 5), "score", measure="iqr")
    assert (series.frame["n"] == 5).all()
