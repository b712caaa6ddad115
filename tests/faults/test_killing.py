"""kill -9 of kernel, worker, forge and parent: outputs whole, a true report, no processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest
from tiny_projects import SHOW, TinyProject, wait_for

from helpers.running.pool import executor_for
from helpers.running.scheduling import run_tasks
from helpers.running.task import Outcome, Task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kernels are not forked here"),
]

TELLING = (
    "import os, pathlib\n"
    "pathlib.Path(os.environ['CHUHAI_BUILD'], 'kernel').write_text(str(os.getpid()))"
)
WAITING = "print('waiting', flush=True)\nimport time; time.sleep(2.5)"


@pytest.fixture
def running(project: TinyProject) -> TinyProject:
    """Two runs that wait, and one that comes after them."""
    for name in ("a", "b"):
        project.notebook(name, TELLING, WAITING, SHOW)
    project.notebook("c", SHOW)
    project.plan("p", "a", "b", "c", defaults={"seed": 4})
    return project


def end(process: subprocess.Popen) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_a_killed_kernel_is_named_with_its_cell(running: TinyProject) -> None:
    process = running.start("run", "p", "--jobs", "2")
    told = running.root / "build" / "kernel"
    assert wait_for(told.exists)
    wait_for(lambda: False, 1.2)  # until both are inside the waiting cell
    os.kill(int(told.read_text()), signal.SIGKILL)
    code, _, err = end(process)
    assert code == 1
    assert "killed by signal 9 (SIGKILL): out of memory, or killed from outside" in err
    assert "3 of 4: print('waiting', flush=True)" in err
    assert "    waiting" in err
    assert "chuhai run" in err
    assert "-p seed=4" in err
    assert sorted(running.cases().values()) == ["failure", "passed", "passed"]
    assert len(running.outputs()) == 4
    assert running.wait_until_gone() == []
    again = running.run("p")
    assert "1 executed, 2 up to date" in again.stdout


@pytest.mark.parametrize("victim", ["kernel", "parent"])
def test_ordinary_kernels_leave_nothing_either(running: TinyProject, victim: str) -> None:
    process = running.start("run", "p", "--cold", "--jobs", "1")
    assert wait_for(running.cold_kernels)
    wait_for(lambda: False, 3)
    kernel = running.cold_kernels()[0]  # of the run whose turn it is, or of the one after it
    if victim == "parent":
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert running.wait_until_gone(5) == []
        return
    kernel.send_signal(signal.SIGKILL)
    code, _, err = end(process)
    assert code == 1
    assert re.search("FAILED p/[ab]: the kernel was killed by signal 9", err)
    assert sorted(running.cases().values()) == ["failure", "passed", "passed"]
    assert running.wait_until_gone() == []


@pytest.mark.parametrize("victim", ["worker", "forge"])
def test_a_killed_worker_or_forge_has_its_runs_done_elsewhere(
    running: TinyProject, victim: str
) -> None:
    process = running.start("run", "p", "--jobs", "2")
    assert wait_for(lambda: len(running.kernels()) >= 2)
    wait_for(lambda: False, 0.5)
    found = running.workers() if victim == "worker" else running.forges()
    found[0].send_signal(signal.SIGKILL)
    code, _, err = end(process)
    assert code == 0, err
    assert set(running.cases().values()) == {"passed"}
    assert len(running.outputs()) == 6
    assert running.wait_until_gone() == []


def test_a_killed_parent_leaves_nothing_and_the_next_run_takes_up(running: TinyProject) -> None:
    (running.root / "build" / "report.xml").write_text("of an earlier run")
    process = running.start("run", "p", "--jobs", "1")
    done = running.root / "build" / "state" / "p" / "a.json"
    assert wait_for(done.exists)
    assert wait_for(running.kernels)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert running.wait_until_gone(5) == []
    assert not (running.root / "build" / "report.xml").exists()  # none is truer than an old one
    assert set(running.outputs()) == {"p/a.ipynb", "p/a.json"}
    again = running.run("p")
    assert again.returncode == 0
    assert "2 executed, 1 up to date" in again.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_stops_cleanly(running: TinyProject, number: int) -> None:
    process = running.start("run", "p", "--jobs", "1")
    done = running.root / "build" / "state" / "p" / "a.json"
    assert wait_for(done.exists)
    assert wait_for(running.kernels)
    process.send_signal(number)
    code, out, err = end(process)
    assert code == 130
    assert "takes up where this stopped" in err
    assert "Traceback" not in err
    assert "1 executed, 2 not run (interrupted)" in out
    assert running.cases() == {"a": "passed", "b": "skipped", "c": "skipped"}
    assert set(running.outputs()) == {"p/a.ipynb", "p/a.json"}
    assert running.wait_until_gone(5) == []
    if number == signal.SIGINT:
        assert "2 executed, 1 up to date" in running.run("p").stdout


def test_a_run_whose_worker_keeps_dying_fails(project: TinyProject) -> None:
    project.notebook("a", SHOW)
    project.notebook("b", KILL_WORKERS)
    project.plan("p", "a", "b")
    done = project.run("p", "--jobs", "1")
    assert done.returncode == 1
    assert "its worker died 3 times" in done.stderr
    assert project.cases() == {"a": "passed", "b": "failure"}
    assert project.wait_until_gone() == []


def die_or_not(task: Task) -> Outcome:
    if task.name == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(task.name)


def test_a_worker_that_keeps_dying_fails_its_run_alone() -> None:
    tasks = [Task(name, "", "", "", {}) for name in ("before", "dies", "after")]
    ended: dict[str, Outcome] = {}
    with executor_for(1, None, cold=True, patience=60) as (pool, slots):
        run_tasks(
            pool,
            slots,
            tasks,
            started=lambda task: None,
            finished=lambda task, outcome: ended.update({task.name: outcome}),
            tick=lambda: None,
            function=die_or_not,
        )
    assert {name: outcome.failure is None for name, outcome in ended.items()} == {
        "before": True,
        "dies": False,
        "after": True,
    }
    assert "its worker died 3 times" in ended["dies"].failure.cause


# Workers are found by the mark that they share with this kernel; the run before has to be kept.
KILL_WORKERS = """
import os, pathlib, psutil, signal, time
done = pathlib.Path(os.environ["CHUHAI_BUILD"], "state", "p", "a.json")
while not done.is_file():
    time.sleep(0.01)
