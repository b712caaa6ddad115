"""Preview cards for links: the figure of a theme on a plain ground, 1200 by 630."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_SIZE = (1200, 630)
_GROUND = (251, 249, 244)


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


def card_path(site: Path, notebook: str, title: str) -> dict[str, Any] | None:
    """The card of a theme, or the first one there is."""
    own = site / "cards" / f"{notebook}.png"
    if not own.is_file():
        own = min(site.glob("cards/*.png"), default=own)
    return {"path": f"cards/{own.name}", "alt": title} if own.is_file() else None
