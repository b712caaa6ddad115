"""Products that firms offer outside their home market, and the names they carry there."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns

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
