"""Chinese fonts: cut to what the pages show, told apart by the style sheet, never with a hole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("brotli", reason="the extra `site` is not installed")

from fontTools.ttLib import TTFont

from helpers.errors import PublishingError
from helpers.publishing.fonts import front_letters, write_fonts
from helpers.publishing.settings import SITE

SHEET = """
body { font-family: var(--serif); } /* p { font-family: var(--sans); } */
.kicker, :is(.a, .b) { font-family: var(--sans); } code { font: 400 1rem/1 var(--mono); }
a::after { content: "见"; font: 600 1rem/1 var(--sans); }
@media (min-width: 50rem) { .late { font-family: var(--sans); } }
"""
FRONT = """<html lang="zh-Hans"><head><title>题</title></head><body title="词"><!-- 注 --><p>文<a>链</a>。</p>
<p class="kicker">眉<b>粗</b></p><p class="b">乙</p><code>码</code><p class="late">迟</p><script>"本"</script></body></html>"""
OTHER = "<p>文再来一篇&#x201C;引&#x201D;</p>"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    for path, text in (("zh/index.html", FRONT), ("zh/walk/index.html", OTHER), ("_static/chuhai.css", SHEET)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "_static" / "fonts").mkdir()
    return tmp_path


def held(site: Path, name: str) -> set[str]:
    return {chr(code) for code in TTFont(site / "_static" / "fonts" / name).getBestCmap()}


def ranges(sheet: str, file: str) -> set[str]:
    """What the last face of a file serves, read as a browser reads it."""
    told = re.findall(rf"{re.escape(file)}.*?unicode-range: ([^;]+);", sheet, re.S)[-1]
    spans = [span.strip()[2:].split("-") for span in told.split(",")]
    return {chr(code) for span in spans for code in range(int(span[0], 16), int(span[-1], 16) + 1)}


def test_letters_are_told_apart_as_the_sheet_sets_them() -> None:
    assert front_letters(FRONT, SHEET) == {"serif": set("文链。见"), "sans": set("眉粗乙迟见")}


def test_each_slice_holds_what_its_face_says_and_together_they_hold_every_page(made: Path) -> None:
    write_fonts(made, SITE / "fonts", made / "cache")
    sheet = (made / "_static" / "cjk.css").read_text("utf-8")
    for family, front in (("serif", "文链。见"), ("sans", "眉粗乙迟见")):
        first, rest = (f"chuhai-{family}-sc-{number}.woff2" for number in (1, 2))
        assert set(front) <= held(made, first)
        assert ranges(sheet, first) == held(made, first)
        assert ranges(sheet, rest) == held(made, rest)
        assert not held(made, first) & held(made, rest)
        assert set("题词注文链眉粗乙码迟本再来一篇“”引") <= held(made, first) | held(made, rest)


def test_a_second_cut_comes_from_the_cache_and_what_is_not_used_goes(made: Path) -> None:
    write_fonts(made, SITE / "fonts", made / "cache")
    before = {path.name: path.stat().st_mtime_ns for path in (made / "cache").iterdir()}
    write_fonts(made, SITE / "fonts", made / "cache")
    assert {path.name: path.stat().st_mtime_ns for path in (made / "cache").iterdir()} == before
    (made / "zh" / "walk" / "index.html").write_text("<p>新</p>", "utf-8")
    write_fonts(made, SITE / "fonts", made / "cache")
    after = {path.name for path in (made / "cache").iterdir()}
    assert len(before) == len(after) == 4
    assert len(after & before.keys()) == 2      # the front page is the same


def test_a_character_that_no_font_holds_is_named(made: Path) -> None:
    (made / "zh" / "walk" / "index.html").write_text("<p>文龘</p>", "utf-8")
    with pytest.raises(PublishingError, match=r"龘.*\n?.*site/fonts/make.py") as told:
        write_fonts(made, SITE / "fonts", made / "cache")
    assert "文" not in str(told.value)
    assert [path for path in (made / "cache").iterdir() if path.suffix == ".new"] == []


def test_the_sources_are_there_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (SITE / "fonts" / "OFL.txt").read_text("utf-8")
