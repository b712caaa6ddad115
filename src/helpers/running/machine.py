"""How many runs this machine can take at once."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

MEMORY_PER_JOB_MB = 900


def default_jobs() -> int:
    """One run more than there are cores, but no more than memory allows.

    A run waits now and then (its kernel starts, ends, hands over outputs); with one run more
    under way no core is idle meanwhile.
    """
    return max(1, min(available_cores() + 1, _by_memory()))


def slots_for(jobs: int) -> int:
    """How many runs are under way where no more than ``jobs`` may compute: one more, if memory allows.

    Its kernel starts or ends, or hands over its outputs.
    """
    return jobs + (_by_memory() > jobs)


def _by_memory() -> int:
    return int(available_memory_mb() // MEMORY_PER_JOB_MB)


def available_cores() -> int:
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        if quota != "max":
            cores = min(cores, max(1, round(int(quota) / int(period))))
    return cores


def available_memory_mb() -> float:
    """Memory that can be had now, in MB; plenty where the system does not say."""
    limits = [64_000.0]
    with contextlib.suppress(OSError, ValueError, IndexError):
        text = Path("/proc/meminfo").read_text()
        limits.append(int(text.split("MemAvailable:")[1].split()[0]) / 1024)
    limits += [ceiling / 2**20 for ceiling in _ceilings()]
    if sys.platform != "win32":
        import resource

        ceiling, _ = resource.getrlimit(resource.RLIMIT_AS)
        if ceiling != resource.RLIM_INFINITY:
            limits.append(ceiling / 2**20)
    return min(limits)


def _ceilings(root: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self")) -> list[int]:
    """What the control groups around this process allow, in bytes (Linux, either version)."""
    version_1, version_2 = root / "memory", root
    tops = {version_1: "memory.limit_in_bytes", version_2: "memory.max"}
    places = set(tops.items())
    with contextlib.suppress(OSError):
        for line in (own / "cgroup").read_text().splitlines():
            _, kinds, path = line.split(":", 2)
            top = {"": version_2, "memory": version_1}.get(kinds)
            if top is not None:
                group = top / path.strip("/")
                around = [group, *group.parents]
                places |= {(place, tops[top]) for place in around if top in place.parents}
    found = []
    for place, name in places:
        with contextlib.suppress(OSError, ValueError):
            found.append(int((place / name).read_text()))
    return found
