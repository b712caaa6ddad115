"""A made-up site, built once, served on loopback, and a headless Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest

pytest.importorskip("myst_nb", reason="the extra `site` is not installed")

from helpers import publishing
from helpers.publishing.server import make_server

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def browser_path() -> str | None:
    """Chromium of the system, or the one that ``CHUHAI_BROWSER`` names."""
    named = os.environ.get("CHUHAI_BROWSER")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``root`` (data) and ``build`` (records), all of it made up."""
    folder = tmp_path_factory.mktemp("made-up")
    made_up.make(folder / "root", folder / "build")
    return folder


@pytest.fixture(scope="session")
def site(made: Path) -> Path:
    """The finished pages of the made-up build."""
    return publishing.build(made / "build", root=made / "root", quiet=True)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site on a free port of this machine."""
    server = make_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Headless Chromium. Without one these tests are skipped; with CI=true they fail instead,
    unless CHUHAI_BROWSER_REQUIRED=false says that none can be installed there."""
    required = os.environ.get("CI") == "true" and os.environ.get("CHUHAI_BROWSER_REQUIRED") != "false"
    path = browser_path()
    if path is None:
        reason = "no Chromium found: install Debian's package `chromium`, or name one in CHUHAI_BROWSER"
        pytest.fail(reason) if required else pytest.skip(reason)
    api = pytest.importorskip("playwright.sync_api", reason="the extra `test` is not installed")
    with api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
