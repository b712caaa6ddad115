"""Answers of each upstream, made up by us in the shape that its documentation gives.

No value here is a fact.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from replaying import Answer

DAY = datetime.date(2026, 12, 1)

LLM_PRICES = {
    "prices": [
        {"id": "deepseek-chat", "vendor": "deepseek", "name": "DeepSeek Chat", "input": 0.5,
         "output": 1.5, "input_cached": None, "from_date": "2026-11-25", "to_date": None},
        {"id": "deepseek-chat", "vendor": "deepseek", "name": "DeepSeek Chat", "input": 0.25,
         "output": 1, "input_cached": None, "from_date": None, "to_date": "2026-11-25"},
        {"id": "nova", "vendor": "amazon", "name": "Nova", "input": 1, "output": 2,
         "input_cached": None, "from_date": "2026-01-01", "to_date": None},
    ]
}  # fmt: skip


def genai_prices(deepseek: Any = None, **more: Any) -> list[dict[str, Any]]:
    """The catalogue: every platform with one model; ``deepseek`` replaces the prices of its."""
    named = ["anthropic", "google", "minimax", "moonshotai", "openai", "x-ai", "zai"]
    plain = {"input_mtok": 2, "output_mtok": 6}
    return [
        {"id": name, "name": name, "models": [{"id": f"{name}-large", "prices": plain}]}
        for name in named[2:]
    ] + [
        {"id": "anthropic", "models": [{"id": "claude-made-up", "prices": plain}]},
        {"id": "google", "models": [
            {"id": name, "prices": plain}
            for name in ("gemini-made-up", "gemini-made-up-image", "claude-made-up")
        ]},
        {"id": "deepseek", "name": "Deepseek", "models": [
            {"id": "deepseek-chat", "prices": deepseek or {"input_mtok": 0.5, "output_mtok": 2}},
        ]},
        {"id": "some-host", "models": [{"id": "deepseek-chat", "prices": plain}]},
    ]  # fmt: skip


WORLD_BANK_VALUES = {
    "NY.GDP.MKTP.CD": 2_000_000_000_000.0,
    "SP.POP.TOTL": 1_000_000,
    "FP.CPI.TOTL.ZG": 2.5,
}


def world_bank(code: str, updated: str = "2026-11-28", per_page: int = 2, years: int = 3):
    """An endpoint of one indicator, two observations a page; ``value`` grows with the year."""
    observations = [
        {"indicator": {"id": code, "value": "made up"}, "country": {"id": "CN", "value": "China"},
         "countryiso3code": "CHN", "date": str(2023 + step),
         "value": WORLD_BANK_VALUES.get(code, 50) * (1 + step / 10) if step < years - 1 else None,
         "unit": "", "obs_status": "", "decimal": 1}
        for step in range(years)
    ]  # fmt: skip

    def page(query: dict[str, str]) -> Answer:
        number, pages = int(query["page"]), -(-len(observations) // per_page)
        about = {
            "page": number, "pages": pages, "per_page": per_page, "total": len(observations),
            "sourceid": "2", "lastupdated": updated,
        }  # fmt: skip
        return Answer([about, observations[(number - 1) * per_page : number * per_page]])

    return page


WORLD_BANK_ERROR = [
    {"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}
]

EPOCH_HEADER = (
    "Model,Organization,Publication date,Domain,Task,Parameters,Parameters notes,"
    "Training compute (FLOP),Training compute notes,Confidence,Country (of organization),"
    "Base model,Model accessibility,Training code accessibility\n"
)
EPOCH = EPOCH_HEADER + (
    'Made-up One,DeepSeek,2026-10-01,"Language,Vision",,1000000000000.0,"a note, over\ntwo lines",'
    "6.0e+24,,Confident,China,,Open weights (unrestricted),Unreleased\n"
    'Made-up Two,"Alibaba,Nobody University",2026-11-02,Language,,,,,,Unknown,'
    '"China,United States of America",,API access,\n'
    "Too old,Google,2015-01-01,Language,,,,,,Unknown,United States of America,,,\n"
    "Month only,Google,2026-11,Language,,,,,,Unknown,United States of America,,,\n"
)


def arena(query: dict[str, str], total: int = 3, length: int = 2) -> Answer:
    """The viewer of the leaderboard dataset, two rows a page."""
    rows = [
        {"model_name": f"made-up-{number}", "organization": maker, "license": licence,
         "rating": 1500.123 - number, "rating_lower": 1490.0, "rating_upper": 1510.5,
         "variance": 2.5, "vote_count": 1000 + number, "rank": number + 1, "category": "overall",
         "leaderboard_publish_date": "2026-11-20"}
        for number, (maker, licence) in enumerate(
            [("openai", "Proprietary"), ("deepseek", "MIT"), ("nobody labs", "MIT")]
        )
    ][:total]  # fmt: skip
    start = int(query["offset"])
    return Answer(
        {
            "features": [],
            "rows": [
                {"row_idx": start + step, "row": row, "truncated_cells": []}
                for step, row in enumerate(rows[start : start + length])
            ],
            "num_rows_total": len(rows),
            "num_rows_per_page": 100,
            "partial": False,
        }
    )


def trending(days: tuple[str, ...] = ("2024-09-30", "2024-10-01"), ranks: int = 20) -> str:
    """The CSV of the archive: the top of each day, the fields of its dataset card."""
    lines = ["date,author,id,rank,recent_likes,likes,month_downloads"]
    lines += [
        f"{day},{'Qwen' if rank < 5 else 'someone'},{'Qwen' if rank < 5 else 'someone'}/m{rank},"
        f"{rank},{100 - rank},{1000 - rank},{5000 - rank}"
        for day in days
        for rank in range(1, ranks + 1)
    ]
    return "\n".join(lines) + "\n"


def github(name: str, stars: int = 120) -> dict[str, Any]:
    """A repository as the REST API gives it (the fields that are read, and some others)."""
    return {
        "id": 1, "full_name": name, "private": False, "stargazers_count": stars,
        "watchers_count": stars, "forks_count": 12, "open_issues_count": 3,
    }  # fmt: skip


def hub_models(org: str, count: int = 2) -> list[dict[str, Any]]:
    """The listing of an organisation with the expanded fields that are asked for."""
    return [
        {"_id": f"{number:024x}", "id": f"{org}/made-up-{number}", "author": org,
         "createdAt": "2026-05-01T08:00:00.000Z", "downloads": 1000 - number, "likes": 10 + number,
         "pipeline_tag": "text-generation", "tags": ["transformers", "license:apache-2.0"],
         "cardData": {"license": "apache-2.0", "base_model": ["Qwen/Made-Base"]},
         "safetensors": {"parameters": {"BF16": 7_000_000_000}, "total": 7_000_000_000}}
        for number in range(count)
    ]  # fmt: skip


OECD_HEADER = "Country,Country_label,INDUSTRY,STAGE,Sum_of_deals,Year\n"
OECD = OECD_HEADER + "".join(
    f'{code},"{label}",{industry},VC,{amount + year},{year}\n'
    for code, label, amount in (
        ("CHN", "China (People's Republic of)", 1000), ("EU27", "EU27", 2000), ("TUV", "Tuvalu", 1),
    )
    for industry in ("-- All industries --", "Robots")
    for year in (2025, 2026)
)  # fmt: skip


def oecd_archive(table: str = OECD, name: str = "data.csv") -> bytes:
    """What the chart hands out: the table and a few words about it, in one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, table)
        archive.writestr("metadata.txt", "Description:\nmade up\n")
    return out.getvalue()
