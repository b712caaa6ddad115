"""Routed tokens: shares of the listed models, and what releases have to do with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

from helpers.methods import ratios
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate


def listed_weeks(tokens: pd.DataFrame, *, withdrawn: bool) -> pd.DataFrame:
    """Weeks that their author stands by; with ``withdrawn`` the weeks taken back as well."""
    need_columns(tokens, "quality", "week_label", "tokens_total")
    return tokens if withdrawn else tokens[tokens["quality"].astype("str").eq("published")]


def weekly_shares(tokens: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Share of the listed tokens by group and week: columns date, group, share."""
    rows = tokens.assign(group=group.reindex(tokens.index).fillna("unknown").astype("str"))
    sums = rows.pivot_table(
        index="week_label", columns="group", values="tokens_total", aggfunc="sum", fill_value=0
    )
    shares = sums.astype(float).div(sums.sum(axis=1), axis=0)
    return (
        shares.rename_axis("date").reset_index().melt("date", var_name="group", value_name="share")
    )


def first_and_last(tokens: pd.DataFrame, mine: pd.Series) -> dict[str, object]:
    """Share of the listed tokens that ``mine`` holds in the first and in the last week: first, first_week, last, last_week."""
    if tokens.empty:
        return dict.fromkeys(("first", "first_week", "last", "last_week"))
    weight = tokens["tokens_total"].astype(float)
    held = weight.where(mine.reindex(tokens.index).fillna(False).astype(bool), 0.0)
    weeks = tokens["week_label"]
    shares = held.groupby(weeks).sum() / weight.groupby(weeks).sum()
    ends = {"first": shares.iloc[0], "last": shares.iloc[-1]}
    return ends | {f"{end}_week": shares.index[place] for end, place in (("first", 0), ("last", -1))}


def share_of(tokens: pd.DataFrame, mine: pd.Series, *, seed: int) -> Estimate:
    """Share of all listed tokens of the weeks given that ``mine`` holds; bootstrap over weeks."""
    if tokens.empty:
        return Estimate.unavailable("no week of routed tokens known by this day", "share")
    rows = tokens.assign(mine=tokens["tokens_total"].astype(float) * mine.reindex(tokens.index))
    weeks = rows.groupby("week_label").agg(mine=("mine", "sum"), all=("tokens_total", "sum"))
    return ratios.ratio_of_sums(weeks["mine"], weeks["all"], unit="share", seed=seed).resting_on(
        tokens
    )


def _key(name: pd.Series) -> pd.Series:
    """Model name for joins: without maker, free marker and dates; other signs as hyphens."""
    last = name.astype("str").str.lower().str.split("/").str[-1].str.removesuffix(":free")
    plain = last.str.replace(r"[^a-z0-9]+", "-", regex=True).str.strip("-")
    plain = plain.str.replace(r"-(20\d{6}|\d{4}|\d\d-\d\d|free|preview)$", "", regex=True)
    plain = plain.str.replace(r"-(20\d{6}|\d{4}|\d\d-\d\d|free|preview)$", "", regex=True)
    kinds = r"-(base|instruct|it|chat|fp8|bf16|nvfp4|gguf)$"
    return plain.str.removeprefix("nvidia-").str.replace(kinds, "", regex=True)


def with_open_weights(tokens: pd.DataFrame, *repositories: pd.Series) -> pd.Series:
    """True where a repository carries the name of the routed model; see :func:`open_by_name`."""
    return open_by_name(tokens["model_slug"], *repositories)


def open_by_name(models: pd.Series, *repositories: pd.Series) -> pd.Series:
    """True where a repository carries the name of the model: its weights can be had.

    Names are matched without maker and dates; false means that no repository of that name is
    in the tables, which for a Chinese or other open maker may be a spelling.
    """
    every = pd.concat([column.dropna().astype("str") for column in repositories])
    names = set(_key(every.drop_duplicates()))
    return _key(models).isin(names)


