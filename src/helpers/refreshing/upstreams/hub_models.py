"""Models of the listed organisations, through the client of the Hugging Face Hub."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import Any

from helpers.errors import RefreshError
from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.web import Web

PER_ORG = 100
SAMPLING = "listed_orgs_top100_downloads"
EXPAND = [
    "author", "cardData", "createdAt", "downloads", "likes", "pipeline_tag", "safetensors", "tags",
]  # fmt: skip
# What the Hub gives as the day of creation of everything older.
UNRECORDED = "2022-03-02"


class HubModels(Located):
    """Of each coded organisation the hundred models with most downloads in 30 days."""

    url = "https://huggingface.co"
    name = "hub-models"
    offers = "downloads and likes of the models of the coded organisations on the day"
    publisher = "Hugging Face Hub"
    licence = Licence("unknown", "facts_only", "unknown", "terms of service of the Hub")
    token = "HF_TOKEN"
    series = (
        Series(
            "hub_models",
            key=("model_id",),
            vintage="snapshot_date",
            measures={"downloads_30d": 50, "likes": 5},
            within={"sampling": (SAMPLING,)},
            least=0.5,
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        listing = _client(self.url, os.environ.get(self.token) or False, web.timeout)
        answer: dict[str, list[Any]] = {}
        for org in sorted(held.coded_orgs):
            answer[org] = listing(org)
        return answer

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        coded = {row["model_id"]: row for row in held.rows("hub_models")}
        rows = [
            _row(model, held.coded_orgs[org], coded.get(model.id), day)
            for org, models in answer.items()
            for model in models
        ]
        empty = sorted(org for org, models in answer.items() if not models)
        remarks = [f"organisations without a public model: {', '.join(empty)}"] if empty else []
        source = edition(self, day, f"Hugging Face Hub: models of {len(answer)} organisations")
        return Harvest({"hub_models": rows}, source, tuple(remarks))


def _client(url: str, token: str | bool, timeout: float) -> Callable[[str], list[Any]]:
    """A function that lists the models of an organisation; the client retries and pages."""
    try:
        from huggingface_hub import HfApi
        from huggingface_hub.utils import get_session
    except ImportError:
        raise RefreshError(
            "the client of the Hub is not installed",
            where="hub-models",
            mend="`make refresh` installs what refreshing needs (extra `refresh`)",
        ) from None
    _limit(get_session(), timeout)
    hub = HfApi(endpoint=url, token=token)

    def listing(org: str) -> list[Any]:
        try:
            return list(hub.list_models(author=org, sort="downloads", limit=PER_ORG, expand=EXPAND))
        except Exception as error:
            # The client raises what its HTTP library raises, which differs between versions.
            # Names only: the text of a fault can repeat what was sent.
            code = getattr(getattr(error, "response", None), "status_code", "")
            raise RefreshError(
                f"the models of {org} could not be listed "
                f"({type(error).__name__}{f', status {code}' if code else ''})",
                where=url,
                mend="try again later; with 401 or 403 look at HF_TOKEN",
            ) from None

    return listing


def _limit(session: Any, seconds: float) -> None:
    """The client waits without end, whatever its session says; a hook on each request does not."""

    def hook(request: Any) -> None:
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), seconds)

    hooks = session.event_hooks
    session.event_hooks = hooks | {"request": [*hooks["request"], hook]}


def _row(model: Any, org: Row, known: Row | None, day: datetime.date) -> Row:
    card = model.card_data.to_dict() if model.card_data else {}
    base = card.get("base_model") or ""
    size = model.safetensors.total if model.safetensors else None
    licence = next((tag[8:] for tag in model.tags or [] if tag.startswith("license:")), "")
    created = model.created_at.date().isoformat() if model.created_at else ""
    return {
        "model_id": model.id,
        "org": org["org"],
        "firm": org["firm"],
        "country": org["country"],
        "base_family": known["base_family"] if known else "",
        "base_country": known["base_country"] if known else "",
        "base_model": base[0] if isinstance(base, list) and base else str(base or ""),
        "created_date": created if created >= UNRECORDED else UNRECORDED if created else "",
        "license": licence,
        "task": model.pipeline_tag or "",
        "params_b": number(size / 1e9, 6) if size else "",
        "snapshot_date": day.isoformat(),
        "downloads_30d": number(model.downloads),
        "likes": number(model.likes or 0),
        "sampling": SAMPLING,
    }
