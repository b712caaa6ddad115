"""Parameters of ``notebooks/esg.ipynb``."""

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """ESG."""

    window_start: int = Field(
        2016, ge=2016, le=2024, description="first year of rows drawn"
    )
