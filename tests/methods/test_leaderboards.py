import numpy as np
import pandas as pd
import pytest

from helpers.methods import arena_lead, awareness, leaderboards
from helpers.methods.estimate import Estimate


def listed():
    rows = [
        ("v1", "2023-08-25", "2023-08-25", "a", 60.0, "llama", "base"),
        ("v1", "2023-08-25", "2023-08-25", "b", 50.0, np.nan, "base"),
        ("v1", "2023-10-04", "2023-10-04", "c", 99.0, "qwen", "base"),  # truncated: one of two
        ("v2", "2025-02-12", "2024-07-10", "d", 30.0, "qwen", "chat"),
        ("v2", "2025-02-12", "2024-07-20", "e", 40.0, "llama", "merge"),
        ("v2", "2025-02-12", "2024-08-20", "f", 35.0, "llama", "chat"),
    ]
    columns = [
        "version",
        "snapshot_date",
        "public_by",
        "model_id",
        "average",
        "base_family",
        "base_or_finetune",
    ]
    frame = pd.DataFrame(
        rows, columns=columns, index=[f"open_llm_leaderboard:{i}" for i in range(6)]
    )
    frame[["snapshot_date", "public_by"]] = frame[["snapshot_date", "public_by"]].apply(
        pd.to_datetime
    )
    return frame.assign(
        evaluation_id=[f"e{i}" for i in range(6)], firm=["x", "y", "z", "Alibaba", "w", "v"]
    )


def test_merges_and_flagged_models_do_not_compete_unless_wanted():
    rows = listed()
    assert leaderboards.competes(rows, merges=False)["open_llm_leaderboard:4"] == False  # noqa: E712
    assert leaderboards.competes(rows, merges=True).all()
    flagged = leaderboards.competes(rows, merges=False, flagged=frozenset({"e5"}))
    assert not flagged["open_llm_leaderboard:5"]


def test_the_board_is_rebuilt_from_what_had_been_posted():
    rows = listed()[lambda x: leaderboards.competes(x, merges=False)]
    # A snapshot with one of two models is just half, hence kept; under half it would go.
    top = leaderboards.top_by_month(rows, 1, pd.Timestamp("2024-08-31"))
    best = dict(zip(top["month_end"].dt.strftime("%Y-%m"), top["model_id"], strict=True))
    assert best["2023-08"] == "a"
    assert best["2024-07"] == "d"
    assert best["2024-08"] == "f"


def test_a_truncated_snapshot_is_not_a_board():
    rows = listed()
    many = pd.concat([rows.iloc[[0]].assign(model_id=f"m{i}") for i in range(5)])
    days = [
        day
        for _, day in leaderboards.month_ends(pd.concat([rows, many]), pd.Timestamp("2024-09-01"))
    ]
    assert pd.Timestamp("2023-10-04") not in days


def test_months_with_a_family_are_counted_exactly():
    rows = listed()[lambda x: leaderboards.competes(x, merges=False)]
    top = leaderboards.top_by_month(rows[rows["version"].eq("v2")], 1, pd.Timestamp("2024-08-31"))
    found = leaderboards.months_with_family(top, "qwen")
    assert (found.value, found.n) == (0.5, 2)
    assert not leaderboards.months_with_family(top.iloc[:0], "qwen").available


def test_best_rank_shares_ties_and_says_when_there_is_none():
    board = pd.DataFrame({"score": [5.0, 5.0, 3.0]}, index=["t:1", "t:2", "t:3"])
    mine = pd.Series([False, True, True], index=board.index)
    assert leaderboards.best_rank(board, mine, "score").value == 1
    assert not leaderboards.best_rank(board, mine & False, "score").available


def arena():
    """A closed model at 100 from January; an open Chinese one reaches 100 in April."""
    rows = []
    for day, open_score in (("2025-01-01", 80), ("2025-04-01", 100), ("2025-06-01", 130)):
        rows.append((day, "closed", "US", False, 100.0))
        rows.append((day, f"open-{day}", "CN", True, float(open_score)))
    frame = pd.DataFrame(
        rows, columns=["snapshot_date", "model", "firm_country", "license_open", "score"]
    )
    frame["snapshot_date"] = pd.to_datetime(frame["snapshot_date"])
    return frame.assign(
        model_key=frame["model"], ci_low=frame["score"] - 5, ci_high=frame["score"] + 5
    )


def test_days_behind_the_first_rival_as_good():
    scores = arena()
    seen = arena_lead.first_seen(scores.assign(seen_on=scores["snapshot_date"]))
    seen["closed"] = pd.Timestamp("2024-12-02")
    seen["older"] = pd.Timestamp("2024-11-01")
    group = arena_lead.arena_groups(scores, "US")
    found = arena_lead.days_behind(scores, group.eq("China, open"), group.eq("US, closed"), seen)
    assert found["days"].tolist() == [30.0, 120.0, 0.0]
    assert found["rival"].tolist()[:2] == ["closed", "closed"]
    assert found["rival"].isna().tolist() == [False, False, True]


def test_a_rival_on_the_first_board_makes_it_a_lower_bound():
    scores = arena()
    seen = arena_lead.first_seen(scores.assign(seen_on=scores["snapshot_date"]))
    group = arena_lead.arena_groups(scores, "US")
    found = arena_lead.days_behind(scores, group.eq("China, open"), group.eq("US, closed"), seen)
    assert found["at_least"].tolist() == [False, True, False]


def test_points_behind_are_measured_on_one_board():
    best = arena_lead.best_of_groups(arena(), arena_lead.arena_groups(arena(), "US"))
    behind = best.set_index(["date", "group"])["behind"]
    assert behind[pd.Timestamp("2025-01-01"), "China, open"] == -20
    assert behind[pd.Timestamp("2025-06-01"), "US, closed"] == -30


def test_lead_over_the_next_country():
    countries = ["US"] * 8 + ["CN"] * 8 + ["FR"] * 2 + [None] * 2
    board = pd.DataFrame(
        {
            "snapshot_date": pd.Timestamp("2026-01-01"),
            "model_key": [str(i) for i in range(20)],
            "score": np.arange(20.0),
            "firm_country": countries,
        }
    )
    found = arena_lead.lead_over_next(board, pd.Timestamp("2026-02-01"), seed=1)
    assert found.value == pytest.approx(0.3)
    assert found.low < 0.3 < found.high
    assert found.detail["next_country"] == "FR"
    assert not arena_lead.lead_over_next(board, pd.Timestamp("2025-01-01"), seed=1).available


def test_then_and_now_keeps_what_is_not_known_empty():
    scores = arena()
    none = awareness.top_of_arena(scores, pd.Timestamp("2024-01-01"), 1, only_open=True)
    some = awareness.top_of_arena(scores, pd.Timestamp("2025-07-01"), 1, only_open=True)
    table = awareness.then_and_now({"top": (none, some)})
    assert table["then"].isna().all()
    assert table["now"].tolist() == [1.0]


def test_a_move_is_clear_only_where_intervals_lie_apart():
    low, mid, high = (Estimate(value, value - 0.05, value + 0.05, unit="share") for value in (0.2, 0.28, 0.6))
    unknown = Estimate.unavailable("no board", "share")
    measures = {"up": (low, high), "down": (high, low), "neither": (low, mid), "unknown": (unknown, high)}
    assert awareness.clear_moves(measures) == {"known": 3, "up": 1, "down": 1}
    both = awareness.at_days(measures, same=False)
    assert both["measure"].tolist() == ["up", "up", "down", "down", "neither", "neither"]
    assert awareness.at_days(measures, same=True)["day"].tolist() == ["at publication"] * 3
