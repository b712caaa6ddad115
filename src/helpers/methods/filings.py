"""The register of generative AI services: entries, entrants, sectors, growth.

A row is a service, not a firm or a model, and it appears when the regulator publishes a list:
the cadence is the regulator's.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
import statsmodels.api as sm

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate
from helpers.methods.proportions import rate_ratio

#: The rules that put the register in place came into force on this day.
REGISTER_OPENED = pd.Timestamp("2023-08-15")
#: Names of a group that its companies carry in the names under which they file.
GROUPS = {
    "Alibaba": "阿里|淘宝|钉钉", "Ant Group": "蚂蚁", "Baidu": "百度", "ByteDance": "字跳|抖音", "Huawei": "华为",
    "Inspur": "浪潮", "Lenovo": "联想", "NetEase": "网易", "Qihoo 360": "三六零|奇虎", "SenseTime": "商汤",
    "Tencent": "腾讯", "Xiaomi": "小米",
}
#: Sectors of the economy; the other codes name a function (creating media, security, code, ...).
VERTICAL = ("commerce", "education", "finance", "government", "health", "industry", "law")


def services(filings: pd.DataFrame) -> pd.DataFrame:
    """The services of the register, without the on-device models, in order of filing."""
    need_columns(filings, "register", "filing_date")
    kept = filings[filings["register"].astype(str) == "service"]
    return kept.sort_values("filing_date", kind="stable")


def covered_until(filings: pd.DataFrame) -> pd.Timestamp | None:
    """Last filing day in the lists published so far; later filings wait for the next list."""
    return filings["filing_date"].max() if len(filings) else None


def entrants(filings: pd.DataFrame, filer: str = "filer_short_zh") -> pd.DataFrame:
    """The first filing of each filer (names as listed, so subsidiaries count apart)."""
    need_columns(filings, filer, "filing_date")
    return filings.dropna(subset=[filer]).drop_duplicates(filer, keep="first")


def owners(filers: pd.Series) -> pd.Series:
    """The group behind each filer, told from its name (:data:`GROUPS`); else the filer itself."""
    named = filers.astype("object")
    for group, words in GROUPS.items():
        named = named.mask(filers.astype(str).str.contains(words), group)
    return named


def partial_quarters(rates: pd.DataFrame, until: pd.Timestamp | None) -> pd.DataFrame:
    """Mark quarters that the lists cover only in part (``partial``): the first and the last."""
    if until is None or rates.empty:
        return rates.assign(partial=pd.Series(dtype=bool))
    ends = rates["date"] + pd.offsets.QuarterEnd(0)
    return rates.assign(partial=(ends > until) | (rates["date"] < REGISTER_OPENED))


def entry_change(
    first: pd.DataFrame, until: pd.Timestamp | None, *, date: str = "filing_date", recent: int = 2, before: int = 4
) -> Estimate:
    """Entrants per day in the last ``recent`` quarters over the ``before`` quarters ahead of them.

    Quarters are counted back from ``until`` (the last day the lists cover), 91.3 days each, and
    never reach back before the register opened.

    The regulator publishes in batches, so quarters differ by more than Poisson counts do: the
    interval is the wider of the exact conditional one and that of a quasi-Poisson regression of
    the quarters (t quantile). ``detail`` holds the exact one and the dispersion (1: as Poisson).
    """
    unit = "rate ratio"
    if until is None or first.empty:
        return Estimate.unavailable("no filings known", unit)
    quarter = pd.Timedelta(days=365.25 / 4)
    middle = until - recent * quarter
    start = max(middle - before * quarter, REGISTER_OPENED)
    days = first[date]
    late = int(((days > middle) & (days <= until)).sum())
    early = int(((days > start) & (days <= middle)).sum())
    if middle <= start:
        return Estimate.unavailable("the register is younger than the window", unit)
    found = rate_ratio(late, (until - middle).days, early, (middle - start).days)
    used = first[(days > start) & (days <= until)]
    low, high, dispersion = _quasi_poisson(used[date], until, start, quarter, recent)
    return Estimate(
        found.value, _wider(min, found.low, low), _wider(max, found.high, high), unit=unit, n=found.n, p_value=found.p_value,
        method="rate ratio; wider of the exact Poisson and the quasi-Poisson interval",
        detail={
            **found.detail, "from": start, "middle": middle, "to": until, "dispersion": dispersion,
            "exact_low": found.low, "exact_high": found.high,
        },
    ).resting_on(used)


def _quasi_poisson(
    days: pd.Series, until: pd.Timestamp, start: pd.Timestamp, quarter: pd.Timedelta, recent: int
) -> tuple[float, float, float]:
    """95% interval of the rate ratio of late to early quarters, and the dispersion of their counts."""
    edges = [until]
    while edges[-1] - start > quarter / 2:
        edges.append(max(edges[-1] - quarter, start))
    lengths = np.array([(late - early).days for late, early in itertools.pairwise(edges)], dtype=float)
    if len(lengths) < recent + 2:
        return np.inf, -np.inf, float("nan")
    counts = np.array([((days > early) & (days <= late)).sum() for late, early in itertools.pairwise(edges)])
    if not counts[:recent].any() or not counts[recent:].any():
        return np.inf, -np.inf, float("nan")  # no spread to judge by on one side
    design = sm.add_constant((np.arange(len(counts)) < recent).astype(float))
    model = sm.GLM(counts.astype(float), design, family=sm.families.Poisson(), offset=np.log(lengths))
    fitted = model.fit(scale="X2", use_t=True)
    low, high = np.exp(fitted.conf_int()[1])
    return float(low), float(high), float(fitted.scale)


def _wider(choose: Callable[..., float], exact: float | None, quasi: float) -> float | None:
    """The outer of two ends; an exact end without bound (no early filing) stays without."""
    return None if exact is None or not np.isfinite(choose(exact, quasi)) else choose(exact, quasi)


def with_vertical(filings: pd.DataFrame, *, rules: str = "keyword") -> pd.DataFrame:
    """Add ``vertical``: the service is for one sector of the economy; missing where unknown.

    ``rules``: ``keyword`` keeps rows decided by a word of the sector (precise; general services
    are never decided so); ``keyword_and_media`` counts media and culture as a sector too (else
    they are a function, as are security, code, companions); ``all`` takes rows decided by a known
    name as well.
    """
    need_columns(filings, "sector_coding", "sector_rule_type")
    sector, kind = filings["sector_coding"].astype(str), filings["sector_rule_type"].astype(str)
    known = kind.ne("default") if rules == "all" else kind.eq("keyword")
    wanted = (*VERTICAL, "media") if rules == "keyword_and_media" else VERTICAL
    return filings.assign(vertical=sector.isin(wanted).astype("boolean").where(known & sector.ne("unknown")))


def step(filings: pd.DataFrame, at: str, date: str, *, since: str | None = None, until: str | None = None) -> pd.DataFrame:
    """Counts of vertical and other services from ``at`` on and before it (2x2, after first)."""
    known = filings.dropna(subset=["vertical"])
    if since:
        known = known[known[date] >= pd.Timestamp(since)]
    if until:
        known = known[known[date] <= pd.Timestamp(until)]
    after = known[date] >= pd.Timestamp(at)
    return pd.DataFrame(
        {
            "vertical": [int(known.loc[side, "vertical"].sum()) for side in (after, ~after)],
            "other": [int((~known.loc[side, "vertical"].astype(bool)).sum()) for side in (after, ~after)],
        },
        index=["after", "before"],
    )


def quarters_since(dates: pd.Series) -> pd.Series:
    """Whole quarters since the first date (0, 1, ...)."""
    quarters = dates.dt.to_period("Q")
    return quarters.map(lambda q: q.ordinal).astype(float) - quarters.min().ordinal if len(dates) else dates


def odds_trend(frame: pd.DataFrame, outcome: str, order: str) -> Estimate:
    """Odds ratio of ``outcome`` per step of ``order``: logistic regression, robust (HC1) interval."""
    need_columns(frame, outcome, order)
    known = frame.dropna(subset=[outcome, order])
    y = known[outcome].astype(float).to_numpy()
    x = known[order].astype(float).to_numpy()
    unit = "odds ratio per quarter"
    if len(known) < 10 or y.min() == y.max() or np.unique(x).size < 3:
        return Estimate.unavailable(f"{len(known)} filings with a precise rule are too few for a trend", unit)
    fitted = sm.Logit(y, sm.add_constant(x)).fit(disp=0, cov_type="HC1")
    low, high = np.exp(fitted.conf_int()[1])
    return Estimate(
        float(np.exp(fitted.params[1])), low, high, unit=unit, n=len(known),
        method="logistic regression, robust interval", p_value=float(fitted.pvalues[1]),
    ).resting_on(known)


def in_quarters(known: pd.DataFrame, date: str) -> pd.DataFrame:
    """Add ``quarter`` (its first day) and ``step`` (quarters since the first) by the day ``date``."""
    return known.assign(
        quarter=known[date].dt.to_period("Q").dt.to_timestamp(),
        step=quarters_since(known[date]),
        vertical=known["vertical"].astype(bool),
    )


def sectors_of(classed: pd.DataFrame) -> pd.Series:
    """Vertical services by sector, largest first."""
    vertical = classed[classed["vertical"].fillna(False).astype(bool)]
    return vertical["sector_coding"].astype(str).value_counts()
