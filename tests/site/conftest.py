"""A made-up site, built once for all workers of a test run, and served on loopback."""

from __future__ import annotations

import fcntl
import shutil
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
    """A folder with ``root`` (data) and ``build`` (records, and the finished site), all of it made up.

    Whichever worker comes first makes it; the others wait and share it. Nobody writes to it.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "made-up"
    with base.parent.joinpath("made-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "build" / "site").is_dir():
            made_up.make(folder / "root", folder / "build")
            publishing.build(folder / "build", root=folder / "root", quiet=True)
    return folder


@pytest.fixture(scope="session")
def site(made: Path) -> Path:
    """The finished pages of the made-up build."""
    return made / "build" / "site"


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """The same folder again, to build in or to break."""
    return Path(shutil.copytree(made, tmp_path / "copied"))


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site on a free port of this machine."""
    server = make_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