def monthly_panel(
    tokens: pd.DataFrame, releases: pd.DataFrame, *, lag: int, basis: str = "hub_repo_created"
) -> pd.DataFrame:
    """Vendors by month: log share of the listed tokens, log of open releases ``lag`` months before.

    Releases are counted to the end of the month ``lag`` months earlier (negative: later), plus
    one before the logarithm. Columns: firm, month, log_share, log_releases.
    """
    need_columns(releases, "firm", "release_date", "date_basis")
    kept = tokens.dropna(subset=["country"])
    month = kept["week_label"].dt.to_period("M")
    sums = kept.assign(month=month).groupby(["firm", "month"], observed=True)["tokens_total"].sum()
    panel = sums.astype(float).rename("tokens").reset_index()
    total = tokens.groupby(tokens["week_label"].dt.to_period("M"))["tokens_total"].sum()
    panel["log_share"] = np.log(panel["tokens"] / panel["month"].map(total).astype(float))
    counted = releases[releases["date_basis"].astype("str").eq(basis)]
    ends = (panel["month"] - lag).dt.end_time
    dates = {
        firm: np.sort(rows.to_numpy())
        for firm, rows in counted.groupby("firm", observed=True)["release_date"]
    }
    none = np.array([], dtype="datetime64[us]")
    panel["log_releases"] = [
        np.log1p(np.searchsorted(dates.get(firm, none), np.datetime64(end), side="right"))
        for firm, end in zip(panel["firm"].astype("str"), ends, strict=True)
    ]
    return panel.assign(firm=panel["firm"].astype("str"), month=panel["month"].astype("str"))


def elasticity(panel: pd.DataFrame, *, least: int = 5) -> Estimate:
    """Coefficient of log_releases on log_share with firm and month effects; firms as clusters.

    Firms listed in one month only tell nothing and are left out. With fewer than ``least`` firms
    whose releases change, clustered errors can not be trusted and there is no estimate. The
    interval uses t with (clusters - 1) degrees of freedom.
    """
    if panel.empty:
        return Estimate.unavailable("no month of routed tokens known by this day", "elasticity")
    often = panel.groupby("firm")["month"].transform("nunique").gt(1)
    rows = panel[often]
    moving = rows.groupby("firm")["log_releases"].nunique().gt(1).sum()
    firms = rows["firm"].nunique()
    if moving < least or rows["month"].nunique() < 3:
        return Estimate.unavailable(
            f"{moving} vendors with releases that change over {rows['month'].nunique()} months:"
            " too few for errors by vendor",
            "elasticity",
        )
    model = smf.ols("log_share ~ log_releases + C(firm) + C(month)", rows)
    groups = pd.factorize(rows["firm"])[0]
    fitted = model.fit(
        cov_type="cluster", cov_kwds={"groups": groups, "df_correction": True}, use_t=True
    )
    low, high = fitted.conf_int().loc["log_releases"]
    return Estimate(
        fitted.params["log_releases"],
        low,
        high,
        unit="elasticity",
        n=len(rows),
        method=f"two-way fixed effects, {firms} vendors as clusters",
        p_value=fitted.pvalues["log_releases"],
    )


def origin_and_access(tokens: pd.DataFrame, is_open: pd.Series, country: str) -> pd.Series:
    """ "China, open weights", "US, closed", "other" ... for the models listed."""
    place = tokens["country"].astype("object").map({"CN": "China", country: country})
    access = is_open.reindex(tokens.index).map({True: "open weights", False: "closed"})
    return (place + ", " + access.astype("object")).fillna("other").astype("str")


def placebo_passes(placebo: Estimate) -> bool | None:
    """True if the interval of what can not be a cause includes 0; None if there is no estimate."""
    if not placebo.available:
        return None
    return bool(placebo.low <= 0 <= placebo.high)


def stronger_before(effect: Estimate, placebo: Estimate) -> bool | None:
    """True if releases before go with more than releases after; None if either is missing."""
    if not (effect.available and placebo.available):
        return None
    return bool(effect.value > placebo.value)
