"""The coverage cell: what a table holds, since when, by whom, and what it misses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.display import output, plain, prose, timeline, units, wording

_SOURCES = 6  # named in the chart; the others are one group
_HOLES = 4
_CAVEATS_OPEN = 3  # more are folded


def html(coverage: Any, chart: str = "") -> str:
    """A ``helpers.dataset`` Coverage as HTML: one sentence, holes, caveats, rows over time."""
    parts = [f"<p>{output.text(sentence(coverage))}</p>", chart]
    if coverage.caveats:
        items = "".join(f"<li>{output.text(item)}</li>" for item in coverage.caveats)
        many = prose.counted(len(coverage.caveats), "caveat")
        shut = "" if len(coverage.caveats) > _CAVEATS_OPEN else " open"
        parts.append(
            f"<details{shut}><summary>{many} of {output.text(coverage.title or coverage.table)}</summary><ul>{items}</ul></details>"
        )
    return output.block(
        "".join(parts), "coverage", attributes=f' data-table="{output.text(coverage.table)}"'
    )


def titled(coverage: Any) -> str:
    """What the table is, and the name by which an analyst opens it."""
    return f"{coverage.title} ({coverage.table})" if coverage.title else coverage.table


def sentence(coverage: Any) -> str:
    """Rows, span, what is not known yet, holes, empty columns."""
    told = [f"{titled(coverage)}: {prose.counted(coverage.rows, 'row')}"]
    if coverage.first is not None and coverage.last is not None:
        told[0] += f", {units.date(coverage.first)} to {units.date(coverage.last)}"
    told[0] += f", {prose.counted(len(coverage.by_source), 'source')}."
    if coverage.rows_withheld:
        told.append(
            f"{prose.counted(coverage.rows_withheld, 'row')} not known by the reading day left out."
        )
    if coverage.holes:
        named = [
            f"{units.date(first)} to {units.date(last)}" for first, last in coverage.holes[:_HOLES]
        ]
        more = len(coverage.holes) - _HOLES
        named += [f"{more} more"] if more > 0 else []
        told.append(f"Nothing from {prose.listed(named)}.")
    empty = [f"{name} {share:.0%}" for name, share in _missing(coverage) if share >= 0.2]
    if empty:
        told.append(f"Often empty: {prose.listed(empty[:6])}.")
    return " ".join(told)


def chart_data(coverage: Any, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Rows by month and source (written by ``names``), small sources together as "others"."""
    frame = coverage.by_month
    if frame is None or frame.empty:
        return pd.DataFrame(columns=["month", "source", "rows"])
    group = next(name for name in frame.columns if name not in {"month", "rows"})
    frame = frame.rename(columns={group: "source"})
    if names:
        frame = frame.assign(source=frame["source"].map(lambda one: names.get(one, one)))
    sizes = frame.groupby("source")["rows"].sum().sort_values(ascending=False, kind="stable")
    named = list(sizes.index[:_SOURCES]) if len(sizes) > _SOURCES + 1 else list(sizes.index)
    frame = frame.assign(
        source=frame["source"].astype(str).where(frame["source"].isin(named), "others")
    )
    order = {name: place for place, name in enumerate([*map(str, named), "others"])}
    months = pd.to_datetime(frame["month"].astype(str))
    wide = months.max() - months.min() > pd.Timedelta(days=365 * 8)
    frame = frame.assign(month=months.dt.to_period("Y" if wide else "M").dt.to_timestamp())
    total = frame.groupby(["month", "source"], as_index=False)["rows"].sum()
    return total.sort_values(
        ["source", "month"],
        key=lambda column: column.map(order) if column.name == "source" else column,
    ).reset_index(drop=True)


def to_record(coverage: Any) -> dict[str, Any]:
    """The coverage as plain data."""
    names = (
        "table",
        "rows",
        "rows_withheld",
        "first",
        "last",
        "by_source",
        "by_month",
        "holes",
        "caveats",
    )
    kept = {name: plain.plain(getattr(coverage, name)) for name in names}
    return {**kept, "missing": {name: plain.plain(share) for name, share in _missing(coverage)}}


def _missing(coverage: Any) -> list[tuple[str, float]]:
    shares = coverage.missing
    pairs = shares.items() if hasattr(shares, "items") else shares
    return sorted(
        ((str(name), float(share)) for name, share in pairs), key=lambda pair: (-pair[1], pair[0])
    )


def show(data: Any, found: Any) -> None:
    """The coverage cell of one table, with its rows over time where they are dated."""
    frame = chart_data(found, publishers(data, found))
    chart = timeline.html(frame, f"Rows of {found.table} by source") if len(frame) else ""
    output.show(html(found, chart), sentence(found))


def publishers(data: Any, found: Any) -> dict[str, str]:
    """Source id -> publisher, for the key of a coverage chart."""
    if "source_id" not in found.by_source:
        return {}
    rows = data.sources_of(found.by_source[["source_id"]])
    named = rows["publisher"].fillna(rows["source_id"]).astype(str)
    return {
        key: wording.short(name, 30) for key, name in zip(rows["source_id"], named, strict=True)
    }
