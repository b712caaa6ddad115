"""How the work is cited: text and BibTeX, with the day and fingerprint of the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.publishing.settings import Settings


def citation(shared: Mapping[str, Any], settings: Settings, claim_id: str = "") -> str:
    """One line of text: of the whole work, or of one claim."""
    year = shared["data_day"][:4]
    told = (
        f"The Chuhai contributors ({year}). Chuhai: the claims of “{settings.article.title}”, checked then and now. "
        f"{f'Claim {claim_id}. ' if claim_id else ''}Data as of {shared['data_day']}, dataset {shared['fingerprint']}. "
        f"{settings.address}{f'claims/{claim_id}/' if claim_id and settings.site_url else ''}"
    )
    return told.rstrip()


def bibtex(shared: Mapping[str, Any], settings: Settings) -> str:
    """The same as a BibTeX entry."""
    url = f"  url    = {{{settings.address}}},\n" if settings.address else ""
    return (
        f"@misc{{chuhai{shared['data_day'][:4]},\n"
        "  author = {{The Chuhai contributors}},\n"
        f"  title  = {{Chuhai: the claims of ``{settings.article.title}'', checked then and now}},\n"
        f"  year   = {{{shared['data_day'][:4]}}},\n"
        f"{url}"
        f"  note   = {{Data as of {shared['data_day']}, dataset {shared['fingerprint']}}}\n"
        "}\n"
    )
