"""Preview cards for links: a figure on a plain ground, 1200 by 630.

A theme shows its first figure, a claim the figure that shows it, else that of its theme; any other
page the first theme's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.publishing.inputs import READINGS
from helpers.publishing.notebooks import Picture, Prepared

_SIZE = (1200, 630)
_GROUND = (251, 249, 244)


@dataclass(frozen=True)
class Card:
    """A card: its place below the site, the picture it is made from, what that shows."""

    path: str
    picture: str
    alt: str


def chosen(prepared: Mapping[tuple[str, str], Prepared], figures: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[str, Card]:
    """The cards by notebook and by claim; ``figures`` are those of the claims, by reading and claim."""
    cards = {}
    for reading, notebook in sorted(prepared, key=lambda key: READINGS.index(key[0])):      # today's come last and stay
        pictures = [picture for name, picture in prepared[reading, notebook].pictures.items() if not name.startswith("coverage-")]
        if pictures:
            cards[notebook] = _of(pictures[0], f"cards/{notebook}.png")
    for (reading, claim_id), figure in figures.items():
        if reading == "today":
            _, slug, _, name = PurePosixPath(figure["path"]).parts
            cards[claim_id] = Card(f"cards/{slug}-{PurePosixPath(name).stem}.png", figure["path"], figure["alt"])
    return cards


def _of(picture: Picture, path: str) -> Card:
    return Card(path, picture.path, picture.alt)


def write_card(picture: Path, target: Path) -> None:
    """Fit a figure into the card's size; same figure, same bytes."""
    from PIL import Image

    with Image.open(picture) as image:
        figure = image.convert("RGB")
        figure.thumbnail((_SIZE[0] - 80, _SIZE[1] - 60))
        card = Image.new("RGB", _SIZE, _GROUND)
        card.paste(figure, ((_SIZE[0] - figure.width) // 2, (_SIZE[1] - figure.height) // 2))
    target.parent.mkdir(parents=True, exist_ok=True)
    card.quantize(128).save(target, format="PNG", optimize=True)
