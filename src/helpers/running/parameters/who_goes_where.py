"""Parameters of ``notebooks/who_goes_where.ipynb``."""

from typing import Literal

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters
from helpers.running.parameters.kinds import Country


class Parameters(NotebookParameters):
    """Who goes where."""

    window_start: int = Field(2015, ge=2015, le=2023, description="first year of events drawn")
    compare_with: Country = Field("US", description="country whose clouds stand beside China's")
    tier_scheme: Literal["publication", "events", "today", "two"] = Field(
        "publication", description="whose tiers: at publication, as coded in the events, today, two"
    )
    region_scheme: Literal["article", "mena", "hong_kong_home"] = Field(
        "article",
        description="regions as the article names them; North Africa with the Middle East; "
        "Hong Kong not abroad",
    )
    include_announced: bool = Field(
        True, description="count announcements too; false: only what was signed or opened"
    )
    drop_firm: Literal["none", "Alibaba", "ByteDance", "Huawei", "WeRide"] = Field(
        "none", description="firm left out altogether"
    )
    year_only_dates: bool = Field(
        False, description="where months or quarters matter, keep dates known to the year"
    )
    merge_data_centre: bool = Field(
        True, description="data centres count as cloud regions; false: cloud regions alone"
    )
    origin_rule: Literal["founding", "headquarters"] = Field(
        "founding", description="a firm is Chinese by where it was founded, or is run from"
    )
    cluster_by_firm: bool = Field(
        True, description="intervals by drawing firms; false: every event on its own"
    )
