"""The catalogue: nothing missing, numbers kept, sentences put together from their pieces."""

from __future__ import annotations

import csv
import dataclasses
import re

import pytest

pytest.importorskip("babel", reason="the extra `site` is not installed")

from helpers.claims.rules import DocumentCase, EffectCase
from helpers.publishing import claimviews, frames
from helpers.publishing.settings import REPOSITORY, SITE, read_settings
from helpers.publishing.words import CHINESE, NUMBER, Words, read_words, split_sentences

BILINGUAL = ("layout", "macros", "pages/front", "pages/ledger", "pages/walk", "pages/claim", "pages/curve")
CHINESE_LETTER = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def words() -> Words:
    return read_words(CHINESE)


def phrases() -> set[str]:
    """Every fixed phrase that a page in two languages shows."""
    found = set(claimviews.GRADE_WORDS.values()) | set(claimviews.KIND_WORDS.values())
    found |= {label for _, label in claimviews.TEST_FACTS} | {label for _, label in frames.NAVIGATION}
    found |= {"mixed verdict" if label == "mixed" else words for label, words in claimviews.LABEL_WORDS.items()}
    found |= {theme.title for theme in read_settings().themes}
    for name in BILINGUAL:
        text = (SITE / "theme" / f"{name}.html").read_text("utf-8")
        found |= set(re.findall(r'\b_\("([^"]+)"\)', text)) | set(re.findall(r"\b_\('([^']+)'\)", text))
    return found


def test_no_phrase_of_a_page_is_missing(words: Words) -> None:
    assert sorted(phrases() - set(words.messages)) == []


@pytest.mark.skipif(not (REPOSITORY / "data" / "claims.csv").is_file(), reason="no data")
@pytest.mark.parametrize("column", ["statement", "section"])
def test_no_claim_is_missing(words: Words, column: str) -> None:
    rows = csv.DictReader((REPOSITORY / "data" / "claims.csv").open(encoding="utf-8", newline=""))
    assert sorted({row[column] for row in rows} - set(words.messages)) == []


def test_translations_are_chinese_and_keep_their_slots(words: Words) -> None:
    for english, chinese in [*words.messages.items(), *words.patterns]:
        assert CHINESE_LETTER.search(chinese) or not re.search("[A-Za-z]{4}", re.sub(r"\{[a-z0-9]+\}", "", english)), english
        assert sorted(re.findall(r"\{[a-z0-9]+\}", english)) == sorted(re.findall(r"\{[a-z0-9]+\}", chinese)), english


@pytest.mark.parametrize(
    "sentence",
    [
        "2 of 3 independent references lie within the tolerance, 3 within twice the tolerance; no flag.",
        "The interval of the effect (0.22 to 0.43) lies above 0; 0.31 >= delta 0.1; 92% of the runs agree; no flag.",
        "From supported with caveat to outdated: 12 lines on what happened after the article (clm-a, clm-b).",
        "An estimate of 1,234.5 instead of -0.04 with an interval as wide would make it mixed.",
    ],
)
def test_computed_sentences_keep_every_number(words: Words, sentence: str) -> None:
    told, done = words.sentence(sentence)
    assert done
    assert CHINESE_LETTER.search(told)
    assert sorted(re.findall(NUMBER, sentence)) == sorted(re.findall(NUMBER, told))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Chinese rules came faster from March to September 2024: 1.9 (1.2 to 4.7) times the rate before.",
         "2024年3月至9月，中国规则出台得更快：速度是此前的1.9倍（1.2至4.7）。"),
        ("Without AI Index, price lists it would be mixed.", "若去掉AI Index、价格表，判定将变为“证据不一”。"),
        ("what it is measured on ended on 2025-03-09", "所依据的衡量工具已于2025年3月9日停用"),
        ("What counts matters as much: for Alibaba and one year the shares told run from 5% to 15%.",
         "统计口径同样重要：同一年度，阿里巴巴的各种占比从5%到15%不等。"),
    ],
)
def test_intervals_days_and_names_stand_the_chinese_way(words: Words, english: str, chinese: str) -> None:
    assert words.sentence(english) == (chinese, True)


def test_firms_are_named_as_the_identity_table_names_them(words: Words) -> None:
    with (REPOSITORY / "data" / "identity" / "firms.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["firm"]: row["name_zh"] for row in csv.DictReader(stream) if row["name_zh"]}
    told = {name: words.messages[name] for name in known if name in words.messages}
    assert told == {name: known[name] for name in told}
    assert "Alibaba" in told


def test_no_half_width_mark_stands_in_chinese_text(words: Words) -> None:
    with (REPOSITORY / "data" / "choices.csv").open(encoding="utf-8", newline="") as stream:
        choices = [row[name] for row in csv.DictReader(stream) for name in ("question_zh", "label_zh")]
    half = re.compile(r"[\u4e00-\u9fff][,:;()?!]|[,:;()?!][\u4e00-\u9fff]|[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u4e00-\u9fff]")
    assert [text for text in [*words.messages.values(), *(text for _, text in words.patterns), *choices] if half.search(text)] == []


def test_an_unknown_sentence_stays_english_and_is_reported() -> None:
    words = Words(CHINESE, {"mixed verdict": "不一"}, [("It is {label}.", "判为{label}。")])
    assert words.sentence("It is mixed. Nobody knows 7.") == ("It is mixed. Nobody knows 7.", False)
    assert words.untold == {"Nobody knows 7."}
    assert words.sentence("It is mixed.") == ("判为不一。", True)


def test_every_number_of_a_rule_has_words_in_both_languages(words: Words) -> None:
    named = {field.name for case in (DocumentCase, EffectCase) for field in dataclasses.fields(case)}
    named |= {"about", "claimed", "direction", "tolerance", "tolerance_kind", "unit", "instrument_end"}
    assert named == claimviews.INPUT_WORDS.keys()
    assert sorted(named - words.messages.keys()) == []


def test_english_gives_back_what_it_is_given() -> None:
    assert Words("en").sentence("Nobody knows 7.") == ("Nobody knows 7.", True)


def test_sentences_are_split_at_their_ends_only() -> None:
    assert split_sentences("It fell by 3.2. Then 4 rose.\nEnd.") == ["It fell by 3.2.", "Then 4 rose.", "End."]


@pytest.mark.parametrize("family", ["serif", "sans"])
def test_the_fonts_hold_every_character_of_the_catalogue(words: Words, family: str) -> None:
    from fontTools.ttLib import TTFont

    held = {chr(code) for code in TTFont(SITE / "fonts" / f"{family}-sc.woff2").getBestCmap()}
    every = {letter for _, text in [*words.messages.items(), *words.patterns] for letter in text}
    with (SITE.parent / "data" / "choices.csv").open(encoding="utf-8", newline="") as stream:
        every |= {letter for row in csv.DictReader(stream) for name in ("question_zh", "label_zh") for letter in row[name]}
    assert {letter for letter in every if CHINESE_LETTER.match(letter)} <= held


@pytest.mark.skipif(not (REPOSITORY / "data" / "claim_tests.csv").is_file(), reason="no data")
def test_every_measure_of_a_test_is_translated(words: Words) -> None:
    rows = list(csv.DictReader((REPOSITORY / "data" / "claim_tests.csv").open(encoding="utf-8", newline="")))
    measures = {row["measure"] for row in rows if row["test_kind"] == "effect"}
    assert "" not in measures
    assert sorted(measures - set(words.messages)) == []
