"""Specification curves: every run in its place, both languages, nothing unescaped."""

from __future__ import annotations

import re

from helpers.publishing import curves
from helpers.publishing.words import CHINESE

CHOICES = [{
    "name": "window", "question": "<b>How long?</b>", "question_zh": "多长？",
    "alternatives": [{"label": "twelve", "label_zh": "十二"}, {"label": "<i>", "label_zh": "二十四"}],
}]
RUNS = [
    {"id": "a1", "label": "mixed", "value": 1.0, "low": 0.5, "high": 2.0, "taken": {"window": 1}, "printed": False},
    {"id": "b2", "label": "supported", "value": 2.0, "low": 1.5, "high": 2.5, "taken": {"window": 0}, "printed": True},
    {"id": "c3", "label": "unresolved", "value": None, "low": None, "high": None, "taken": {"window": 1}, "printed": False},
]


def drawn(language: str = "en", **more: object) -> str:
    return str(curves.curve(RUNS, CHOICES, "<words>", unit="<unit>", language=language, **more))    # type: ignore[arg-type]


def test_every_run_is_drawn_twice_once_for_each_width() -> None:
    assert re.findall(r'data-run="(\w+)"', drawn()) == ["a1", "b2", "c3"] * 2
    assert drawn().count('class="picked"') == 2


def test_markup_in_words_is_escaped() -> None:
    for text in ("<b>How", "<i>", "<words>", "<unit>"):
        assert text not in drawn()


def test_higher_values_stand_higher_also_on_a_log_scale() -> None:
    for log in (False, True):
        first, second = re.findall(r'class="mark" cx="[\d.]+" cy="([\d.]+)"', drawn(log=log))[:2]
        assert float(first) > float(second)


def test_the_band_of_what_does_not_matter_and_no_effect_are_drawn() -> None:
    marked = drawn(null=1.0, delta=0.2)
    assert 'class="band"' in marked
    assert 'class="zero"' in marked


def test_chinese_curves_ask_in_chinese() -> None:
    assert "多长？" in drawn(CHINESE)
    assert "How long" not in drawn(CHINESE)


def test_the_printed_run_has_the_long_tick() -> None:
    assert [tick for tick in re.findall(r'd="M[\d.]+ (\d)V', str(curves.strip(RUNS, "w")))] == ["5", "1", "5"]
