"""Parameters of ``notebooks/open_source_visibility.ipynb``."""

from typing import Literal

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters
from helpers.running.parameters.kinds import Country


class Parameters(NotebookParameters):
    """Visibility through open source."""

    window_months: int = Field(
        12, ge=6, le=24, description="months of trending boards before the reading day"
    )
    compare_with: Country = Field("US", description="country set beside China")
    board_depth: Literal[5, 10, 30] = Field(
        10, description="ranks of the trending board that count"
    )
    bin_days: Literal[7, 14] = Field(
        14, description="length of the bins in which a trending model is looked for, in days"
    )
    include_derivatives: bool = Field(
        False, description="count models of anyone that are built on a Chinese model"
    )
    research_institutes: bool = Field(
        True, description="count models of institutes and universities as those of a lab"
    )
    source_preference: Literal["fullest", "first"] = Field(
        "fullest", description="of several sources of a day's board: most ranks, or earliest series"
    )
    block_days: int = Field(
        14, ge=1, le=60, description="days of the trending board that hang together (bootstrap)"
    )
    top_k: Literal[5, 10, 20] = Field(
        10, description="places that count as the top of a leaderboard"
    )
    merged_models: bool = Field(
        False, description="keep merged and flagged models on the Open LLM Leaderboard"
    )
    attention: Literal["likes", "downloads_30d"] = Field(
        "likes", description="attention on the Hub: likes, or downloads of the last 30 days"
    )
    withdrawn_weeks: bool = Field(
        False, description="keep weeks of routed tokens that their author withdrew"
    )
    release_lag_months: int = Field(
        3, ge=1, le=12, description="months between open releases and the use they are set against"
    )
