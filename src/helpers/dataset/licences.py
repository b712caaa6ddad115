"""Which rows may be used for what: the licence stands with the source of a row."""

from __future__ import annotations

import pandas as pd

FORBIDDEN = "no"


def commercially_usable(frame: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The rows whose source does not forbid commercial use.

    The source in ``source_id`` decides: what it says is what the row repeats. Sources in
    ``other_source_ids`` only confirm it, so their licences do not bind the row.
    """
    if "source_id" not in frame:
        return frame
    forbidding = sources.loc[sources["commercial_use"] == FORBIDDEN, "source_id"]
    return frame[~frame["source_id"].isin(forbidding)]
