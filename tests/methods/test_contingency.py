import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.errors import MethodError
from helpers.methods import contingency


def test_odds_ratio_of_fishers_tea_tasting():
    # R, fisher.test(matrix(c(3, 1, 1, 3), 2)): 6.408309, 0.2117329 to 621.9337505, p = 0.4857.
    found = contingency.odds_ratio(np.array([[3, 1], [1, 3]]))
    assert found.value == pytest.approx(6.408309, rel=1e-4)
    assert found.low == pytest.approx(0.2117329, rel=1e-3)
    assert found.high == pytest.approx(621.9337505, rel=1e-2)  # scipy searches the root loosely
    assert found.p_value == pytest.approx(0.4857, abs=1e-4)


def test_a_zero_cell_leaves_the_ratio_unbounded_not_invented():
    found = contingency.odds_ratio(np.array([[8, 0], [2, 6]]))
    assert found.value is None
    assert found.high is None
    assert found.low > 1


def test_an_empty_margin_gives_no_estimate():
    assert not contingency.odds_ratio(np.array([[0, 0], [2, 6]])).available


def test_a_wrong_shape_is_refused():
    with pytest.raises(MethodError, match="2x2"):
        contingency.odds_ratio(np.ones((2, 3)))


def test_association_sees_a_planted_link_and_not_chance():
    linked = contingency.association(pd.DataFrame([[40, 5], [5, 40]]), seed=1)
    loose = contingency.association(pd.DataFrame([[20, 21], [22, 19]]), seed=1)
    assert linked.value > 0.7
    assert linked.p_value < 0.001
    assert loose.value < 0.2
    assert loose.p_value > 0.3


def planted_trend(seed: int, n: int = 800) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    step = rng.integers(0, 10, n)
    return pd.DataFrame({"hit": rng.random(n) < 1 / (1 + np.exp(1 - 0.3 * step)), "step": step})


def test_trend_in_share_covers_a_planted_slope():
    found = [contingency.trend_in_share(planted_trend(seed), "hit", "step") for seed in range(60)]
    assert 53 <= sum(one.low < 0.3 < one.high for one in found) <= 60


def test_trend_in_share_gives_the_cochran_armitage_p_value():
    frame = planted_trend(1, 60)
    # The Cochran-Armitage statistic equals n times the squared correlation.
    z2 = len(frame) * np.corrcoef(frame["hit"], frame["step"])[0, 1] ** 2
    found = contingency.trend_in_share(frame, "hit", "step")
    assert found.p_value == pytest.approx(stats.chi2.sf(z2, 1), rel=1e-6)


def test_trend_without_variation_gives_no_estimate():
    frame = pd.DataFrame({"hit": [True, True], "step": [1, 2]})
    assert not contingency.trend_in_share(frame, "hit", "step").available
