"""The catalogue of model prices that Pydantic keeps: levels as listed today."""

from __future__ import annotations

import datetime
import re
from typing import Any

from helpers.errors import RefreshError
from helpers.refreshing.answers import need, shown
from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.upstreams.platforms import Prices, price_kind
from helpers.refreshing.web import Web

# Provider in the catalogue -> platform, kind of platform and firm, as api_prices names them.
PROVIDERS = {
    "anthropic": ("Anthropic API", "developer", "Anthropic"),
    "deepseek": ("DeepSeek platform", "developer", "DeepSeek"),
    "google": ("Google AI", "developer", "Google"),
    "minimax": ("MiniMax platform (intl)", "developer_international", "MiniMax"),
    "moonshotai": ("Moonshot platform (intl)", "developer_international", "Moonshot AI"),
    "openai": ("OpenAI API", "developer", "OpenAI"),
    "x-ai": ("xAI API", "developer", "xAI"),
    "zai": ("Z.ai platform", "developer_international", "Zhipu"),
}
# Beginnings of models that a platform resells for another firm: not its own list price.
RESOLD = {"google": ("claude", "deepseek", "llama", "mistral", "qwen")}
# Models of sounds, pictures and vectors: other things are sold there than text.
NOT_TEXT = re.compile(
    r"audio|computer-use|dall-e|embedding|image|live|moderation|realtime|search|transcribe|tts|vision|whisper",
    re.I,
)
WITHIN = {"source_id": ("cmp-price-genai", "ref-genai-prices-*")}


class GenaiPrices(Located):
    """Observed levels: a row is written when a price is new or differs from the last one seen.

    Of tiered prices the base tier counts; of prices with a first day the newest that holds;
    of prices by time of day the one of the day, which the list price is.
    """

    url = (
        "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json"
    )
    name = "genai-prices"
    offers = "list prices of model APIs as seen on the day"
    publisher = "Pydantic (GitHub)"
    licence = Licence("MIT", "yes", "yes")
    token = ""
    series = (
        Series(
            "api_prices",
            key=("provider", "model"),
            vintage="effective_date",
            measures={"input_price": 5, "output_price": 5},
            changes_only=True,
            within=WITHIN,
            # Models leave the catalogue when they are retired, so an old level may be missing.
            least=0.3,
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        answer = web.json(self.url)
        if not isinstance(answer, list) or not answer:
            raise RefreshError(
                "the answer is not a list of providers",
                where=shown(self.url),
                mend="try again later; if it lasts, the upstream has changed its format",
            )
        for provider in answer:
            need(provider, ("id", "models"), self.url, "field")
            for model in provider["models"]:
                need(model, ("id", "prices"), self.url, "field")
        if len(_missing(answer)) > len(PROVIDERS) / 2:
            raise RefreshError(
                f"the providers {', '.join(_missing(answer))} are not in the answer",
                where=shown(self.url),
                mend="renamed or half an answer: look at the catalogue",
            )
        return answer

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        before = _levels(held)
        rows = [
            row
            for provider in answer
            if provider["id"] in PROVIDERS
            for model in provider["models"]
            if not model["id"].lower().startswith(RESOLD.get(provider["id"], ()))
            and not NOT_TEXT.search(model["id"])
            and (row := _row(provider["id"], model, before, held, day))
        ]
        note = "of tiered prices the base tier; of dated prices the newest that holds"
        source = edition(self, day, f"genai-prices catalogue as of {day}", note=note)
        gone = _missing(answer)
        remarks = (f"not in the catalogue: {', '.join(gone)}",) if gone else ()
        return Harvest({"api_prices": rows}, source, remarks)


def _missing(answer: list[dict[str, Any]]) -> list[str]:
    return sorted(set(PROVIDERS) - {provider["id"] for provider in answer})


def _levels(held: Held) -> dict[tuple[str, str], Row]:
    rows = sorted(held.matching("api_prices", WITHIN), key=lambda row: row["effective_date"])
    return {(row["provider"], row["model"]): row for row in rows}


def _row(
    provider_id: str,
    model: dict[str, Any],
    before: dict[tuple[str, str], Row],
    held: Held,
    day: datetime.date,
) -> Row | None:
    provider, provider_kind, firm = PROVIDERS[provider_id]
    prices = _prices(model["prices"], day)
    if prices is None:
        return None
    last = before.get((provider, model["id"]))
    old = (last["input_price"], last["output_price"]) if last else None
    kind = price_kind(old, prices)
    return {
        "provider": provider,
        "provider_kind": provider_kind,
        "firm": firm,
        "country": held.firm_countries[firm],
        "model": model["id"],
        "model_key": re.sub(r"[^a-z0-9.]+", "-", model["id"].lower()).strip("-"),
        "effective_date": day.isoformat(),
        "date_precision": "day",
        "date_basis": "observed",
        "input_price": prices[0],
        "output_price": prices[1],
        "currency": "USD",
        "unit": "per_mtok",
        "kind": kind,
        "prev_price_last_seen": _last_seen(held, last) if last and kind != "list" else "",
        "quality": "ok",
    }


def _prices(prices: Any, day: datetime.date) -> Prices | None:
    """Input and output price that hold on ``day``; None where none is for text tokens."""
    if isinstance(prices, list):
        holding = [
            (condition.get("start_date", ""), "start_time" in condition, entry["prices"])
            for entry in prices
            for condition in [entry.get("constraint") or {}]
            if condition.get("start_date", "") <= day.isoformat()
        ]
        if not holding:
            return None
        # The unconditional price beside one by the hour is the discount outside those hours.
        prices = max(holding, key=lambda found: found[:2])[2]
    found = tuple(_base(prices.get(name)) for name in ("input_mtok", "output_mtok"))
    return (found[0], found[1]) if any(found) else None


def _base(price: Any) -> str:
    return number(price["base"] if isinstance(price, dict) else price)


def _last_seen(held: Held, last: Row) -> str:
    """Last day on which the catalogue was read with the old price: its newest edition held."""
    days = [
        row["published"]
        for row in held.rows("sources")
        if row["source_id"] == "cmp-price-genai" or row["source_id"].startswith("ref-genai-prices-")
    ]
    return max([*days, last["effective_date"]])
