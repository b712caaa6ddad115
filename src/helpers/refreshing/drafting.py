"""``chuhai new claim``: the two rows that a claim needs, with its test fixed beforehand."""

from __future__ import annotations

import datetime
import os
import re
from dataclasses import dataclass

from helpers.errors import RefreshError
from helpers.refreshing.held import Held
from helpers.refreshing.writing import add_rows

THEMES = {
    "ov": "overview", "mk": "markets", "dc": "domestic_competition", "fc": "funding_climate",
    "lo": "localization", "os": "open_source_visibility", "br": "branding", "es": "esg",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """What a person says of a new claim; nothing of it says how the claim will come out.

    ``statistic`` is what will be looked at, ``would_settle`` the data that would settle it.
    """

    theme: str
    notebook: str
    kind: str
    section: str
    statement: str
    short: str
    statistic: str
    would_settle: str


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
    claim_id = _next_id(draft.theme, [row["claim_id"] for row in claims])
    claim = {
        "claim_id": claim_id,
        "seq": str(max((int(row["seq"]) for row in claims), default=0) + 1),
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
    add_rows(held.folder, {"claims": [claim], "claim_tests": [test]}, today)
    return claim_id


def _next_id(theme: str, ids: list[str]) -> str:
    numbers = [int(found[1]) for one in ids if (found := re.fullmatch(rf"{theme}-(\d\d)", one))]
    if (number := max(numbers, default=0) + 1) > 99:
        raise RefreshError(f"the numbers of {theme} are used up", where="new claim")
    return f"{theme}-{number:02}"
