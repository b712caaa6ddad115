"""Processes that a notebook has started and left: none outlives its kernel.

What shares the kernel's process group goes with it. What has a session of its own escapes the
group, but Linux hands orphans to the nearest ancestor that asks for them: forge and workers do.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    """Become the parent of whatever descendants are orphaned from now on."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end(keep: Collection[int] = (), seconds: float = 0.0) -> None:
    """Kill children in sessions of their own, and for some seconds what they leave in turn."""
    deadline = time.monotonic() + seconds
    while found := [pid for pid in _children() if pid not in keep and _is_apart(pid)]:
        for pid in found:
            kill_group(pid)
            with contextlib.suppress(OSError):
                os.waitpid(pid, os.WNOHANG)
        if time.monotonic() >= deadline:
            return
        time.sleep(0.005)


def kill_group(pid: int) -> None:
    """Kill a process and its group; it may not lead one yet (a kernel forked a moment ago)."""
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
        return
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _children() -> list[int]:
    """Own children as Linux lists them; none elsewhere."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path("/proc/self/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def _is_apart(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return os.getsid(pid) != os.getsid(0)
    return False
