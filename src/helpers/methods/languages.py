"""How many languages a family of models states, and how many people that reaches."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns

FAMILIES = ("Qwen", "Hunyuan", "HY-MT", "Seed", "GLM", "Llama", "Mistral")
SAME_FAMILY = {"HY-MT": "Hunyuan"}
# Codes that name one language twice in the two lists.
SAME_LANGUAGE = {"fil": "tl", "nb": "no", "nn": "no", "cmn": "zh", "yue": "zh", "wuu": "zh"}
OUTSIDE_CHINA = "world outside China"


def family_of(models: pd.Series) -> pd.Series:
    """The family of each model by the beginning of its name; the name itself where none fits."""
    found = models.astype(object)
    for family in FAMILIES:
        found = found.mask(models.str.startswith(family), SAME_FAMILY.get(family, family))
    return found.astype("str")


def most_stated(models: pd.DataFrame) -> pd.DataFrame:
    """The largest number of languages a family had stated by each of its releases.

    ``models`` has model, country, release_date, n_languages. Releases without a number or a
    date are left out: unknown is not zero.

    Returns columns: date, family, group (China or other), languages; index names the rows.
    """
    need_columns(models, "model", "country", "release_date", "n_languages")
    known = models.dropna(subset=["release_date", "n_languages"])
    known = known.sort_values("release_date", kind="stable")
    family = family_of(known["model"])
    group = known["country"].astype(str).map({"CN": "China"}).fillna("other")
    return known.assign(
        date=known["release_date"],
        family=family,
        group=group,
        languages=known["n_languages"].astype(float).groupby(family).cummax(),
    )[["date", "family", "group", "languages", "source_id"]]


def reach(
    listed: pd.DataFrame, countries: pd.DataFrame, population: pd.DataFrame
) -> pd.DataFrame:
    """Share of people who live where at least one language of a country's list is stated.

    An upper bound of who can be served in a language they read: a country counts whole when
    one of its languages is listed, however few speak it.

    Parameters
    ----------
    listed : ``model_language_list``: model, language_iso, release_date.
    countries : country, region, language_codes (";"-list).
    population : country, value (persons).

    Returns
    -------
    Columns: model, release (month and model), area (a region, or the world outside China),
    share, people, countries; in the order of ``listed``.
    """
    need_columns(listed, "model", "language_iso", "release_date")
    need_columns(countries, "country", "region", "language_codes")
    need_columns(population, "country", "value")
    people = population.set_index("country")["value"].astype(float)
    places = countries.assign(people=countries["country"].map(people))
    places = places.dropna(subset=["people", "language_codes", "region"])
    places = places[places["country"] != "CN"]
    spoken = [
        {SAME_LANGUAGE.get(code, code) for code in text.split(";")}
        for text in places["language_codes"]
    ]
    rows = []
    for model, group in listed.groupby("model", sort=False):
        day = group["release_date"].min()
        release = f"{model}, {day:%B %Y}" if pd.notna(day) else model
        codes = {SAME_LANGUAGE.get(code, code) for code in group["language_iso"].dropna()}
        served = places[[bool(codes & languages) for languages in spoken]]
        for area, part in [(OUTSIDE_CHINA, places), *places.groupby("region", observed=True)]:
            inside = served[served["country"].isin(part["country"])]
            total = part["people"].sum()
            share = inside["people"].sum() / total if total else float("nan")
            rows.append((model, release, area, share, inside["people"].sum(), len(inside)))
    return pd.DataFrame(rows, columns=["model", "release", "area", "share", "people", "countries"])


def newest_per_family(listed: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``listed`` that belong to the newest dated model of each family."""
    need_columns(listed, "model", "release_date")
    dated = listed.dropna(subset=["release_date"])
    family = family_of(dated["model"])
    newest = dated.groupby(family)["release_date"].transform("max")
    return dated.assign(family=family)[dated["release_date"] == newest]
