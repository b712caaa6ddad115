"""Asking a forge for kernels, and starting one (see :mod:`helpers.running.forge`).

The forge is found by the variable CHUHAI_FORGE; a process without it starts its own.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from helpers.errors import RunError
from helpers.running.environment import FIXED
from helpers.running.scratch import session_folder
from helpers.running.strays import kill_group

ADDRESS = "CHUHAI_FORGE"
FORGE_MODULE = "helpers.running.forge"
OPEN_TABLES = "CHUHAI_OPEN_TABLES"
FORGE_READY_SECONDS = 120


def can_fork() -> bool:
    """Whether kernels can be forked here at all."""
    return hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and sys.platform != "win32"


class ForgeProcess:
    """A forge owned by this process: it ends, with all its kernels, when its owner does.

    ``open_tables``: read and check the dataset before the first fork; kernels share the pages.
    """

    def __init__(self, *, open_tables: bool = False) -> None:
        self.folder = tempfile.mkdtemp(prefix="f", dir=session_folder())
        self.address = os.path.join(self.folder, "forge")
        log_path = _log_beside(self.address)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.address)
        listener.listen(64)
        lifeline_read, self._lifeline = os.pipe()
        inherited = (listener.fileno(), lifeline_read)
        with log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", FORGE_MODULE, *map(str, inherited)],
                env={**os.environ, **FIXED, OPEN_TABLES: "1" if open_tables else ""},
                pass_fds=inherited,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        listener.close()
        os.close(lifeline_read)

    def close(self) -> None:
        """End the forge and its kernels, and remove its folder."""
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)


def _log_beside(address: str) -> Path:
    return Path(address).with_name("forge.log")


def _last_line(log: Path) -> str:
    with contextlib.suppress(OSError):
        return "".join(log.read_text(errors="replace").splitlines()[-1:])
    return ""


_own: ForgeProcess | None = None


def _own_forge() -> str:
    """The address of a forge of this process, started when it is first needed."""
    global _own
    if _own is None or _own.process.poll() is not None:
        if _own is not None:
            _own.close()
        _own = ForgeProcess()
        atexit.register(_own.close)
    return _own.address


class ForgedKernel:
    """A forked kernel, with the part of ``subprocess.Popen`` that provisioners use."""

    stdin = stdout = stderr = None

    def __init__(
        self, argv: list[str], env: dict[str, str], cwd: str, descriptors: tuple[int, int, int]
    ) -> None:
        self.returncode: int | None = None
        self.forge_died = False
        self.peak_kb: int | None = None
        self.cpu_seconds: float | None = None
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(FORGE_READY_SECONDS)
        self._pending = b""
        address = os.environ.get(ADDRESS) or _own_forge()
        try:
            try:
                self._socket.connect(address)
            except (ConnectionRefusedError, FileNotFoundError):
                # The announced forge has died; this process goes on with one of its own.
                address = _own_forge()
                self._socket.connect(address)
            request = json.dumps({"argv": argv, "env": env, "cwd": cwd}).encode() + b"\n"
            sent = socket.send_fds(self._socket, [request], list(descriptors))
            self._socket.sendall(request[sent:])
            self.pid: int = self._message()["pid"]
        except (OSError, EOFError) as error:
            self._socket.close()
            raise RunError(
                f"no warm kernel could be had ({_last_line(_log_beside(address)) or error})",
                where="the process that kernels are forked from",
                mend="run with --cold",
            ) from None

    def _message(self) -> dict[str, Any]:
        while b"\n" not in self._pending:
            received = self._socket.recv(4096)
            if not received:
                raise EOFError("the forge has ended")
            self._pending += received
        line, _, self._pending = self._pending.partition(b"\n")
        return json.loads(line)

    def poll(self) -> int | None:
        """The exit code once the kernel has ended (negative: killed by that signal)."""
        return self._read_end(0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._read_end(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("warm kernel", timeout or 0)
        return code

    def _read_end(self, timeout: float | None) -> int | None:
        if self.returncode is None and (
            self._pending or select.select([self._socket], [], [], timeout)[0]
        ):
            try:
                ending = self._message()
                self.returncode = ending["exit"]
                self.peak_kb, self.cpu_seconds = ending["peak_kb"], ending["cpu_seconds"]
            except (OSError, EOFError):
                # The forge has died, and its kernels with it.
                self.forge_died = True
                kill_group(self.pid)  # what the kernel had started
                self.returncode = -signal.SIGKILL
            self._socket.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.killpg(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
