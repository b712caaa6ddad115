"""What a notebook writes stands under the cell that wrote it, whoever wrote it and however late it is handed on."""

from __future__ import annotations

import json
import os
from unittest import mock

import pytest
from tiny_projects import TinyProject

from helpers.running import executing, forge_client
from helpers.running.task import Outcome, Task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("bare_forge"),
    pytest.mark.skipif(not forge_client.can_fork(), reason="no fork on this platform"),
]

WRITERS = {
    "python": "print('{}')",
    "the file descriptor": "os.write(1, b'{}\\n');",
    "a program": "os.system('echo {}');",
    "a library in C": "c.puts(b'{}'); c.fflush(None);",
    "a thread": "t = threading.Thread(target=print, args=['{}']); t.start(); t.join()",
}
IMPORTS = "import ctypes, os, sys, threading, time\nc = ctypes.CDLL(None)"
SLOWLY = """from types import SimpleNamespace
import helpers.running.streams as streams
streams.os = SimpleNamespace(read=lambda *given: (os.read(*given), time.sleep(0.03))[0], write=os.write)"""


def run(project: TinyProject, *cells: str, cold: bool = False) -> Outcome:
    path = project.notebook("a", *cells)
    with mock.patch.dict(os.environ):
        del os.environ["PYTEST_CURRENT_TEST"]       # with it ipykernel leaves the file descriptors to pytest
        done = executing.execute(Task("p/a", "a", path.read_text(), str(path.parent), {}, cold=cold))
    assert done.succeeded, done.failure
    return done


def texts(done: Outcome) -> list[str]:
    """What stands under each cell."""
    cells = json.loads(done.notebook)["cells"]
    return ["".join("".join(output.get("text", "")) for output in cell.get("outputs", [])) for cell in cells]


def written(times: int) -> tuple[list[str], list[str]]:
    """Cells that write their number, and what is to stand under them."""
    makers = [*WRITERS.values()] * times
    return [made.format(number) for number, made in enumerate(makers)], [f"{number}\n" for number in range(len(makers))]


def test_it_stands_under_its_cell(project: TinyProject) -> None:
    cells, expected = written(8)
    assert texts(run(project, IMPORTS, *cells))[-len(expected) :] == expected


def test_also_when_it_is_handed_on_late(project: TinyProject) -> None:
    cells, expected = written(2)
    assert texts(run(project, IMPORTS, SLOWLY, *cells))[-len(expected) :] == expected


def test_as_under_an_ordinary_kernel(project: TinyProject) -> None:
    cells, _ = written(1)
    cells += ["os.system('echo to the other >&2');", "print('a', end='')\nprint('b', file=sys.stderr)\ndisplay(1)\nprint('c')"]
    assert run(project, IMPORTS, *cells).notebook == run(project, IMPORTS, *cells, cold=True).notebook


def test_a_flush_of_nothing_wakes_nobody(project: TinyProject) -> None:
    counting = "asked = []\nthread = sys.stdout.pub_thread\nschedule = thread.schedule\nthread.schedule = lambda f: asked.append(f) or schedule(f)"
    flushing = "sys.stdout.flush(); sys.stderr.flush()\nassert asked == []"
    printing = "print(1)\nthere = len(asked)\nsys.stdout.flush()\nassert len(asked) > there"
    run(project, IMPORTS, f"{counting}\n{flushing}\n{printing}\nthread.schedule = schedule")


def test_what_never_comes_holds_no_cell_up(project: TinyProject) -> None:
    hanging = SLOWLY.replace("0.03", "60")
    assert run(project, IMPORTS, hanging, "os.write(1, b'lost');", "1", "2").seconds < 15
