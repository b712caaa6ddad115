"""No memory, no room on the disk, no right to write: clear words, whole outputs, no processes."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tiny_projects import SHOW, TinyProject

pytestmark = pytest.mark.slow

GIB = 2**30


@pytest.fixture
def mounted(project: TinyProject) -> Iterator[Callable[..., Path]]:
    """Mounts a small tmpfs as the output folder."""
    mounts: list[Path] = []

    def mount(options: str) -> Path:
        folder = project.root / "build"
        folder.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if not shutil.which("mount") or os.geteuid() != 0:
            pytest.skip("mounting a tmpfs needs root")
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
        mounts.append(folder)
        return folder

    yield mount
    for folder in mounts:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_full_disk(project: TinyProject, mounted: Callable[..., Path]) -> None:
    folder = mounted("size=1m")
    project.notebook("a", SHOW)
    project.notebook("b", "print('x' * 900_000)", SHOW)
    project.notebook("c", SHOW)
    project.plan("p", "a", "b", "c")
    done = project.run("p", "--jobs", "1")
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "FAILED p/b" in done.stderr
    assert "Traceback" not in done.stderr
    outputs = project.outputs()
    assert {"p/a.ipynb", "p/a.json"} <= set(outputs)
    assert not any(name.startswith("p/b") for name in outputs)
    assert project.cases()["b"] == "failure"
    assert project.wait_until_gone() == []
    subprocess.run(["mount", "-o", "remount,size=16m", str(folder)], check=True)
    again = project.run("p")
    assert again.returncode == 0, again.stderr
    assert "p/b.ipynb" in project.outputs()


def test_a_disk_that_is_full_from_the_start(
    project: TinyProject, mounted: Callable[..., Path]
) -> None:
    folder = mounted("size=64k")
    (folder / "ballast").write_bytes(b"x" * 60_000)
    project.notebook("a", SHOW)
    project.plan("p", "a")
    done = project.run("p")
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_read_only_output_folder(project: TinyProject, mounted: Callable[..., Path]) -> None:
    project.notebook("a", SHOW)
    project.plan("p", "a")
    mounted("size=1m,ro")
    done = project.run("p")
    assert done.returncode == 1
    assert "the output folder cannot be written" in done.stderr
    assert "build" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.wait_until_gone() == []


def test_no_inodes_are_said_to_be_the_cause(
    project: TinyProject, mounted: Callable[..., Path]
) -> None:
    mounted("size=3m,nr_inodes=8")
    project.notebook("a", SHOW)
    project.notebook("b", SHOW)
    project.plan("p", "a", "b")
    done = project.run("p")
    assert done.returncode == 1
    assert "no file more can be made: all inodes are taken" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(project.outputs()) % 2 == 0


def test_a_temporary_folder_that_takes_nothing(
    project: TinyProject, mounted: Callable[..., Path], tmp_path: Path
) -> None:
    temporary = mounted("size=1m,nr_inodes=4")
    project.notebook("a", SHOW)
    settings = {"TMPDIR": str(temporary), "CHUHAI_BUILD": str(tmp_path / "outputs")}
    done = project.run("a", env={**project.environment, **settings})
    assert done.returncode == 1
    assert "no worker can be started" in done.stderr
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_memory_limit_from_outside(project: TinyProject) -> None:
    project.notebook("a", "b = bytearray(8 * 2**30)", SHOW)
    project.notebook("c", SHOW)
    project.plan("p", "a", "c")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (4 * GIB, 4 * GIB))

    done = project.run("p", "--jobs", "1", preexec_fn=limit)
    assert done.returncode == 1
    assert "out of memory (MemoryError" in done.stderr
    assert "2 of 3: b = bytearray(8 * 2**30)" in done.stderr
    assert project.cases() == {"a": "failure", "c": "passed"}
    assert project.wait_until_gone() == []


def test_a_kernel_that_ends_by_itself(project: TinyProject) -> None:
    project.notebook("a", "import os\nos._exit(3)", SHOW)
    project.notebook("b", "import ctypes\nctypes.string_at(0)", SHOW)
    project.plan("p", "a", "b")
    done = project.run("p")
    assert "the kernel ended by itself with exit code 3" in done.stderr
    assert "killed by signal 11 (SIGSEGV)" in done.stderr
    assert "2 of 3: import os" in done.stderr
    assert "2 of 3: import ctypes" in done.stderr
    assert not project.outputs()
    assert project.wait_until_gone() == []
