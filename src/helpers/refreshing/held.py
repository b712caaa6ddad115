"""The tables as they stand, read as text: refreshing adds rows and rewrites none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from helpers.dataset.declaration import Declaration, Table, read
from helpers.dataset.reading import read_text
from helpers.errors import RefreshError

Row = dict[str, str]


class Held:
    """Rows of the dataset in ``folder`` and the coding that upstreams need."""

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.declaration: Declaration = read(folder)
        self.folder: Path = self.declaration.folder
        self.rows = cache(self._rows)

    def table(self, name: str) -> Table:
        return self.declaration.table(name)

    def _rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a table as text; RefreshError when its file is broken."""
        table = self.table(name)
        text, problems = read_text(self.declaration, table)
        if text is None or problems:
            raise RefreshError(
                f"cannot be extended as it stands: {problems[0]}",
                where=self.declaration.shown(table),
                mend="mend it first; `chuhai check` lists every problem",
            )
        return tuple(
            dict(zip(text.columns, cells, strict=True)) for cells in text.key(tuple(text.columns))
        )

    def matching(self, name: str, within: Mapping[str, tuple[str, ...]]) -> list[Row]:
        """Rows whose columns have one of the values; ``abc*`` stands for a beginning."""
        return [
            row
            for row in self.rows(name)
            if all(_any(row[column], values) for column, values in within.items())
        ]

    @cached_property
    def firm_spellings(self) -> dict[str, str]:
        """Every spelling of a firm (case and signs aside) to the one that is used."""
        own = {row["firm"]: row["firm"] for row in self.rows("firms")}
        aliases = {row["alias"]: row["firm"] for row in self.rows("firm_aliases")}
        return {plain(name): firm for name, firm in (aliases | own).items()}

    @cached_property
    def firm_countries(self) -> dict[str, str]:
        return {row["firm"]: row["country"] for row in self.rows("firms")}

    @cached_property
    def coded_orgs(self) -> dict[str, Row]:
        """Hub accounts that were coded by hand, by name."""
        return {row["org"]: row for row in self.rows("orgs") if row["coding"] == "compiler"}

    def firm(self, name: str) -> str:
        """The firm of that name in our spelling; empty when it is not in the firms table."""
        return self.firm_spellings.get(plain(name), "")


def plain(text: str) -> str:
    """A name without case, spaces and signs."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def number(value: object, digits: int | None = None) -> str:
    """A number as the tables write it: plain, no exponent for ordinary sizes, no ``.0``."""
    if value is None or value == "":
        return ""
    real = float(value)  # type: ignore[arg-type]
    if digits is not None:
        real = round(real, digits)
    return str(int(real)) if real.is_integer() and abs(real) < 1e15 else repr(real)


def _any(value: str, wanted: tuple[str, ...]) -> bool:
    return any(value.startswith(one[:-1]) if one.endswith("*") else value == one for one in wanted)
