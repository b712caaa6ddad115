"""LLM price history kept by Simon Willison: dated changes of list prices."""

from __future__ import annotations

import datetime
import re
from typing import Any

from helpers.refreshing.answers import need
from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.upstreams.platforms import price_kind
from helpers.refreshing.web import Web

# Vendor in the list -> platform, kind of platform and firm, as api_prices names them.
VENDORS = {
    "anthropic": ("Anthropic API", "developer", "Anthropic"),
    "deepseek": ("DeepSeek platform", "developer", "DeepSeek"),
    "google": ("Google AI", "developer", "Google"),
    "minimax": ("MiniMax platform (intl)", "developer_international", "MiniMax"),
    "moonshot-ai": ("Moonshot platform (intl)", "developer_international", "Moonshot AI"),
    "openai": ("OpenAI API", "developer", "OpenAI"),
    "xai": ("xAI API", "developer", "xAI"),
    "z.ai": ("Z.ai platform", "developer_international", "Zhipu"),
}
FIELDS = ("id", "vendor", "input", "output", "from_date", "to_date")


class LlmPrices(Located):
    """The list holds prices with the day from which each holds, where that is known.

    Entries without a first day are levels of unknown age and stay out.
    """

    url = "https://www.llm-prices.com/historical-v1.json"
    name = "llm-prices"
    offers = "dated list prices of model APIs"
    publisher = "Simon Willison (llm-prices.com)"
    licence = Licence("unknown", "unknown", "unknown", "the repository states none")
    token = ""
    series = (
        Series(
            "api_prices",
            key=("provider", "model"),
            vintage="effective_date",
            measures={"input_price": 5, "output_price": 5},
            changes_only=True,
            within={"source_id": ("cmp-price-simonw", "ref-llm-prices-*")},
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        answer = web.json(self.url)
        need(answer, ("prices",), self.url, "field")
        for entry in answer["prices"]:
            need(entry, FIELDS, self.url, "field")
        return answer["prices"]

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        rows: list[Row] = []
        unknown: set[str] = set()
        for entry in sorted(answer, key=lambda entry: (entry["vendor"], entry["id"])):
            if entry["vendor"] not in VENDORS:
                unknown.add(entry["vendor"])
            elif entry["from_date"]:
                rows.append(_row(entry, answer, held))
        remarks = []
        if unknown:
            remarks.append(
                f"vendors without a platform in our coding: {', '.join(sorted(unknown))}"
            )
        source = edition(self, day, "LLM price history")
        return Harvest({"api_prices": rows}, source, tuple(remarks))


def _row(entry: dict[str, Any], every: list[dict[str, Any]], held: Held) -> Row:
    provider, provider_kind, firm = VENDORS[entry["vendor"]]
    before = next(
        (
            other
            for other in every
            if (other["vendor"], other["id"]) == (entry["vendor"], entry["id"])
            and other["to_date"] == entry["from_date"]
        ),
        None,
    )
    prices = (number(entry["input"]), number(entry["output"]))
    old = (number(before["input"]), number(before["output"])) if before else None
    return {
        "provider": provider,
        "provider_kind": provider_kind,
        "firm": firm,
        "country": held.firm_countries[firm],
        "model": entry["id"],
        "model_key": re.sub(r"[^a-z0-9.]+", "-", entry["id"].lower()).strip("-"),
        "effective_date": datetime.date.fromisoformat(entry["from_date"]).isoformat(),
        "date_precision": "day",
        "date_basis": "dated in list",
        "input_price": prices[0],
        "output_price": prices[1],
        "currency": "USD",
        "unit": "per_mtok",
        "kind": price_kind(old, prices),
        "quality": "ok",
    }
