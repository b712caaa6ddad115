"""A made-up site, built once and served on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest

pytest.importorskip("myst_nb", reason="the extra `site` is not installed")

from helpers import publishing
from helpers.publishing.server import make_server


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
