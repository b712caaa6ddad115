"""The life of a forked kernel, from the fork to its end."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import random
import signal
import sys
import threading
import time
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1
CLOSING_SECONDS = 0.03
OOM_SCORE = 500      # of 1000, beside what a process holds of the memory


def run_kernel(request: dict[str, Any], forge_pid: int) -> int:
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    from ipykernel.kernelapp import IPKernelApp

    from helpers.running.streams import OPTIONS

    sys.argv = request["argv"]
    app = IPKernelApp.instance(parent_handle=forge_pid)
    app.initialize([*request["argv"][1:], *OPTIONS])
    atexit.unregister(app.close)  # leave() does it
    app.start()
    return 0


def leave(code: int) -> NoReturn:
    """End as an interpreter does for its user (exit handlers, flushed streams), then at once."""
    with contextlib.suppress(BaseException):
        threading._shutdown()
    closing = threading.Thread(target=_close_sockets, daemon=True)
    with contextlib.suppress(BaseException):
        # IPython's exit looks for garbage among all that the forge has imported, to end then.
        gc.freeze()
        atexit._run_exitfuncs()
        # ipykernel may wait here for ten seconds: its control thread flushes into an output
        # thread that has been stopped already. Everything has been sent by then.
        closing.start()
        closing.join(CLOSING_SECONDS)
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(BaseException):
            stream.flush()
    os._exit(code)


def _close_sockets() -> None:
    from ipykernel.kernelapp import IPKernelApp

    if IPKernelApp.initialized():
        IPKernelApp.instance().close()


def die_before_others() -> None:
    """Where memory ends, let Linux kill this kernel, not the process that all kernels come from."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write(str(OOM_SCORE))


def die_with_parent(parent_pid: int) -> None:
    """Ask Linux to kill this process when its parent ends; others rely on polling."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)
