"""Parameters of ``notebooks/domestic_competition.ipynb``."""

from typing import Literal

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters
from helpers.running.parameters.kinds import Country, Firm


class Parameters(NotebookParameters):
    """How fierce competition is at home."""

    window_start: int = Field(2023, ge=2020, le=2024, description="first year drawn in the figures")
    compare_with: Country = Field("US", description="country drawn beside China")
    watched: list[Firm] = Field(
        ["Zhipu", "Moonshot AI", "MiniMax", "Baichuan", "01.AI", "StepFun"],
        description="start-ups followed one by one",
    )
    origin: Literal["founding", "headquarters"] = Field(
        "founding", description="moves abroad of firms founded in China, or of those run from there"
    )
    price_blend: Literal["3:1", "1:1", "input_only"] = Field(
        "3:1", description="input : output tokens in one price"
    )
    unseen_prices: Literal["left_out", "carried"] = Field(
        "left_out",
        description="like-for-like index: models that no list shows again end, or are carried on",
    )
    free_prices: Literal["left_out", "as_lowest"] = Field(
        "left_out", description="prices of zero: left out of indexes, or set to the lowest price"
    )
    quality_points: int = Field(
        30, ge=5, le=100, description="models within so many Arena points count as alike"
    )
    break_penalty: float = Field(
        2.0, ge=0.5, le=10, description="strictness of the search for breaks: higher finds fewer"
    )
    sector_rules: Literal["keyword", "keyword_and_media", "all"] = Field(
        "keyword", description="sector by words of it only, media too, or by known names as well"
    )
    filing_day: Literal["filing_date", "list_published"] = Field(
        "filing_date", description="day of a filing: as dated, or when the list came out"
    )
    pressure_parts: Literal["prices_funding", "prices", "funding"] = Field(
        "prices_funding", description="parts of the index of pressure at home"
    )
    funding_provider: Literal["AI Index", "OECD.AI", "CSET"] = Field(
        "AI Index", description="whose yearly investment enters the index of pressure"
    )
