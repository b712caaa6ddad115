"""Files beside the pages: downloads, data of figures, records, packets, preview cards."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers.publishing.cards import write_card
from helpers.publishing.citation import bibtex, citation
from helpers.publishing.downloads import records_csv, write_json, write_tables
from helpers.publishing.explore import exploration, path_of
from helpers.publishing.inputs import READINGS
from helpers.publishing.packets import write_packets
from helpers.publishing.pages import Pages
from helpers.publishing.weighing import file_of, weighable


def write_assets(pages: Pages, site: Path) -> None:
    """Everything but the pages themselves."""
    inputs, settings = pages.inputs, pages.settings
    write_tables(inputs, site)
    _records(pages, site)
    _ledger(pages, site)
    for theme in settings.themes:
        if pages.robustness.runs[theme.notebook]:
            write_json(site / "data" / "assume" / f"{theme.notebook}.json", pages.robustness.switch_file(theme.notebook))
    for path, picture in sorted({card.path: card.picture for card in pages.cards.values()}.items()):
        write_card(site / picture, site / path)
    shared = pages.frame.shared
    write_packets(inputs, pages.views, site, citation(shared, settings, "{claim}") + "\n", pages.day, settings.repository_url)
    (site / "downloads" / "chuhai.bib").write_text(bibtex(shared, settings), "utf-8", newline="")
    if (inputs.root / "CITATION.cff").is_file():
        shutil.copy(inputs.root / "CITATION.cff", site / "downloads" / "CITATION.cff")


def _records(pages: Pages, site: Path) -> None:
    """Executed notebooks, their records, and the data of each figure and table as CSV."""
    for folder in ("notebooks", "records"):
        (site / "downloads" / folder).mkdir(parents=True, exist_ok=True)
    for (reading, notebook), record in pages.inputs.records.items():
        source = pages.inputs.notebook(reading, notebook)
        shutil.copy(source, site / "downloads" / "notebooks" / f"{notebook}-{reading}.ipynb")
        shutil.copy(source.with_suffix(".json"), site / "downloads" / "records" / f"{notebook}-{reading}.json")
        for made in weighable(record):
            write_json(site / file_of(notebook, reading, made["name"]), {"rows": made["rows"]})
        for figure in record["figures"]:
            picture = pages.prepared[reading, notebook].pictures.get(figure["name"])
            if picture:
                text = records_csv(figure["data"])
                (site / picture.path).with_suffix(".csv").write_text(text, "utf-8", newline="")
                interactive = exploration(figure, pages.settings.article.day)
                if interactive:
                    write_json(site / path_of(picture.path), interactive)


def _ledger(pages: Pages, site: Path) -> None:
    """The ledger as the runs left it (JSON) and as a table (CSV)."""
    data = site / "data"
    data.mkdir(parents=True, exist_ok=True)
    shutil.copy(pages.inputs.build / "ledger.json", data / "ledger.json")
    rows = []
    for view in pages.views:
        row = {"claim_id": view["id"], "theme": view["notebook"], "statement": view["statement"], "changed": str(view["changed"]).lower()}
        for reading in READINGS:
            told, estimate = view[reading], view[reading]["estimate"] or {}
            row |= {f"{reading}_{key}": told[key] for key in ("label", "score", "rule", "grade", "confidence", "confidence_word", "agreement", "n_runs")}
            row |= {f"{reading}_estimate_{key}": estimate.get(key) for key in ("value", "low", "high", "unit")}
        rows.append(row)
    (data / "ledger.csv").write_text(records_csv(rows), "utf-8", newline="")
    path = pages.inputs.build / "robustness.json"
    if path.is_file():
        shutil.copy(path, data / "robustness.json")
    else:
        write_json(data / "robustness.json", {})
