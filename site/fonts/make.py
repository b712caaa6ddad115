"""How the Chinese fonts in this folder were made; not needed to build the pages.

    python site/fonts/make.py /usr/share/fonts/opentype/noto

Takes Noto Serif CJK and Noto Sans CJK (Debian: fonts-noto-cjk) and keeps the characters of
GB 2312 and the punctuation of ``PUNCTUATION``: what simplified Chinese text needs. A build of
the pages cuts these files down to the characters its own pages show
(``helpers.publishing.fonts``). The feature ``halt`` lets browsers close up marks that meet.
The four characters that English pages show as well (``WORDMARKS``) are cut once and for all.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

HERE = Path(__file__).parent
STATIC = HERE.parent / "theme" / "static" / "fonts"
SERIF, SANS = "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc"
WORDMARKS = {"wordmark-serif-sc.woff2": (SERIF, "出海"), "wordmark-sans-sc.woff2": (SANS, "中文")}
PUNCTUATION = "“”‘’…—·、。《》〈〉「」『』【】〔〕！％（）＋，－．／：；＜＝＞？～￥"


def gb2312() -> str:
    """The 6,763 Han characters of GB 2312."""
    pairs = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


def cut(source: Path, letters: str, target: Path) -> None:
    """The simplified Chinese face of a collection, with these characters only."""
    faces = TTCollection(source).fonts
    face = next(face for face in faces if face["name"].getDebugName(1).endswith("SC"))
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "halt"], hinting=False, desubroutinize=True
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(face)
    subset.save_font(face, target, options)


def main(folder: Path) -> None:
    cut(folder / SERIF, gb2312() + PUNCTUATION, HERE / "serif-sc.woff2")
    cut(folder / SANS, gb2312() + PUNCTUATION, HERE / "sans-sc.woff2")
    for name, (file, letters) in WORDMARKS.items():
        cut(folder / file, letters, STATIC / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
