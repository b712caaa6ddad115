"""Hashes of files, remembered by path, time and size so that asking again costs a ``stat``."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

LENGTH = 16


def digest_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:LENGTH]


def digest_map(parts: dict[str, str]) -> str:
    """One hash over named hashes."""
    return digest_bytes("".join(f"{name} {parts[name]}\n" for name in sorted(parts)).encode())


class FileHashes:
    """A small cache in the output folder; losing it costs time, never correctness."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._known: dict[str, list] = {}
        self._changed = False
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(cache.read_text())
            self._known = known if isinstance(known, dict) else {}

    def of(self, path: Path, reading: Callable[[bytes], bytes], kind: str) -> str:
        """Hash of what ``reading`` makes of the file's bytes; ``kind`` names that reading."""
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return "absent"
        key, stamp = f"{kind} {path}", [found.st_mtime_ns, found.st_size]
        known = self._known.get(key)
        if known is None or known[:2] != stamp:
            known = [*stamp, digest_bytes(reading(path.read_bytes()))]
            self._known[key] = known
            self._changed = True
        return known[2]

    def save(self) -> None:
        if self._changed:
            aside = self.cache.with_name(f"{self.cache.name}.{os.getpid()}")
            try:
                self.cache.parent.mkdir(parents=True, exist_ok=True)
                aside.write_text(json.dumps(self._known))
                aside.replace(self.cache)
                self._changed = False
            except OSError:
                with contextlib.suppress(OSError):
                    aside.unlink()  # half of it would only take room
