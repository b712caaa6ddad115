"""Parameters of ``notebooks/esg.ipynb``."""

from typing import Literal

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters
from helpers.running.parameters.kinds import Country


class Parameters(NotebookParameters):
    """Environment, society and governance."""

    window_start: int = Field(2018, ge=2018, le=2023, description="first year of projects drawn")
    compare_with: Country = Field("US", description="country drawn beside China")
    part: Literal["whole_firm", "own_data_centres"] = Field(
        "whole_firm",
        description="whose electricity is compared: the whole firm's, or that of "
        "the data centres it built",
    )
    counted: Literal["renewable", "clean", "carbon_free_hourly"] = Field(
        "renewable", description="which electricity counts when firms are compared"
    )
    site_tier: Literal["giant", "all"] = Field(
        "giant", description="Chinese firms whose sites abroad are looked at: giants, or all"
    )
    project_method: Literal["all", "image"] = Field(
        "all", description="wildlife projects: all, or those that read images only"
    )
