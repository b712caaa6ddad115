"""What every notebook can be asked: the reading day, and whether this is a robustness run."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from helpers.running.parameters.kinds import Day


class NotebookParameters(BaseModel):
    """Common base. Types are strict: ``"3"`` is not a number, ``1`` is not ``true``."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)

    as_of: Day = Field(
        "latest", description="reading day: only facts known by then; latest = newest data"
    )
    variant: bool = Field(
        False, description="one of the robustness runs: no figures, no look at other runs"
    )
