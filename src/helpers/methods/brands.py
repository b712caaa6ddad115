"""Products that firms offer outside their home market, and the names they carry there."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from helpers.methods import contingency, proportions
from helpers.methods._checks import need_columns
from helpers.methods.estimate import Estimate

GENERAL = "general"
TRANSLATED = ("semantic", "phonetic", "pinyin", "dual")
HOME = {"china": "CN", "west": ""}


def products_abroad(
    brands: pd.DataFrame, *, sample: str = GENERAL, translation_same: bool = False
) -> pd.DataFrame:
    """One row per firm and product abroad with ``own_name``: another name than at home.

    Parameters
    ----------
    brands : ``overseas_brands``.
    sample : ``general`` leaves out rows searched for because their names differ; ``all`` keeps
        them, which can only be used within one group, never to compare groups.
    translation_same : count a translated or transcribed name as the same name.

    Rows without a known pair of names and rows that describe the home market are left out.
    Returns columns: firm, chinese, product_overseas, own_name, date, source_id.
    """
    need_columns(brands, "firm", "firm_group", "product_overseas", "same_brand", "sampled_for")
    kept = brands.dropna(subset=["same_brand", "product_overseas"])
    if sample == GENERAL:
        kept = kept[kept["sampled_for"].astype(str) == GENERAL]
    group = kept["firm_group"].astype(str)
    at_home = kept["market"].fillna("").astype(str).eq(group.map(HOME)) & group.eq("china")
    kept = kept[~at_home]
    other = ~kept["same_brand"].astype(bool)
    if translation_same:
        other &= ~kept["name_type"].astype(str).isin(TRANSLATED)
    table = kept.assign(
        chinese=kept["firm_group"].astype(str).eq("china"), own_name=other, date=kept["pair_date"]
    )
    columns = ["firm", "chinese", "product_overseas", "own_name", "date", "source_id"]
    return table[columns].drop_duplicates(["firm", "product_overseas"])


def with_restrictions(products: pd.DataFrame, acts: pd.DataFrame) -> pd.DataFrame:
    """Add ``restricted``: an act abroad names the product, or the firm where names coincide.

    ``acts`` has firm and product (free text). A product counts as restricted when its name
    stands in the text of an act against its firm, or when an act names the firm alone and
    the product carries the firm's own name. Not found is not "not restricted".
    """
    need_columns(products, "firm", "product_overseas")
    need_columns(acts, "firm", "product")
    texts = acts.assign(text=acts["product"].fillna("").str.lower()).groupby("firm")["text"]
    against = texts.apply(list).to_dict()
    hit = [
        any(
            name.lower() in text or (name.lower() == firm.lower() and bool(text))
            for text in against.get(firm, [])
        )
        for firm, name in zip(products["firm"], products["product_overseas"], strict=True)
    ]
    return products.assign(restricted=hit)


def tipping(other_name: int, products: int, presumed: int, *, most: int = 8) -> pd.DataFrame:
    """The odds ratio of another name if 0, 1, 2 ... of the ``presumed`` products had one too.

    ``other_name`` of ``products`` looked-up products carry another name. Columns: differ, value,
    low, high (Fisher's exact interval). With ``differ`` 0 the value is unbounded and left empty.
    """
    rows = []
    for differ in range(min(most, presumed) + 1):
        table = [[other_name, products - other_name], [differ, presumed - differ]]
        found = contingency.odds_ratio(np.array(table))
        rows.append((differ, found.value, found.low, found.high))
    return pd.DataFrame(rows, columns=["differ", "value", "low", "high"]).astype(float)


def known_to_differ(brands: pd.DataFrame) -> list[str]:
    """Western products presumed to keep one name of which another row knows a second name.

    Compares by the name at home; both samples are read.
    """
    west = brands[brands["firm_group"].astype(str).eq("west")]
    presumed = west[west["sampled_for"].astype(str).eq(GENERAL) & west["same_brand"].eq(True)]
    other = set(west.loc[west["same_brand"].eq(False), "product_domestic"].dropna())
    return sorted(set(presumed["product_domestic"].dropna()) & other)


def shares_shown(products: pd.DataFrame) -> dict[str, Estimate]:
    """Share under a name of their own: all products, those of the firm with most, and the others."""
    need_columns(products, "firm", "own_name")
    shown = {"all products": proportions.share_of(products, products["own_name"])}
    counts = products["firm"].value_counts()
    if len(counts) < 2 or counts.iloc[0] < 2:
        return shown
    first = products["firm"].eq(counts.index[0])
    for words, part in (
        (counts.index[0], products[first]),
        (f"all but {counts.index[0]}", products[~first]),
    ):
        shown[str(words)] = proportions.share_of(part, part["own_name"])
    return shown


def share_without_each_firm(products: pd.DataFrame) -> pd.DataFrame:
    """Share under a name of their own without each firm in turn: columns left_out, value, n."""
    need_columns(products, "firm", "own_name")
    rows = [
        (firm, rest["own_name"].mean(), len(rest))
        for firm in sorted(products["firm"].unique())
        if len(rest := products[products["firm"].ne(firm)])
    ]
    return pd.DataFrame(rows, columns=["left_out", "value", "n"]).sort_values(
        "value", ignore_index=True
    )


def detectable_odds_ratio(
    first: int, second: int, base: float, *, power: float = 0.8, level: float = 0.05
) -> Estimate:
    """The smallest odds ratio above 1 that Fisher's two-sided test would find with ``power``.

    ``first`` and ``second`` are the sizes of the groups, ``base`` the share with the outcome in the
    second. Power is exact: the sum over all tables of two independent binomials. Up to a ratio of
    1,000; unavailable where that is not enough.
    """
    unit = "odds ratio"
    if min(first, second) < 1 or not 0 < base < 1:
        return Estimate.unavailable("an empty group, or an outcome nobody or everybody has", unit)
    cells = [(a, b) for a in range(first + 1) for b in range(second + 1)]
    found = np.array(
        [stats.fisher_exact([[a, first - a], [b, second - b]])[1] <= level for a, b in cells]
    ).reshape(first + 1, second + 1)
    others = stats.binom.pmf(np.arange(second + 1), second, base)
    for ratio in np.exp(np.linspace(0.0, np.log(1000), 140)):
        odds = ratio * base / (1 - base)
        ours = stats.binom.pmf(np.arange(first + 1), first, odds / (1 + odds))
        if ours @ found @ others >= power:
            return Estimate(
                float(ratio),
                unit=unit,
                n=first + second,
                method=f"exact power of Fisher's test, {power:.0%} at the {level:.0%} level",
            )
    return Estimate.unavailable(
        f"with {first} against {second} cases no odds ratio up to 1,000 would be found in {power:.0%} of samples",
        unit,
    )
