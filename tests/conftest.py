"""Shared by all tests: one BLAS thread, and the fast tests before the slow ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

ROOT = Path(__file__).resolve().parent.parent
COST = {"slow": 1, "browser": 2}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def cost(item: pytest.Item) -> int:
        return max((COST.get(mark.name, 0) for mark in item.iter_markers()), default=0)

    items.sort(key=cost)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the clone."""
    return ROOT
