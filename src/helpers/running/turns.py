"""Whose cells run: as many runs as there are cores, while the kernels of others start and end.

A worker asks its owner for a turn when its kernel is ready, and gives it back after the last
cell. The owner counts; a worker that dies has its turn taken back. Where nobody counts (Dask,
a call of one's own) it is always one's turn.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

TAKE, GIVE_BACK, ANSWER = "take", "give back", "answer"
LOOK_SECONDS = 0.1

_owner: Connection | None = None


def count_with(owner: Connection) -> None:
    """Ask this owner from now on (in a worker)."""
    global _owner
    _owner = owner


class Turn:
    """One run's turn, in the worker: taken once, given back at the end."""

    def __init__(self) -> None:
        self.taken = False
        self.waited = 0.0

    def take(self) -> None:
        """Wait until it is our turn; ``waited`` are the seconds that this took."""
        if _owner is None or self.taken:
            return
        asked = time.monotonic()
        _owner.send((TAKE, None))
        _owner.recv()
        self.taken = True
        self.waited += time.monotonic() - asked

    def give_back(self) -> None:
        if self.taken:
            self.taken = False
            _owner.send((GIVE_BACK, None))


@contextlib.contextmanager
def counted(
    turns: threading.Semaphore, connection: Connection, given_up: Callable[[], bool]
) -> Iterator[Callable[[str], bool]]:
    """The owner's side of one call: what to do with a message that is about turns.

    The function that it yields answers a message of that kind, and says whether it was one; a
    turn still held at the end is taken back. While it waits for a turn, ``given_up`` may end it.
    """
    held = False

    def answered(kind: str) -> bool:
        nonlocal held
        if kind == TAKE:
            while not turns.acquire(timeout=LOOK_SECONDS):
                if given_up():
                    raise EOFError("the pool is closing")
            held = True
            connection.send(None)
        elif kind == GIVE_BACK:
            held = False
            turns.release()
        return kind in (TAKE, GIVE_BACK)

    try:
        yield answered
    finally:
        if held:
            turns.release()
