"""Shares and odds ratios of events that come in bunches: bootstrap over firms, not events.

The events of one firm are not independent, and one firm may hold a third of them. Whole
firms are therefore drawn, within each group compared (Davison and Hinkley 1997, 3.8). With
few firms such intervals are still too short; ``detail`` says how many there are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm

from helpers.methods.contingency import odds_ratio_of
from helpers.methods.estimate import Estimate
from helpers.methods.proportions import share_of

DRAWS = 1999


def clustered_odds_ratio(
    frame: pd.DataFrame,
    group: pd.Series,
    outcome: pd.Series,
    *,
    cluster: str | None = "firm",
    seed: int = 0,
    draws: int = DRAWS,
) -> Estimate:
    """Odds ratio of ``outcome`` where ``group`` holds against where it does not.

    ``cluster=None`` gives Fisher's exact interval instead. The drawn tables get half a case in
    each cell (Haldane), so that an empty cell does not make a draw infinite; so does the value
    when one of its own cells is empty.
    """
    exact = odds_ratio_of(frame, group, outcome)
    if cluster is None or not exact.n:
        return exact
    counts = _per_cluster(frame, group.astype(bool), outcome.astype(bool), cluster)
    sides = [
        counts.loc[counts["group"] == side, ["yes", "no"]].to_numpy() for side in (True, False)
    ]
    if min(len(side) for side in sides) < 2:
        return Estimate.unavailable("fewer than two firms in a group", "odds ratio")
    rng = np.random.default_rng(seed)
    first, second = (_draw(side, rng, draws) for side in sides)
    ratios = _odds(first + 0.5) / _odds(second + 0.5)
    totals = [side.sum(axis=0) for side in sides]
    empty = any((total == 0).any() for total in totals)
    inside, outside = (total + 0.5 * empty for total in totals)
    low, high = np.percentile(ratios, [2.5, 97.5])
    return Estimate(
        (inside[0] / inside[1]) / (outside[0] / outside[1]),
        low,
        high,
        unit="odds ratio",
        n=exact.n,
        method=f"odds ratio, bootstrap over firms within groups, {draws} draws",
        basis=exact.basis,
        detail={
            "table": [total.tolist() for total in totals],
            "firms": [len(side) for side in sides],
            "exact": [exact.value, exact.low, exact.high, exact.p_value],
        },
    )


def clustered_share(
    frame: pd.DataFrame,
    outcome: pd.Series,
    *,
    cluster: str | None = "firm",
    seed: int = 0,
    draws: int = DRAWS,
) -> Estimate:
    """Share of rows with ``outcome``; interval by bootstrap over firms, or exact if ``cluster=None``."""
    plain = share_of(frame, outcome, exact=True)
    if cluster is None or not plain.n:
        return plain
    counts = _per_cluster(frame, pd.Series(True, index=frame.index), outcome.astype(bool), cluster)
    if len(counts) < 3:
        return plain
    drawn = _draw(counts[["yes", "no"]].to_numpy(), np.random.default_rng(seed), draws)
    low, high = np.percentile(drawn[:, 0] / drawn.sum(axis=1), [2.5, 97.5])
    return Estimate(
        plain.value,
        low,
        high,
        unit="share",
        n=plain.n,
        method=f"share, bootstrap over {len(counts)} firms, {draws} draws",
        basis=plain.basis,
        detail={"firms": len(counts), "exact": [plain.low, plain.high], **plain.detail},
    )


def leave_one_out(
    frame: pd.DataFrame, group: pd.Series, outcome: pd.Series, *, cluster: str = "firm"
) -> pd.DataFrame:
    """The odds ratio (half a case added to each cell) without each firm in turn.

    Columns: left_out, value, events (of that firm); sorted by value. ``nobody`` is the whole.
    """
    counts = _per_cluster(frame, group.astype(bool), outcome.astype(bool), cluster)
    wide = counts.pivot_table(
        index=cluster,
        columns="group",
        values=["yes", "no"],
        fill_value=0,
        aggfunc="sum",
        observed=True,
    )
    cells = [("yes", True), ("no", True), ("yes", False), ("no", False)]
    own = wide.reindex(columns=pd.MultiIndex.from_tuples(cells), fill_value=0).to_numpy(dtype=float)
    rest = np.vstack([own.sum(axis=0), own.sum(axis=0) - own]) + 0.5
    table = pd.DataFrame(
        {
            "left_out": ["nobody", *wide.index],
            "value": rest[:, 0] * rest[:, 3] / (rest[:, 1] * rest[:, 2]),
            "events": [0, *own.sum(axis=1).astype(int)],
        }
    )
    return table.sort_values("value", ignore_index=True)


def _per_cluster(
    frame: pd.DataFrame, group: pd.Series, outcome: pd.Series, cluster: str
) -> pd.DataFrame:
    pairs = pd.DataFrame({cluster: frame[cluster], "group": group, "yes": outcome, "no": ~outcome})
    return pairs.groupby([cluster, "group"], observed=True)[["yes", "no"]].sum().reset_index()


def _draw(counts: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    picks = rng.integers(0, len(counts), size=(draws, len(counts)))
    return counts[picks].sum(axis=1).astype(float)


def _odds(totals: np.ndarray) -> np.ndarray:
    return totals[:, 0] / totals[:, 1]


def earlier(first: pd.Series, second: pd.Series, *, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """Chance that a date of ``first`` comes before one of ``second`` (ties count half).

    The Mann-Whitney statistic over firms, one date each; interval by bootstrap over the firms of
    both groups. When the groups do not overlap the bootstrap has no spread: the bound is then
    that of a sign count over the smaller group.
    """
    unit = "probability"
    a, b = (
        dates.dropna().to_numpy(dtype="datetime64[s]").astype(float) for dates in (first, second)
    )
    if min(len(a), len(b)) < 3:
        return Estimate.unavailable("fewer than three firms in a group", unit)
    wins = (a[:, None] < b[None, :]) + 0.5 * (a[:, None] == b[None, :])
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, len(a), size=(draws, len(a)))
    columns = rng.integers(0, len(b), size=(draws, len(b)))
    drawn = [wins[np.ix_(r, c)].mean() for r, c in zip(rows, columns, strict=True)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    edge = 0.025 ** (1 / min(len(a), len(b)))
    value = float(wins.mean())
    return Estimate(
        value,
        edge if value == 1 else low,
        1 - edge if value == 0 else high,
        unit=unit,
        n=len(a) + len(b),
        method=f"Mann-Whitney statistic over firms, bootstrap over firms, {draws} draws",
        detail={"firms": [len(a), len(b)]},
    )


def yearly_odds_ratio(
    frame: pd.DataFrame, outcome: pd.Series, year: pd.Series, *, cluster: str | None = "firm"
) -> Estimate:
    """Odds ratio of ``outcome`` per year: logistic regression, errors clustered on firms.

    ``cluster=None`` gives robust errors without clusters (HC1).
    """
    unit = "odds ratio per year"
    y, x = outcome.astype(float), year.astype(float)
    if len(frame) < 10 or y.nunique() < 2 or x.nunique() < 3:
        return Estimate.unavailable("too few events or years", unit)
    model = sm.GLM(y.to_numpy(), sm.add_constant((x - x.mean()).to_numpy()), sm.families.Binomial())
    groups = pd.factorize(frame[cluster])[0] if cluster else None
    fitted = (
        model.fit(cov_type="cluster", cov_kwds={"groups": groups})
        if cluster
        else model.fit(cov_type="HC1")
    )
    low, high = np.exp(fitted.conf_int()[1])
    return Estimate(
        float(np.exp(fitted.params[1])),
        low,
        high,
        unit=unit,
        n=len(frame),
        method="logistic regression on the year, "
        + ("errors by firm" if cluster else "robust errors"),
        p_value=fitted.pvalues[1],
        detail={"firms": frame[cluster].nunique() if cluster else None},
    ).resting_on(frame)


def direction(
    ratio: Estimate, *, more: str = "more often than", less: str = "less often than"
) -> str:
    """A ratio in words: ``more``, ``less``, or that the interval allows both."""
    if not ratio.available and not ratio.detail.get("unbounded"):
        return "as far as is known neither more nor less often than"
    if ratio.low is not None and ratio.low > 1:
        return f"clearly {more}"
    if ratio.high is not None and ratio.high < 1:
        return f"clearly {less}"
    return f"neither clearly {more.removesuffix(' than')} nor clearly {less}"
