"""A dataset of a few made-up rows, declared as the real one is, and a study upon it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import BaseModel

import helpers.dataset
from helpers.display import Study

KEPT = ("sources", "claims", "claim_tests", "claim_evidence", "claim_arithmetic", "choices")
HOSTILE = 'Visits <script>alert("x")</script> & more'
VISITS = {
    "name": "visits",
    "path": "visits.csv",
    "profile": "tabular-data-resource",
    "title": "a made-up visit",
    "description": "Made up for tests.",
    "schema": {
        "fields": [
            {"name": "date", "type": "date", "description": "day"},
            {"name": "firm", "type": "string", "description": "firm"},
            {"name": "country", "type": "string", "description": "country"},
            {"name": "n", "type": "number", "unit": "visits", "description": "visits"},
            {
                "name": "source_id",
                "type": "string",
                "description": "source",
                "constraints": {"required": True},
            },
            {"name": "note", "type": "string", "description": "note"},
        ],
        "primaryKey": ["date", "firm"],
        "foreignKeys": [
            {"fields": ["source_id"], "reference": {"resource": "sources", "fields": ["source_id"]}}
        ],
        "missingValues": [""],
    },
    "chuhai": {
        "theme": "common",
        "known": {"rule": "own_date", "column": "date"},
        "caveats": ["Made-up <caveat>."],
        "coding": [],
    },
}
ROWS = {
    "sources": [
        {"source_id": "s-one", "title": HOSTILE, "publisher": "One & Co", "published": "2024-01-05",
         "published_precision": "day", "retrieved": "2026-11-23", "kind": "primary", "licence": "CC0",
         "redistribution": "yes", "commercial_use": "yes", "article_or_copy": "false"},
        {"source_id": "s-two", "title": "Two", "publisher": "Two", "published": "2024-02-05",
         "published_precision": "day", "retrieved": "2026-11-23", "kind": "news", "licence": "CC0",
         "redistribution": "yes", "commercial_use": "yes", "article_or_copy": "false"},
        {"source_id": "s-late", "title": "Three", "publisher": "Three", "published": "2025-02-05",
         "published_precision": "day", "retrieved": "2026-11-23", "kind": "dataset", "licence": "CC0",
         "redistribution": "yes", "commercial_use": "yes", "article_or_copy": "false"},
    ],
    "claims": [
        {"claim_id": "xx-01", "seq": "1", "statement": HOSTILE, "checkable": "yes", "quantity": "7"},
        {"claim_id": "xx-02", "seq": "2", "statement": "More visits came from China.", "checkable": "yes"},
        {"claim_id": "xx-03", "seq": "3", "statement": "Visits matter.", "checkable": "no"},
    ],
    "claim_tests": [
        {"claim_id": "xx-01", "test_kind": "reference", "unit": "visits", "tolerance": "0.05",
         "tolerance_kind": "relative", "statistic": "visits", "fixed_on": "2026-11-23"},
        {"claim_id": "xx-02", "test_kind": "effect", "unit": "share", "null_value": "0.5", "direction": "1",
         "scale": "linear", "delta": "0.1", "statistic": "share", "fixed_on": "2026-11-23"},
        {"claim_id": "xx-03", "test_kind": "none", "statistic": "An opinion.", "fixed_on": "2026-11-23"},
    ],
    "claim_evidence": [
        {"claim_id": "xx-01", "evidence_id": f"ev-00{place}", "source_id": source, "value_number": "7",
         "reported_value": "7", "unit": "visits", "role": "independent", "line": source,
         "circular": "false", "borderline": "false"}
        for place, source in ((1, "s-one"), (2, "s-two"))
    ],
    "claim_arithmetic": [],
    "choices": [
        {"notebook": "made_up", "choice": "top_k", "question": "How many are the top?", "question_zh": "前列是多少？",
         "alternative": value, "label": f"{value} places", "label_zh": f"{value} 名", "is_default": default, "why": "Made up."}
        for value, default in (("10", "true"), ("5", "false"))
    ],
    "visits": [
        {"date": f"2024-{month:02d}-01", "firm": firm, "country": country, "n": str(month * size),
         "source_id": "s-late"}
        for month in (1, 2, 3, 4, 8, 9, 11)
        for firm, country, size in (("阿里 <b>", "CN", 3), ("Beta", "US", 2))
    ],
}  # fmt: skip


@pytest.fixture
def folder(root, tmp_path) -> Path:
    """The made-up dataset in a folder of its own."""
    real = json.loads((root / "data" / "datapackage.json").read_text("utf-8"))
    package = {**real, "resources": [one for one in real["resources"] if one["name"] in KEPT]}
    for resource in package["resources"]:
        resource["path"] = f"{resource['name']}.csv"
        resource["schema"]["foreignKeys"] = [
            key for key in resource["schema"].get("foreignKeys", []) if key["reference"]["resource"] in ("", *KEPT)
        ]
        for field in resource["schema"]["fields"]:
            if field["name"] != "source_id" and "precision" not in field["name"]:
                field.pop("constraints", None)
    package["resources"].append(VISITS)
    for resource in package["resources"]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        with (tmp_path / resource["path"]).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, names, lineterminator="\n")
            writer.writeheader()
            for row in ROWS[resource["name"]]:
                known = {"notebook": "made_up"} if resource["name"] == "claim_tests" else {}
                writer.writerow({name: {**known, **row}.get(name, "") for name in names})
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return tmp_path


class Parameters(BaseModel):
    """Stands for the parameters of a notebook."""

    as_of: str = "latest"
    variant: bool = False
    depth: int = 10


@pytest.fixture
def new_study(folder, monkeypatch):
    """``new_study(as_of=..., variant=...)``: a study on the made-up dataset."""
    monkeypatch.setenv("CHUHAI_BUILD", str(folder / "build"))

    def make(as_of: str = "2024-10-03", **parameters: Any) -> Study:
        data = helpers.dataset.open(as_of=as_of, folder=folder)
        return Study("made_up", Parameters(as_of=as_of, **parameters), data)

    return make


@pytest.fixture
def shown(monkeypatch):
    """Everything that a notebook would have been sent, as MIME bundles."""
    from helpers.display import output

    sent: list[dict] = []
    monkeypatch.setattr(output, "in_notebook", lambda: False)
    monkeypatch.setattr(
        output, "publish", lambda bundle, **how: sent.append({**bundle, "how": how})
    )
    return sent


@pytest.fixture
def prices() -> pd.DataFrame:
    """Two monthly series with intervals; one has a hole of three months."""
    months = pd.date_range("2024-01-01", "2025-06-01", freq="MS")
    frames = [
        pd.DataFrame(
            {
                "date": months,
                "country": country,
                "value": [start - 0.3 * n for n in range(len(months))],
            }
        )
        for country, start in (("CN", 9.0), ("US", 12.0))
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame["low"], frame["high"] = frame["value"] - 1, frame["value"] + 1
    hole = (frame["country"] == "CN") & frame["date"].between("2024-06-01", "2024-08-01")
    return frame[~hole]
