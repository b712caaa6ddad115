"""What every upstream module says of itself, and what it hands over."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from helpers.errors import RefreshError
from helpers.refreshing.held import Held
from helpers.refreshing.web import Web

Row = dict[str, str]


@dataclass(frozen=True)
class Licence:
    """Terms of an upstream, in the words of the sources table."""

    licence: str
    redistribution: str
    commercial_use: str
    note: str = ""


@dataclass(frozen=True)
class Series:
    """How the rows of one table are compared with what is held.

    key : columns that name the thing measured (a model on a platform, a country's indicator).
    vintage : column that tells one reading of it from the next.
    measures : column -> the factor beyond which a move counts as a jump (None: never).
    changes_only : write a row only where the reading differs from the one before; otherwise
        every row is written (a board or a list is a whole).
    within : column -> values: the held rows that belong to this series of readings;
        a value that ends in ``*`` stands for every value that begins so.
    least : share of the newest held reading that must be in the answer. Below it the answer
        counts as half an answer, and nothing is written.
    near : relative difference below which two values count as one (rounding).
    """

    table: str
    key: tuple[str, ...]
    vintage: str
    measures: Mapping[str, float | None]
    changes_only: bool = False
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: float = 0.6
    near: float = 1e-9


@dataclass(frozen=True)
class Harvest:
    """Rows for our tables, the source they rest on, and what a person should know.

    ``rows`` holds every row that was read, by table, without ``source_id``: it is filled in
    with the id of ``source``. ``remarks`` name what was left out and why.
    """

    rows: Mapping[str, list[Row]]
    source: Row
    remarks: tuple[str, ...] = ()


class Upstream(Protocol):
    """One upstream: what it offers, on which terms, how to ask, and how to read the answer."""

    name: str
    offers: str
    publisher: str
    url: str
    licence: Licence
    token: str
    series: tuple[Series, ...]

    def fetch(self, web: Web, held: Held) -> Any:
        """The answer of the upstream; RefreshError when it is not as documented."""
        ...

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        """The answer, retrieved on ``day``, as rows of our tables."""
        ...


class Located:
    """An upstream at its own address, or at a mirror of it."""

    url = ""

    def __init__(self, mirror: str = "") -> None:
        if mirror:
            self.url = mirror.rstrip("/")


class ByHand(Located):
    """An upstream without an interface: a person downloads its file (``steps`` say how)."""

    name = ""
    steps = ""
    largest = 64 * 2**20

    def __init__(self, mirror: str = "") -> None:
        super().__init__(mirror)
        self.file: Path | None = None

    @property
    def shown_file(self) -> str:
        """How messages name the file: without the folders of this machine."""
        return self.file.name if self.file else self.name

    def content(self) -> bytes:
        """What the file holds; RefreshError when there is none or it cannot be read."""
        if self.file is None:
            raise RefreshError("its file is downloaded by hand", where=self.url, mend=self.steps)
        try:
            if self.file.stat().st_size > self.largest:
                raise RefreshError(f"is larger than {self.largest:,} bytes", where=self.shown_file)
            return self.file.read_bytes()
        except OSError as error:
            raise RefreshError(
                f"cannot be read ({error.strerror})", where=str(self.file), mend=self.steps
            ) from None


def edition(
    upstream: Upstream, day: datetime.date, title: str, published: str = "", note: str = ""
) -> Row:
    """The sources row of what was retrieved from ``upstream`` on ``day``.

    ``published`` is the day the upstream gives for this edition; without one, the day of
    retrieval is the day of the edition.
    """
    return {
        "source_id": f"ref-{upstream.name}-{day.isoformat()}",
        "title": title,
        "publisher": upstream.publisher,
        "url": upstream.url,
        "published": published or day.isoformat(),
        "published_precision": "day",
        "retrieved": day.isoformat(),
        "kind": "dataset",
        "licence": upstream.licence.licence,
        "licence_note": upstream.licence.note,
        "redistribution": upstream.licence.redistribution,
        "commercial_use": upstream.licence.commercial_use,
        "article_or_copy": "false",
        "note": note,
    }
