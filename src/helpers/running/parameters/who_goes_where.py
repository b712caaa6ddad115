"""Parameters of ``notebooks/who_goes_where.ipynb``."""

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """Who goes where."""
