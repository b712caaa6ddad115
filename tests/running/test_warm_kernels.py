"""A warm kernel behaves as an ordinary one: interrupt, restart, shutdown, and no orphans."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from tiny_projects import wait_for

from helpers.running import forge_client
from helpers.running.forge_client import ForgeProcess
from helpers.running.preloading import threads_running

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not forge_client.can_fork(), reason="no fork on this platform"),
]


@pytest.fixture(scope="module")
def forge() -> Iterator[ForgeProcess]:
    os.environ["CHUHAI_PRELOAD"] = ""
    made = ForgeProcess()
    os.environ["CHUHAI_FORGE"] = made.address
    yield made
    made.close()
    del os.environ["CHUHAI_FORGE"], os.environ["CHUHAI_PRELOAD"]


@pytest.fixture
def manager(forge: ForgeProcess, tmp_path: Path) -> Iterator[KernelManager]:
    """An ordinary kernel manager whose kernel specification names our provisioner."""
    made = KernelManager(transport="ipc", connection_file=str(tmp_path / "k.json"))
    made._kernel_spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        metadata={"kernel_provisioner": {"provisioner_name": "chuhai-warm"}},
    )
    made.start_kernel(cwd=str(tmp_path))
    yield made
    if made.is_alive():
        made.shutdown_kernel(now=True)


def execute(manager: KernelManager, code: str, timeout: float = 20) -> dict:
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=30)
        outputs: list[str] = []

        def hook(message: dict) -> None:
            outputs.append(message["content"].get("text", ""))

        reply = client.execute_interactive(code, timeout=timeout, output_hook=hook)
        return {**reply["content"], "text": "".join(outputs)}
    finally:
        client.stop_channels()


def test_the_provisioner_is_registered() -> None:
    found = KernelProvisionerFactory.instance().get_provisioner_entries()
    assert found["chuhai-warm"] == "helpers.running.warm:WarmProvisioner"


def test_it_is_forked_and_alone_in_its_session(
    manager: KernelManager, forge: ForgeProcess, tmp_path: Path
) -> None:
    code = "import os; print(os.getpid(), os.getppid(), os.getsid(0), os.getcwd())"
    pid, parent, session, cwd = execute(manager, code)["text"].split()
    assert int(parent) == forge.process.pid
    assert pid == session
    assert cwd == str(tmp_path)
    assert manager.provisioner.pid == int(pid)


def test_interrupt(manager: KernelManager) -> None:
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    asked = client.execute("import time; time.sleep(30)")
    time.sleep(0.5)
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=10)
    while reply["parent_header"].get("msg_id") != asked:
        reply = client.get_shell_msg(timeout=10)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    client.stop_channels()
    assert execute(manager, "1 + 1")["status"] == "ok"


def test_restart_forgets_everything(manager: KernelManager) -> None:
    execute(manager, "x = 1")
    first = manager.provisioner.pid
    manager.restart_kernel(now=False)
    assert manager.provisioner.pid != first
    assert execute(manager, "x")["ename"] == "NameError"
    assert not psutil.pid_exists(first)


def test_shutdown_runs_exit_handlers(manager: KernelManager, tmp_path: Path) -> None:
    execute(manager, "import atexit, pathlib; atexit.register(pathlib.Path('left').touch)")
    pid = manager.provisioner.pid
    started = time.monotonic()
    manager.shutdown_kernel()
    assert time.monotonic() - started < 2
    assert (tmp_path / "left").exists()
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_death_is_noticed_with_its_signal(manager: KernelManager, number: int) -> None:
    process = manager.provisioner.process
    execute(manager, "1")
    os.kill(process.pid, number)
    assert process.wait(5) == -number
    assert not manager.is_alive()
    assert process.peak_kb > 1000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux asks for a score")
def test_where_memory_ends_it_goes_before_the_process_it_was_forked_from(
    manager: KernelManager, forge: ForgeProcess
) -> None:
    kernel, forging = (
        int(Path(f"/proc/{pid}/oom_score_adj").read_text())
        for pid in (manager.provisioner.pid, forge.process.pid)
    )
    assert kernel > forging


def test_children_of_a_kernel_go_with_it(manager: KernelManager) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '100']).pid)"
    child = int(execute(manager, code)["text"])
    manager.shutdown_kernel(now=True)
    assert wait_for(lambda: not psutil.pid_exists(child), 5)


def test_randomness_is_not_shared_between_kernels(manager: KernelManager) -> None:
    code = "import random, os; print(random.random())"
    first = execute(manager, code)["text"]
    manager.restart_kernel(now=True)
    assert execute(manager, code)["text"] != first


def test_fixed_environment(manager: KernelManager) -> None:
    code = "import os, sys; print(hash('a'), os.environ['OMP_NUM_THREADS'])"
    first = execute(manager, code)["text"]
    manager.restart_kernel(now=True)
    assert execute(manager, code)["text"] == first


@pytest.mark.parametrize("victim", ["asker", "forge"])
def test_no_orphan_whoever_dies(tmp_path: Path, victim: str) -> None:
    """A process that asks for a kernel of its own is killed, or the forge it has started."""
    code = f"""
