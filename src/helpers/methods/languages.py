"""How many languages a family of models states, and how many people that reaches."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns

FAMILIES = ("Qwen", "Hunyuan", "HY-MT", "Seed", "GLM", "Llama", "Mistral")
SAME_FAMILY = {"HY-MT": "Hunyuan"}
CHINESE = ("Qwen", "Hunyuan", "Seed", "GLM")
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
    listed: pd.DataFrame,
    countries: pd.DataFrame,
    population: pd.DataFrame,
    *,
    first_only: bool = False,
) -> pd.DataFrame:
    """Share of people who live where a language of their country's list is stated.

    By default any language of the list counts: an upper bound of who can be served in a language
    they read, since a country counts whole however few speak it. With ``first_only`` only the
    first of the list does, mostly the main or the official one: stricter, and no bound in either
    direction where many people speak another.

    Parameters
    ----------
    listed : ``model_language_list``: model, language_iso, release_date.
    countries : country, region, language_codes (";"-list).
    population : country, value (persons).

    Returns
    -------
    Columns: model, date, release (month and model), area (a region, or the world outside China),
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
        {SAME_LANGUAGE.get(code, code) for code in text.split(";")[: 1 if first_only else None]}
        for text in places["language_codes"]
    ]
    rows = []
    for model, group in listed.groupby("model", sort=False):
        day = group["release_date"].min()
        release = f"{model}, {day:%B %Y}" if pd.notna(day) else f"{model}, day not stated"
        codes = {SAME_LANGUAGE.get(code, code) for code in group["language_iso"].dropna()}
        served = places[[bool(codes & languages) for languages in spoken]]
        for area, part in [(OUTSIDE_CHINA, places), *places.groupby("region", observed=True)]:
            inside = served[served["country"].isin(part["country"])]
            total = part["people"].sum()
            share = inside["people"].sum() / total if total else float("nan")
            rows.append((model, day, release, area, share, inside["people"].sum(), len(inside)))
    columns = ["model", "date", "release", "area", "share", "people", "countries"]
    return pd.DataFrame(rows, columns=columns)


def best_so_far(reached: pd.DataFrame, rule: str) -> pd.DataFrame:
    """The widest reach in the world outside China that each family's lists had by each release.

    Columns: date, family, origin (Chinese or Western), rule (as given), share. Releases without
    a date are left out.
    """
    need_columns(reached, "model", "date", "area", "share")
    world = reached[reached["area"].eq(OUTSIDE_CHINA)].dropna(subset=["date"]).sort_values("date")
    family = family_of(world["model"].astype("str"))
    origin = family.isin(CHINESE).map({True: "Chinese", False: "Western"})
    best = world["share"].astype(float).groupby(family).cummax()
    return world.assign(family=family, origin=origin, rule=rule, share=best)[
        ["date", "family", "origin", "rule", "share"]
    ]


def newest_per_family(listed: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``listed`` that belong to the newest dated model of each family."""
    need_columns(listed, "model", "release_date")
    dated = listed.dropna(subset=["release_date"])
    family = family_of(dated["model"])
    newest = dated.groupby(family)["release_date"].transform("max")
    return dated.assign(family=family)[dated["release_date"] == newest]


def as_words(paths: pd.DataFrame, rule: str) -> list[str]:
    """The last value of each family of :func:`best_so_far` under one rule: "Qwen 95%"; widest first."""
    last = paths[paths["rule"].eq(rule)].groupby("family")["share"].last()
    return [f"{family} {share:.0%}" for family, share in last.sort_values(ascending=False).items()]


def weakest_area(reached: pd.DataFrame, models: list[str]) -> list[str]:
    """For each of ``models`` the region with the smallest reach: "Europe (Llama 4: 49%)"."""
    regions = reached[reached["area"].ne(OUTSIDE_CHINA)].set_index(["model", "area"])["share"]
    found = []
    for model in models:
        of_model = regions.loc[model]
        found.append(f"{of_model.idxmin()} ({model}: {of_model.min():.0%})")
    return found
