"""The leaderboard dataset of Arena, read through the Hub's dataset viewer."""

from __future__ import annotations

import datetime
import re
from typing import Any

from helpers.errors import RefreshError
from helpers.refreshing.answers import need, shown
from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.web import Web

DATASET = "lmarena-ai/leaderboard-dataset"
# Subset of the dataset -> variant of the rating, as arena_scores names it.
SUBSETS = {"text": "raw (no style control)", "text_style_control": "style-controlled"}
FIELDS = (
    "model_name", "organization", "license", "rating", "rating_lower", "rating_upper",
    "vote_count", "rank", "category", "leaderboard_publish_date",
)  # fmt: skip
LENGTH = 100
CLOSED = ("proprietary", "propretary")


class ArenaText(Located):
    """The newest text board, with and without style control, all models."""

    url = "https://datasets-server.huggingface.co/rows"
    name = "arena"
    offers = "ratings of the newest text board, raw and style-controlled"
    publisher = "Arena (LMArena), dataset on the Hugging Face Hub"
    licence = Licence("CC-BY-4.0", "yes", "yes")
    token = "HF_TOKEN"
    series = (
        Series(
            "arena_scores",
            key=("model", "score_basis"),
            vintage="snapshot_date",
            measures={"score": 1.15, "rank": None},
            within={"source_id": ("ref-arena-*",)},
            near=1e-9,
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        return {subset: self._rows(web, subset) for subset in SUBSETS}

    def _rows(self, web: Web, subset: str) -> list[dict[str, Any]]:
        """All rows of the newest board of one subset."""
        rows: list[dict[str, Any]] = []
        total = 1
        while len(rows) < total:
            asked = {
                "dataset": DATASET, "config": subset, "split": "latest",
                "offset": len(rows), "length": LENGTH,
            }  # fmt: skip
            answer = web.json(self.url, asked, self.token)
            need(answer, ("rows", "num_rows_total"), self.url, "field")
            if answer.get("partial"):
                raise RefreshError(
                    "the viewer holds a part of the board only", where=shown(self.url)
                )
            if not answer["rows"]:
                raise RefreshError(
                    f"{len(rows)} of {total} rows of {subset} came",
                    where=shown(self.url),
                    mend="half an answer: try again later",
                )
            for entry in answer["rows"]:
                need(entry["row"], FIELDS, self.url, "column")
            rows += [entry["row"] for entry in answer["rows"]]
            total = int(answer["num_rows_total"])
        return rows

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        rows: list[Row] = []
        uncoded: set[str] = set()
        for subset, entries in answer.items():
            for entry in entries:
                if entry["category"] != "overall":
                    continue
                firm = held.firm(entry["organization"] or "")
                if not firm:
                    uncoded.add(entry["organization"] or "no maker named")
                    continue
                rows.append(_row(entry, firm, SUBSETS[subset], held))
        days = sorted({row["snapshot_date"] for row in rows})
        remarks = []
        if uncoded:
            remarks.append(
                "models of makers that identity/firms.csv lacks were left out (add the maker "
                f"there or to firm_aliases.csv, then refresh again): {', '.join(sorted(uncoded))}"
            )
        published = days[-1] if days else ""
        title = f"Arena leaderboard dataset, text boards of {published}"
        source = edition(self, day, title, published=published, note="; ".join(remarks))
        source["url"] = f"https://huggingface.co/datasets/{DATASET}"
        return Harvest({"arena_scores": rows}, source, tuple(remarks))


def _row(entry: dict[str, Any], firm: str, basis: str, held: Held) -> Row:
    licence = entry["license"] or ""
    return {
        "snapshot_date": datetime.date.fromisoformat(
            str(entry["leaderboard_publish_date"])[:10]
        ).isoformat(),
        "model": entry["model_name"],
        "model_key": re.sub(r"[^a-z0-9.]+", "-", entry["model_name"].lower()).strip("-"),
        "firm": firm,
        "firm_country": held.firm_countries[firm],
        "license": licence,
        "license_open": "" if not licence else str(licence.lower() not in CLOSED).lower(),
        "score": number(entry["rating"], 2),
        "ci_low": number(entry["rating_lower"], 2),
        "ci_high": number(entry["rating_upper"], 2),
        "votes": number(entry["vote_count"]),
        "rank": number(entry["rank"]),
        "score_basis": basis,
        "coverage": "full",
    }
