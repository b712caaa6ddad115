"""Parameters of ``notebooks/funding_climate.ipynb``."""

from typing import Literal

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters
from helpers.running.parameters.kinds import Country, Firm


class Parameters(NotebookParameters):
    """The funding climate."""

    window_start: int = Field(
        2016, ge=2012, le=2018, description="first year of the figures, level models and the panel"
    )
    compare_with: Country = Field("US", description="country drawn beside China")
    watched: list[Firm] = Field(
        ["Zhipu", "Moonshot AI", "MiniMax", "Baichuan", "01.AI", "StepFun", "DeepSeek"],
        description="start-ups whose valuations are followed",
    )
    origin: Literal["founding", "headquarters"] = Field(
        "founding",
        description="rounds and moves of firms founded in China, or of those run from there",
    )
    providers: Literal["all", "databases", "press"] = Field(
        "all", description="all providers, those read at the provider, or those quoted by the press"
    )
    vintages: Literal["all", "newest", "first"] = Field(
        "all", description="every edition of a provider counts, or its newest or first one"
    )
    amounts: Literal["disclosed", "estimated"] = Field(
        "disclosed", description="where a provider prints both: disclosed sums, or with estimates"
    )
    chain_editions: bool = Field(
        False,
        description="AI Index editions tied together by the changes they print count as a line",
    )
    rule_kinds: Literal["rules", "with_guidelines"] = Field(
        "rules", description="regulations, standards and drafts; or guidelines too"
    )
    rule_base_start: Literal[2021, 2022] = Field(
        2021, description="first year with which the rules of March to September 2024 are compared"
    )
    tighter_from: Literal["2023-08-15", "2024-03-01"] = Field(
        "2023-08-15", description="day from which rules for consumer services count as tighter"
    )
    quarters_left_out: int = Field(
        0, ge=0, le=4, description="first quarters of the register left out of the trend of filers"
    )
    level_ratio: Literal["shared", "own"] = Field(
        "shared", description="how smooth levels are: told from all lines, or from each line alone"
    )
