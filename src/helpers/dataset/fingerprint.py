"""What the dataset is, in a few characters: changes when a table or its declaration does.

Only the standard library is used, so that a runner can ask without importing pandas.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable

from helpers.dataset.declaration import Declaration, Table, read

LENGTH = 12


def fingerprint(
    tables: Iterable[str] | None = None, folder: str | os.PathLike[str] | None = None
) -> str:
    """Twelve hexadecimal digits over the declaration and the content of ``tables`` (None: all).

    Tables that the named ones point to (sources, firms, ...) are part of it: they decide
    from which day on a row is known and what its identifiers mean.
    """
    return combined(table_hashes(tables, folder))


def table_hashes(
    tables: Iterable[str] | None = None, folder: str | os.PathLike[str] | None = None
) -> dict[str, str]:
    """SHA-256 of each table's declaration and content, by name, with the tables pointed to."""
    declaration = read(folder)
    wanted = with_targets(declaration.tables if tables is None else tables, declaration)
    return {name: table_hash(declaration, declaration.tables[name]) for name in wanted}


def combined(hashes: dict[str, str]) -> str:
    """One short fingerprint of several tables' hashes."""
    together = hashlib.sha256()
    for name, digest in sorted(hashes.items()):
        together.update(f"{name} {digest}\n".encode())
    return together.hexdigest()[:LENGTH]


def with_targets(tables: Iterable[str], declaration: Declaration) -> list[str]:
    """``tables`` and, by their foreign keys, all that they rest on, sorted."""
    found: set[str] = set()
    waiting = list(tables)
    while waiting:
        table = declaration.table(waiting.pop())
        if table.name not in found:
            found.add(table.name)
            targets = (key.table for key in table.foreign_keys)
            waiting.extend(name for name in targets if name in declaration.tables)
    return sorted(found)


def table_hash(declaration: Declaration, table: Table) -> str:
    """SHA-256 over the declaration of ``table``, the days of the package, its file and twin."""
    content = hashlib.sha256()
    for plain in (table.plain, declaration.plain["chuhai"]):
        content.update(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode())
    path = declaration.folder / table.path
    content.update(path.read_bytes() if path.is_file() else b"missing")
    twin = declaration.folder / table.twin
    if table.twin and twin.is_file():
        with twin.open("rb") as file:
            content.update(hashlib.file_digest(file, "sha256").digest())
    return content.hexdigest()
