import numpy as np
import pandas as pd
import pytest

from helpers.methods import breaks, survival


def leukaemia():
    """The 6-MP arm of Freireich et al. (1963), as printed in many textbooks."""
    times = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    ended = [True] * 9 + [False] * 12
    return pd.DataFrame({"weeks": times, "ended": ended})


def test_kaplan_meier_reproduces_the_textbook_curve():
    curve = survival.kaplan_meier(leukaemia(), "weeks", "ended").frame.set_index("time")
    assert curve.loc[6, "value"] == pytest.approx(0.857, abs=5e-4)
    assert curve.loc[23, "value"] == pytest.approx(0.448, abs=5e-4)
    assert curve.loc[6, "n"] == 21
    # Between two ends as well: at 17 and 32 somebody was last seen, nobody ended.
    assert curve.loc[[13, 16, 17, 22, 32], "n"].tolist() == [12, 11, 10, 7, 4]
    assert curve.loc[17, "value"] == curve.loc[16, "value"]


def test_log_log_band_agrees_with_r():
    # R, survfit(conf.type = "log-log") on the same data: at week 10, 0.753, 0.503 to 0.889.
    found = survival.survival_at(leukaemia(), "weeks", "ended", 10)
    assert (found.value, found.low, found.high) == pytest.approx((0.753, 0.503, 0.889), abs=2e-3)


def test_without_an_end_the_curve_stays_up_with_a_lower_bound():
    frame = pd.DataFrame({"t": [3.0, 5.0, 9.0], "ended": [False] * 3})
    curve = survival.kaplan_meier(frame, "t", "ended").frame
    assert curve["value"].tolist() == [1, 1, 1, 1]
    # The bound rests on those followed that long: three at first, one at the end.
    assert curve["low"].iloc[0] == pytest.approx(0.05 ** (1 / 3))
    assert curve["low"].iloc[-1] == pytest.approx(0.05)


def test_beyond_observation_there_is_no_estimate():
    assert not survival.survival_at(leukaemia(), "weeks", "ended", 99).available


def test_logrank_tells_apart_what_differs():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "t": np.concatenate([rng.exponential(1, 80), rng.exponential(4, 80)]),
            "ended": True,
            "arm": ["a"] * 80 + ["b"] * 80,
        }
    )
    assert survival.logrank(frame, "t", "ended", "arm") < 1e-6


def test_level_shifts_are_found_where_they_were_planted():
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(0, 1, 40), rng.normal(6, 1, 40)])
    assert breaks.level_shifts(values) == [40]
    assert breaks.level_shifts(rng.normal(0, 1, 80)) == []


def test_break_date_covers_the_planted_day():
    rng = np.random.default_rng(2)
    days = pd.date_range("2023-06-01", periods=120, freq="W")
    level = np.where(days >= pd.Timestamp("2024-05-12"), -2.0, 0.0)
    frame = pd.DataFrame({"date": days, "price": level + rng.normal(0, 0.4, 120)})
    found = breaks.break_date(frame, "date", "price")
    planted = (pd.Timestamp("2024-05-12") - pd.Timestamp("1970-01-01")).days
    assert found.low <= planted <= found.high
    assert abs(found.value - planted) <= 14
