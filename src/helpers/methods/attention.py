"""Likes and downloads: models of counts, like with like, and a model's place among peers."""

from __future__ import annotations

import gc

import numpy as np
import pandas as pd

from helpers.errors import MethodError
from helpers.methods import counts
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate, EstimateSeries

#: Task labels grouped: text, seeing and making pictures, sound, all else.
TASKS = {
    "text-generation": "text",
    "fill-mask": "text",
    "sentence-similarity": "text",
    "feature-extraction": "text",
    "text-classification": "text",
    "translation": "text",
    "image-text-to-text": "pictures",
    "text-to-image": "pictures",
    "image-to-image": "pictures",
    "text-to-video": "pictures",
    "image-to-video": "pictures",
    "any-to-any": "pictures",
    "automatic-speech-recognition": "sound",
    "text-to-speech": "sound",
}
#: Licences without conditions on use or size of the user.
PERMISSIVE = ("apache-2.0", "mit", "cc-by-4.0", "Apache 2.0", "MIT")
#: What is asked of the table of models: of a sample every model; of the whole Hub (millions, in
#: a Parquet twin) every model of a coded maker, liked or not, and of anyone else those liked that
#: are built on a known family or write code.
_LIKED = ("likes", ">=", 1)
HUB = {
    "columns": [
        "model_id", "firm", "country", "base_country", "created_date", "license", "task",
        "params_b", "snapshot_date", "downloads_30d", "likes", "sampling",
    ],
    "where": [
        [("sampling", "!=", "whole_hub")],
        [("firm", "known", True)],
        [_LIKED, ("base_country", "known", True)],
        [_LIKED, ("model_id", "contains", "code")],
        [_LIKED, ("model_id", "contains", "devstral")],
    ],
}  # fmt: skip
_BEFORE_RECORDS = pd.Timestamp("2022-03-02")


def prepared(snapshot: pd.DataFrame, country: str) -> pd.DataFrame:
    """One snapshot of models of China and of ``country``, with the columns a count model needs.

    Adds chinese, log_age (days since the repository was created), old (created before the Hub
    kept dates), task_group, licence_group, log_size (from the listed size, else from a number
    with B in the name), size_known, fame (log of one plus the mean likes of the firm's other
    models there) and alone (the firm has no other). Models of uncoded accounts are left out.
    """
    need_columns(
        snapshot, "model_id", "firm", "country", "created_date", "license", "task", "likes"
    )
    rows = snapshot[snapshot["country"].isin(["CN", country]) & snapshot["firm"].notna()].copy()
    age = (rows["snapshot_date"] - rows["created_date"]).dt.days.clip(lower=1).astype(float)
    named = rows["model_id"].str.extract(r"(?i)(?<![\d.])(?<!\dx)(\d+(?:\.\d+)?)b(?![a-z0-9])")[0]
    size = rows["params_b"].astype(float).fillna(named.astype(float)).where(lambda x: x > 0)
    licence = rows["license"].astype("object")
    firm = rows.groupby("firm", observed=True)["likes"]
    others = firm.transform("size") - 1
    mean_other = (firm.transform("sum") - rows["likes"]).astype(float) / others.where(others > 0)
    return rows.assign(
        chinese=rows["country"].eq("CN").astype(float),
        log_age=np.log(age.fillna(age.median())),
        old=rows["created_date"].le(_BEFORE_RECORDS).astype(float),
        task_group=rows["task"].astype("object").map(TASKS).fillna("else").astype("str"),
        licence_group=licence.map(lambda x: "permissive" if x in PERMISSIVE else "terms")
        .where(licence.notna(), "not given")
        .astype("str"),
        log_size=np.log(size).fillna(0.0),
        size_known=size.notna().astype(float),
        fame=np.log1p(mean_other).fillna(0.0),
        alone=others.eq(0).astype(float),
        firm=rows["firm"].astype("str"),
    )


