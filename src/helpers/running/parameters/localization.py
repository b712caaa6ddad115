"""Parameters of ``notebooks/localization.ipynb``."""

from typing import Literal

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """Localization."""

    requirement_status: Literal["in_force", "all"] = Field(
        "in_force", description="count duties in force only, or bills and plans as well"
    )
    subnational: bool = Field(True, description="count rules of states and regions too")
    income_groups: Literal["two", "three"] = Field(
        "two", description="income groups: richer half against the rest, or thirds"
    )
    duty_topics: Literal["material", "all"] = Field(
        "material", description="data localisation and certification, or every topic"
    )
    brand_rule: Literal["name_differs", "translation_same"] = Field(
        "name_differs", description="is a translated or transcribed name another brand?"
    )
    sample: Literal["general", "all"] = Field(
        "general", description="brand rows: general ones, or also those searched for"
    )
    origin_rule: Literal["founding", "headquarters"] = Field(
        "founding", description="a firm is Chinese by where it was founded, or is run from"
    )
    weight_people: float = Field(1.0, ge=0, le=10, description="weight of the number of people")
    weight_income: float = Field(1.0, ge=0, le=10, description="weight of income per head")
    weight_online: float = Field(1.0, ge=0, le=10, description="weight of the share online")
    weight_distance: float = Field(1.0, ge=0, le=10, description="weight of the distance")
    weight_language: float = Field(1.0, ge=0, le=10, description="weight of a shared language")
    weight_law: float = Field(0.0, ge=0, le=10, description="weight of a data protection law")
