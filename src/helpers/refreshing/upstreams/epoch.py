"""The list of notable models that Epoch AI keeps."""

from __future__ import annotations

import datetime
from typing import Any

from helpers.errors import RefreshError
from helpers.refreshing.held import Held, number, plain
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.web import Web

FIRST_DAY = "2017-01-01"
COLUMNS = (
    "Model", "Organization", "Publication date", "Domain", "Parameters",
    "Training compute (FLOP)", "Confidence", "Country (of organization)", "Base model",
    "Model accessibility", "Training code accessibility",
)  # fmt: skip
ACCESS = {
    "": "",
    "API access": "api",
    "Hosted access (no API)": "hosted_no_api",
    "Open weights (unrestricted)": "open_weights",
    "Open weights (non-commercial)": "open_weights_noncommercial",
    "Open weights (restricted use)": "open_weights_restricted",
    "Unreleased": "closed",
}
CODE = {
    "": "",
    "Open source": "open",
    "Open (non-commercial)": "open_noncommercial",
    "Open (restricted use)": "open_restricted",
    "Unreleased": "unreleased",
}
# Names that the list uses and the table of countries does not.
COUNTRIES = {
    "united states of america": "US",
    "united kingdom of great britain and northern ireland": "GB",
    "korea (republic of)": "KR",
    "hong kong": "HK",
    "taiwan": "TW",
    "russia": "RU",
}
MULTINATIONAL = "Multinational"


class EpochNotable(Located):
    """Each retrieval is an edition of the whole list from 2017 on, as the earlier ones are."""

    url = "https://epoch.ai/data/notable_ai_models.csv"
    name = "epoch"
    offers = "notable models with maker, day, access, size and training compute"
    publisher = "Epoch AI"
    licence = Licence("CC-BY-4.0", "yes", "yes")
    token = ""
    series = (
        Series(
            "notable_models",
            key=("model",),
            vintage="snapshot_date",
            measures={"params_b": 2, "training_compute_flop": 10},
            within={"list": ("notable",)},
            near=1e-6,
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        return web.csv(self.url, COLUMNS)

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        names = {plain(row["name"]): row["country"] for row in held.rows("countries")}
        names |= {plain(name): code for name, code in COUNTRIES.items()}
        coded = {
            row["organization"].split(",")[0]: row["firm"] for row in held.rows("notable_models")
        }
        rows: dict[str, Row] = {}
        uncoded: set[str] = set()
        undated = twice = 0
        for entry in answer:
            published = entry["Publication date"]
            if len(published) != 10:
                undated += 1
            elif published >= FIRST_DAY:
                first = entry["Organization"].split(",")[0].strip()
                firm = coded.get(first) or held.firm(first)
                if not firm:
                    uncoded.add(first)
                twice += entry["Model"] in rows
                rows.setdefault(entry["Model"], _row(entry, firm, names, day))
        remarks = []
        if undated:
            remarks.append(f"{undated} models without a whole day of publication left out")
        if twice:
            remarks.append(f"{twice} models listed twice: the first entry was taken")
        if uncoded:
            remarks.append(
                f"{len(uncoded)} makers are not in identity/firms.csv, their firm stays empty: "
                + ", ".join(sorted(uncoded)[:8])
            )
        source = edition(self, day, f"Epoch AI: notable models, edition of {day}")
        return Harvest({"notable_models": list(rows.values())}, source, tuple(remarks))


def _row(entry: Row, firm: str, names: dict[str, str], day: datetime.date) -> Row:
    countries, scope = _countries(entry["Country (of organization)"], names)
    parameters = number(entry["Parameters"])
    return {
        "list": "notable",
        "snapshot_date": day.isoformat(),
        "model": entry["Model"],
        "organization": entry["Organization"] or "unknown",
        "firm": firm,
        "country": countries,
        "country_scope": scope,
        "publication_date": entry["Publication date"],
        "date_precision": "day",
        "accessibility": _coded(entry, "Model accessibility", ACCESS),
        "training_code": _coded(entry, "Training code accessibility", CODE),
        "params_b": number(float(parameters) / 1e9, 4) if parameters else "",
        "training_compute_flop": number(entry["Training compute (FLOP)"]),
        "domain": entry["Domain"],
        "base_model": entry["Base model"],
        "confidence": entry["Confidence"],
    }


def _coded(entry: Row, column: str, codes: dict[str, str]) -> str:
    value = entry[column].strip()
    if value not in codes:
        raise RefreshError(
            f"{column} of {entry['Model']} is {value!r}, which the coding does not know",
            where="epoch",
            mend="add it to helpers/refreshing/upstreams/epoch.py, with its meaning",
        )
    return codes[value]


def _countries(text: str, names: dict[str, str]) -> tuple[str, str]:
    """Countries as codes, each once, and how many the list names."""
    listed = [part.strip() for part in text.split(",") if part.strip()]
    codes = list(dict.fromkeys(names[plain(one)] for one in listed if plain(one) in names))
    if MULTINATIONAL in listed:
        return ";".join(codes), "multinational"
    if not codes or any(plain(one) not in names for one in listed):
        return ";".join(codes), "several" if len(codes) > 1 else "single" if codes else "unknown"
    return ";".join(codes), "several" if len(codes) > 1 else "single"
