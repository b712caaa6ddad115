"""A line of evidence is named by its source in the claim at hand."""

from __future__ import annotations

import pytest

from helpers.publishing.frames import Frame
from helpers.publishing.ranges import Bases
from helpers.publishing.words import CHINESE, read_words


@pytest.mark.parametrize(
    ("page", "of", "title"),
    [("claims/mu-01/index", None, "The first paper"), ("claims/mu-02/index", None, "The second paper"), ("changes", "mu-02", "The second paper")],
)
def test_one_line_is_cited_by_another_source_in_another_claim(page: str, of: str | None, title: str) -> None:
    frame = Frame(
        sources={"src-a": {"title": "The first paper"}, "src-b": {"title": "The second paper"}},
        words={"en": read_words("en"), CHINESE: read_words(CHINESE)}, bases=Bases(), shared={},
        lines={("mu-01", "one-report"): "src-a", ("mu-02", "one-report"): "src-b"},
    )
    cite = frame.context(page, lambda name: name)["cite"]
    told = cite("Without one-report it would be mixed.", *([of] if of else []))
    assert title in told
    assert "one-report" not in told
