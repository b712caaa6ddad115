"""Regressions for counts: how an amount of events goes with what a place or a thing is like."""

from __future__ import annotations

import gc
import re
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import optimize

from helpers.errors import MethodError
from helpers.methods._checks import need_columns
from helpers.methods.estimate import EstimateSeries

#: Rows above which the memory of a fit matters more than the time to give it back.
LARGE = 10_000


def poisson_pseudo_likelihood(
    frame: pd.DataFrame, formula: str, *, cluster: str | None = None, exposure: str | None = None
) -> EstimateSeries:
    """Poisson pseudo-maximum likelihood with robust errors (Santos Silva and Tenreyro 2006).

    ``formula`` is a patsy formula over columns of ``frame``; rows with a missing regressor are
    left out. Errors are HC1, or clustered on ``cluster``. Right for any non-negative outcome
    whose mean is log-linear, whatever its variance.

    Returns one row per coefficient: term, value (rate ratio), low, high, n, p_value.
    """
    data, weights = _prepared(frame, formula, cluster, exposure)
    model = smf.glm(formula, data, family=sm.families.Poisson(), exposure=weights)
    if cluster:
        codes = pd.factorize(data[cluster])[0]
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": codes})
    else:
        fitted = model.fit(cov_type="HC1")
    return _ratios(fitted, data, "Poisson pseudo-maximum likelihood, robust errors")


def negative_binomial(
    frame: pd.DataFrame, formula: str, *, cluster: str | None = None
) -> EstimateSeries:
    """Negative binomial (NB2) regression by maximum likelihood, robust errors.

    Errors are HC1, or clustered on ``cluster``.
    Returns one row per coefficient: term, value (ratio of expected counts), low, high, n, p_value.
    """
    data, _ = _prepared(frame, formula, cluster, None)
    errors: dict[str, object] = {"cov_type": "HC1"}
    if cluster:
        groups = pd.factorize(data[cluster])[0]
        errors = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what fails here is fitted the slower way below
        try:
            fitted = smf.negativebinomial(formula, data).fit(disp=0, maxiter=200, **errors)
            settled = fitted.mle_retvals["converged"] and np.isfinite(fitted.bse.to_numpy()).all()
        except np.linalg.LinAlgError:  # lost where the likelihood is flat
            settled = False
    if not settled:
        fitted = _profiled(formula, data, errors)
    kind = f"errors clustered on the {cluster}" if cluster else "robust errors"
    return _ratios(fitted, data, f"negative binomial regression, {kind}")


def _profiled(formula: str, data: pd.DataFrame, errors: dict[str, object]) -> object:
    """The same likelihood by its profile over the dispersion; slower, but it does not get lost."""

    plain = smf.glm(formula, data, family=sm.families.Poisson())
    outcome, design = plain.endog, pd.DataFrame(plain.exog, columns=plain.exog_names)

    def model(log_alpha: float) -> sm.GLM:
        family = sm.families.NegativeBinomial(alpha=float(np.exp(log_alpha)))
        return sm.GLM(outcome, design, family=family)

    def collected(value: float) -> float:
        """A fit points to itself: over many rows its copies of the data are let go of at once."""
        if len(outcome) > LARGE:
            gc.collect()
        return value

    lost = MethodError(
        f"the negative binomial model did not converge: {formula}",
        mend="drop a regressor that hardly varies, or use poisson_pseudo_likelihood",
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = plain.fit().params.to_numpy()
            best = optimize.minimize_scalar(
                lambda x: -collected(model(x).fit(start_params=start).llf),
                bounds=(-4, 3),
                method="bounded",
                options={"xatol": 0.02},
            )
            fitted = model(best.x).fit(start_params=start, maxiter=300, **errors)
    except ValueError:  # weights that are no numbers: the fit ran away
        raise lost from None
    if not fitted.converged or not np.isfinite(fitted.bse.to_numpy()).all():
        raise lost
    return fitted


def _prepared(
    frame: pd.DataFrame, formula: str, cluster: str | None, exposure: str | None
) -> tuple[pd.DataFrame, np.ndarray | None]:
    names = set(re.findall(r"[A-Za-z_]\w*", formula)) & set(map(str, frame.columns))
    extra = [column for column in (cluster, exposure) if column]
    need_columns(frame, *extra)
    data = frame.dropna(subset=sorted(names | set(extra))).copy()
    for column in names:
        # Formulas fail on nullable integers and booleans: plain floats do the same.
        if pd.api.types.is_numeric_dtype(data[column]) or pd.api.types.is_bool_dtype(data[column]):
            data[column] = data[column].astype(float)
    if len(data) < 5:
        raise MethodError(f"{len(data)} complete rows are too few for {formula}")
    return data, data[exposure].to_numpy(dtype=float) if exposure else None


def _ratios(fitted: object, data: pd.DataFrame, method: str) -> EstimateSeries:
    bounds = fitted.conf_int()
    tidy = pd.DataFrame(
        {
            "term": list(fitted.params.index),
            "value": np.exp(fitted.params.to_numpy()),
            "low": np.exp(bounds.iloc[:, 0].to_numpy()),
            "high": np.exp(bounds.iloc[:, 1].to_numpy()),
            "p_value": fitted.pvalues.to_numpy(),
            "n": int(fitted.nobs),
        }
    )
    tidy = tidy[~tidy["term"].isin(["Intercept", "alpha"])].reset_index(drop=True)
    return EstimateSeries(tidy, "ratio of expected counts", method).resting_on(data)
