"""How many events would have to turn out otherwise (Walsh and others 2014, fragility index)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from helpers.claims.words import count
from helpers.methods.estimate import Estimate

MOST_EVENTS = 256
ONE_BY_ONE = 8


def events_needed(
    estimate: Estimate, label: str, label_of: Callable[[Estimate], str]
) -> list[dict[str, Any]]:
    """Fewest events that flip a share of n (``detail['successes']``) or a 2x2 ``detail['table']``.

    One event is one observation that turns from a failure into a success, or back; in a 2x2
    table it is one of the first row.
    """
    if "successes" in estimate.detail and estimate.n:
        turned = _share_turned
    elif _is_two_by_two(estimate.detail.get("table")):
        turned = _table_turned
    else:
        return []
    if not _same_interval(turned(estimate, 0), estimate):
        return []  # made by another method (a cluster bootstrap, say): not ours to redo
    found = [
        (size, way, new)
        for way in (1, -1)
        for size, new in [_fewest(lambda n, way=way: turned(estimate, way * n), label, label_of)]
        if size
    ]
    if not found:
        return []
    size, way, new = min(found)
    events = count(size, f"{'more' if way > 0 else 'fewer'} event")
    what = f"{events} would make it {new.replace('_', ' ')}."
    return [{"change": "events", "size": size, "to": new, "what": what}]


def _fewest(
    turned: Callable[[int], Estimate | None], label: str, label_of: Callable[[Estimate], str]
) -> tuple[int, str]:
    """The fewest events in one direction, and the label they give; 0 when none are enough.

    One by one up to eight; beyond, by doubling and halving, as each table costs a fit.
    """

    def label_at(size: int) -> str:
        other = turned(size)
        return "" if other is None else label_of(other)

    size = same = 0
    while size < MOST_EVENTS:
        size = size + 1 if size < ONE_BY_ONE else size * 2
        new = label_at(size)
        if new not in ("", label):
            break
        if not new:  # beyond the table: look once more at what it still allows
            size = _last_allowed(turned, same, size)
            new = label_at(size) if size else ""
            if new in ("", label):
                return 0, ""
            break
        same = size
    else:
        return 0, ""
    while size - same > 1:
        middle = (same + size) // 2
        if label_at(middle) == label:
            same = middle
        else:
            size = middle
    return size, label_at(size)


def _last_allowed(turned: Callable[[int], Estimate | None], below: int, above: int) -> int:
    while above - below > 1:
        middle = (below + above) // 2
        if turned(middle) is None:
            above = middle
        else:
            below = middle
    return below


def _share_turned(estimate: Estimate, step: int) -> Estimate | None:
    from statsmodels.stats.proportion import proportion_confint

    successes = int(estimate.detail["successes"]) + step
    if not 0 <= successes <= estimate.n:
        return None
    exact = "Clopper" in estimate.method or "exact" in estimate.method.lower()
    low, high = proportion_confint(successes, estimate.n, method="beta" if exact else "wilson")
    return replace(estimate, value=successes / estimate.n, low=float(low), high=float(high))


def _table_turned(estimate: Estimate, step: int) -> Estimate | None:
    (yes, no), second = estimate.detail["table"]
    table = [[int(yes) + step, int(no) - step], [int(count) for count in second]]
    cells = (*table[0], *table[1])
    if min(cells) < 0 or cells[0] + cells[2] == 0 or cells[1] + cells[3] == 0:
        return None
    value, low, high = _conditional(cells)
    return replace(
        estimate,
        value=value,
        low=low,
        high=high,
        detail={**estimate.detail, "table": table, "unbounded": value is None},
    )


@lru_cache(4096)
def _conditional(cells: tuple[int, int, int, int]) -> tuple[float | None, float, float | None]:
    """Conditional odds ratio of a 2x2 table and its exact interval; None where unbounded.

    Kept, as the same tables come up while sizes are halved and in other claims.
    """
    import numpy as np
    from scipy.stats import contingency

    fitted = contingency.odds_ratio(np.array(cells).reshape(2, 2), kind="conditional")
    bounds = fitted.confidence_interval(0.95)
    return (
        float(fitted.statistic) if np.isfinite(fitted.statistic) else None,
        float(bounds.low),
        float(bounds.high) if np.isfinite(bounds.high) else None,
    )


def _same_interval(redone: Estimate | None, estimate: Estimate) -> bool:
    if redone is None or redone.low is None or estimate.low is None:
        return False
    return abs(redone.low - estimate.low) <= 1e-6 * max(1.0, abs(estimate.low))


def _is_two_by_two(table: Any) -> bool:
    return bool(table) and len(table) == 2 and all(len(row) == 2 for row in table)
