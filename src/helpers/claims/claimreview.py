"""ClaimReview structured data (schema.org) of a ledger row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.claims.tests import ARTICLE_DAY
from helpers.claims.words import label_words


def claim_review(
    row: Mapping[str, Any],
    *,
    url: str,
    article_url: str,
    publisher: str,
    claim_author: str,
    reading: str = "today",
) -> dict[str, Any] | None:
    """JSON-LD of one claim; None where there is no verdict to publish.

    The number is the score of the scale (5 supported to 1 contradicted); verdicts without a
    score (unresolved, not checkable) carry the word only, as ClaimReview allows.
    """
    verdict = row.get(reading)
    if not verdict:
        return None
    rating: dict[str, Any] = {
        "@type": "Rating",
        "alternateName": label_words(verdict["label"]).capitalize(),
        "ratingExplanation": verdict.get("finding") or verdict["because"],
    }
    if verdict["score"] is not None:
        rating |= {"ratingValue": verdict["score"], "bestRating": 5, "worstRating": 1}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "datePublished": verdict["as_of"],
        "author": {"@type": "Organization", "name": publisher},
        "claimReviewed": row["statement"],
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": claim_author},
            "datePublished": ARTICLE_DAY.isoformat(),
            "appearance": {"@type": "CreativeWork", "url": article_url},
        },
        "reviewRating": rating,
    }
