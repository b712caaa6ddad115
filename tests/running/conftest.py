"""A tiny project for each test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from tiny_projects import TinyProject


@pytest.fixture
def bare_forge() -> Iterator[None]:
    """Kernels of this test are forked from a process that has imported no analysis."""
    os.environ["CHUHAI_PRELOAD"] = ""
    yield
    del os.environ["CHUHAI_PRELOAD"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[TinyProject]:
    """An empty project; whatever it may have left running is ended."""
    made = TinyProject(tmp_path / "project")
    yield made
    for process in made.processes():
        process.kill()
