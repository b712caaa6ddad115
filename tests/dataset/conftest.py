"""A small dataset, made up for the tests; no cell of it is a fact."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DAYS = {
    "article_day": "2024-10-03",
    "compiled": "2026-11-23",
    "first_reading_day": "2022-01-01",
    "earliest_date": "2010-01-01",
}
PRECISION = {"type": "string", "constraints": {"enum": ["day", "month", "quarter", "half", "year"]}}


def field(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "description": f"made up: {name}", **more}


def points_to(table: str, column: str, target: str | None = None) -> dict[str, Any]:
    return {"fields": [column], "reference": {"resource": table, "fields": [target or column]}}


REQUIRED = {"constraints": {"required": True}}
SOURCE = [field("source_id", **REQUIRED), field("other_source_ids"), field("note")]


def resource(name: str, folder: str, fields: list, key: list[str], known: dict, **house: Any) -> dict:
    keys = house.pop("keys", [])
    if name != "sources" and any(item["name"] == "source_id" for item in fields):
        keys = [*keys, points_to("sources", "source_id")]
    return {
        "name": name,
        "path": f"{folder}/{name}.csv" if folder else f"{name}.csv",
        "profile": "tabular-data-resource",
        "title": f"one made-up row of {name}",
        "description": f"Made up for tests: {name}.",
        "schema": {
            "fields": fields, "primaryKey": key, "foreignKeys": keys, "missingValues": [""],
        },
        "chuhai": {"theme": folder or "common", "known": known, "caveats": [], "coding": [], **house},
    }  # fmt: skip


RESOURCES = [
    resource(
        "sources", "",
        [field("source_id", **REQUIRED), field("title"), field("published", "date"),
         field("published_precision", **PRECISION), field("retrieved", "date"), field("licence"),
         field("redistribution", constraints={"enum": ["yes", "facts_only", "unknown", "no"]}),
         field("commercial_use", constraints={"enum": ["yes", "no", "unknown"]})],
        ["source_id"], {"rule": "always"},
    ),
    resource(
        "corrections", "",
        [field("table"), field("key"), field("column"), field("wrong_value"), field("right_value"),
         field("reason"), field("source_id")],
        ["table", "key", "column"], {"rule": "always"},
    ),
    resource("firms", "identity", [field("firm"), field("tier")], ["firm"], {"rule": "always"}),
    resource(
        "firm_aliases", "identity", [field("alias"), field("firm")], ["alias"], {"rule": "always"},
        keys=[points_to("firms", "firm")],
    ),
    resource(
        "prices", "market",
        [field("row_id", constraints={"required": True, "unique": True, "pattern": "p[0-9]+"}),
         field("firm", **REQUIRED), field("date", "date"), field("date_precision", **PRECISION),
         field("kind", constraints={"enum": ["list", "cut"]}),
         field("price", "number", unit="USD", constraints={"minimum": 0, "maximum": 1000}),
         field("rank", "integer", unit="rank"), field("free", "boolean"), *SOURCE],
        ["row_id"], {"rule": "own_date", "column": "date", "precision": "date_precision"},
        keys=[points_to("firms", "firm")], caveats=["Made-up caveat."], coding=["kind"],
    ),
    resource(
        "boards", "market",
        [field("date", "date", **REQUIRED), field("firm"), field("score", "number", unit="points"), *SOURCE],
        ["date", "firm"], {"rule": "snapshot", "column": "date"}, keys=[points_to("firms", "firm")],
    ),
    resource(
        "investment", "market",
        [field("series"), field("period_start", "date"), field("period_end", "date"),
         field("vintage", "date"), field("value", "number", unit="USD"), *SOURCE],
        ["series", "period_start", "vintage", "source_id", "value"], {"rule": "source"},
        series_key=["series", "period_start"], vintage="vintage", date="period_end",
    ),
]  # fmt: skip

TABLES = {
    "sources.csv": """\
