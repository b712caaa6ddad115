"""One look for every figure: vendored fonts, one set of colours, one set of sizes.

Colours are of Paul Tol's "bright" and "muted" schemes, which stay apart under the common kinds of
colour blindness and in print (Tol, "Colour Schemes", SRON technical note, 2021).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

ARTICLE_DAY = datetime.date(2024, 10, 3)
ARTICLE_TITLE = "A Short Summary of Chinese AI Global Expansion"

WIDTH = 6.8          # inches; shown at 680 CSS pixels
NARROW = 3.9         # inches; the version for telephones
DPI = 200
TITLE, SUBTITLE, TEXT, SMALL = 13.5, 10.5, 10.0, 9.0   # points

INK, MUTED, FAINT, GRID = "#1f2328", "#57606a", "#9aa3ad", "#e4e7eb"
FAMILY_NAMES = ("Chuhai Sans", "Chuhai Sans SC")

BLUE, RED, GREEN, YELLOW, CYAN, PURPLE, GREY = (
    "#4477AA", "#CC3D4F", "#228833", "#B8941F", "#2E9BC0", "#AA3377", "#8A8F96",
)
CYCLE = (BLUE, RED, GREEN, YELLOW, PURPLE, CYAN, "#882255", "#44AA99", "#999933", "#332288")

COUNTRY = {
    "CN": RED, "US": BLUE, "FR": PURPLE, "GB": GREEN, "DE": YELLOW, "JP": "#882255", "KR": "#44AA99",
    "IN": "#999933", "SG": CYAN, "AE": "#AA7744", "CA": "#DDAA33", "IL": "#661100", "EU": "#332288",
    "other": GREY, "others": GREY, "unknown": "#B9BEC5", "world": INK, "WORLD": INK,
}
TIER = {
    "giant": "#332288", "big_tech": "#332288", "startup": RED, "start-up": RED, "unicorn": "#DDAA33",
    "tiger": RED, "state": GREEN, "listed": CYAN, "sme": YELLOW, "research": "#44AA99",
    "other": GREY, "unknown": "#B9BEC5",
}
FAMILY = {
    "qwen": RED, "llama": BLUE, "deepseek": "#882255", "mistral": PURPLE, "gemma": CYAN, "glm": YELLOW,
    "kimi": "#44AA99", "yi": "#999933", "phi": "#332288", "gpt": GREEN, "minimax": "#DDAA33",
    "other": GREY, "unknown": "#B9BEC5",
}
REGION = {
    "Southeast Asia": RED, "Middle East": YELLOW, "North America": BLUE, "Europe": PURPLE,
    "Latin America": GREEN, "Africa": "#AA7744", "East Asia": CYAN, "South Asia": "#999933",
    "Oceania": "#44AA99", "Central Asia": "#661100", "other": GREY, "unknown": "#B9BEC5",
}
VERDICT = {
    "supported": "#1b7837", "supported_with_caveat": "#5a8f3c", "mixed": "#9a7d0a",
    "contradicted": "#b2182b", "unresolved": "#6b7280", "not_checkable": "#6b7280",
    "outdated": "#7a4b94",
}
_PALETTES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"country": COUNTRY, "tier": TIER, "family": FAMILY, "region": REGION, "verdict": VERDICT}
)
SEQUENTIAL, DIVERGING = "cividis_r", "RdBu_r"


def colour_of(kind: str, value: Any, position: int = 0) -> str:
    """The fixed colour of a value (``colour_of("country", "CN")``), or one of the cycle.

    ``kind`` may be any column name that holds the name of a palette (``firm_country``, ``tier``);
    ``position`` picks from the cycle what has no colour of its own.
    """
    text = str(value)
    for name, palette in _PALETTES.items():
        if name in kind.lower():
            for key in (text, text.lower(), text.upper()):
                if key in palette:
                    return palette[key]
    return CYCLE[position % len(CYCLE)]


def colours_for(column: str, values: list[Any], given: Mapping[Any, str] | None = None) -> dict[Any, str]:
    """A colour for each value: those given, those fixed, then the cycle without repeating either."""
    given = given or {}
    names = [*_PALETTES] if not any(name in column.lower() for name in _PALETTES) else [column]
    chosen: dict[Any, str] = {}
    for value in values:
        fixed = [palette_colour(name, value) for name in names]
        found = given.get(value) or next((colour for colour in fixed if colour), None)
        if found and found not in chosen.values():
            chosen[value] = found
    free = [colour for colour in CYCLE if colour not in chosen.values()] or list(CYCLE)
    missing = [value for value in values if value not in chosen]
    chosen.update({value: free[i % len(free)] for i, value in enumerate(missing)})
    return chosen


def palette_colour(kind: str, value: Any) -> str | None:
    """The fixed colour of a value, or None."""
    marker = "#none"
    found = next(
        (
            palette.get(str(value), palette.get(str(value).lower(), marker))
            for name, palette in _PALETTES.items()
            if name in kind.lower()
        ),
        marker,
    )
    return None if found == marker else found


def register_fonts() -> None:
    """Make the vendored fonts known to matplotlib; nothing of the system is used."""
    from matplotlib import font_manager

    known = {Path(entry.fname).name for entry in font_manager.fontManager.ttflist}
    for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        if path.name not in known:
            font_manager.fontManager.addfont(path)
            if path.name.startswith("ChuhaiSansSC"):
                # one weight of Chinese serves as both, so that bold titles find it without a warning
                entry = font_manager.fontManager.ttflist[-1]
                font_manager.fontManager.ttflist.append(replace(entry, weight=600))


def settings() -> dict[str, Any]:
    """The rcParams of the house, seaborn's "ticks" style as their base."""
    import seaborn as sns

    return {
        **sns.axes_style("ticks"),
        "font.family": list(FAMILY_NAMES),
        "font.size": TEXT,
        "text.parse_math": False,
        "axes.labelsize": TEXT,
        "axes.titlesize": TEXT,
        "xtick.labelsize": TEXT,
        "ytick.labelsize": TEXT,
        "text.color": INK,
        "axes.labelcolor": MUTED,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "axes.edgecolor": FAINT,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "xtick.major.size": 3,
        "ytick.major.size": 0,
        "xtick.major.width": 0.8,
        "lines.linewidth": 2.0,
        "lines.solid_capstyle": "round",
        "patch.linewidth": 0,
        "svg.hashsalt": "chuhai",
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
    }


_WORDS = {
    "CN": "China", "US": "United States", "FR": "France", "GB": "United Kingdom", "DE": "Germany",
    "JP": "Japan", "KR": "South Korea", "IN": "India", "SG": "Singapore", "CA": "Canada",
    "AE": "United Arab Emirates", "IL": "Israel",
}


def label_of(value: Any) -> str:
    """How a value is written in a key or beside a line: countries by name, no underscores."""
    text = str(value)
    if text in _WORDS:
        return _WORDS[text]
    return text.replace("_", " ") if text.islower() else text


def short(text: str, letters: int) -> str:
    """At most ``letters`` letters (a Chinese character counts double), cut with an ellipsis."""
    width, kept = 0, ""
    for letter in text:
        width += 2 if "\u2e80" <= letter <= "\uffef" else 1
        if width > letters:
            return kept.rstrip() + "…"
        kept += letter
    return kept


def fold(text: str, letters: int) -> str:
    """Broken into at most three lines of about ``letters`` letters."""
    import textwrap

    lines = textwrap.wrap(text, letters, break_long_words=False) or [""]
    return "\n".join(lines[:3]) + ("…" if len(lines) > 3 else "")