import os, sys, time
os.environ.pop("CHUHAI_FORGE", None)
from helpers.running import forge_client
from helpers.running.kernels import RunKernel
from pathlib import Path
kernel = RunKernel(Path({str(tmp_path)!r}), {str(tmp_path)!r}, False, {{}})
print(kernel.process.pid, forge_client._own.process.pid, flush=True)
while True:
    time.sleep(0.05)
    if kernel.process.poll() is not None:
        print(kernel.process.poll(), kernel.process.forge_died, flush=True)
        break
"""
    environment = {**os.environ, "CHUHAI_PRELOAD": ""}
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    )
    kernel, forge = (int(number) for number in process.stdout.readline().split())
    assert psutil.pid_exists(kernel)
    os.kill(process.pid if victim == "asker" else forge, signal.SIGKILL)
    assert wait_for(lambda: not _lives(kernel) and not _lives(forge), 5)
    if victim == "forge":
        assert process.stdout.readline().split() == ["-9", "True"]
    process.kill()
    process.wait()


@pytest.mark.parametrize("before", [True, False])
def test_a_forge_ends_with_its_owner_while_it_imports(tmp_path: Path, before: bool) -> None:
    """It looks at its lifeline only afterwards, which may be seconds."""
    (tmp_path / "slow.py").write_text("import sys, time\nprint('here', flush=True)\ntime.sleep(30)")
    read, write = os.pipe()
    if before:
        os.close(write)
    process = subprocess.Popen(
        [sys.executable, "-m", forge_client.FORGE_MODULE, "0", str(read)],
        env={**os.environ, "CHUHAI_PRELOAD": "slow", "PYTHONPATH": str(tmp_path)},
        pass_fds=[read],
        stdout=subprocess.PIPE,
    )
    os.close(read)
    if not before:
        assert process.stdout.readline() == b"here\n"
        os.close(write)
    assert process.wait(10) == 0
    process.stdout.close()


def test_the_usual_imports_start_no_thread() -> None:
    """The condition for forking at all: checked by the forge itself before it serves."""
    code = (
        "import os, sys; from helpers.running.environment import FIXED\n"
        "os.environ.update(FIXED)\n"
        "from helpers.running.preloading import preload, threads_running\n"
        "preload(); from helpers.dataset import store\n"
        "print(threads_running(), 'pandas' in sys.modules, len(store._loaded) > 50)"
    )
    environment = {k: v for k, v in os.environ.items() if k != "CHUHAI_PRELOAD"}
    environment["CHUHAI_OPEN_TABLES"] = "1"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=environment,
    )
    assert found.stdout.splitlines()[-1] == "[] True True"
    assert "not preloaded" not in found.stderr


def test_threads_are_seen() -> None:
    import threading

    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert threads_running(patience=0)
    finally:
        stop.set()
        thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_main_thread_and_the_allocators_are_no_danger_whatever_their_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Numbers of processes grow a digit now and then; a thread is named after it has started."""
    from helpers.running import preloading

    names = iter(["python", "jemalloc_bg_thd"])
    monkeypatch.setattr(preloading.os, "getpid", lambda: 99_998)
    monkeypatch.setattr(preloading.os, "listdir", lambda folder: ["100003", "99998"])
    monkeypatch.setattr(preloading, "_thread_name", lambda number: next(names))
    assert threads_running() == []


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
