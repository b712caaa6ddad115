"""The same colour for the same country, tier or family everywhere.

Colours follow Paul Tol's "bright" and "muted" schemes, which stay apart under the common kinds of
colour blindness and in print (Tol, "Colour Schemes", SRON technical note, 2021).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

INK = "#1f2328"
BLUE, RED, GREEN, YELLOW, CYAN, PURPLE, GREY = (
    "#4477AA",
    "#CC3D4F",
    "#228833",
    "#B8941F",
    "#2E9BC0",
    "#AA3377",
    "#8A8F96",
)
WINE, TEAL, OLIVE, INDIGO = "#882255", "#44AA99", "#999933", "#332288"
# Red comes last: it is China's, and what is no country is not to be taken for it.
CYCLE = (BLUE, YELLOW, PURPLE, GREEN, CYAN, WINE, TEAL, OLIVE, INDIGO, RED)

COUNTRY = {
    "CN": RED,
    "US": BLUE,
    "FR": PURPLE,
    "GB": GREEN,
    "DE": YELLOW,
    "JP": "#882255",
    "KR": "#44AA99",
    "IN": "#999933",
    "SG": CYAN,
    "AE": "#AA7744",
    "CA": "#DDAA33",
    "IL": "#661100",
    "EU": "#332288",
    "other": GREY,
    "others": GREY,
    "unknown": "#B9BEC5",
    "world": INK,
    "WORLD": INK,
}
COUNTRY |= {
    "China": COUNTRY["CN"],
    "United States": COUNTRY["US"],
    "France": COUNTRY["FR"],
    "United Kingdom": COUNTRY["GB"],
    "Germany": COUNTRY["DE"],
    "Japan": COUNTRY["JP"],
    "South Korea": COUNTRY["KR"],
    "India": COUNTRY["IN"],
    "Singapore": COUNTRY["SG"],
    "United Arab Emirates": COUNTRY["AE"],
    "Canada": COUNTRY["CA"],
    "Israel": COUNTRY["IL"],
    "World": INK,
    "European Union": COUNTRY["EU"],
}
TIER = {
    "giant": "#332288",
    "big_tech": "#332288",
    "startup": RED,
    "start-up": RED,
    "unicorn": "#DDAA33",
    "tiger": RED,
    "state": GREEN,
    "listed": CYAN,
    "sme": YELLOW,
    "research": "#44AA99",
    "other": GREY,
    "unknown": "#B9BEC5",
}
FAMILY = {
    "qwen": RED,
    "llama": BLUE,
    "deepseek": "#882255",
    "mistral": PURPLE,
    "gemma": CYAN,
    "glm": YELLOW,
    "kimi": "#44AA99",
    "yi": "#999933",
    "phi": "#332288",
    "gpt": GREEN,
    "minimax": "#AA7744",
    "other": GREY,
    "unknown": "#B9BEC5",
}
REGION = {
    "Southeast Asia": RED,
    "Middle East": YELLOW,
    "North America": BLUE,
    "Europe": PURPLE,
    "Latin America": GREEN,
    "Africa": "#AA7744",
    "East Asia": CYAN,
    "South Asia": "#999933",
    "Oceania": "#44AA99",
    "Central Asia": "#661100",
    "other": GREY,
    "unknown": "#B9BEC5",
}
# Who counts investment: a line is named by its provider and edition ("CSET 2026-09-15").
PROVIDER = {
    "AI Index": INDIGO,
    "AI Index, editions chained": TEAL,
    "CBIRI": GREEN,
    "CSET": YELLOW,
    "GlobalData": OLIVE,
    "ITjuzi": PURPLE,
    "OECD.AI": CYAN,
    "PitchBook": WINE,
}
VERDICT = {
    "supported": "#1b7837",
    "supported_with_caveat": "#5a8f3c",
    "mixed": "#9a7d0a",
    "contradicted": "#b2182b",
    "unresolved": "#6b7280",
    "not_checkable": "#6b7280",
    "outdated": "#7a4b94",
}
_PALETTES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "country": COUNTRY,
        "jurisdiction": COUNTRY,
        "tier": TIER,
        "family": FAMILY,
        "region": REGION,
        "provider": PROVIDER,
        "verdict": VERDICT,
    }
)


def fixed(kind: str, value: Any) -> str | None:
    """The fixed colour of a value, or None. ``kind`` may be any column name that holds the name
    of a palette: ``firm_country``, ``tier``, ``base_family``."""
    for name, palette in _PALETTES.items():
        if name in kind.lower():
            for key in (str(value), str(value).lower()):
                if key in palette:
                    return palette[key]
            if palette is PROVIDER:  # whatever the edition
                own = [key for key in palette if str(value).startswith(f"{key} ")]
                return palette[own[0]] if own else None
    return None


def colour_of(kind: str, value: Any, position: int = 0) -> str:
    """``colour_of("country", "CN")``: the fixed colour, or number ``position`` of the cycle."""
    return fixed(kind, value) or CYCLE[position % len(CYCLE)]


def colours_for(
    column: str | None, values: Sequence[Any], given: Mapping[Any, str] | None = None
) -> dict[Any, str]:
    """A colour for each value: those given, those fixed, then the cycle without repeating either."""
    given = given or {}
    kinds = [column] if any(name in (column or "").lower() for name in _PALETTES) else [*_PALETTES]
    chosen: dict[Any, str] = {}
    for value in values:
        found = given.get(value) or next(
            filter(None, (fixed(str(kind), value) for kind in kinds)), None
        )
        if found and (value in given or found not in chosen.values()):
            chosen[value] = found
    free = [colour for colour in CYCLE if colour not in chosen.values()] or list(CYCLE)
    missing = [value for value in values if value not in chosen]
    chosen.update({value: free[place % len(free)] for place, value in enumerate(missing)})
    return {value: chosen[value] for value in values}


def ink_on(face: Any) -> str:
    """The colour of letters that can be read on ``face``."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(face)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else INK
