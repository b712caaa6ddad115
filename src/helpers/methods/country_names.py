"""Countries as words for a sentence."""

from __future__ import annotations

import pandas as pd

#: Names that the table of countries abbreviates, or that take an article.
SPELLED = {"US": "the United States", "GB": "the United Kingdom", "AE": "the United Arab Emirates"}


def in_tables(countries: pd.DataFrame, codes: pd.Series) -> pd.Series:
    """Names in place of country codes, as a table shows them."""
    return codes.map(lambda code: in_words(countries, str(code)).removeprefix("the "))


def in_words(countries: pd.DataFrame, code: str) -> str:
    """The name of a country code, ready for the middle of a sentence; the code if it is unknown."""
    if code in SPELLED:
        return SPELLED[code]
    names = countries.set_index("country")["name"].astype(str)
    return str(names.get(code, code))
