"""What rules ask for, coded by written key-word rules, and how many duties a place has.

The rules for the object of a text are tried in order; the first that matches wins. They read
titles and short requirements, not the law itself: coding, to be checked against a second coder.
"""

from __future__ import annotations

import pandas as pd

from helpers.methods import contingency, proportions
from helpers.methods._checks import need_columns
from helpers.methods.estimate import EstimateSeries

# The order matters: a labelling rule is about content even where it speaks of data.
OBJECT_RULES = (
    ("content", r"label|content|deep synthesis|recommendation|moderation|blocking"),
    ("privacy", r"privacy|personal information|personal data|gdpr|lawful basis|data subject"),
    ("data security", r"data security|export|cross-border|cybersecurity|localis|sovereignty"),
    ("system safety", r"security|safety|risk|high-risk|prohibited|conformity|general-purpose"),
)
BINDING_KINDS = ("regulation", "draft", "standard", "guideline")
SUPPORT = ("supporting",)
IN_FORCE = ("in_force", "in_force_phased")
NO_DUTY = ("none",)
# The 27 members, as listed by the Union itself; the EU has no row among the countries.
EU_MEMBERS = (
    ["AT", "BE", "BG", "HR", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
)
MATERIAL_TOPICS = ("data_localisation", "security_certification")
TOPIC_WORDS = {
    "ai_specific": "AI rules",
    "content": "content",
    "data_localisation": "data kept at home",
    "privacy": "privacy",
    "procurement": "public buying",
    "security_certification": "permits, certificates",
}
# Rules about shares, listings and money going abroad: no rules for AI products.
FINANCE_WORDS = r"listing|listed|capital|outbound|invest|overseas list|star "


def object_of(texts: pd.Series) -> pd.Series:
    """The main object of each text by :data:`OBJECT_RULES`; ``other`` where none matches."""
    lowered = texts.fillna("").str.lower()
    found = pd.Series("other", index=texts.index)
    for name, pattern in reversed(OBJECT_RULES):
        found = found.mask(lowered.str.contains(pattern, regex=True), name)
    return found


def rules_by_object(events: pd.DataFrame, requirements: pd.DataFrame) -> pd.DataFrame:
    """Rules of China (policy events) and of the European Union (requirements), by their object.

    Parameters
    ----------
    events : ``policy_events``: funds, incentives and supporting acts are left out, since they
        are not rules that bind.
    requirements : ``regulatory_requirements``.

    Returns
    -------
    Columns: place (CN or EU), text, object, date, source_id; the index names the rows.
    """
    need_columns(events, "jurisdiction", "title_short", "kind", "stance")
    need_columns(requirements, "jurisdiction", "instrument", "requirement_short", "topic")
    own = events[
        events["jurisdiction"].astype(str).eq("CN")
        & events["kind"].astype(str).isin(BINDING_KINDS)
        & ~events["stance"].astype(str).isin(SUPPORT)
    ]
    own = own.assign(place="CN", text=own["title_short"])
    union = requirements[requirements["jurisdiction"].astype(str).eq("EU")]
    words = union["instrument"] + ": " + union["requirement_short"].fillna("")
    # The table's own topic speaks first where a title does not name its object.
    topic = union["topic"].astype(str).map({"content": " content", "privacy": " privacy"})
    union = union.assign(place="EU", text=words + topic.fillna(""), date=union["in_force_date"])
    both = pd.concat([part[["place", "text", "date", "source_id"]] for part in (own, union)])
    return both.assign(object=object_of(both["text"]))


def duties(
    requirements: pd.DataFrame, *, in_force_only: bool = True, subnational: bool = True
) -> pd.DataFrame:
    """Rows that are duties, with ``place``: the jurisdiction, or the country it is part of.

    Rows that state the absence of a law are not duties. ``in_force_only`` leaves out bills,
    plans and rules that do not apply yet; ``subnational=False`` leaves out states and regions.
    """
    need_columns(requirements, "jurisdiction", "country", "status")
    status = requirements["status"].astype(str)
    kept = ~status.isin(NO_DUTY)
    if in_force_only:
        kept &= status.isin(IN_FORCE)
    code = requirements["jurisdiction"].astype(str)
    if not subnational:
        kept &= ~code.str.contains("-")
    place = requirements["country"].astype(object).where(requirements["country"].notna(), code)
    return requirements.assign(place=place.astype(str))[kept]


def places_read(requirements: pd.DataFrame) -> list[str]:
    """Every place with at least one row, duty or not: where somebody looked."""
    code = requirements["jurisdiction"].astype(str)
    place = requirements["country"].astype(object).where(requirements["country"].notna(), code)
    return sorted(place.astype(str).unique())


def matrix(duty_rows: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """Number of duties by place and topic (tidy: place, topic, n); NaN where nothing was read.

    A place that was read for some topics and not for others cannot be told from one without
    such a duty, so cells without a row stay empty, never zero.
    """
    counts = duty_rows.groupby(["place", "topic"], observed=True).size().rename("n")
    topics = sorted(duty_rows["topic"].astype(str).unique())
    grid = pd.MultiIndex.from_product([places, topics], names=["place", "topic"])
    return counts.reindex(grid).astype(float).reset_index()


def duties_by_place(
    duty_rows: pd.DataFrame,
    places: list[str],
    income: pd.DataFrame,
    *,
    groups: int = 2,
    topics: tuple[str, ...] = MATERIAL_TOPICS,
) -> pd.DataFrame:
    """Number of duties under ``topics`` per place that was read, with its income group.

    ``income`` has country and value (GDP per head). The groups are cut among all countries with
    a figure: the richer half against the rest, or thirds (high, middle, low). The European
    Union takes the median of its members.

    Returns columns: place, n, income (GDP per head), group, high (richest group).
    """
    need_columns(income, "country", "value")
    heads = income.dropna(subset=["value"]).set_index("country")["value"].astype(float)
    if heads.empty:
        return pd.DataFrame(columns=["place", "n", "income", "group", "high"])
    members = heads.reindex(EU_MEMBERS).dropna()
    names = ["lower", "high"] if groups == 2 else ["low", "middle", "high"]
    cuts = [heads.quantile(k / groups) for k in range(1, groups)]
    counted = duty_rows[duty_rows["topic"].astype(str).isin(topics)].groupby("place").size()
    table = pd.DataFrame({"place": places})
    table["n"] = table["place"].map(counted).fillna(0).astype(int)
    table["income"] = table["place"].map(heads)
    if len(members):
        table.loc[table["place"] == "EU", "income"] = members.median()
    bins = [-float("inf"), *cuts, float("inf")]
    table["group"] = pd.cut(table["income"], bins, labels=names).astype(object)
    return table.assign(high=table["group"].eq("high")).dropna(subset=["income"])


def duty_rates(
    duty_rows: pd.DataFrame, by_place: pd.DataFrame, topics: tuple[str, ...] | None = None
) -> EstimateSeries:
    """Rules found per place that was read, by topic and income group; exact Poisson intervals.

    ``by_place`` is :func:`duties_by_place`; a topic without a rule in a group is a zero there.
    The EU's own rules count for the EU, not for each of its members. Columns: topic (words),
    group, value, low, high, n (rules), places.
    """
    need_columns(by_place, "place", "group")
    columns = ["topic", "group", "value", "low", "high", "n", "places"]
    kept = duty_rows[duty_rows["place"].isin(by_place["place"])]
    group_of = by_place.set_index("place")["group"]
    chosen = topics or tuple(sorted(kept["topic"].astype(str).unique()))
    rows = []
    for topic in chosen:
        of_topic = kept.loc[kept["topic"].astype(str) == topic, "place"].map(group_of)
        for group, places in group_of.value_counts().sort_index().items():
            found = proportions.rate(int((of_topic == group).sum()), places, unit="rules a place")
            n = int((of_topic == group).sum())
            rows.append((TOPIC_WORDS.get(topic, topic), f"{group} income", found.value, found.low, found.high, n, places))
    tidy = pd.DataFrame(rows, columns=columns)
    return EstimateSeries(tidy, "rules a place", "exact Poisson intervals").resting_on(kept)


def laws_by_income(laws: pd.DataFrame, income: pd.DataFrame, *, groups: int = 2) -> pd.DataFrame:
    """Countries with their income group and whether a data protection law stands (law).

    ``laws`` has country and value (1 a law, 0 none or a draft only), ``income`` country and value
    (GDP per head); the groups are cut among the countries with both. Index as in ``laws``.
    """
    need_columns(laws, "country", "value")
    need_columns(income, "country", "value")
    heads = income.dropna(subset=["value"]).drop_duplicates("country").set_index("country")["value"]
    table = laws.assign(income=laws["country"].map(heads), law=laws["value"].eq(1))
    table = table.dropna(subset=["income"])
    names = ["lower", "high"] if groups == 2 else ["low", "middle", "high"]
    if len(table) < groups:
        return table.assign(group=pd.Series(dtype=object))
    ranked = table["income"].rank(method="first")
    return table.assign(group=pd.qcut(ranked, groups, labels=names).astype(object))


def codings(objects: pd.DataFrame) -> pd.DataFrame:
    """Odds of content, China over the European Union, under each way of drawing the rules.

    ``objects`` is :func:`rules_by_object`. Columns: rules, china, eu (content of all), value, low,
    high (conditional odds ratio, exact interval).
    """
    need_columns(objects, "place", "text", "object")
    finance = objects["text"].fillna("").str.lower().str.contains(FINANCE_WORDS, regex=True)
    named = objects["object"].ne("other")
    ways = {
        "all, as fixed beforehand": pd.Series(True, index=objects.index),
        "without rules on listings and capital": ~finance,
        "only titles that name an object": named,
    }
    rows = []
    for words, kept in ways.items():
        part = objects[kept]
        found = contingency.odds_ratio_of(part, part["place"].eq("CN"), part["object"].eq("content"))
        of = [part.loc[part["place"].eq(place), "object"].eq("content") for place in ("CN", "EU")]
        counts = [f"{int(one.sum())} of {len(one)}" for one in of]
        rows.append((words, *counts, found.value, found.low, found.high))
    return pd.DataFrame(rows, columns=["rules", "china", "eu", "value", "low", "high"])
