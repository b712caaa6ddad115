"""Cut the Chinese fonts down to the characters of the catalogue and of the choices (run by hand when it changed).

    python site/subset_fonts.py /usr/share/fonts/opentype/noto

Needs fonttools and brotli, and Noto Serif CJK and Noto Sans CJK (Debian: fonts-noto-cjk). Two
slices per family: the phrases of the pages' frame, and the characters that only claims and
computed sentences use. The feature ``halt`` lets browsers close up marks that meet. The sheet
``cjk.css`` is written beside them. The few characters that English pages show as well
(``WORDMARKS``) are cut once more by themselves, so that these pages load no more.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

from helpers.publishing.words import read_words

FONTS = Path(__file__).parent / "theme" / "static" / "fonts"
CHOICES = Path(__file__).parents[1] / "data" / "choices.csv"
FAMILIES = {"Chuhai Serif SC": "NotoSerifCJK-Regular.ttc", "Chuhai Sans SC": "NotoSansCJK-Regular.ttc"}
MARKS = "“”‘’"
WORDMARKS = {"wordmark-serif-sc.woff2": ("NotoSerifCJK-Regular.ttc", "出海"), "wordmark-sans-sc.woff2": ("NotoSansCJK-Regular.ttc", "中文")}
FRAME = "出海中文简体（），。：；、《》？…年月日" + MARKS


def is_chinese(letter: str) -> bool:
    """Han characters and the punctuation that goes with them."""
    return "\u2e80" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef" or letter in "“”‘’…—"


def slices() -> list[str]:
    """Characters of the frame, and the further ones of claims and sentences."""
    words = read_words("zh-Hans")
    frame = {letter for key, text in words.messages.items() for letter in text if len(text) <= 12}
    frame |= set(FRAME)
    every = {letter for text in words.messages.values() for letter in text}
    every |= {letter for _, text in words.patterns for letter in text}
    with CHOICES.open(encoding="utf-8", newline="") as stream:
        every |= {letter for row in csv.DictReader(stream) for name in ("question_zh", "label_zh") for letter in row[name]}
    first = sorted(letter for letter in frame if is_chinese(letter))
    rest = sorted(letter for letter in every - frame if is_chinese(letter))
    return ["".join(first), "".join(rest)]


def cut(source: Path, letters: str, target: Path) -> None:
    """One file with these characters only."""
    chosen = next(item for item in TTCollection(source).fonts if item["name"].getDebugName(1).endswith("SC"))
    options = subset.Options(flavor="woff2", layout_features=["kern", "halt"], hinting=False, desubroutinize=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(chosen)
    subset.save_font(chosen, target, options)


def main(folder: Path) -> None:
    for name, (file, letters) in WORDMARKS.items():
        cut(folder / file, letters, FONTS / name)
    rules = []
    for family, file in FAMILIES.items():
        for number, letters in enumerate(slices(), start=1):
            name = f"{family.lower().replace(' ', '-')}-{number}.woff2"
            cut(folder / file, letters, FONTS / name)
            if number == 1:     # a family of its own, because the Latin fonts, which stand before, hold these too
                rules.append(rule(f"{family} Marks", name, MARKS))
            rules.append(rule(family, name, letters))
    (FONTS.parent / "cjk.css").write_text("".join(rules), "utf-8")


def rule(family: str, name: str, letters: str) -> str:
    """One face of the sheet."""
    ranges = ", ".join(f"U+{ord(letter):X}" for letter in letters)
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: 400; font-display: swap;\n'
        f'  src: url("fonts/{name}") format("woff2");\n  unicode-range: {ranges}; }}\n'
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
