"""Where runs are executed: worker processes on this machine, or a Dask cluster.

Both are ``concurrent.futures.Executor``; nothing above this module knows which one it has.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NoReturn

from helpers.errors import RunError
from helpers.running import strays
from helpers.running.environment import FIXED
from helpers.running.machine import default_jobs, slots_for
from helpers.running.task import WorkerDiedError
from helpers.running.turns import ANSWER, TAKE, Turns, count_with

if TYPE_CHECKING:
    from helpers.running.forge_client import ForgeProcess


class LocalPool(Executor):
    """Worker processes on this machine, each alone: one that dies takes only its own call along.

    ``jobs``: how many runs compute at the same time. ``slots``: how many calls are under way at
    most; with more of them than jobs, kernels start and end meanwhile (see ``turns``).
    ``patience``: seconds after which a worker that does not answer is given up and killed.
    ``forge``: the process that kernels are forked from; the pool ends it. None: cold kernels.
    """

    def __init__(
        self,
        jobs: int,
        *,
        slots: int | None = None,
        patience: float | None = None,
        forge: ForgeProcess | None = None,
    ) -> None:
        from helpers.running.scratch import session_folder

        self.slots = slots or jobs
        self.patience = patience
        self._turns = Turns(jobs)
        self._forge = forge
        settings = {**FIXED, "CHUHAI_SESSION": session_folder()}
        if self._forge is not None:
            settings["CHUHAI_FORGE"] = self._forge.address
        self._workers = [_Worker(settings) for _ in range(self.slots)]
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(self.slots, thread_name_prefix="chuhai-worker")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        return self._threads.submit(self._in_worker, self._turns.ticket(), fn, args, kwargs)

    def _in_worker(self, place: object, fn: Callable[..., Any], args: tuple, kwargs: dict) -> Any:
        worker = self._idle.get()
        try:
            return worker.call((fn, args, kwargs), self.patience, self._turns, place)
        finally:
            self._turns.give_back(place)
            self._idle.put(worker)

    @property
    def pids(self) -> list[int]:
        """The processes of the workers."""
        return [worker.process.pid for worker in self._workers if worker.process is not None]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the pool; with ``cancel_futures`` running calls are cut off, too."""
        if cancel_futures:
            self.kill()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        for worker in self._workers:
            worker.dismiss()
        for worker in self._workers:
            worker.end()
        if self._forge is not None:
            self._forge.close()

    def kill(self) -> None:
        """Cut every running call off. Kernels die with their workers."""
        for worker in self._workers:
            worker.retire()
        for worker in self._workers:
            worker.end()


class _Worker:
    """One process that answers calls over a pipe; started when first called, and again when dead."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.settings = settings
        self.process: Any = None
        self.connection: Connection | None = None
        self.retired = False

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.settings), daemon=True)
        self.process.start()
        theirs.close()

    def call(self, wanted: tuple, patience: float | None, turns: Turns, place: object) -> Any:
        """What the worker answers to (function, arguments, keywords)."""
        if self.retired:
            raise WorkerDiedError("the pool is closing")
        if self.process is None or not self.process.is_alive():
            self.dismiss()
            self.end()
            self._start()
        try:
            self.connection.send(wanted)
            while (message := self._message(patience))[0] != ANSWER:
                if message[0] == TAKE:
                    turns.take(place, lambda: self.retired)
                    self.connection.send(None)
                else:
                    turns.give_back(place)
        except (EOFError, OSError) as error:
            self.process.join(1)
            code = self.process.exitcode
            raise WorkerDiedError(
                f"worker process {self.process.pid} ended with {code} {error}"
            ) from None
        _, succeeded, answer = message
        if succeeded:
            return answer
        raise answer

    def _message(self, patience: float | None) -> tuple:
        if not wait([self.connection, self.process.sentinel], patience):
            self.process.kill()
            raise EOFError(f"no answer within {patience:g} s")
        return self.connection.recv()

    def retire(self) -> None:
        """Ask the worker to end at once, with all that its kernel has started."""
        self.retired = True
        if self.process is not None:
            self.process.terminate()

    def dismiss(self) -> None:
        """Tell the worker that nothing more will come; it ends by itself."""
        if self.connection is not None:
            self.connection.close()

    def end(self) -> None:
        """Wait for the end a moment, then force it."""
        if self.process is None:
            return
        self.process.join(2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(connection: Connection, settings: dict[str, str]) -> None:
    """The worker's loop: until its owner closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides what Ctrl-C means
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: None)  # and what a closed terminal means
    os.environ.update(settings)
    signal.signal(signal.SIGTERM, _end_now)
    count_with(connection)
    strays.adopt()
    threading.Thread(target=_end_with_owner, daemon=True).start()
    with contextlib.suppress(Exception):
        from helpers.running.executing import import_papermill

        import_papermill()
    while True:
        try:
            fn, args, kwargs = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (True, fn(*args, **kwargs))
        except Exception as error:
            answer = (False, error)
        strays.end(keep=_own_forge())
        connection.send((ANSWER, *answer))


def _end_now(*_: Any) -> NoReturn:
    strays.end(seconds=1)
    os._exit(1)


def _end_with_owner() -> None:
    owner = multiprocessing.parent_process()
    if owner is not None:
        owner.join()
        strays.end(seconds=1)
        shutil.rmtree(os.environ["CHUHAI_SESSION"], ignore_errors=True)
        os._exit(1)


def _own_forge() -> list[int]:
    """The forge that this worker may have started when the common one had died."""
    client = sys.modules.get("helpers.running.forge_client")
    own = getattr(client, "_own", None)
    return [] if own is None else [own.process.pid]


def start_forge(open_tables: bool) -> ForgeProcess | None:
    """What a pool of warm kernels needs; it imports on its own from now on. None without fork.

    ``open_tables``: let it open the dataset, so that no kernel has to.
    """
    from helpers.running.forge_client import ForgeProcess, can_fork

    return ForgeProcess(open_tables=open_tables) if can_fork() else None


@contextlib.contextmanager
def executor_for(
    jobs: int | None,
    scheduler: str | None,
    *,
    cold: bool,
    patience: float,
    open_tables: bool = False,
    forge: ForgeProcess | None = None,
) -> Iterator[tuple[Executor, int]]:
    """An executor and how many calls it can take at once; cut off when an exception passes.

    ``forge``: one that has been started already, of which the executor takes care from now on.
    """
    if scheduler:
        from helpers.running.cluster import dask

        with dask(scheduler) as found:
            yield found
        return
    slots = slots_for(jobs) if jobs else default_jobs()
    try:
        if forge is None and not cold:
            forge = start_forge(open_tables)
        pool = LocalPool(jobs or slots, slots=slots, patience=patience, forge=forge)
    except OSError as error:
        raise RunError(
            f"no worker can be started ({error.strerror or error})",
            where=error.filename or tempfile.gettempdir(),
            mend="make room there, or name another folder for temporary files in TMPDIR",
        ) from None
    strays.adopt()  # what notebooks have started comes here when a worker or the forge is killed
    try:
        yield pool, pool.slots
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise
    else:
        pool.shutdown()
    finally:
        strays.end(seconds=1)