source_id,title,published,published_precision,retrieved,licence,redistribution,commercial_use
s-day,One,2023-05-10,day,2026-11-23,CC BY 4.0,yes,yes
s-month,Two,2024-03-01,month,2026-11-23,unknown,unknown,unknown
s-year,Three,2025-01-01,year,2026-11-23,unknown,unknown,unknown
s-nc,Four,2024-06-15,day,2026-11-23,CC BY-NC 4.0,yes,no
s-undated,Five,,,2026-11-23,unknown,unknown,unknown
""",
    "corrections.csv": """\
table,key,column,wrong_value,right_value,reason,source_id
prices,p3,price,80,8,a zero too many,s-day
boards,date=2023-06-01;firm=Beta AI,score,1,11,misread,s-day
""",
    "identity/firms.csv": "firm,tier\nAlpha,giant\nBeta AI,startup\nGamma,startup\n",
    "identity/firm_aliases.csv": "alias,firm\nAleph,Alpha\n",
    "market/prices.csv": """\
row_id,firm,date,date_precision,kind,price,rank,free,source_id,other_source_ids,note
p1,Alpha,2023-01-15,day,list,10,1,false,s-day,,
p2,Alpha,2024-02-01,month,cut,5.5,2,,s-month,s-nc,
p3,Beta AI,2024-01-01,year,cut,8,,true,s-nc,,"a note, with a comma"
p4,Gamma,2026-07-01,quarter,list,0,3,true,s-month,s-day;s-year,announced ahead
p5,Gamma,,,list,7,4,false,s-undated,,no date
""",
    "market/boards.csv": """\
date,firm,score,source_id,other_source_ids,note
2023-06-01,Alpha,10,s-undated,,
2023-06-01,Beta AI,11,s-undated,,
2024-10-03,Alpha,12,s-undated,,
2024-10-04,Alpha,13,s-undated,,
""",
    "market/investment.csv": """\
series,period_start,period_end,vintage,value,source_id,other_source_ids,note
CN,2021-01-01,2021-12-31,2023-01-01,17,s-day,,
CN,2021-01-01,2021-12-31,2024-01-01,20,s-month,,
CN,2021-01-01,2021-12-31,2025-01-01,23,s-year,,
CN,2022-01-01,2022-12-31,2023-01-01,13,s-day,,
US,2021-01-01,2021-12-31,2024-01-01,50,s-month,,
US,2021-01-01,2021-12-31,2024-01-01,55,s-nc,,second opinion
""",
}


class SmallDataset:
    """The made-up dataset in a folder, with hands to plant faults in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = {
            "profile": "tabular-data-package", "name": "made-up", "chuhai": dict(DAYS),
            "resources": json.loads(json.dumps(RESOURCES)),
        }  # fmt: skip
        for path, text in TABLES.items():
            self.write(path, text)
        self.declare(lambda package: None)

    def write(self, path: str, text: str | bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def path(self, table: str) -> str:
        return next(item["path"] for item in self.package["resources"] if item["name"] == table)

    def change(self, table: str, edit: Callable[[str], str]) -> None:
        """Edit the text of a table's file."""
        path = self.path(table)
        self.write(path, edit((self.folder / path).read_text()))

    def put(self, table: str, line: int, column: str, value: str) -> None:
        """Write ``value`` into one cell; line 1 is the header."""
        rows = list(csv.reader(io.StringIO((self.folder / self.path(table)).read_text())))
        rows[line - 1][rows[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        self.write(self.path(table), out.getvalue())

    def declare(self, edit: Callable[[dict], None]) -> None:
        """Edit the declaration."""
        edit(self.package)
        self.write("datapackage.json", json.dumps(self.package))

    def resource(self, table: str) -> dict:
        return next(item for item in self.package["resources"] if item["name"] == table)


@pytest.fixture
def small(tmp_path: Path) -> SmallDataset:
    """The made-up dataset, whole."""
    return SmallDataset(tmp_path / "data")
