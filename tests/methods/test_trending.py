import numpy as np
import pandas as pd
import pytest

from helpers.methods import sightings, stays, trending


def board(days, *, source="a", ranks="1-10", country="US", depth=10, model="m"):
    """One board a day, every slot by a maker of ``country``."""
    rows = [
        {
            "date": pd.Timestamp(day),
            "board": "models_trending",
            "rank": rank,
            "listed_ranks": ranks,
            "source_id": source,
            "model_id": f"{model}{rank}",
            "country": country,
            "firm": "F",
            "base_country": np.nan,
        }
        for day in days
        for rank in range(1, depth + 1)
    ]
    return pd.DataFrame(rows, index=[f"hub_trending:{source}{i}" for i in range(len(rows))])


def test_one_source_a_day_the_fullest_or_the_earliest():
    short = board(["2026-01-01", "2026-01-02"], source="early")
    long = board(["2026-01-02", "2026-01-03"], source="late", ranks="1-30", depth=30)
    both = pd.concat([short, long])
    fullest = trending.boards(both, 10).groupby("date")["source_id"].unique().map(list)
    first = trending.boards(both, 10, preference="first").groupby("date")["source_id"].unique()
    assert [list(x) for x in fullest] == [["early"], ["late"], ["late"]]
    assert [list(x) for x in first] == [["early"], ["early"], ["late"]]
    assert trending.boards(both, 10).groupby("date").size().eq(10).all()
    assert set(trending.boards(both, 30)["source_id"]) == {"late"}


def test_a_part_of_a_board_is_no_board():
    part = board(["2024-05-01"], ranks="17-20", depth=4)
    names = board(["2024-05-01"], ranks="unordered-5", depth=5)
    assert trending.boards(pd.concat([part, names]), 5).empty


def test_unknown_makers_are_neither_chinese_nor_foreign():
    rows = board(["2026-01-01"])
    rows.iloc[0, rows.columns.get_loc("country")] = "CN"
    rows.iloc[1:5, rows.columns.get_loc("country")] = np.nan
    day = trending.daily(rows, trending.chinese(rows)).iloc[0]
    assert (day["chinese"], day["unknown"]) == (1, 4)
    assert day["share"] == pytest.approx(1 / 6)
    assert day["least"] == pytest.approx(1 / 10)


def test_derivatives_and_institutes_follow_the_parameters():
    rows = board(["2026-01-01"], depth=3)
    rows["country"] = ["CN", np.nan, "US"]
    rows["firm"] = ["BAAI", np.nan, "X"]
    rows["base_country"] = [np.nan, "CN", "US"]
    assert trending.chinese(rows).tolist() == [True, pd.NA, False]
    assert trending.chinese(rows, derivatives=True).tolist() == [True, True, False]
    assert trending.chinese(rows, not_firms=["BAAI"]).tolist() == [False, pd.NA, False]
    assert trending.origin_group(rows).tolist() == [
        "Chinese lab",
        "built on a Chinese model",
        "other lab",
    ]


def days_frame(found):
    return pd.DataFrame(
        {
            "date": pd.to_datetime(list(found)),
            "any": list(found.values()),
            "share": [float(x) for x in found.values()],
        }
    )


