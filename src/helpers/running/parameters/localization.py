"""Parameters of ``notebooks/localization.ipynb``."""

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """Localization."""
