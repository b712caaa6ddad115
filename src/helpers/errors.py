"""The exceptions of the project: each says where, what, and how to mend."""

from __future__ import annotations


class ChuhaiError(Exception):
    """A failure that a person can mend.

    Parameters
    ----------
    what : one sentence that says what is wrong, with the offending value.
    where : the place: file, line and column, notebook and cell, or parameter.
    mend : what to do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        super().__init__(what, where, mend)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" -> {self.mend}" if self.mend else ""
        return f"{place}{self.what}{remedy}"


class DatasetError(ChuhaiError):
    """The dataset breaks its declaration, or was asked for what it does not hold."""


class ParameterError(ChuhaiError):
    """A parameter is unknown, mistyped or outside what is allowed."""

    exit_code = 2


class PlanError(ChuhaiError):
    """A plan cannot be read, or names what does not exist."""

    exit_code = 2


class MethodError(ChuhaiError):
    """A method was given data it cannot work on (missing column, empty frame)."""


class ClaimError(ChuhaiError):
    """A claim is unknown, or a test does not fit the estimate it was given."""


class RunError(ChuhaiError):
    """A notebook run did not finish."""


class PublishingError(ChuhaiError):
    """The pages cannot be made from the records at hand."""


class RefreshError(ChuhaiError):
    """An upstream did not answer as it documents, or its rows cannot be taken over."""
