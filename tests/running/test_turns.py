"""Whose cells run: never more runs at once than jobs, and no turn is lost with its worker."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from helpers.running.pool import LocalPool
from helpers.running.task import WorkerDiedError
from helpers.running.turns import Turn

pytestmark = pytest.mark.slow


def spell(seconds: float, start: float = 0) -> tuple[float, float, float]:
    """When this began, when it had its turn, when it gave it back; ``start``: until it asks."""
    begun, turn = time.monotonic(), Turn()
    time.sleep(start)
    turn.take()
    taken = time.monotonic()
    time.sleep(seconds)
    given = time.monotonic()
    turn.give_back()
    return begun, taken, given


def keep_it() -> str:
    Turn().take()
    return "not given back"


def die_with_it() -> None:
    Turn().take()
    os._exit(3)


@pytest.fixture
def pool() -> Iterator[LocalPool]:
    made = LocalPool(1, slots=2)
    yield made
    made.shutdown(cancel_futures=True)


def test_two_calls_are_under_way_and_one_at_a_time_has_its_turn(pool: LocalPool) -> None:
    for call in [pool.submit(spell, 0) for _ in range(2)]:
        call.result()  # the workers are there
    spells = [call.result() for call in [pool.submit(spell, 0.3) for _ in range(3)]]
    turns = sorted((taken, given) for _, taken, given in spells)
    assert all(given <= taken for (_, given), (taken, _) in pairwise(turns))
    begun = sorted(first for first, _, _ in spells)
    assert begun[1] < turns[0][1]


def test_turns_go_by_the_order_of_calls_whoever_is_ready_first(pool: LocalPool) -> None:
    for call in [pool.submit(spell, 0) for _ in range(2)]:
        call.result()
    calls = [pool.submit(spell, 0, start) for start in (0.4, 0, 0)]
    taken = [call.result()[1] for call in calls]
    assert taken == sorted(taken)


@pytest.mark.parametrize("lost", [die_with_it, keep_it])
def test_a_turn_that_is_not_given_back_is_taken_back(pool: LocalPool, lost: object) -> None:
    first, others = pool.submit(lost), [pool.submit(spell, 0) for _ in range(3)]
    if lost is die_with_it:
        with pytest.raises(WorkerDiedError):
            first.result(30)
    assert [len(other.result(30)) for other in others] == [3, 3, 3]


def test_who_waits_for_a_turn_does_not_hold_up_the_end(pool: LocalPool) -> None:
    calls = [pool.submit(spell, 0) for _ in range(2)]
    for call in calls:
        call.result()
    calls = [pool.submit(spell, 60) for _ in range(2)]
    time.sleep(0.3)
    asked = time.monotonic()
    pool.shutdown(cancel_futures=True)
    assert time.monotonic() - asked < 5
    assert all(isinstance(call.exception(), WorkerDiedError) for call in calls)


def test_without_anybody_who_counts_it_is_always_ones_turn() -> None:
    turn = Turn()
    turn.take()
    turn.give_back()
    assert turn.waited == 0
