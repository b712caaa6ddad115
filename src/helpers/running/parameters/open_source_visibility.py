"""Parameters of ``notebooks/open_source_visibility.ipynb``."""

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """Visibility through open source."""