def origin_ratio(
    rows: pd.DataFrame, outcome: str, *, controls: tuple[str, ...] = (), least: int = 40
) -> Estimate:
    """Ratio of expected ``outcome``, Chinese over other, from a negative binomial regression.

    Errors are clustered on the firm, since models of one firm share its audience. ``controls``
    are terms of the formula; those that do not vary are left out.
    """
    known = rows.dropna(subset=[outcome])
    unit = f"ratio of {outcome.replace('_30d', '')}"
    groups = known.groupby("chinese")["firm"].nunique()
    if len(known) < least or len(groups) < 2 or groups.min() < 3:
        return Estimate.unavailable(f"{len(known)} models of too few firms", unit)
    terms = [term for term in controls if known[term.removeprefix("C(").rstrip(")")].nunique() > 1]
    formula = " + ".join([f"{outcome} ~ chinese", *terms])
    try:
        found = counts.negative_binomial(known, formula, cluster="firm").at(term="chinese")
    except MethodError as problem:
        return Estimate.unavailable(str(problem), unit)
    finally:
        if len(known) > counts.LARGE:  # a fit points to itself and holds copies of its data
            gc.collect()
    return Estimate(
        found.value, found.low, found.high, unit=unit, n=len(known), method=found.method
    ).resting_on(known)


CONTROLS = ("log_age", "old", "C(task_group)", "C(licence_group)", "log_size", "size_known")
FAME = ("fame", "alone")


def origin_ratios(
    snapshots: dict[str, pd.DataFrame], outcomes: tuple[str, ...] = ("likes", "downloads_30d")
) -> EstimateSeries:
    """:func:`origin_ratio` for every snapshot and outcome: as seen, like with like, and by fame.

    Columns: sample, outcome, model, value, low, high, n. Snapshots are never pooled.
    """
    steps = {
        "as seen": (),
        "like with like": CONTROLS,
        "and equally famous firm": (*CONTROLS, *FAME),
    }
    rows, basis = [], []
    for sample, frame in snapshots.items():
        for outcome in outcomes:
            for model, controls in steps.items():
                found = origin_ratio(frame, outcome, controls=controls)
                if found.available:
                    basis.append(found.basis)
                    rows.append(
                        {
                            "sample": sample,
                            "outcome": outcome.replace("_30d", ""),
                            "model": model,
                            "value": found.value,
                            "low": found.low,
                            "high": found.high,
                            "n": found.n,
                        }
                    )
    columns = ["sample", "outcome", "model", "value", "low", "high", "n"]
    method = "negative binomial regression, errors clustered on the firm"
    series = EstimateSeries(pd.DataFrame(rows, columns=columns), "ratio", method)
    for found in basis:
        series = EstimateSeries(series.frame, "ratio", method, series.basis | found)
    return series


def samples(models: pd.DataFrame, country: str, *, least: int = 300) -> dict[str, pd.DataFrame]:
    """The newest snapshot of each sampling with ``least`` models, prepared; keyed by day and sampling."""
    words = {
        "open_llm_leaderboard_v2": "on the Open LLM Leaderboard",
        "top1000_trending": "top 1,000 trending",
        "union_top300_likes_top300_downloads": "top 300 by likes or downloads",
        "whole_hub": "the whole Hub",
    }
    found = {}
    if models.empty:
        return found
    sizes = models.groupby(["sampling", "snapshot_date"], observed=True).size()
    for sampling in sizes.index.get_level_values(0).unique():
        days = sizes[sampling]
        days = days[days >= least]
        if len(days):
            rows = models[
                models["sampling"].eq(sampling) & models["snapshot_date"].eq(days.index.max())
            ]
            label = f"{words.get(str(sampling), str(sampling))}, {days.index.max():%B %Y}"
            found[label] = prepared(rows, country)
    return found


def undecided(ratios: EstimateSeries) -> int:
    """How many of the intervals include a ratio of 1."""
    return int(((ratios.frame["low"] <= 1) & (ratios.frame["high"] >= 1)).sum())
