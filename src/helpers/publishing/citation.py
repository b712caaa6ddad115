"""How the work is cited: text and BibTeX, with the day and fingerprint of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.publishing.settings import Settings


def citation(shared: Mapping[str, Any], settings: Settings) -> str:
    """One line of text."""
    year = shared["data_day"][:4]
    return (
        f"The Chuhai contributors ({year}). Chuhai: the claims of “{settings.article.title}”, checked then and now. "
        f"Data as of {shared['data_day']}, dataset {shared['fingerprint']}. {settings.site_url or settings.repository_url}"
    )


def bibtex(shared: Mapping[str, Any], settings: Settings) -> str:
    """The same as a BibTeX entry."""
    return (
        f"@misc{{chuhai{shared['data_day'][:4]},\n"
        "  author = {{The Chuhai contributors}},\n"
        f"  title  = {{Chuhai: the claims of ``{settings.article.title}'', checked then and now}},\n"
        f"  year   = {{{shared['data_day'][:4]}}},\n"
        f"  url    = {{{settings.site_url or settings.repository_url}}},\n"
        f"  note   = {{Data as of {shared['data_day']}, dataset {shared['fingerprint']}}}\n"
        "}\n"
    )
