"""``chuhai new claim``: the two rows that a claim needs, with its test fixed beforehand."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.dataset.declaration import read
from helpers.errors import RefreshError
from helpers.refreshing.held import Held, Row
from helpers.refreshing.writing import as_line, change

THEMES = {
    "ov": "overview", "mk": "markets", "dc": "domestic_competition", "fc": "funding_climate",
    "lo": "localization", "os": "open_source_visibility", "br": "branding", "es": "esg",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """What a person says of a new claim; nothing of it says how the claim will come out.

    ``statistic`` is what will be looked at, ``would_settle`` the data that would settle it.
    ``after`` is the claim that it follows in the article; without one it follows the last of
    its section, or all others where the section is new.
    """

    theme: str
    notebook: str
    kind: str
    section: str
    statement: str
    short: str
    statistic: str
    would_settle: str
    after: str = ""


def new_claim(
    draft: Draft, today: datetime.date, folder: str | os.PathLike[str] | None = None
) -> str:
    """Write the claim and its test; the id it was given.

    The test is one by testimony (coded lines of evidence), the one kind that needs neither a
    number nor a cell in the notebook: the claim is judged at the next run. For another kind
    edit its row in ``claim_tests.csv`` before looking at the result.
    """
    if draft.theme not in THEMES:
        known = ", ".join(f"{short} ({name})" for short, name in THEMES.items())
        raise RefreshError(
            f"there is no theme {draft.theme!r}", where="new claim", mend=f"one of {known}"
        )
    held = Held(folder)
    claims = held.rows("claims")
    place = _place(draft, claims)
    claim_id = _next_id(draft.theme, [row["claim_id"] for row in claims])
    claim = {
        "claim_id": claim_id,
        "theme": THEMES[draft.theme],
        "section": draft.section,
        "kind": draft.kind,
        "statement": draft.statement,
        "short": draft.short,
        "checkable": "partly",
        "implied": "false",
        "notebook": draft.notebook,
    }
    test = {
        "claim_id": claim_id,
        "notebook": draft.notebook,
        "test_kind": "testimony",
        "statistic": draft.statistic,
        "tables": "claim_evidence",
        "causal": "true" if draft.kind == "causal" else "false",
        "supports_if": "At least two thirds of the independent lines say the same.",
        "contradicts_if": "No independent line agrees even in part, and there are two lines or "
        "one primary record.",
        "would_settle": draft.would_settle,
        "fixed_on": today.isoformat(),
    }
    walk = [*claims[:place], claim, *claims[place:]]
    walk = [row | {"seq": str(number)} for number, row in enumerate(walk, start=1)]
    tests = [*held.rows("claim_tests")]
    tests.insert(place, test)

    def edit(aside: Path) -> None:
        _write(aside, "claims", walk)
        _write(aside, "claim_tests", tests)
        _write(aside, "article_sections", _sections(walk))

    change(held.folder, edit, today)
    return claim_id


def _place(draft: Draft, claims: Sequence[Row]) -> int:
    """How many claims come before the new one in the article."""
    ids = [row["claim_id"] for row in claims]
    if draft.after and draft.after not in ids:
        raise RefreshError(
            f"there is no claim {draft.after!r}",
            where="new claim --after",
            mend="the claim that it follows in the article (data/claims.csv)",
        )
    if draft.after:
        return ids.index(draft.after) + 1
    home = (draft.section, THEMES[draft.theme])
    same = [place for place, row in enumerate(claims) if (row["section"], row["theme"]) == home]
    return same[-1] + 1 if same else len(claims)


def _sections(walk: Sequence[Row]) -> list[Row]:
    """The map of the article anew: sections in the order in which their claims begin."""
    members: dict[tuple[str, str], list[str]] = {}
    for row in walk:
        members.setdefault((row["section"], row["theme"]), []).append(row["claim_id"])
    return [
        {
            "section": section, "theme": theme, "position": str(position),
            "n_claims": str(len(ids)), "claim_ids": ";".join(ids),
        }
        for position, ((section, theme), ids) in enumerate(members.items(), start=1)
    ]  # fmt: skip


def _write(aside: Path, name: str, rows: Sequence[Row]) -> None:
    table = read(aside).table(name)
    lines = [as_line(row.get(column, "") for column in table.columns) for row in rows]
    text = as_line(table.columns) + "".join(lines)
    (aside / table.path).write_text(text, encoding="utf-8", newline="")


def _next_id(theme: str, ids: list[str]) -> str:
    numbers = [int(found[1]) for one in ids if (found := re.fullmatch(rf"{theme}-(\d\d)", one))]
    if (number := max(numbers, default=0) + 1) > 99:
        raise RefreshError(f"the numbers of {theme} are used up", where="new claim")
    return f"{theme}-{number:02}"
