"""Many tasks through one executor: bounded, retried when a worker dies, never stopped by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait

from helpers.running.executing import execute
from helpers.running.task import Failure, Outcome, Task, WorkerDiedError

ATTEMPTS = 3
TICK_SECONDS = 0.2


def run_tasks(
    executor: Executor,
    slots: int,
    tasks: Iterable[Task],
    *,
    started: Callable[[Task], None],
    finished: Callable[[Task, Outcome], None],
    tick: Callable[[], None],
    function: Callable[[Task], Outcome] = execute,
) -> None:
    """Execute every task; ``finished`` gets each outcome as it comes, failures included.

    Only as many tasks as the executor has slots are handed over at a time, so that memory
    does not grow with the number of tasks and an interrupt has little to take back.
    """
    waiting: deque[tuple[Task, int]] = deque((task, 1) for task in tasks)
    running: dict[Future, tuple[Task, int]] = {}
    while waiting or running:
        while waiting and len(running) < slots:
            task, attempt = waiting.popleft()
            started(task)
            running[executor.submit(function, task)] = task, attempt
        done, _ = wait(running, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            task, attempt = running.pop(future)
            outcome = _outcome(future, task)
            if outcome is None and attempt < ATTEMPTS:
                waiting.appendleft((task, attempt + 1))
                continue
            if outcome is None:
                cause = f"its worker died {ATTEMPTS} times ({future.exception()})"
                outcome = Outcome(task.name, failure=Failure("worker died", cause))
            finished(task, outcome)
        tick()


def _outcome(future: Future, task: Task) -> Outcome | None:
    """The outcome, or None when the worker died and the task can be tried again."""
    try:
        return future.result()
    except WorkerDiedError:
        return None
    except CancelledError:
        cause = "the Dask scheduler was lost: it ended, or cannot be reached any more"
        return Outcome(task.name, failure=Failure("worker died", cause))
    except Exception as error:
        # From the executor or the way to it: a broken cluster, a task that cannot be sent.
        cause = f"{type(error).__name__}: {error}"
        return Outcome(task.name, failure=Failure("worker died", cause))