mark = os.environ["CHUHAI_MARK"]
for process in psutil.process_iter():
    try:
        if any("spawn_main" in part for part in process.cmdline()):
            if process.environ().get("CHUHAI_MARK") == mark:
                process.send_signal(signal.SIGKILL)
    except psutil.Error:
        pass  # gone, or a zombie of some other test
time.sleep(20)
"""


def test_two_runs_at_once(running: TinyProject) -> None:
    first = running.start("run", "p", "--jobs", "1")
    assert wait_for(running.kernels)
    second = running.run("p")
    assert second.returncode == 1
    assert f"another run is writing here (process {first.pid})" in second.stderr
    assert "Traceback" not in second.stderr
    assert end(first)[0] == 0
    assert len(running.outputs()) == 6


# Out of the kernel's session, out of its group by a fork that ends, within its group, a thread.
LEAVES = """
import os, subprocess, threading, time
sleep = ["sleep", "317"]
subprocess.Popen(sleep, start_new_session=True)
subprocess.Popen(["sh", "-c", "setsid sleep 317 & exit 0"]).wait()
subprocess.Popen(sleep)
threading.Thread(target=time.sleep, args=(317,), daemon=False).start()
print("started", flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands over orphans")
@pytest.mark.parametrize(
    ("kind", "number"),
    [("warm", signal.SIGKILL), ("cold", signal.SIGKILL), ("cold", signal.SIGINT)],
)
def test_what_a_notebook_starts_ends_with_it(project: TinyProject, kind: str, number: int) -> None:
    project.notebook("a", LEAVES, SHOW)
    project.notebook("b", LEAVES + "os.kill(os.getpid(), 9)")
    project.notebook("c", LEAVES + "time.sleep(30)")
    project.plan("p", "a", "b", "c")
    process = project.start("run", "p", "--jobs", "1", *(["--cold"] if kind == "cold" else []))
    state = project.root / "build" / "state" / "p"
    assert wait_for(lambda: all((state / f"{name}.json").exists() for name in "ab"))
    assert wait_for(lambda: len(project.named("sleep")) == 3, 20)  # those of the third run alone
    process.send_signal(number)
    process.communicate()
    assert project.wait_until_gone(5) == []
    assert set(project.outputs()) == {"p/a.ipynb", "p/a.json"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands over orphans")
@pytest.mark.parametrize("kind", ["warm", "cold"])
def test_what_a_notebook_starts_ends_when_worker_or_forge_is_killed(
    project: TinyProject, kind: str
) -> None:
    """The run is done elsewhere; what its first kernel has started comes to the command."""
    project.notebook("a", LEAVES + "time.sleep(1.5)", SHOW)
    project.plan("p", "a")
    cold = kind == "cold"
    process = project.start("run", "p", "--jobs", "1", *(["--cold"] if cold else []))
    assert wait_for(lambda: len(project.named("sleep")) == 3)
    (victim,) = project.workers() if cold else project.forges()
    victim.kill()
    code, _, err = end(process)
    assert code == 0, err
    assert project.wait_until_gone(5) == []


def test_a_closed_terminal_ends_ordinary_kernels_with_all_they_have_started(
    project: TinyProject,
) -> None:
    """It tells the command and its workers at once."""
    project.notebook("a", LEAVES + "time.sleep(30)", SHOW)
    project.plan("p", "a")
    process = project.start("run", "p", "--jobs", "1", "--cold", start_new_session=True)
    assert wait_for(lambda: len(project.named("sleep")) == 3)
    os.killpg(process.pid, signal.SIGHUP)
    assert end(process)[0] == 130
    assert project.wait_until_gone(5) == []
