"""One look for every figure: vendored fonts, one set of sizes, the article's day."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

ARTICLE_DAY = datetime.date(2024, 10, 3)
ARTICLE_TITLE = "A Short Summary of Chinese AI Global Expansion"

WIDTH = 6.8  # inches; shown at 680 CSS pixels
NARROW = 3.9  # inches; the version for telephones
DPI = 200
TITLE, SUBTITLE, TEXT, SMALL = 13.5, 10.5, 10.0, 9.0  # points

INK, MUTED, FAINT, GRID = "#1f2328", "#57606a", "#9aa3ad", "#e4e7eb"
FAMILY_NAMES = ("Chuhai Sans", "Chuhai Sans SC")

SEQUENTIAL, DIVERGING = "YlGnBu", "RdBu_r"


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
        "ytick.major.pad": 4,
        "ytick.alignment": "center",
        "xtick.major.width": 0.8,
        "lines.linewidth": 2.0,
        "lines.solid_capstyle": "round",
        "patch.linewidth": 0,
        "svg.hashsalt": "chuhai",
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
    }
