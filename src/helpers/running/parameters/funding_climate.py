"""Parameters of ``notebooks/funding_climate.ipynb``."""

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """The funding climate."""
