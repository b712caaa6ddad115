"""What a reader meets instead of ids, codes and raw numbers."""

from __future__ import annotations

from helpers.publishing import claimviews, formatting
from helpers.publishing.frames import Frame
from helpers.publishing.ranges import Bases
from helpers.publishing.words import Words


def test_sources_in_sentences_are_named_and_linked() -> None:
    frame = Frame(sources={"clm-a-1": {"title": "A <report>"}}, words={"en": Words("en")}, bases=Bases(), shared={})
    cite = frame.context("claims/x", lambda name: f"../{name}/")["cite"]
    assert cite("Without clm-a-1 or clm-b <it> is mixed-up.") == \
        'Without “<a href="../data/sources/#clm-a-1">A &lt;report&gt;</a>” or clm-b &lt;it&gt; is mixed-up.'


def test_units_and_estimates_read_as_a_person_writes_them() -> None:
    assert [claimviews.unit_words(unit) for unit in ("usd_bn", "date", "data_centres")] == ["billion US dollars", "", "data centres"]
    assert formatting.estimate_text({"value": 0.9, "low": -0.0451, "high": 221.0312, "unit": "odds ratio"}) == "0.900 (−0.0451 to 221) odds ratio"
    assert formatting.estimate_text({"value": 0.1, "low": 0, "high": 0.25, "unit": "difference of shares"}) == "10 (0 to 25) percentage points"
    assert formatting.estimate_text({"value": 0.8333, "unit": "probability"}) == "83.3%"
