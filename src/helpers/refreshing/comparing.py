"""What a reading says against what is held: new, changed, vanished, and jumps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from helpers.errors import RefreshError
from helpers.refreshing.held import Held
from helpers.refreshing.upstream import Harvest, Row, Series, Upstream

SHOWN = 12


@dataclass(frozen=True)
class Move:
    """One value that differs from the reading before."""

    series: str
    column: str
    before: str
    after: str
    jump: bool = False

    def __str__(self) -> str:
        return f"{self.series}: {self.column} {self.before or 'empty'} -> {self.after or 'empty'}"


@dataclass
class TableDifference:
    """One table: rows to write, and how the reading differs from the last one."""

    table: str
    rows: list[Row] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[Move] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    held_already: int = 0
    unchanged: int = 0
    span: str = ""

    @property
    def jumps(self) -> list[Move]:
        return [move for move in self.changed if move.jump]

    def lines(self) -> list[str]:
        """The difference, readable; long lists are cut and say by how much."""
        moved = len({move.series for move in self.changed})
        out = [
            f"  {self.table}: {len(self.rows):,} rows to write; {len(self.new):,} new, "
            f"{moved:,} changed, {self.unchanged:,} unchanged, {len(self.vanished):,} vanished, "
            f"{self.held_already:,} held already"
        ]
        out += [f"    {self.span}"] if self.span else []
        out += _listed("JUMP", self.jumps)
        out += _listed("new", self.new)
        out += _listed("changed", [move for move in self.changed if not move.jump])
        out += _listed("vanished (its rows stay)", self.vanished)
        return out


@dataclass(frozen=True)
class Difference:
    """What taking over one harvest would do."""

    upstream: str
    source: Row
    tables: tuple[TableDifference, ...]
    remarks: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not any(table.rows for table in self.tables)

    @property
    def jumps(self) -> list[Move]:
        return [move for table in self.tables for move in table.jumps]

    def __str__(self) -> str:
        head = f"{self.upstream}: {self.source['title']} (source {self.source['source_id']})"
        body = [line for table in self.tables for line in table.lines()]
        return "\n".join([head, *body, *(f"  note: {remark}" for remark in self.remarks)])


def compare(upstream: Upstream, harvest: Harvest, held: Held) -> Difference:
    """Compare a harvest with the rows held; RefreshError for half an answer."""
    tables = tuple(
        _table(series, harvest.rows.get(series.table, []), harvest.source["source_id"], held)
        for series in upstream.series
    )
    return Difference(upstream.name, harvest.source, tables, harvest.remarks)


def _table(series: Series, rows: list[Row], source_id: str, held: Held) -> TableDifference:
    declared = held.table(series.table)
    before = _newest(held.matching(series.table, series.within), series)
    _whole(series, rows, before)
    keys = {tuple(row[name] for name in declared.primary_key) for row in held.rows(series.table)}
    found = TableDifference(series.table)
    last = dict(before)
    for row in sorted(rows, key=lambda row: (_named(row, series.key), row[series.vintage])):
        full = {name: "" for name in declared.columns} | row | {"source_id": source_id}
        name = _named(row, series.key)
        earlier = last.get(name)
        moves = _moves(series, name, earlier, full) if earlier else []
        if earlier is None:
            found.new.append(name)
        elif moves:
            found.changed += moves
        else:
            found.unchanged += 1
        last[name] = full
        if series.changes_only and earlier is not None and not moves:
            continue
        key = tuple(full[column] for column in declared.primary_key)
        if key in keys:
            found.held_already += 1
            continue
        keys.add(key)
        found.rows.append(full)
    present = {_named(row, series.key) for row in rows}
    found.vanished = sorted(set(before) - present)
    found.span = _span(found.rows, series.vintage)
    found.rows.sort(key=lambda row: tuple(row[column] for column in declared.primary_key))
    return found


def _span(rows: list[Row], column: str) -> str:
    """From when to when the rows to write are; empty where that is one day."""
    days = sorted({row[column] for row in rows})
    return f"{column} {days[0]} to {days[-1]}, {len(days):,} of them" if len(days) > 1 else ""


def _newest(rows: Iterable[Row], series: Series) -> dict[str, Row]:
    """The newest held row of each thing; of a whole list, only its newest edition."""
    rows = list(rows)
    newest: dict[str, Row] = {}
    last = max((row[series.vintage] for row in rows), default="")
    for row in rows:
        if not series.changes_only and row[series.vintage] != last:
            continue
        name = _named(row, series.key)
        if name not in newest or row[series.vintage] >= newest[name][series.vintage]:
            newest[name] = row
    return newest


def _whole(series: Series, rows: list[Row], before: dict[str, Row]) -> None:
    if not rows:
        raise RefreshError(
            f"no row for {series.table} came out of the answer", mend="try again later"
        )
    present = {_named(row, series.key) for row in rows}
    kept = len(present & set(before))
    if before and kept < series.least * len(before):
        raise RefreshError(
            f"only {kept:,} of the {len(before):,} entries of {series.table} held from the last "
            "reading are in this one: half an answer, or names that changed",
            mend="try again later; if it lasts, look at the upstream and adapt its module",
        )


def _moves(series: Series, name: str, before: Row, after: Row) -> list[Move]:
    moves = []
    for column, bound in series.measures.items():
        old, new = before.get(column, ""), after[column]
        if _same(old, new, series.near):
            continue
        moves.append(Move(name, column, old, new, _jumps(old, new, bound)))
    return moves


def _same(old: str, new: str, near: float) -> bool:
    if old == new:
        return True
    if not old or not new:
        return False
    first, second = float(old), float(new)
    return abs(first - second) <= near * max(abs(first), abs(second))


def _jumps(old: str, new: str, bound: float | None) -> bool:
    """Whether a value moved by more than the factor ``bound``, or left or met zero."""
    if bound is None or not old or not new:
        return False
    first, second = float(old), float(new)
    if first * second <= 0:
        return first != second
    ratio = abs(second / first)
    return ratio > bound or ratio < 1 / bound


def _named(row: Row, key: tuple[str, ...]) -> str:
    return " / ".join(row[name] for name in key if row[name])


def _listed(word: str, items: list[object] | list[str] | list[Move]) -> list[str]:
    lines = [f"    {word}  {item}" for item in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append(f"    {word}  ... and {len(items) - SHOWN:,} more")
    return lines
