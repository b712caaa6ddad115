"""Parameters of ``notebooks/domestic_competition.ipynb``."""

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """How fierce competition is at home."""
