"""Arena boards: one scale for boards that differ, each lab's best, quality of priced models.

Ratings compare within a board. Between boards the scale drifts and once jumped (June 2025), so
boards are linked through the models that they share.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from helpers.methods._checks import need_columns

RAW = (
    "published arena score (no style control)",
    "published arena score (scale shifted upward from June 2025)",
    "raw (no style control)",
    "default leaderboard page",
)
STYLE_CONTROLLED = "style-controlled"
#: Words and dates that a price list and a board write differently for one model.
_DATES = re.compile(r"[-.](20\d{6}|20\d\d-\d\d-\d\d|\d{4}|\d\d-\d\d)(?=-|$)")
_WORDS = re.compile(
    r"-(api|preview|chat|instruct|latest|it|exp|online|search|tput|fp8|bf16|\d+k)(?=-|$)"
)


def boards(scores: pd.DataFrame, *, style_controlled: bool = False) -> pd.DataFrame:
    """One board a day and source: raw scores, or where both were printed the style-controlled ones.

    Adds ``board`` (the day of the board). Boards without both variants stay as they are.
    """
    need_columns(scores, "snapshot_date", "score_basis", "model_key", "score")
    basis = scores["score_basis"].astype(str)
    both = scores.groupby("snapshot_date")["score_basis"].transform("nunique") > 1
    wanted = basis.eq(STYLE_CONTROLLED) if style_controlled else basis.ne(STYLE_CONTROLLED)
    return scores[wanted | ~both].assign(board=lambda rows: rows["snapshot_date"])


def on_one_scale(rows: pd.DataFrame, *, fewest: int = 5) -> pd.DataFrame:
    """Add ``linked``: scores shifted so that the models two boards share agree (median).

    The first board keeps its scores. Each later board is shifted by the median difference to
    the linked scores that its models had before; with fewer than ``fewest`` shared models the
    board gets no linked score. ``attrs['shifts']`` holds one shift a board.
    """
    need_columns(rows, "board", "model_key", "score")
    seen: dict[str, float] = {}
    shifts: dict[pd.Timestamp, float] = {}
    for board, group in rows.sort_values("board", kind="stable").groupby("board"):
        best = group.groupby(group["model_key"].astype(str))["score"].max().astype(float)
        shared = [key for key in best.index if key in seen]
        if seen and len(shared) < fewest:
            shifts[board] = float("nan")
            continue
        apart = [best[key] - seen[key] for key in shared]
        shifts[board] = float(np.median(apart)) if apart else 0.0
        seen.update((best - shifts[board]).to_dict())
    linked = rows["score"].astype(float) - rows["board"].map(shifts).astype(float)
    found = rows.assign(linked=linked)
    found.attrs["shifts"] = shifts
    return found


def quality_of_models(linked: pd.DataFrame) -> pd.DataFrame:
    """Median linked score of each model: columns model_key, quality, boards, first_board."""
    need_columns(linked, "linked", "model_key", "board")
    known = linked.dropna(subset=["linked"])
    grouped = known.groupby(known["model_key"].astype(str))
    return pd.DataFrame(
        {
            "quality": grouped["linked"].median(),
            "boards": grouped["board"].nunique(),
            "first_board": grouped["board"].min(),
        }
    ).reset_index()


def plain_name(model_key: str) -> str:
    """A model's name without dates and words that vary between lists.

    ``qwen-max-0428`` -> ``qwen-max``; ``qwen1.5-72b-chat`` -> ``qwen1-5-72b``. The rule joins
    editions of one model; it never joins models of different size or generation.
    """
    return _WORDS.sub("", _DATES.sub("", model_key)).replace(".", "-")


def with_quality(
    prices: pd.DataFrame,
    quality: pd.DataFrame,
    *,
    day: str,
    aliases: pd.DataFrame | None = None,
    within_days: int = 183,
) -> pd.DataFrame:
    """Join ``quality`` to priced models: by equal name, by alias, else by :func:`plain_name`.

    A price list may keep one name for ever better editions. ``aliases`` (alias, since, until,
    model_key) says for some names which edition they called on which days. By plain name a price
    takes the edition whose first board is nearest to its ``day``, and none beyond ``within_days``.
    Names that differ in dots and hyphens only are equal. Adds quality and matched_by (exact,
    alias, plain name, or missing).
    """
    need_columns(prices, "model_key", day)
    keys = prices["model_key"].astype(str)
    of_name = quality.assign(name=quality["model_key"].map(_spelled)).drop_duplicates("name")
    of_name = of_name.set_index("name")["quality"]
    direct = keys.map(_spelled).map(of_name).astype(float)
    called = _called(keys, prices[day], aliases)
    by_alias = called.map(_spelled, na_action="ignore").map(of_name).astype(float).where(direct.isna())
    direct = direct.fillna(by_alias)
    asked = pd.DataFrame({"plain": keys.map(plain_name), "day": prices[day]}, index=prices.index)
    asked = asked[direct.isna()].rename_axis("label").reset_index()
    editions = quality.assign(plain=quality["model_key"].map(plain_name))
    found = asked.merge(editions[["plain", "quality", "first_board"]], on="plain")
    found = found.assign(away=(found["day"] - found["first_board"]).abs())
    found = found[found["away"] <= pd.Timedelta(days=within_days)].sort_values("away", kind="stable")
    indirect = found.drop_duplicates("label").set_index("label")["quality"].reindex(prices.index)
    how = pd.Series(pd.NA, index=prices.index, dtype="object")
    how = how.mask(indirect.notna(), "plain name").mask(direct.notna(), "exact").mask(by_alias.notna(), "alias")
    return prices.assign(quality=direct.fillna(indirect.astype(float)), matched_by=how)


def _spelled(model_key: str) -> str:
    return model_key.replace(".", "-")


def _called(keys: pd.Series, days: pd.Series, aliases: pd.DataFrame | None) -> pd.Series:
    """The edition that a name called on a day, missing where no alias says."""
    found = pd.Series(pd.NA, index=keys.index, dtype="object")
    if aliases is None or aliases.empty:
        return found
    need_columns(aliases, "alias", "since", "until", "model_key")
    for row in aliases.itertuples():
        inside = (days >= row.since) & (pd.isna(row.until) | (days <= row.until))
        found = found.mask(keys.eq(str(row.alias)) & inside, str(row.model_key))
    return found


def best_of_labs(rows: pd.DataFrame, countries: list[str], score: str = "score") -> pd.DataFrame:
    """Each lab's best model on each board: columns board, firm, firm_country, model, score."""
    need_columns(rows, "board", "firm", "firm_country", score)
    mine = rows[rows["firm_country"].astype(str).isin(countries)].dropna(subset=[score])
    if mine.empty:
        return mine
    places = mine.groupby(["board", mine["firm"].astype(str)])[score].idxmax()
    return mine.loc[places].astype({"firm": "object", "firm_country": "object"})


def leading(best: pd.DataFrame, n: int, score: str = "score") -> pd.DataFrame:
    """The ``n`` best labs of each country on each board, so that countries compare like for like."""
    ordered = best.sort_values(score, ascending=False, kind="stable")
    return ordered.groupby(["board", "firm_country"], sort=False).head(n).sort_values("board", kind="stable")


def scored(levels: pd.DataFrame, **countries: str) -> dict[str, int]:
    """Models with a price and a score by country, under the names given (``n_cn="CN"``)."""
    known = levels[levels["quality"].notna()]
    counts = known.groupby(known["country"].astype(str))["model_key"].nunique()
    return {name: int(counts.get(country, 0)) for name, country in countries.items()}
