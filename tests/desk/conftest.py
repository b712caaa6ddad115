"""The desk on a small clone of its own, and the real JupyterLab."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

pytest.importorskip("jupyterlab", reason="the extra `lab` is not installed")

import small_clone
from small_clone import Clone

TOKEN = "for-this-test"
START_SECONDS = 60


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return small_clone.make(tmp_path_factory.mktemp("desk") / "clone")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def lab(clone: Clone) -> Iterator[str]:
    """The address that ``chuhai lab`` prints for the clone."""
    port = _free_port()
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    options.append(f"--IdentityProvider.token={TOKEN}")
    log = clone.root.parent / "lab.log"
    with log.open("w") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "helpers.cli", "lab", "--", *options],
            cwd=clone.root,
            env=clone.environment,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_served(f"{address}api?token={TOKEN}", server, log)
        yield f"{address}?token={TOKEN}"
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert _of(clone.root) == []     # neither JupyterLab nor a kernel outlives `chuhai lab`


def _of(root: Path) -> list[list[str]]:
    """The command lines of processes that name a folder or work in it."""
    lines = (process.info for process in psutil.process_iter(["cmdline", "cwd"]))
    return [it["cmdline"] for it in lines if str(root.parent) in f"{it['cwd']} {it['cmdline']}"]


def _wait_until_served(address: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
