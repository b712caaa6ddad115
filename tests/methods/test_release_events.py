"""Releases and use: planted jumps are found, false dates and no effect are not."""

import numpy as np
import pandas as pd
import pytest

from helpers.methods import release_events

WEEKS = pd.date_range("2025-11-03", periods=40, freq="7D")


def world(jump: float, seed: int = 1, makers: int = 12) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shares of makers with two releases each, one open and one closed; open ones lift by ``jump``."""
    rng = np.random.default_rng(seed)
    values = rng.normal(0.08, 0.01, (len(WEEKS), makers))
    rows = []
    for maker in range(makers):
        first, second = rng.integers(6, 16), rng.integers(24, 34)
        opened = rng.permutation([True, False])
        for at, is_open in zip((first, second), opened, strict=True):
            values[at + 1 : at + 5, maker] += jump * is_open
            rows.append((f"f{maker}", WEEKS[at] + pd.Timedelta(days=3), bool(is_open)))
    shares = pd.DataFrame(values, index=WEEKS, columns=[f"f{k}" for k in range(makers)])
    return shares, pd.DataFrame(rows, columns=["firm", "day", "open"])


def test_a_planted_jump_after_open_releases_is_found():
    shares, events = world(0.03)
    found = release_events.open_less_closed(shares, events, seed=1)
    assert found.low < 0.03 < found.high
    assert found.low > 0
    assert found.p_value < 0.01
    path = release_events.mean_path(release_events.around(shares, events), seed=1)
    after = path[path["access"].eq("open weights") & path["week"].gt(0)]["value"].mean()
    assert after == pytest.approx(0.03, abs=0.01)
    assert path["n"].eq(12).all()


def test_without_an_effect_intervals_hold_zero_and_false_dates_do_as_well():
    inside, small = 0, 0
    for seed in range(30):
        found = release_events.open_less_closed(*world(0.0, seed=seed), seed=seed, draws=299)
        inside += found.low <= 0 <= found.high
        small += found.p_value < 0.05
    assert inside >= 25  # twelve makers: somewhat short of 95%
    assert small <= 4


def test_the_week_of_the_release_is_week_nought_and_thin_ends_are_left_out():
    shares, _ = world(0.0)
    events = pd.DataFrame(
        {
            "firm": ["f0", "f0", "nobody"],
            "day": [WEEKS[10] + pd.Timedelta(days=6), WEEKS[2], WEEKS[10]],
            "open": [True, True, False],
        }
    )
    paths = release_events.around(shares, events)
    assert paths["event"].unique().tolist() == [0, 2]
    own = shares["f0"].to_numpy()
    zero = paths[paths["event"].eq(0) & paths["week"].eq(0)]["change"].item()
    assert zero == pytest.approx(own[10] - own[6:10].mean())
    assert paths[paths["event"].eq(2)]["change"].eq(0).all()  # below the list: zero throughout


def test_releases_of_one_maker_within_a_fortnight_are_one():
    prices = pd.DataFrame(
        {
            "firm": ["A", "A", "A", "B", None],
            "model": ["a-1", "a-1-mini", "a-2", "b-1", "c"],
            "model_release_date": pd.to_datetime(
                ["2026-01-01", "2026-01-10", "2026-02-01", "2026-01-01", "2026-01-01"]
            ),
            "model_release_precision": ["day", "day", "day", "month", "day"],
        }
    )
    found = release_events.dated_releases(prices, pd.Series([False, True, False, True, True]))
    assert found["models"].tolist() == [["a-1", "a-1-mini"], ["a-2"]]
    assert found["open"].tolist() == [True, False]
    assert release_events.dated_releases(prices.head(0), pd.Series(dtype=bool)).empty


def test_weeks_after_a_hole_are_left_out_and_nothing_is_bridged():
    tokens = pd.DataFrame(
        {
            "week_label": [*WEEKS[:3], WEEKS[3], WEEKS[3], WEEKS[20]],
            "firm": ["A", "A", "A", "A", "B", "B"],
            "tokens_total": [10, 10, 10, 30, 10, 5],
        }
    )
    shares = release_events.weekly_shares(tokens)
    assert shares.index.tolist() == list(WEEKS[:4])
    assert shares["A"].tolist() == [1, 1, 1, 0.75]


def test_too_few_makers_give_no_estimate():
    shares, events = world(0.03, makers=2)
    assert not release_events.open_less_closed(shares, events, seed=1).available
    nothing = release_events.around(shares.head(0), events.head(0))
    assert not release_events.mean_gain(release_events.gains(nothing), seed=1).available
    assert release_events.mean_path(nothing, seed=1).empty
