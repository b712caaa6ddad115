"""Shared by all tests: one BLAS thread, the fast tests before the slow ones, one browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

ROOT = Path(__file__).resolve().parent.parent
COST = {"slow": 1, "browser": 2}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def cost(item: pytest.Item) -> int:
        return max((COST.get(mark.name, 0) for mark in item.iter_markers()), default=0)

    items.sort(key=cost)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the clone."""
    return ROOT


def browser_path() -> str | None:
    """Chromium of the system, or the one that ``CHUHAI_BROWSER`` names."""
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("CHUHAI_BROWSER") or next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Headless Chromium. Without one these tests are skipped; with CI=true they fail instead,
    unless CHUHAI_BROWSER_REQUIRED=false says that none can be installed there."""
    wanted = os.environ.get("CHUHAI_BROWSER_REQUIRED") != "false"
    path = browser_path()
    if path is None:
        reason = "no Chromium: install Debian's package `chromium`, or name one in CHUHAI_BROWSER"
        if os.environ.get("CI") == "true" and wanted:
            pytest.fail(reason)
        pytest.skip(reason)
    api = pytest.importorskip("playwright.sync_api", reason="the extra `test` is not installed")
    with api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
