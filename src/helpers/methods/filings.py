"""The register of generative AI services: entries, entrants, sectors, growth.

A row is a service, not a firm or a model, and it appears when the regulator publishes a list:
the cadence is the regulator's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate
from helpers.methods.proportions import rate_ratio

#: The rules that put the register in place came into force on this day.
REGISTER_OPENED = pd.Timestamp("2023-08-15")
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
    never reach back before the register opened. Exact conditional interval of the rate ratio.
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
    return Estimate(
        found.value, found.low, found.high, unit=unit, n=found.n, p_value=found.p_value,
        method=found.method, detail={**found.detail, "from": start, "middle": middle, "to": until},
    ).resting_on(used)


def with_vertical(filings: pd.DataFrame, *, rules: str = "keyword", media: bool = False) -> pd.DataFrame:
    """Add ``vertical``: the service is for one sector of the economy; missing where unknown.

    ``rules``: ``keyword`` keeps rows decided by a word of the sector (precise; general services
    are never decided so), ``all`` also those decided by a known name. ``media`` counts media and
    culture as a sector; else they count as a function, as do security, code, companions.
    """
    need_columns(filings, "sector_coding", "sector_rule_type")
    sector, kind = filings["sector_coding"].astype(str), filings["sector_rule_type"].astype(str)
    known = kind.eq("keyword") if rules == "keyword" else kind.ne("default")
    wanted = (*VERTICAL, "media") if media else VERTICAL
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
