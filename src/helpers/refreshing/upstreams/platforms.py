"""What the two price lists have in common."""

from __future__ import annotations

Prices = tuple[str, str]


def price_kind(before: Prices | None, after: Prices) -> str:
    """``list`` for a first level, else ``cut``, ``rise`` or ``mixed`` (input and output price)."""
    if before is None:
        return "list"
    moves = {
        float(new) > float(old)
        for old, new in zip(before, after, strict=True)
        if old and new and float(new) != float(old)
    }
    return {frozenset({True}): "rise", frozenset({False}): "cut"}.get(frozenset(moves)) or (
        "mixed" if moves else "list"
    )
