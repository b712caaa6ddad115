"""Reported shares and amounts of use: every measure beside the others, with what it counts."""

from __future__ import annotations

import pandas as pd

from helpers.methods._checks import need_columns

#: Measures of use: a short name, and what is counted.
COUNTS = {
    "hf_downloads_share_trailing_year": (
        "Hub downloads, year",
        "downloads on the Hub in twelve months, by country of the uploader",
    ),
    "hf_downloads_share": (
        "Hub downloads, family",
        "downloads on the Hub of single models or families",
    ),
    "openrouter_token_share": (
        "router tokens",
        "tokens routed by one router; all models, or open ones only",
    ),
    "openrouter_token_share_peak_week": (
        "router tokens, best week",
        "tokens routed by one router, best single week",
    ),
    "openrouter_token_share_top10": (
        "router tokens, top ten",
        "tokens of the ten most used models of one router",
    ),
    "hf_new_finetune_base_share": (
        "new fine-tunes",
        "new fine-tunes on the Hub, by country of the base model",
    ),
    "hf_new_language_model_share": (
        "new language models",
        "new language models on the Hub, by base family",
    ),
    "new_derivative_share": (
        "new derivatives",
        "new derivatives among listed models, by base family",
    ),
    "monthly_finetune_and_download_share": (
        "fine-tunes and downloads",
        "fine-tunes and downloads of one month, listed models",
    ),
    "hf_trending_top10_chinese_share": ("trending top ten", "slots of the ten top trending models"),
    "open_source_downloads_share": (
        "open-model downloads",
        "downloads of open models, method not stated",
    ),
}
SHARES = tuple(COUNTS)


def measures(
    rows: pd.DataFrame, metrics: tuple[str, ...], *, doubtful: bool = False
) -> pd.DataFrame:
    """Reported figures in one table, newest period first within a measure.

    Columns: measure (metric in words), counts, who, country, value, unit, period_end,
    measured_by, doubtful. The index keeps the rows' names.
    """
    need_columns(rows, "metric", "entity", "country", "value", "unit", "measured_by", "doubtful")
    kept = rows[rows["metric"].isin(metrics)]
    if not doubtful:
        kept = kept[~kept["doubtful"].fillna(False).astype(bool)]
    order = {name: place for place, name in enumerate(COUNTS)}
    metric = kept["metric"].astype("str")
    made = pd.DataFrame(
        {
            "measure": metric.map(lambda name: COUNTS[name][0]).astype("str"),
            "counts": metric.map(lambda name: COUNTS[name][1]).astype("str"),
            "who": kept["entity"].astype("object").where(kept["entity"].notna(), "all models"),
            "country": kept["country"].astype("object").where(kept["country"].notna(), "not one"),
            "value": kept["value"].astype(float),
            "unit": kept["unit"].astype("str"),
            "period_end": kept["period_end"],
            "measured_by": kept["measured_by"].astype("str"),
            "doubtful": kept["doubtful"].fillna(False).astype(bool),
            "order": metric.map(order),
        },
        index=kept.index,
    )
    made = made.sort_values(["order", "period_end", "country"], ascending=[True, False, True])
    return made.drop(columns="order")


def chinese_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Of :func:`measures`, the shares of China or of Chinese families, as shares of one.

    Columns: label (measure and month), value, measured_by.
    """
    kept = table[table["country"].eq("CN") & table["unit"].eq("percent")]
    if kept.empty:
        return kept.assign(label=pd.Series(dtype="str"))
    month = kept["period_end"].dt.strftime("%Y-%m")
    who = kept["who"].where(kept["who"].ne("all models"), "China")
    return kept.assign(label=kept["measure"] + ", " + who + ", " + month, value=kept["value"] / 100)


def span(table: pd.DataFrame) -> dict[str, float | None]:
    """Lowest and highest of :func:`chinese_shares`."""
    values = chinese_shares(table)["value"]
    if values.empty:
        return {"low": None, "high": None}
    return {"low": float(values.min()), "high": float(values.max())}


def for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """The table in words: measure, what it counts, whose, country, value with its unit, month, by whom."""
    signs = {"percent": "%", "million": " million", "count": ""}
    value = table["value"].map("{:g}".format).astype("str") + table["unit"].map(signs).astype("str")
    return pd.DataFrame(
        {
            "measure": table["measure"],
            "counts": table["counts"],
            "whose": table["who"],
            "country": table["country"],
            "figure": value,
            "period to": table["period_end"].dt.strftime("%Y-%m"),
            "measured by": table["measured_by"],
        }
    )
