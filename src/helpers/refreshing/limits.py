"""What passes and is tried again, and how long an upstream asks to wait before that."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
import tenacity


class Passing(Exception):
    """A fault that may pass; ``seconds`` is the wait that the upstream asked for."""

    def __init__(self, what: str, seconds: float | None = None) -> None:
        super().__init__(what)
        self.seconds = seconds


@dataclass(frozen=True)
class Limited:
    """A rate limit that is used up for ``seconds``."""

    seconds: float

    @classmethod
    def of(cls, answer: requests.Response) -> Limited | None:
        """The limit an answer tells of: status 429, Retry-After, or GitHub's X-RateLimit."""
        if answer.status_code not in (403, 429, 503):
            return None
        asked = _seconds(answer.headers.get("Retry-After", ""))
        if asked is not None:
            return cls(asked)
        if answer.headers.get("X-RateLimit-Remaining") == "0":
            reset = answer.headers.get("X-RateLimit-Reset", "")
            return cls(max(float(reset) - time.time(), 1) if reset.isdigit() else 60)
        return cls(5) if answer.status_code == 429 else None


def wait_asked_for(otherwise: Callable[[Any], float]) -> Callable[[tenacity.RetryCallState], float]:
    """Wait as long as the upstream asked for, and ``otherwise`` where it said nothing."""

    def wait(state: tenacity.RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        asked = getattr(fault, "seconds", None)
        return otherwise(state) if asked is None else asked

    return wait


def _seconds(text: str) -> float | None:
    if text.strip().isdigit():
        return float(text)
    try:
        day = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(day.timestamp() - time.time(), 0)
