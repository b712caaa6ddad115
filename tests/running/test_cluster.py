"""The same runs through a real Dask scheduler with two worker processes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import psutil
import pytest
from tiny_projects import SHOW, TinyProject, wait_for

from helpers.errors import RunError
from helpers.running import cluster as clusters
from helpers.running import scheduling
from helpers.running.task import Task

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

WAITING = "import time; time.sleep(1.5)"


@pytest.fixture
def cluster(project: TinyProject, tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """The address of a scheduler and its two worker processes."""
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    settings = {"cwd": tmp_path, "env": project.environment, **quiet}
    common = ["--scheduler-file", str(file)]
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard", *common],
        **settings,
    )
    assert wait_for(lambda: file.exists() and file.read_text().endswith("}"), 60)
    alone = ["--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    workers = [subprocess.Popen([*dask, "worker", *alone, *common], **settings) for _ in range(2)]
    address = json.loads(file.read_text())["address"]
    from distributed import Client

    with Client(address) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, workers
    # At once: a worker that is asked to end waits long for a scheduler that ends, too.
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def test_the_cluster_leaves_what_this_machine_leaves(
    project: TinyProject, cluster: tuple[str, list]
) -> None:
    for name in ("a", "b", "c", "d"):
        project.notebook(name, "import os; print(seed)", SHOW)
    project.notebook("wrong", "1 / 0")
    project.plan("p", "a", "b", "c", "d", "wrong")
    there = project.run("p", "--scheduler", cluster[0])
    assert there.returncode == 1
    assert "4 executed, 1 failed" in there.stdout, there.stderr
    assert "ZeroDivisionError" in there.stderr
    outputs = project.outputs()
    assert len(outputs) == 8
    here = project.run("p", "--fresh")
    assert here.returncode == 1
    assert project.outputs() == outputs


def test_a_killed_worker_of_the_cluster_has_its_run_done_elsewhere(
    project: TinyProject, cluster: tuple[str, list]
) -> None:
    address, workers = cluster
    for name in ("a", "b", "c"):
        project.notebook(name, WAITING, SHOW)
    project.plan("p", "a", "b", "c")
    process = project.start("run", "p", "--scheduler", address)
    assert wait_for(lambda: len(project.kernels()) == 2)
    workers[0].send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert len(project.outputs()) == 6
    # The killed worker took its forge and kernel along.
    assert wait_for(lambda: len(project.forges()) == 1, 10)
    assert psutil.pid_exists(workers[1].pid)


def test_no_scheduler_ends_in_one_message(project: TinyProject) -> None:
    project.notebook("a", SHOW)
    project.plan("p", "a")
    done = project.run("p", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 1
    assert "no Dask scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:9"])
def test_what_is_no_address_is_said_at_once(address: str) -> None:
    with pytest.raises(RunError, match="is no address of a scheduler"), clusters.dask(address):
        pass


def test_a_lost_scheduler_is_named(project: TinyProject) -> None:
    lost: Future = Future()
    lost.cancel()
    lost.set_running_or_notify_cancel()
    task = Task("p/a", "a", "", "", {})
    assert "the Dask scheduler was lost" in scheduling._outcome(lost, task).failure.cause
