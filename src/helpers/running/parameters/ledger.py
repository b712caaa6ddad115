"""Parameters of ``notebooks/ledger.ipynb``."""

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """The ledger of verdicts."""
