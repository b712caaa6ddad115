"""What is known of the sources: their kind, copies, and who stands behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from helpers.claims.evidence import LEVELS, Line
from helpers.claims.tests import Claim, cells, rows_of

PUBLISHER = "Hugging Face"


@dataclass(frozen=True)
class Source:
    """What a verdict needs to know of a row of ``sources``."""

    source_id: str
    kind: str = ""
    publisher: str = ""
    relation: str = ""
    article_or_copy: bool = False
    same_as: str = ""

    @property
    def level(self) -> int:
        """4 for records and datasets, 3 news, 2 aggregators, 1 anything weaker or unknown."""
        return LEVELS.get(self.kind, 1)


def read_sources(sources: Any, wanted: Collection[str]) -> dict[str, Source]:
    """The ``wanted`` sources by id, from the DataFrame ``sources``, its rows, or sources read before."""
    if isinstance(sources, Mapping):
        return {sid: sources[sid] for sid in wanted if sid in sources}
    known: dict[str, Source] = {}
    for row in rows_of(sources):
        if row["source_id"] not in wanted:
            continue
        cell = cells(row)
        known[cell("source_id")] = Source(
            source_id=cell("source_id"),
            kind=cell("kind"),
            publisher=cell("publisher"),
            relation=cell("relation_to_article"),
            article_or_copy=cell("article_or_copy").lower() == "true",
            same_as=cell("same_as"),
        )
    return known


def attach(lines: Iterable[Line], sources: Mapping[str, Source]) -> list[Line]:
    """Lines with the kind and publisher of their source; the article's own rows are circular."""
    done = []
    for line in lines:
        source = sources.get(line.source_id)
        if source is None:
            done.append(line)
            continue
        copy_of = source.same_as if line.line == line.source_id and source.same_as else line.line
        done.append(
            replace(
                line,
                source_kind=line.source_kind or source.kind,
                publisher=line.publisher or source.publisher,
                circular=line.circular or source.article_or_copy,
                line=copy_of,
            )
        )
    return done


def disclosure_of(claim: Claim, source_ids: Iterable[str], sources: Mapping[str, Source]) -> str:
    """A sentence where author or publisher of the article also stand behind the evidence."""
    ids = sorted(set(source_ids))
    related = [sid for sid in ids if sid in sources and _stands_behind(sources[sid])]
    parts = []
    if related:
        parts.append(
            f"{len(related)} of {len(ids)} sources used here come from the article's author or "
            f"from {PUBLISHER}, where the author works and the article appeared: "
            + ", ".join(related)
        )
    if PUBLISHER in f"{claim.statement} {claim.entity} {claim.named_source}":
        parts.append(
            f"the claim is about {PUBLISHER} or cites it, which published the article"
        )
    return "; ".join(parts) + "." if parts else ""


def _stands_behind(source: Source) -> bool:
    return source.relation in ("author", "publisher") or PUBLISHER in source.publisher
