"""One task in this process: what comes back, and the path without fork."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_projects import SHOW, TinyProject

from helpers.running import executing, forge_client, kernels, warm
from helpers.running.task import Outcome, Task

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bare_forge")]


def run(project: TinyProject, *cells: str, **settings: object) -> Outcome:
    path = project.notebook("a", *cells)
    progress = str(project.root / "progress")
    values = {"parameters": {"seed": 2}, "progress": progress, **settings}
    return executing.execute(Task("p/a", "a", path.read_text(), str(path.parent), **values))


def test_what_comes_back(project: TinyProject) -> None:
    done = run(project, SHOW)
    assert done.succeeded
    assert b'"seed": 2' in done.record
    assert done.seconds > 0
    if forge_client.can_fork():
        assert done.peak_kb > 10_000
        assert 0 < done.cpu_seconds < 60
    number, cells, pid = (project.root / "progress").read_text().split()
    assert (number, cells, int(pid)) == ("2", "2", os.getpid())


def test_the_kernel_works_beside_its_notebook_and_sees_what_it_is_told(
    project: TinyProject,
) -> None:
    cell = "import os; print(os.getcwd(), os.environ['CHUHAI_BUILD'], os.environ['TZ'])"
    done = run(project, cell, environment={"CHUHAI_BUILD": "elsewhere"})
    assert f"{project.root / 'notebooks'} elsewhere UTC".encode() in done.notebook


def test_without_fork_ordinary_kernels_are_used(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows: TCP with encryption instead of Unix sockets, the local provisioner."""
    warm_one = run(project, SHOW, "print(1)")
    for module in (kernels, warm, forge_client):
        monkeypatch.setattr(module, "can_fork", lambda: False)
    cold_one = run(project, SHOW, "print(1)")
    assert cold_one.failure is None
    assert (cold_one.notebook, cold_one.record) == (warm_one.notebook, warm_one.record)


def test_no_warm_kernel_is_said(project: TinyProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forge_client, "FORGE_MODULE", "helpers.running.not_there")
    monkeypatch.setattr(forge_client, "_own", None)
    done = run(project, SHOW)
    assert done.failure.kind == "not started"
    assert "No module named helpers.running.not_there" in done.failure.cause
    assert "run with --cold" in done.failure.cause


def test_a_working_directory_that_is_gone(project: TinyProject, tmp_path: Path) -> None:
    path = project.notebook("a", SHOW)
    task = Task("p/a", "a", path.read_text(), str(tmp_path / "gone"), {})
    failure = executing.execute(task).failure
    assert failure.kind == "not started"
    assert failure.cause == f"its folder {tmp_path / 'gone'} is not there any more"


def test_a_notebook_that_is_no_notebook(project: TinyProject) -> None:
    done = executing.execute(Task("p/a", "a", "{}", str(project.root), {}))
    assert done.failure.kind == "not executed"
    assert "it has no key `nbformat`" in done.failure.cause


@pytest.mark.parametrize("cold", [False, True])
def test_output_without_end(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch, cold: bool
) -> None:
    monkeypatch.setattr(kernels, "OUTPUT_BYTES", 2**20)
    monkeypatch.setattr(executing, "KEPT_OF_A_STREAM", 2**16)
    done = run(project, "while True: print('x' * 1000)", cold=cold)
    assert done.failure.kind == "output limit"
    assert done.failure.cause == "the notebook wrote more than 1 MB"
    assert done.failure.cell == 2
    assert len(done.partial) < 2**18
    assert b"characters before this are left out" in done.partial


def test_lines_without_end_are_too_much_long_before_the_bytes(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line costs more than its letters: millions of them took gigabytes to write down."""
    monkeypatch.setattr(kernels, "OUTPUT_LINES", 5_000)
    done = run(project, "while True: print('x\\n' * 1000)")
    assert done.failure.cause == "the notebook wrote more than 5,000 lines"
    assert done.failure.last_lines == ("x",) * executing.LAST_LINES


def test_a_cause_is_one_line_that_a_terminal_can_show(project: TinyProject) -> None:
    done = run(project, "raise ValueError('\\x1b[31mred\\x00' + 'z' * 10**6)")
    assert done.failure.cause.startswith("ValueError: red\N{REPLACEMENT CHARACTER}zzz")
    assert done.failure.cause.endswith("characters more)")
    assert max(map(len, (done.failure.cause, *done.failure.last_lines))) < 600


def test_a_limit_tells_what_the_kernel_wrote_past_jupyter(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels.RunKernel, "last_words", lambda self: ["a thread is stuck"])
    done = run(project, "import time; time.sleep(30)", cell_seconds=0.5)
    assert done.failure.kind == "cell limit"
    assert done.failure.last_lines == ("a thread is stuck",)


def test_a_worker_imports_neither_pyarrow_nor_what_else_no_run_needs() -> None:
    """It starts sooner, and without the threads that these bring."""
    code = (
        "import sys; from helpers.running.executing import import_papermill; import_papermill(); "
        "assert not {'pyarrow', 'isoduration', 'rfc3987_syntax'} & set(sys.modules); "
        "import pyarrow.fs, isoduration"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
