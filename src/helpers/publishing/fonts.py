"""Chinese fonts cut to the characters that the pages show, the front page's own ones first.

A font of all simplified Chinese weighs a megabyte, a page shows a few hundred characters of it.
Each family is cut in two slices: the characters of the Chinese front page as its style sheet
sets them, and whatever else the Chinese pages hold. ``unicode-range`` makes a browser load the
second only where it is needed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from html import unescape
from importlib.metadata import version
from pathlib import Path

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from fontTools import subset

from helpers.errors import PublishingError

FAMILIES = {"serif": "Chuhai Serif SC", "sans": "Chuhai Sans SC"}
MARKS = "“”‘’"      # the Latin fonts, which stand before, hold these too: they get a family of their own
_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef“”‘’…—]")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_FAMILY = re.compile(r"(?:^|[;{\s])font(?:-family)?:[^;]*var\(--(serif|sans|mono)\)")
_BETWEEN = re.compile(r",(?![^()]*\))")


def write_fonts(site: Path, sources: Path, cache: Path) -> None:
    """``_static/cjk.css`` and the fonts that it names, for the pages under ``site/zh``.

    Parameters
    ----------
    sources : the folder with ``serif-sc.woff2`` and ``sans-sc.woff2``.
    cache : where cut fonts are kept from one build to the next, by what they were cut from;
        what this build does not use is removed.

    Raises
    ------
    PublishingError
        when a page shows a character that the fonts do not hold.
    """
    static = site / "_static"
    first = front_letters((site / "zh" / "index.html").read_text("utf-8"), _sheets(static))
    every = _letters(unescape(page.read_text("utf-8")) for page in (site / "zh").rglob("*.html"))
    rules, used = [], set()
    for family, name in FAMILIES.items():
        slices = [first[family] | set(MARKS), every - first[family] - set(MARKS)]
        for number, letters in enumerate(slices, 1):
            file = f"chuhai-{family}-sc-{number}.woff2"
            kept = _cut(sources / f"{family}-sc.woff2", letters, cache)
            (static / "fonts" / file).write_bytes(kept.read_bytes())
            used.add(kept)
            if number == 1:
                rules.append(_face(f"{name} Marks", file, set(MARKS)))
            rules.append(_face(name, file, letters))
    (static / "cjk.css").write_text("".join(rules), "utf-8", newline="")
    for old in set(cache.glob("*.woff2")) - used:
        old.unlink()


def front_letters(page: str, sheet: str) -> dict[str, set[str]]:
    """The Chinese characters of a page by the family (``serif``, ``sans``) that the sheet sets them in.

    An element takes the families of every rule that fits it, whichever would win, and passes
    them on to what it holds: a character may be counted twice, none is left out.
    """
    tree = BeautifulSoup(page, "html.parser")
    set_in: dict[int, set[str]] = {}
    told = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    for selectors, body in _RULE.findall(told):
        family = _FAMILY.search(body)
        fitting = [one for one in _BETWEEN.split(selectors) if family and "::" not in one]
        for element in tree.select(",".join(fitting)) if fitting else []:
            set_in.setdefault(id(element), set()).add(family[1])
    found: dict[str, set[str]] = {family: set() for family in FAMILIES}
    for text in tree.find_all(string=_HAN):
        if isinstance(text, Comment) or text.find_parent(["script", "style", "title"]):
            continue
        for family in _nearest(text, set_in):
            found[family] |= _letters([text])
    drawn = _letters(re.findall(r"content:[^;}]*", told))
    return {family: letters | drawn for family, letters in found.items()}


def _nearest(text: NavigableString, set_in: dict[int, set[str]]) -> Iterable[str]:
    parents: Iterable[Tag] = text.parents
    told = next((set_in[id(parent)] for parent in parents if id(parent) in set_in), {"serif"})
    return told & set(FAMILIES)


def _letters(texts: Iterable[str]) -> set[str]:
    return {letter for text in texts for letter in _HAN.findall(text)}


def _sheets(static: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(static.glob("*.css")) if not path.name.startswith("mystnb"))


def _cut(source: Path, letters: set[str], cache: Path) -> Path:
    """The source with these characters only, made once."""
    text = "".join(sorted(letters))
    tools = f"{version('fonttools')} {version('brotli')}"
    told = hashlib.sha256(source.read_bytes() + text.encode() + tools.encode()).hexdigest()
    kept = cache / f"{told[:32]}.woff2"
    if kept.is_file():
        return kept
    options = subset.Options(flavor="woff2", layout_features=["kern", "halt"], hinting=False)
    font = subset.load_font(source, options)
    missing = sorted(letters - {chr(code) for code in font.getBestCmap()})
    if missing:
        raise PublishingError(
            f"the pages show {''.join(missing)}, which the font does not hold", where=str(source),
            mend="use other characters, or add them to site/fonts/make.py and run it",
        )
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    cache.mkdir(parents=True, exist_ok=True)
    new = kept.with_suffix(".new")
    subset.save_font(font, new, options)
    new.replace(kept)
    return kept


def _face(family: str, file: str, letters: set[str]) -> str:
    """One face of the sheet."""
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: 400; font-display: swap;\n'
        f'  src: url("fonts/{file}") format("woff2");\n  unicode-range: {_range(letters)}; }}\n'
    )


def _range(letters: set[str]) -> str:
    """Code points as ``unicode-range`` writes them, neighbours as one span."""
    spans: list[list[int]] = []
    for code in sorted(map(ord, letters)):
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return ", ".join(f"U+{low:X}" if low == high else f"U+{low:X}-{high:X}" for low, high in spans)
