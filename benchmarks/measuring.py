"""Wall time and peak memory of commands, children and grandchildren included."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace

import psutil

from benchmarks.workload import Workshop

SAMPLE_SECONDS = 0.25


@dataclass(frozen=True)
class Measured:
    """``seconds`` for ``runs`` runs; ``peak_mb`` counts memory shared by forks once.

    ``cpu_seconds`` is what all processes together have computed: it hardly changes when
    other work shares the machine, while ``seconds`` do. ``start_seconds`` and ``start_cpu`` are
    the part that a loop pays once, however many runs it has.
    """

    seconds: float
    cpu_seconds: float
    runs: int
    peak_mb: float
    failed: int = 0
    start_seconds: float = 0.0
    start_cpu: float = 0.0

    def scaled(self, runs: int) -> Measured:
        """The same cost per run, and the same start, for another number of runs."""
        factor = runs / self.runs
        return replace(
            self,
            seconds=self.start_seconds + (self.seconds - self.start_seconds) * factor,
            cpu_seconds=self.start_cpu + (self.cpu_seconds - self.start_cpu) * factor,
            runs=runs,
        )

    def __add__(self, other: Measured) -> Measured:
        """Two parts of one loop: what both paid to start is counted once."""
        return Measured(
            self.seconds + other.seconds - other.start_seconds,
            self.cpu_seconds + other.cpu_seconds - other.start_cpu,
            self.runs + other.runs,
            max(self.peak_mb, other.peak_mb),
            self.failed + other.failed,
            self.start_seconds,
            self.start_cpu,
        )

    def within(self, seconds: float, cpu_seconds: float) -> Measured:
        """With what the command itself has counted."""
        return replace(self, seconds=seconds, cpu_seconds=cpu_seconds)


def measure(commands: list[list[str]], workshop: Workshop, runs: int) -> Measured:
    """Execute commands one after the other; a failing one is counted, not hidden."""
    (workshop.root / "out").mkdir(exist_ok=True)
    failed, peak = 0, 0.0
    started, computed = time.perf_counter(), _computed()
    for command in commands:
        process = subprocess.Popen(
            command,
            cwd=workshop.root,
            env=workshop.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        sampler = _Sampler(process.pid)
        sampler.start()
        _, errors = process.communicate()
        sampler.stop.set()
        sampler.join()
        peak = max(peak, sampler.peak_mb)
        if process.returncode:
            failed += 1
            print("    ", command[:4], errors.decode(errors="replace")[-600:], flush=True)
    return Measured(time.perf_counter() - started, _computed() - computed, runs, peak, failed)


def _computed() -> float:
    """CPU seconds of all commands that have ended, their descendants included."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class _Sampler(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.peak_mb = 0.0
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.wait(SAMPLE_SECONDS):
            with suppress(psutil.Error):
                processes = [self.root, *self.root.children(recursive=True)]
                self.peak_mb = max(self.peak_mb, sum(map(_megabytes, processes)))


def _megabytes(process: psutil.Process) -> float:
    with suppress(psutil.Error, AttributeError):
        return process.memory_full_info().pss / 2**20
    with suppress(psutil.Error):
        return process.memory_info().rss / 2**20
    return 0.0
