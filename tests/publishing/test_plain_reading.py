"""What a reader meets instead of ids, codes and raw numbers."""

from __future__ import annotations

from helpers.publishing import claimviews, formatting
from helpers.publishing.frames import Frame
from helpers.publishing.ranges import Bases
from helpers.publishing.words import CHINESE, Words, read_words


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


def test_chinese_estimates_name_their_measure_first_and_points_behind_the_number() -> None:
    words = read_words(CHINESE)
    told = [formatting.estimate_text({"value": value, "low": low, "high": high, "unit": unit}, words, CHINESE)
            for value, low, high, unit in ((0.9, 0.5, 2.0, "odds ratio"), (0.1, 0, 0.25, "difference of shares"), (0.5, 0.25, 1, "share"))]
    assert [text.replace("\u2060", "") for text in told] == ["比值比0.900（0.500至2）", "10个百分点（0至25）", "50%（25%至100%）"]


def test_what_chinese_pages_say_of_sources_values_and_facts() -> None:
    frame = Frame(sources={"clm-a-1": {"title": "A report"}}, words={CHINESE: read_words(CHINESE)}, bases=Bases(), shared={})
    page = frame.context("zh/claims/x", lambda name: f"../{name}/")
    assert page["cite"]("若去掉clm-a-1，未决") == '若去掉《<a href="../data/sources/#clm-a-1">A report</a>》，未决'
    assert [page["amount"](238, "models"), page["amount"]("1100", "users_m"), page["amount"]("15", "percent")] == ["238个模型", "1100（百万用户）", "15%"]
    assert page["fact"](["definition", "window"]) == "定义、时间窗口"
    assert page["within_word"]("another unit (users_m)") == "单位不同（百万用户）"


def test_a_theme_page_leads_to_its_theme_in_chinese() -> None:
    frame = Frame(sources={}, words={"en": Words("en")}, bases=Bases(), shared={})
    assert frame.context("themes/esg/published", lambda name: f"{name}/")["other_language"]["href"] == "zh/themes/index/#theme-esg"
