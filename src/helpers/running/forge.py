"""The process that warm kernels are forked from (POSIX only).

It imports what notebooks import, starts no thread, and then forks one kernel per request.
A request is one JSON line on a Unix socket, with the kernel's stdin, stdout and stderr as
passed file descriptors; the connection stays open as long as the kernel lives:

    -> {"argv": [...], "env": {...}, "cwd": "..."}
    <- {"pid": 123}
    <- {"exit": 0, "peak_kb": 210000, "cpu_seconds": 1.2}      when the kernel has ended

Whoever asked for a kernel keeps it alive: when the connection closes, the kernel is killed.
When the owner of the forge dies, its end of a pipe closes, and the forge kills all kernels
and ends. When the forge itself is killed, the system kills the kernels (Linux), or they
notice within a second (elsewhere).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import selectors
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from helpers.running import strays
from helpers.running.forked import die_before_others, die_with_parent, leave, run_kernel
from helpers.running.preloading import preload, threads_running
from helpers.running.strays import kill_group


def main(listener_fd: int, lifeline_fd: int) -> int:
    """Serve until the lifeline closes. The listener is bound already, so early askers wait."""
    with _ending_with(lifeline_fd):
        preload()
    if threads := threads_running():
        print(f"threads after the imports ({', '.join(threads)}): no fork is safe", file=sys.stderr)
        return 1
    Forge(socket.socket(fileno=listener_fd), lifeline_fd).serve()
    return 0


class Forge:
    """One loop over the listener, the lifeline, ended children and open connections."""

    def __init__(self, listener: socket.socket, lifeline_fd: int) -> None:
        self.listener = listener
        self.lifeline = lifeline_fd
        self.kernels: dict[int, socket.socket] = {}
        strays.adopt()
        self.selector = selectors.DefaultSelector()
        self.wake_read, self.wake_write = os.pipe()
        os.set_blocking(self.wake_write, False)
        os.set_blocking(self.wake_read, False)
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._end)

    def serve(self) -> None:
        self.selector.register(self.listener, selectors.EVENT_READ, self._accept)
        self.selector.register(self.lifeline, selectors.EVENT_READ, self._end)
        self.selector.register(self.wake_read, selectors.EVENT_READ, self._reap)
        while True:
            for key, _ in self.selector.select():
                # A handler before this one may have closed it in the same round.
                if key.fd in self.selector.get_map():
                    key.data()

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        connection.settimeout(10)
        try:
            line, descriptors = _receive(connection)
            request = json.loads(line)
        except (OSError, ValueError):
            connection.close()
            return
        pid = os.fork()
        if pid == 0:
            self._become_kernel(connection, request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        connection.setblocking(True)
        self.kernels[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, lambda: self._abandon(pid))
        _send(connection, {"pid": pid})

    def _abandon(self, pid: int) -> None:
        """The asker has gone (nothing is ever sent after the request): so does its kernel."""
        self.selector.unregister(self.kernels[pid])
        kill_group(pid)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self.wake_read, 512):
                pass
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid not in self.kernels:
                continue  # what a kernel had left, and was killed for it
            kill_group(pid)  # what the kernel may have started and left
            connection = self.kernels.pop(pid)
            with contextlib.suppress(KeyError):
                self.selector.unregister(connection)
            _send(
                connection,
                {
                    "exit": os.waitstatus_to_exitcode(status),
                    "peak_kb": usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1),
                    "cpu_seconds": usage.ru_utime + usage.ru_stime,
                },
            )
            connection.close()
        strays.end(keep=self.kernels)

    def _end(self, *_: Any) -> NoReturn:
        for pid in self.kernels:
            kill_group(pid)
        strays.end(seconds=2)
        os._exit(0)

    def _become_kernel(
        self, connection: socket.socket, request: dict[str, Any], descriptors: list[int]
    ) -> NoReturn:
        code = 1
        try:
            forge_pid = os.getppid()
            os.setsid()
            strays.adopt()  # its own orphans stay below it until it ends
            die_with_parent(forge_pid)
            die_before_others()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for number, descriptor in enumerate(descriptors):
                os.dup2(descriptor, number)
                os.close(descriptor)
            for held in (connection, self.listener, *self.kernels.values(), self.selector):
                held.close()
            for held_fd in (self.lifeline, self.wake_read, self.wake_write):
                os.close(held_fd)
            code = run_kernel(request, forge_pid)
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            leave(code)


@contextlib.contextmanager
def _ending_with(lifeline: int) -> Iterator[None]:
    """Nobody looks at the lifeline during the imports: let the system say when it closes."""
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    signal.signal(signal.SIGIO, lambda *_: os._exit(0))
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(0)
    yield
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags)
    signal.signal(signal.SIGIO, signal.SIG_DFL)


def _receive(connection: socket.socket) -> tuple[bytes, list[int]]:
    data, descriptors, _, _ = socket.recv_fds(connection, 1 << 16, 3)
    while not data.endswith(b"\n"):
        more = connection.recv(1 << 16)
        if not more:
            raise OSError("the request broke off")
        data += more
    return data, list(descriptors)


def _send(connection: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
