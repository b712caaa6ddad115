"""When a series changed level or slope, and how sure that day is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import ruptures
import statsmodels.api as sm
from scipy import stats

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def level_shifts(
    values: np.ndarray, *, penalty: float | None = None, smallest: int = 3
) -> list[int]:
    """Positions at which the mean shifts (PELT, Killick et al. 2012).

    ``penalty`` defaults to the BIC-like 2 * variance * log(n), with the variance taken from
    first differences so that the shifts themselves do not inflate it.
    """
    signal = np.asarray(values, dtype=float)
    if len(signal) < 2 * smallest:
        return []
    if penalty is None:
        noise = np.median(np.abs(np.diff(signal))) / 0.954
        penalty = 2 * max(noise**2, 1e-12) * np.log(len(signal))
    found = ruptures.Pelt(model="l2", min_size=smallest, jump=1).fit(signal).predict(pen=penalty)
    return [int(position) for position in found[:-1]]


def break_date(frame: pd.DataFrame, date: str, value: str, *, margin: int = 3) -> Estimate:
    """The one day at which a line through ``value`` jumps or bends most (piecewise regression).

    A sup-F search over all candidate days (Andrews 1993); each side has its own level and
    slope. The interval is the set of days whose residual sum of squares lies within the
    likelihood-ratio bound of the best (chi-squared, 1 degree of freedom, errors taken as
    independent: with trending errors it is too narrow, which the caller must say).

    Returns an Estimate in days since 1970-01-01 (``detail['date']``, ``['low']``, ``['high']``
    are ISO days), ``p_value`` None: the sup-F distribution is not chi-squared.
    """
    need_columns(frame, date, value)
    known = frame.dropna(subset=[date, value]).sort_values(date, kind="stable")
    unit = "day of the break"
    if len(known) < 2 * margin + 2:
        return Estimate.unavailable("too few points for a break", unit)
    days = (known[date] - pd.Timestamp("1970-01-01")).dt.days.to_numpy(dtype=float)
    y = known[value].to_numpy(dtype=float)
    candidates = np.unique(days)[margin:-margin]
    if len(candidates) == 0:
        return Estimate.unavailable("too few days for a break", unit)
    rss = np.array([_split_rss(days, y, at) for at in candidates])
    best = int(rss.argmin())
    bound = stats.chi2.ppf(0.95, 1)
    inside = len(y) * (np.log(rss) - np.log(rss[best])) <= bound
    inside_days = candidates[inside]
    one_line = _rss(sm.add_constant((days - days.mean()) / 365.25), y)
    f_value = ((one_line - rss[best]) / 2) / (rss[best] / max(len(y) - 4, 1))
    iso = [_iso(d) for d in (candidates[best], inside_days.min(), inside_days.max())]
    return Estimate(
        candidates[best],
        inside_days.min(),
        inside_days.max(),
        unit=unit,
        n=len(y),
        method="piecewise regression, sup-F search, likelihood-ratio interval",
        detail={"date": iso[0], "low": iso[1], "high": iso[2], "sup_f": f_value},
    ).resting_on(known)


def _split_rss(days: np.ndarray, y: np.ndarray, at: float) -> float:
    after = (days >= at).astype(float)
    x = (days - at) / 365.25
    return _rss(np.column_stack([np.ones_like(x), x, after, after * x]), y)


def _rss(design: np.ndarray, y: np.ndarray) -> float:
    coefficients, *_ = np.linalg.lstsq(design, y, rcond=None)
    residual = y - design @ coefficients
    return float(max(residual @ residual, 1e-12))


def _iso(day: float) -> str:
    return (pd.Timestamp("1970-01-01") + pd.Timedelta(days=float(day))).date().isoformat()


def shift_months(
    periods: pd.Index, path: np.ndarray, drawn: np.ndarray, *, smallest: int = 2, strictness: float = 2.0
) -> tuple[Estimate, pd.DataFrame]:
    """First level shift of a monthly index, and how often each month is one over bootstrap paths.

    Parameters
    ----------
    periods : first days of the months; ``path`` : the log index; ``drawn`` : bootstrap paths.

    PELT on the path and on every drawn path, with the penalty strictness * variance * log(n) (2 is
    the usual one: a higher one finds fewer breaks); the variance
    is that of a month's change over the draws, so that a shift must stand out from what the
    sample of firms alone moves. The estimate is the most probable month of the first shift, in
    days since 1970-01-01 (``detail['date']`` is the ISO day); low and high enclose 95% of the draws
    that have a shift, ``detail['share']`` is the share of all draws with this month.

    Returns the estimate, and a frame: month, share_first (of draws in which the month is the first
    shift), share_any (in which it is one), on_path (the index itself shifts there).
    """
    unit = "month of the first shift"
    columns = ["month", "share_first", "share_any", "on_path"]
    if len(path) < 2 * smallest + 2 or len(drawn) == 0:
        return Estimate.unavailable("too few months for a shift", unit), pd.DataFrame(columns=columns)
    variance = float(np.diff(drawn, axis=1).var(axis=0).mean())
    penalty = strictness * max(variance, 1e-6) * np.log(len(path))
    found = [level_shifts(one, penalty=penalty, smallest=smallest) for one in drawn]
    own = level_shifts(path, penalty=penalty, smallest=smallest)
    firsts = np.array([places[0] for places in found if places], dtype=int)
    tally = np.zeros((2, len(path)))
    for places in found:
        tally[1, places] += 1
    np.add.at(tally[0], firsts, 1)
    shares = tally / len(drawn)
    table = pd.DataFrame(
        {
            "month": list(periods),
            "share_first": shares[0],
            "share_any": shares[1],
            "on_path": np.isin(np.arange(len(path)), own),
        }
    )
    if len(firsts) < len(drawn) / 2:
        return Estimate.unavailable("most draws of firms have no shift", unit), table
    best = int(shares[0].argmax())
    bounds = np.percentile(firsts, [2.5, 97.5], method="nearest").astype(int)
    days = [(pd.Timestamp(periods[k]) - pd.Timestamp("1970-01-01")).days for k in (best, *bounds)]
    found_estimate = Estimate(
        days[0],
        days[1],
        days[2],
        unit=unit,
        n=len(path),
        method="first level shift (PELT), most probable month over bootstrap paths",
        detail={"date": _iso(days[0]), "low": _iso(days[1]), "high": _iso(days[2]), "share": shares[0][best]},
    )
    return found_estimate, table


def month_of(found: Estimate) -> str:
    """The month of a break in words, ``May 2024``; "no break" where there is none."""
    return pd.Timestamp(found.detail["date"]).strftime("%B %Y") if found.available else "no break"


def beside_claimed(found: Estimate, claimed: str) -> str:
    """How the first break lies to the ``claimed`` month ("2024-05"), as a sentence about the index."""
    if not found.available:
        return "The index has no clear first break: most draws of firms have none"
    lag = pd.Period(found.detail["date"], "M") - pd.Period(claimed, "M")
    where = "the month that the article names" if lag.n == 0 else f"{'before' if lag.n < 0 else 'after'} the month that the article names"
    share = found.detail.get("share")
    return f"The first break of the index is most probably {month_of(found)}, {where} ({share:.0%} of the draws)"


def share_at(months: pd.DataFrame, month: str) -> float | None:
    """Share of draws with a shift in ``month``; None where the index lacks the month."""
    rows = months[months["month"] == pd.Timestamp(month)]
    return float(rows["share_any"].iloc[0]) if len(rows) else None


def in_words(check: Estimate) -> dict[str, object]:
    """Month of a break by regression and its interval, ready for a sentence: check, low, high."""
    ends = {
        end: pd.Timestamp(check.detail[end]).strftime("%B %Y") if check.available else None
        for end in ("low", "high")
    }
    return {"check": month_of(check), **ends}
