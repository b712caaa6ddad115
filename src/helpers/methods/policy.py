"""Rules by date, and what may follow them: filers by size, consumer and enterprise moves abroad."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
from statsmodels.stats.rates import confint_poisson

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries
from helpers.methods.proportions import rate_ratio

RULES = ("regulation", "draft", "standard")
RULE_KINDS = {"rules": RULES, "with_guidelines": (*RULES, "guideline")}

# Names as filed of firms that the table of firms calls giants or listed; filers are subsidiaries.
FILED_AS = (
    "百度|阿里|淘宝|钉钉|蚂蚁金服|字跳|抖音|腾讯|华为|京东科技|美团|小米|奇虎|三六零|科大讯飞|浪潮|快手|昆仑万维"
    "|网易|商汤|优必选|优刻得|中兴|大华|海康|联想|美图|寒武纪|网聘|看准|微梦|哔哩|宽娱|云从"
)


def rules(events: pd.DataFrame, jurisdiction: str = "CN", kinds: str = "rules") -> pd.Series:
    """True for dated rules of one jurisdiction, drafts included; no funds, listings or controls."""
    need_columns(events, "jurisdiction", "kind")
    return events["jurisdiction"].astype(str).eq(jurisdiction) & events["kind"].astype(str).isin(
        RULE_KINDS[kinds]
    )


def rule_rate(events: pd.DataFrame, window: tuple[str, str], base: tuple[str, str]) -> Estimate:
    """Rules per month in ``window`` over ``base`` (both closed, days); exact conditional interval."""
    first, second = (
        events[events["date"].between(*map(pd.Timestamp, span))] for span in (window, base)
    )
    found = rate_ratio(len(first), _months(*window), len(second), _months(*base))
    return found.resting_on(first, second)


def per_half_year(
    events: pd.DataFrame, by: str, *, since: int, until: pd.Timestamp
) -> EstimateSeries:
    """Events per half-year and value of ``by`` with exact Poisson intervals; empty ones are zero.

    Columns: date (first day), half, ``by``, value, low, high, n, partial (the half-year is not over).
    """
    need_columns(events, "date", by)
    starts = [pd.Timestamp(y, m, 1) for y in range(since, until.year + 1) for m in (1, 7)]
    starts = [day for day in starts if day <= until]
    dated = events[events["date"].ge(starts[0])] if starts else events.iloc[:0]
    start = dated["date"].map(lambda day: pd.Timestamp(day.year, 1 if day.month < 7 else 7, 1))
    counts = dated.groupby([dated[by].astype(str), start]).size()
    rows = []
    for name in sorted(dated[by].astype(str).unique()):
        for day in starts:
            k = int(counts.get((name, day), 0))
            low, high = confint_poisson(k, 1, method="exact-c")
            rows.append(
                (
                    day,
                    f"{day.year}H{1 if day.month == 1 else 2}",
                    name,
                    float(k),
                    float(low) if k else 0.0,
                    float(high),
                    k,
                    day + pd.DateOffset(months=6) > until + pd.Timedelta(days=1),
                )
            )
    tidy = pd.DataFrame(rows, columns=["date", "half", by, "value", "low", "high", "n", "partial"])
    return EstimateSeries(tidy, "events per half-year", "exact Poisson interval").resting_on(dated)


def small_filers(filings: pd.DataFrame) -> pd.DataFrame:
    """Add ``small`` (the filer is no giant and not known as listed) and ``quarter`` (number since the first).

    Size is known for firms of the table of firms only: other listed filers pass as small.
    """
    need_columns(filings, "filer_short_zh", "filing_date")
    dated = filings.dropna(subset=["filing_date"])
    quarter = dated["filing_date"].dt.to_period("Q")
    return dated.assign(
        small=~dated["filer_short_zh"].astype(str).str.contains(FILED_AS),
        quarter=quarter.map(lambda q: q.ordinal).astype(int) - int(quarter.min().ordinal)
        if len(dated)
        else 0,
        start=quarter.dt.start_time,
    )


def audience_shift(events: pd.DataFrame, day: str, *, since: str, until: pd.Timestamp) -> Estimate:
    """Consumer against enterprise moves, after against before ``day``: ratio of rate ratios.

    Poisson regression of monthly counts by audience with robust (HC1) errors. Reports grow with time in
    both groups; only what differs between them counts.
    """
    label = "ratio of rate ratios"
    need_columns(events, "date", "audience")
    own = events[
        events["audience"].astype(str).isin(["to_c", "to_b"])
        & events["date"].between(pd.Timestamp(since), until)
    ]
    months = pd.period_range(since, until, freq="M")
    grid = pd.MultiIndex.from_product([["to_b", "to_c"], months], names=["audience", "month"])
    counts = own.groupby([own["audience"].astype(str), own["date"].dt.to_period("M")]).size()
    panel = (
        counts.rename_axis(["audience", "month"])
        .reindex(grid, fill_value=0)
        .rename("events")
        .reset_index()
    )
    panel = panel.assign(
        consumer=panel["audience"].eq("to_c").astype(float),
        after=(panel["month"].dt.start_time >= pd.Timestamp(day)).astype(float),
    )
    cells = panel.groupby(["consumer", "after"])["events"].sum()
    if len(cells) < 4 or cells.min() == 0:
        return Estimate.unavailable("a group without events before or after", label)
    model = smf.glm("events ~ consumer * after", panel, family=sm.families.Poisson())
    fitted = model.fit(cov_type="HC1")
    low, high = fitted.conf_int().loc["consumer:after"]
    return Estimate(
        np.exp(fitted.params["consumer:after"]),
        np.exp(low),
        np.exp(high),
        unit=label,
        n=int(cells.sum()),
        p_value=float(fitted.pvalues["consumer:after"]),
        method="Poisson regression of monthly counts, HC1 interval",
        detail={
            "consumer_before": int(cells[1.0, 0.0]),
            "consumer_after": int(cells[1.0, 1.0]),
            "enterprise_before": int(cells[0.0, 0.0]),
            "enterprise_after": int(cells[0.0, 1.0]),
        },
    ).resting_on(own)


def _months(first: str, last: str) -> int:
    return (pd.Period(last, "M") - pd.Period(first, "M")).n + 1
