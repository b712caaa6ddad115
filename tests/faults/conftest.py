"""Faults are injected into the tiny projects of ``tests/running``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "running"))

from tiny_projects import TinyProject


@pytest.fixture
def project(tmp_path: Path) -> Iterator[TinyProject]:
    """An empty project; whatever it may have left running is ended."""
    made = TinyProject(tmp_path / "project")
    yield made
    for process in made.processes():
        process.kill()
