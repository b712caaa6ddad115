"""The daily archive of the trending board that Sylvain Lesage keeps as a dataset on the Hub."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.web import Web

# The fields that the card of the dataset documents.
COLUMNS = ("date", "author", "id", "rank", "recent_likes", "likes", "month_downloads")
LONGEST = 20


class TrendingArchive(Located):
    """The top 20 models of every day since July 2023; only whole boards are taken over."""

    url = "https://huggingface.co/datasets/severo/trending-repos/resolve/main/models.csv"
    name = "trending"
    offers = "daily top 20 of the trending board since July 2023"
    publisher = "Sylvain Lesage, dataset on the Hugging Face Hub"
    licence = Licence("Apache-2.0", "yes", "yes")
    token = "HF_TOKEN"
    series = (
        Series(
            "hub_trending",
            key=("date", "model_id"),
            vintage="date",
            measures={"rank": None, "likes": 3},
            # A day of the archive does not change: a row is written once, with the edition
            # in which it was first read.
            changes_only=True,
            within={"source_id": ("ref-trending-*",)},
            least=0.95,
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        return web.csv(self.url, COLUMNS, self.token)

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        families = {
            row["model_id"]: (row["base_family"], row["base_country"])
            for row in held.rows("hub_trending")
        }
        boards: dict[str, dict[int, Row]] = defaultdict(dict)
        for entry in answer:
            boards[_day(entry["date"])].setdefault(int(entry["rank"]), entry)
        rows: list[Row] = []
        partial = 0
        for date, board in sorted(boards.items()):
            if _whole(board):
                rows += [_row(date, entry, held, families) for _, entry in sorted(board.items())]
            else:
                partial += 1
        remarks = [f"{partial} days without a whole board 1-{LONGEST} left out"] if partial else []
        last = max(boards, default="")
        source = edition(self, day, f"trending-repos: daily top 20 to {last}", published=last)
        return Harvest({"hub_trending": rows}, source, tuple(remarks))


def _day(text: str) -> str:
    return datetime.date.fromisoformat(text[:10]).isoformat()


def _whole(board: dict[int, Row]) -> bool:
    """Every rank once, and every model once."""
    ids = {entry["id"] for entry in board.values()}
    return set(board) == set(range(1, LONGEST + 1)) and len(ids) == LONGEST


def _row(date: str, entry: Row, held: Held, families: dict[str, tuple[str, str]]) -> Row:
    org = entry["author"] or entry["id"].partition("/")[0]
    coded = held.coded_orgs.get(org, {})
    family, country = families.get(entry["id"], ("", ""))
    return {
        "date": date,
        "date_precision": "day",
        "date_basis": "stated",
        "board": "models_trending",
        "board_kind": "contiguous",
        "rank": str(int(entry["rank"])),
        "model_id": entry["id"],
        "org": org,
        "firm": coded.get("firm", ""),
        "country": coded.get("country", ""),
        "base_family": family,
        "base_country": country,
        "likes": number(entry["likes"]),
        "likes_7d": number(entry["recent_likes"]),
        "downloads_30d": number(entry["month_downloads"]),
        "counts_rounded": "false",
        "listed_ranks": f"1-{LONGEST}",
    }
