"""What the forge imports before it forks, and the proof that it has no threads."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pkgutil
import sys
import threading
import time
from types import ModuleType

KERNEL = (
    "IPython.core.interactiveshell",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    # Imported by a kernel once it runs: found by comparing modules before and after a run.
    "faulthandler",
    "psutil",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.utils.wildcard",
    "zmq.utils.garbage",
    "helpers.running.streams",
)
ANALYSIS = (
    "numpy",
    "pandas",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pyarrow.pandas_compat",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.api",
    "statsmodels.formula.api",
    "matplotlib.pyplot",
    "seaborn",
    "helpers",
)
# A run makes millions of small objects and few cycles: looked for seldom, a tenth is saved.
GARBAGE = (50_000, 20, 20)
ROOMS = ("dataset", "methods", "claims", "display", "running.parameters")


def preload() -> None:
    """Import what notebooks import; a module that fails is left for the notebook to report.

    CHUHAI_PRELOAD names other modules than the usual ones, separated by commas (or none);
    with CHUHAI_OPEN_TABLES the tables of the dataset are read and checked as well.
    """
    gc.disable()  # nothing that an import leaves is garbage yet
    wanted = os.environ.get("CHUHAI_PRELOAD")
    usual = wanted is None
    analysis = [*ANALYSIS, *_modules_of_rooms()] if usual else wanted.split(",")
    names = [*KERNEL, *filter(None, analysis)]
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            print(f"not preloaded: {name}: {type(error).__name__}: {error}", file=sys.stderr)
    if usual:
        _draw_once()
        if os.environ.get("CHUHAI_OPEN_TABLES"):
            _open_tables()
    for module in list(sys.modules.values()):
        # A warning that an import has shown here must be shown again in each kernel.
        if isinstance(module, ModuleType):
            vars(module).pop("__warningregistry__", None)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()


def _modules_of_rooms() -> list[str]:
    names = []
    for room in ROOMS:
        with contextlib.suppress(Exception):
            package = importlib.import_module(f"helpers.{room}")
            names += [
                module.name
                for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
            ]
    return names


def _open_tables() -> None:
    """Read every CSV once; they are kept by content, so a changed file is read anew.

    Not what is larger than a CSV: a Parquet twin is read by the notebook that asks for it.
    """
    from helpers.dataset.declaration import read
    from helpers.dataset.store import Store
    from helpers.errors import ChuhaiError

    with contextlib.suppress(ChuhaiError):
        store = Store(read())
        for table in store.declaration.tables.values():
            store.load(table)  # a broken one is reported by the notebook that asks for it


def _draw_once() -> None:
    """Fill the caches of a first figure (fonts, ticks) without touching pyplot's state."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(1, 1))
        FigureCanvasAgg(figure)
        figure.add_subplot(title="0").plot([0, 1], [0, 1], label="0")
        figure.canvas.draw()
    except Exception as error:
        print(f"no first figure: {type(error).__name__}: {error}", file=sys.stderr)


def threads_running(patience: float = 1.0) -> list[str]:
    """The threads beside the main one, native ones included where the system shows them.

    The allocator inside pyarrow keeps one thread for itself; it stops and restarts it around
    a fork with handlers of its own, so that one is harmless. It takes its name a moment after
    it has started: what is found is looked at again for ``patience`` seconds.
    """
    deadline = time.monotonic() + patience
    while (found := _threads_now()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def _threads_now() -> list[str]:
    main = threading.main_thread()
    names = [thread.name for thread in threading.enumerate() if thread is not main]
    with contextlib.suppress(OSError):
        numbers = [number for number in os.listdir("/proc/self/task") if int(number) != os.getpid()]
        names = [_thread_name(number) for number in numbers]
    return [name for name in names if not name.startswith("jemalloc")]


def _thread_name(number: str) -> str:
    with open(f"/proc/self/task/{number}/comm") as comm:
        return comm.read().strip()
