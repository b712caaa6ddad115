"""Whose cells run: as many runs as may compute, in their order, while kernels of others start and end.

A worker asks its owner for a turn when its kernel is ready, and gives it back after the last
cell. The owner counts; a worker that dies has its turn taken back. Where nobody counts (Dask,
a call of one's own) it is always one's turn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
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
        _owner.send((TAKE,))
        _owner.recv()
        self.taken = True
        self.waited += time.monotonic() - asked

    def give_back(self) -> None:
        if self.taken:
            self.taken = False
            _owner.send((GIVE_BACK,))


class Turns:
    """The owner's count: so many at once, and nobody before those who were there earlier."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: list[object] = []  # who has not had a turn yet, in order
        self._held: list[object] = []
        self._changed = threading.Condition()

    def ticket(self) -> object:
        """A place in the order."""
        place = object()
        with self._changed:
            self._waiting.append(place)
        return place

    def take(self, place: object, given_up: Callable[[], bool]) -> None:
        """Wait until it is the turn of this place; EOFError when ``given_up`` meanwhile."""
        with self._changed:
            while place not in self._waiting[: self._most - len(self._held)]:
                self._changed.wait(LOOK_SECONDS)
                if given_up():
                    raise EOFError("the pool is closing")
            self._waiting.remove(place)
            self._held.append(place)

    def give_back(self, place: object) -> None:
        """End the turn of this place, or free the place when it has had none."""
        with self._changed:
            for places in (self._held, self._waiting):
                if place in places:
                    places.remove(place)
            self._changed.notify_all()
