"""Temporary folders of a command and its workers, swept when their owner has died."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

SESSION = "CHUHAI_SESSION"
PREFIX = "chuhai-"


def session_folder() -> str:
    """The folder for sockets and logs of this command; workers are told it by CHUHAI_SESSION."""
    announced = os.environ.get(SESSION)
    if announced and os.path.isdir(announced):
        return announced
    _sweep()
    folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
    os.environ[SESSION] = folder
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop(SESSION, None)


def _sweep() -> None:
    """Remove what commands that were killed have left."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        number = left.name.split("-")[1]
        if number.isdigit() and not _alive(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would end the process there
    with contextlib.suppress(ProcessLookupError):
        with contextlib.suppress(PermissionError):
            os.kill(pid, 0)
        return True
    return False
