"""Whether two coders, or a rule and a coder, agree beyond chance."""

from __future__ import annotations

import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa

from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def kappa(frame: pd.DataFrame, first: str, second: str) -> Estimate:
    """Cohen's kappa of two codings of the same rows, with its 95% interval (Fleiss 1969)."""
    need_columns(frame, first, second)
    pairs = frame.dropna(subset=[first, second])
    if pairs.empty:
        return Estimate.unavailable("no row coded twice", "Cohen's kappa")
    codes = sorted(set(pairs[first].astype(str)) | set(pairs[second].astype(str)))
    table = pd.crosstab(pairs[first].astype(str), pairs[second].astype(str))
    table = table.reindex(index=codes, columns=codes, fill_value=0)
    if len(codes) < 2:
        return Estimate.unavailable("only one code was used", "Cohen's kappa")
    found = cohens_kappa(table.to_numpy())
    return Estimate(
        found.kappa,
        found.kappa_low,
        min(1.0, found.kappa_upp),
        unit="Cohen's kappa",
        n=len(pairs),
        method="Cohen's kappa",
        detail={
            "observed_agreement": float(
                (pairs[first].astype(str) == pairs[second].astype(str)).mean()
            )
        },
    ).resting_on(pairs)