def test_a_bin_without_a_board_is_missing_not_zero():
    days = days_frame({"2026-01-02": True, "2026-01-20": False})
    bins = trending.by_bin(days, pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-10"), 14)
    assert bins["any"].tolist() == [True, False, pd.NA]
    found = trending.share_of_bins(bins, pd.DataFrame())
    assert (found.value, found.n) == (0.5, 2)


def test_no_board_at_all_gives_no_share():
    empty = trending.daily(pd.DataFrame(), pd.Series(dtype="boolean"))
    bins = trending.by_bin(empty, pd.Timestamp("2024-01-01"), pd.Timestamp("2024-09-30"), 14)
    assert len(bins) == 20
    assert not trending.share_of_bins(bins, pd.DataFrame()).available
    assert not trending.longest_gap(empty).available
    assert not trending.mean_over_days(empty, "share", block=7, seed=1).available


def test_the_longest_gap_does_not_cross_a_hole():
    planted = {"2026-01-01": False, "2026-01-02": False, "2026-01-03": True}
    planted |= {"2026-01-04": False, "2026-03-01": False, "2026-03-02": False, "2026-03-03": False}
    assert trending.longest_gap(days_frame(planted)).value == 3


def test_days_all_alike_keep_an_honest_interval():
    days = days_frame({str(day.date()): True for day in pd.date_range("2026-01-01", periods=140)})
    found = trending.mean_over_days(days, "any", block=14, seed=1)
    assert found.value == found.high == 1
    assert found.low == pytest.approx(0.025 ** (1 / 10))


def test_a_block_bootstrap_covers_the_planted_share():
    rng = np.random.default_rng(3)
    dates = pd.date_range("2026-01-01", periods=300)
    days = pd.DataFrame({"date": dates, "share": 0.4 + 0.1 * rng.standard_normal(300)})
    found = trending.mean_over_days(days, "share", block=7, seed=2)
    assert found.low < 0.4 < found.high
    assert found.high - found.low < 0.06


def stay(model, first, last):
    return board(pd.date_range(first, last), model=model, depth=1)


def test_stays_are_cut_at_both_ends_as_they_must_be():
    always = stay("always", "2026-01-01", "2026-01-30")
    seen = stay("seen", "2026-01-05", "2026-01-09")
    late = stay("late", "2026-01-28", "2026-01-30")
    found = stays.spells(pd.concat([always, seen, late])).set_index("model_id")
    assert "always1" not in found.index  # its beginning was not seen
    assert found.loc["seen1", "duration"] == 5
    assert found.loc["seen1", "ended"]
    assert found.loc["late1", "duration"] == 3
    assert not found.loc["late1", "ended"]


def test_a_short_absence_is_bridged_and_a_hole_censors():
    always = pd.concat(
        [stay("x", "2026-01-01", "2026-01-20"), stay("x", "2026-04-01", "2026-04-20")]
    )
    flicker = pd.concat(
        [stay("f", "2026-01-05", "2026-01-06"), stay("f", "2026-01-09", "2026-01-10")]
    )
    cut = stay("c", "2026-01-15", "2026-01-20")
    found = stays.spells(pd.concat([always, flicker, cut])).set_index("model_id")
    assert found.loc["f1", "duration"] == 6
    assert found.loc["f1", "ended"]
    assert not found.loc["c1", "ended"]


def test_sightings_prove_presence_and_never_absence():
    parts = board(["2024-05-08"], ranks="17-20", depth=4)
    parts["rank"] = [17, 18, 19, 20]
    parts["country"] = ["CN", "US", np.nan, "US"]
    parts["board_kind"] = "fragment"
    other = board(["2024-06-20"], ranks="1-5", depth=5).assign(board_kind="fragment")
    both = pd.concat([parts, other])
    said = pd.DataFrame(
        {
            "date": [pd.Timestamp("2024-09-19")],
            "board": ["models"],
            "family": ["G"],
            "model_id": ["s/G"],
            "country": ["CN"],
            "source_id": ["x"],
        }
    )
    seen = sightings.sightings(both, trending.chinese(both), said)
    assert set(seen["kind"]) == {"ranks 17-20", "top ranks", "statement"}
    assert (seen["origin"] == "unknown").sum() == 1
    start, end = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-09-30")
    bins = sightings.by_bin(seen, start, end, 14)
    empty = trending.daily(pd.DataFrame(), pd.Series(dtype="boolean"))
    found = sightings.bounds(bins, trending.by_bin(empty, start, end, 14))
    assert (found.proven, found.ruled_out, found.bins) == (2, 0, 20)
    assert (found.low, found.high) == (0.1, 1.0)


def test_only_a_whole_board_rules_a_bin_out():
    seen = sightings.sightings(
        board(["2024-01-02"], depth=1).assign(board_kind="fragment").iloc[:0],
        pd.Series(dtype="boolean"),
        pd.DataFrame(columns=["date", "board", "family", "model_id", "country", "source_id"]),
    ).astype({"date": "datetime64[us]"})
    start, end = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-28")
    bins = sightings.by_bin(seen, start, end, 14)
    days = days_frame({"2024-01-03": False})
    found = sightings.bounds(bins, trending.by_bin(days, start, end, 14))
    assert (found.low, found.high, found.ruled_out) == (0.0, 0.5, 1)


def test_the_window_of_the_claim():
    start, end = trending.claim_window(pd.Timestamp("2024-10-03"), 12)
    assert (str(start.date()), str(end.date())) == ("2024-01-01", "2024-09-30")
    start, end = trending.claim_window(pd.Timestamp("2026-11-23"), 12)
    assert (str(start.date()), str(end.date())) == ("2025-11-24", "2026-11-23")
