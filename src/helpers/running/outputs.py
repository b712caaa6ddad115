"""The output folder: one writer at a time, files whole or absent, room kept for the report."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from helpers.errors import RunError
from helpers.running.project import Project

RESERVE_BYTES = 256 * 1024
SUFFIXES = (".ipynb", ".json")  # the executed notebook, its record
FOLDERS = ("runs", "state", "failed", "earlier")
FULL = (errno.ENOSPC, errno.EDQUOT)


class OutputFolder:
    """``build/`` while a run holds it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.folder = project.build
        self._reserve = self.folder / ".reserve"

    def runs(self, output: str, suffix: str) -> Path:
        """Where a run's file goes: ``.ipynb`` the executed notebook, ``.json`` its record."""
        return self.project.runs / f"{output}{suffix}"

    def state_path(self, output: str) -> Path:
        return self.folder / "state" / f"{output}.json"

    def failed_path(self, output: str) -> Path:
        return self.folder / "failed" / f"{output}.ipynb"

    def earlier_path(self, output: str, suffix: str) -> Path:
        return self.folder / "earlier" / f"{output}{suffix}"

    def earlier_paths(self, output: str) -> list[Path]:
        """Where the last whole outputs of a run lie after it has failed."""
        return [self.earlier_path(output, suffix) for suffix in SUFFIXES]

    def write(self, path: Path, content: bytes) -> None:
        """Write a file aside, then move it into place; RunError when the folder cannot take it."""
        self.write_together({path: content})

    def write_together(self, contents: Mapping[Path, bytes]) -> None:
        """Write all files aside before the first is moved: what does not fit replaces nothing."""
        written: dict[Path, Path] = {}
        for path, content in contents.items():
            aside = path.with_name(f".{path.name}.part")
            written[aside] = path
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with aside.open("wb") as part:
                    part.write(content)
                    part.flush()
                    os.fsync(part.fileno())
            except OSError as error:
                for left in written:
                    self.remove(left)
                raise self._unwritable(error, path, len(content)) from None
        for aside, path in written.items():
            try:
                aside.replace(path)
            except OSError as error:
                for left in written:
                    self.remove(left)
                raise self._unwritable(error, path, 0) from None

    def set_aside(self, output: str) -> Path | None:
        """Take the outputs of an earlier execution out of ``runs``, where they would be read as
        those of this one; where that notebook lies now, None when there has been none."""
        for suffix in SUFFIXES:
            old, new = self.runs(output, suffix), self.earlier_path(output, suffix)
            with contextlib.suppress(OSError):
                new.parent.mkdir(parents=True, exist_ok=True)
                old.replace(new)
            self.remove(old)  # where it cannot be kept it must still not be read
        kept = self.earlier_path(output, SUFFIXES[0])
        return kept if kept.is_file() else None

    def write_json(self, path: Path, plain: Any) -> None:
        self.write(path, as_json(plain))

    def remove(self, path: Path) -> None:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)

    def state(self, output: str) -> dict[str, Any]:
        """What is known of a run from last time; empty when nothing is, or it is damaged."""
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self.state_path(output).read_bytes())
            if isinstance(known, dict):
                return known
        return {}

    def release_reserve(self) -> None:
        """Give back the room that was kept for the report on a disk that has filled up."""
        self.remove(self._reserve)

    @contextlib.contextmanager
    def held(self) -> Iterator[OutputFolder]:
        """Hold the folder: refuse a second run, leftovers of a killed one swept away."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("a+b", buffering=0)
        except OSError as error:
            raise self._unwritable(error, self.folder, 0) from None
        with lock:
            if not _lock(lock):
                raise RunError(
                    f"another run is writing here (process {_holder(lock)})",
                    where=self.project.shown(self.folder),
                    mend="wait for it to end, or stop it",
                )
            self._sweep()
            with contextlib.suppress(OSError):
                lock.seek(0)
                lock.truncate()
                lock.write(str(os.getpid()).encode())
            self.write(self._reserve, b"\0" * RESERVE_BYTES)
            try:
                yield self
            finally:
                self.release_reserve()

    def _sweep(self) -> None:
        for folder in FOLDERS:
            for part in (self.folder / folder).rglob(".*.part"):
                self.remove(part)

    def _unwritable(self, error: OSError, path: Path, size: int) -> RunError:
        where = self.project.shown(path)
        if error.errno in FULL:
            return RunError(
                f"the disk is full ({_kib(size)} needed, {_free(self.folder)})",
                where=where,
                mend="make room, then run again: finished runs are kept",
            )
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return RunError(
                f"the output folder cannot be written ({error.strerror})",
                where=where,
                mend="make the folder writable",
            )
        return RunError(f"cannot be written ({error.strerror or error})", where=where)


def as_json(plain: Any) -> bytes:
    """Plain data as the output folder keeps it."""
    return json.dumps(plain, indent=1, sort_keys=True).encode() + b"\n"


def _lock(handle: Any) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            handle.seek(1 << 20)  # the byte that is locked lies past the process number
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(handle: Any) -> str:
    handle.seek(0)
    return handle.read(20).decode("ascii", "replace").strip() or "unknown"


def _free(folder: Path) -> str:
    with contextlib.suppress(OSError, AttributeError):
        if os.statvfs(folder).f_favail == 0:
            return "no file more can be made: all inodes are taken"
    free = 0
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(folder).free
    return f"{_kib(free)} free"


def _kib(size: int) -> str:
    return f"{size / 1024:,.0f} KiB"
