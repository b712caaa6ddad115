"""What can be said from parts of a board: sightings, and bounds where most was not seen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.methods._checks import need_columns

#: Kinds of sighting in the order of a figure, the fullest view first.
KINDS = ("top ranks", "ranks 17-20", "deeper ranks", "list of names", "filtered board", "statement")


def sightings(parts: pd.DataFrame, counts: pd.Series, said: pd.DataFrame) -> pd.DataFrame:
    """Every model seen on a part of the board, or said to be on it.

    ``parts``: rows of the trending table that are no contiguous board, with ``counts`` (true,
    false, unknown: is it Chinese); ``said``: dated statements with model_id or family, country.
    Columns: date, kind, model, origin (Chinese, other, unknown), source_id; the index keeps the
    rows' names.
    """
    need_columns(parts, "date", "board_kind", "listed_ranks", "rank", "model_id", "source_id")
    need_columns(said, "date", "family", "model_id", "country", "source_id", "board")
    names = {"names_only": KINDS[3], "filtered": KINDS[4]}
    ranks = parts["rank"].astype("Float64")
    kind = parts["board_kind"].astype("str").map(names)
    kind = kind.fillna(
        pd.Series(KINDS[2], index=parts.index)
        .mask(ranks.le(20), KINDS[1])
        .mask(ranks.le(6), KINDS[0])
    )
    seen = pd.DataFrame(
        {
            "date": parts["date"],
            "kind": kind,
            "model": parts["model_id"],
            "origin": _words(counts.reindex(parts.index)),
            "source_id": parts["source_id"].astype("str"),
        }
    )
    main = said[said["board"].astype("str").eq("models")]
    is_chinese = main["country"].eq("CN").astype("boolean").mask(main["country"].isna())
    told = pd.DataFrame(
        {
            "date": main["date"],
            "kind": KINDS[5],
            "model": main["model_id"].fillna(main["family"]),
            "origin": _words(is_chinese),
            "source_id": main["source_id"].astype("str"),
        }
    )
    return pd.concat([seen, told]).sort_values(["date", "kind"], kind="stable")


def by_bin(seen: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, width: int) -> pd.DataFrame:
    """Bins of ``width`` days: what was seen in each, and the Chinese models among it.

    A sighting proves presence; its absence from a part proves nothing about the rest.
    Columns: bin, ranks_seen (models seen at a known rank), statements (models named in lists and
    statements), chinese_models, proven, by_rank (proven by a rank that was read).
    """
    starts = pd.date_range(start, end, freq=f"{width}D")
    inside = seen[seen["date"].between(start, end) & seen["kind"].ne(KINDS[4])]
    number = (inside["date"] - start).dt.days // width
    rows = []
    for position, day in enumerate(starts):
        here = inside[number == position]
        spoken = here["kind"].isin([KINDS[3], KINDS[5]])
        ours = here.loc[here["origin"].eq("Chinese"), "model"]
        rows.append(
            {
                "bin": day,
                "ranks_seen": int((~spoken).sum()),
                "statements": int(here.loc[spoken, "model"].nunique()),
                "chinese_models": ", ".join(dict.fromkeys(ours.str.split("/").str[-1])),
                "proven": len(ours) > 0,
                "by_rank": bool((here["origin"].eq("Chinese") & ~spoken).any()),
            }
        )
    columns = ["bin", "ranks_seen", "statements", "chinese_models", "proven", "by_rank"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest share that the data do not rule out."""

    low: float
    high: float
    bins: int
    proven: int
    proven_by_rank: int
    ruled_out: int


def bounds(bins: pd.DataFrame, boards: pd.DataFrame) -> Bounds | None:
    """Share of bins with a Chinese model when most bins were seen in part or not at all.

    The lower end counts only bins in which one was seen; the upper end leaves out only bins in
    which boards were seen in full and held none (``boards``: columns bin and any). Between the
    two the data say nothing: worst-case bounds (Manski 2003), no confidence interval.
    """
    if bins.empty:
        return None
    whole = boards.set_index("bin")["any"].reindex(bins["bin"]).astype("boolean")
    proven = bins.set_index("bin")["proven"].astype("boolean") | whole.fillna(False)
    by_rank = bins.set_index("bin")["by_rank"].astype("boolean") | whole.fillna(False)
    absent = whole.eq(False).fillna(False) & ~proven
    n = len(bins)
    return Bounds(
        proven.sum() / n,
        1 - absent.sum() / n,
        n,
        int(proven.sum()),
        int(by_rank.sum()),
        int(absent.sum()),
    )


def _words(found: pd.Series) -> pd.Series:
    words = found.astype("object").map({True: "Chinese", False: "other"})
    return words.where(found.notna(), "unknown").astype("str")
