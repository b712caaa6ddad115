"""The upstreams, one module each; ``NAMES`` says where each lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

from helpers.dataset.problems import closest
from helpers.errors import ParameterError
from helpers.refreshing.upstream import Upstream

NAMES = {
    "llm-prices": "llm_prices:LlmPrices",
    "genai-prices": "genai_prices:GenaiPrices",
    "world-bank": "world_bank:WorldBank",
    "epoch": "epoch:EpochNotable",
    "arena": "arena:ArenaText",
    "trending": "trending:TrendingArchive",
    "hub-models": "hub_models:HubModels",
    "github": "github:GithubStars",
    "oecd": "oecd:OecdInvestment",
}


def by_name(names: Iterable[str], mirrors: Mapping[str, str]) -> list[Upstream]:
    """The upstreams named (all, when none is), read from ``mirrors`` where one is given."""
    wanted = list(dict.fromkeys(names)) or list(NAMES)
    for name in (*wanted, *mirrors):
        if name not in NAMES:
            near = closest(name, NAMES)
            raise ParameterError(
                f"there is no upstream {name!r}",
                where="chuhai refresh",
                mend=f"did you mean {near!r}?" if near else f"one of {', '.join(NAMES)}",
            )
    return [_made(name, mirrors.get(name, "")) for name in wanted]


def _made(name: str, mirror: str) -> Upstream:
    module, _, kind = NAMES[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), kind)(mirror)
