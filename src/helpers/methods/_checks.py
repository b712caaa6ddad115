"""Guards shared by the methods: a frame must hold what a method needs."""

from __future__ import annotations

import pandas as pd

from helpers.errors import MethodError


def need_columns(frame: pd.DataFrame, *columns: str) -> None:
    """Raise MethodError if a column is missing, naming it and what is there."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise MethodError(
            f"the frame lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}",
            mend=f"it has: {', '.join(map(str, frame.columns))}",
        )
