"""The source folder for Sphinx: prepared notebooks, method texts, the page that lists the themes."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.publishing.inputs import READINGS, Inputs
from helpers.publishing.notebooks import Prepared, prepare
from helpers.publishing.settings import SITE, Settings
from helpers.publishing.shown import Shown


def write_sources(
    inputs: Inputs, settings: Settings, source: Path, site: Path, shown: Mapping[str, Sequence[Shown]]
) -> dict[tuple[str, str], Prepared]:
    """Fill ``source``; pictures go below ``site``. What each notebook page needs comes back.

    ``shown`` lists per claim the figures that show it.
    """
    prepared = {}
    names = []
    for theme in settings.themes:
        own = {claim_id: [place.figure for place in places if place.notebook == theme.notebook] for claim_id, places in shown.items()}
        for reading in READINGS:
            if (reading, theme.notebook) not in inputs.records:
                continue
            name = docname(theme.slug, reading)
            prepared[reading, theme.notebook] = prepare(
                inputs.notebook(reading, theme.notebook), source / f"{name}.ipynb", site, theme.notebook, reading, own
            )
            names.append(name)
    for text in sorted((SITE / "content").glob("*.md")):
        shutil.copy(text, source / text.name)
        names.append(text.stem)
    listed = "\n".join(f"/{name}" for name in names)
    (source / "themes").mkdir(exist_ok=True)
    (source / "themes" / "index.md").write_text(f"# Themes\n\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n", "utf-8")
    return prepared


def docname(slug: str, reading: str) -> str:
    """``themes/localization`` today, ``themes/localization/published`` as published."""
    return f"themes/{slug}" if reading == "today" else f"themes/{slug}/published"
