"""``chuhai refresh``: ask upstreams, show the difference, write it whole or not at all."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import ChuhaiError, ParameterError, RefreshError
from helpers.refreshing.comparing import Difference, compare
from helpers.refreshing.held import Held
from helpers.refreshing.upstream import ByHand, Upstream
from helpers.refreshing.upstreams import by_name
from helpers.refreshing.web import Web
from helpers.refreshing.writing import add_rows, finish_interrupted


@dataclass(frozen=True)
class Options:
    """What a refresh is asked to do.

    mirrors : upstream -> address to read it from instead of its own.
    accept_jumps : write although values moved beyond their bound.
    file : what was downloaded by hand, for an upstream without an interface.
    day : day of the retrieval (default: today, UTC).
    """

    dry_run: bool = False
    accept_jumps: bool = False
    mirrors: Mapping[str, str] | None = None
    file: Path | None = None
    day: datetime.date | None = None


def refresh(
    names: Iterable[str],
    options: Options,
    *,
    folder: str | os.PathLike[str] | None = None,
    web: Web | None = None,
    tell: Callable[[str], Any] = print,
) -> int:
    """Refresh from the upstreams named (none: all); 0 when each could be taken over.

    An upstream that fails is named and leaves its rows alone; the others go on.
    """
    web = web or Web()
    # UTC, so that two people who refresh at one moment write the same day.
    day = options.day or datetime.datetime.now(datetime.UTC).date()
    upstreams = _chosen(list(names), options, tell)
    place = Held(folder).folder
    finish_interrupted(place)
    failed = 0
    for upstream in upstreams:
        held = Held(place)
        try:
            answer = upstream.fetch(web, held)
            difference = compare(upstream, upstream.parse(answer, held, day), held)
            tell(str(difference))
            if not options.dry_run:
                tell(f"  {_write(held, difference, day, options)}")
        except ChuhaiError as error:
            failed += 1
            tell(f"{upstream.name}: FAILED, its rows are as they were\n  {error}")
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            # An answer of another shape than documented surfaces here, whatever the module.
            failed += 1
            tell(
                f"{upstream.name}: FAILED, its rows are as they were\n  the answer is not as "
                f"documented ({type(error).__name__}: {error}) -> look at it, then adapt "
                f"helpers/refreshing/upstreams/"
            )
    if options.dry_run:
        tell("dry run: nothing was written; the same command without --dry-run writes it")
    return 1 if failed else 0


def _chosen(names: list[str], options: Options, tell: Callable[[str], Any]) -> list[Upstream]:
    """The upstreams named; of all, those that need no file, which the others are told of."""
    upstreams = by_name(names, options.mirrors or {})
    by_hand = [one for one in upstreams if isinstance(one, ByHand)]
    if options.file is not None:
        if len(upstreams) != 1 or not by_hand:
            every = [one.name for one in by_name([], {}) if isinstance(one, ByHand)]
            raise ParameterError(
                "a file belongs to one upstream that is read by hand",
                where="--file",
                mend=f"name it: chuhai refresh {every[0]} --file FILE",
            )
        by_hand[0].file = options.file
    elif not names:
        for one in by_hand:
            tell(f"{one.name}: left out, its file is downloaded by hand ({one.url}): {one.steps}")
        upstreams = [one for one in upstreams if one not in by_hand]
    return upstreams


def _write(held: Held, difference: Difference, day: datetime.date, options: Options) -> str:
    if difference.empty:
        return "nothing to write"
    if difference.jumps and not options.accept_jumps:
        raise RefreshError(
            f"{len(difference.jumps)} values jumped beyond their bound; nothing was written",
            mend="look each up at the upstream; if they are right: --accept-jumps",
        )
    rows = {table.table: table.rows for table in difference.tables if table.rows}
    ids = {row["source_id"] for row in held.rows("sources")}
    source = [] if difference.source["source_id"] in ids else [difference.source]
    changed = add_rows(held.folder, {"sources": source, **rows}, day)
    return f"written and checked: {', '.join(changed)}"
