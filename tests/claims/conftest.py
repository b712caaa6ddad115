"""The real tables of the claims, for tests that hold them to their promises."""

from __future__ import annotations

import csv

import pytest
from hypothesis import settings

settings.register_profile("claims", deadline=None, derandomize=True)
settings.load_profile("claims")


@pytest.fixture(scope="session")
def tables(root):
    """The real tables of the claims, as plain rows."""
    names = ("claims", "claim_tests", "claim_evidence", "claim_arithmetic", "sources", "choices", "notebooks",
             "article_sections")

    def rows(name):
        with (root / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    return {name: rows(name) for name in names}
