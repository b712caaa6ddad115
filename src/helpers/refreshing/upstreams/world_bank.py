"""World Development Indicators through the Indicators API of the World Bank, version 2."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from helpers.errors import RefreshError
from helpers.refreshing.answers import need, shown
from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.web import Web

FIRST_YEAR = 2010
PER_PAGE = 1000
# Code of the API -> indicator, unit, divisor, digits, as market_indicators has them.
MARKETS = {
    "NY.GDP.MKTP.CD": ("gdp", "usd_bn_current", 1e9, 4),
    "NY.GDP.PCAP.CD": ("gdp_per_capita", "usd_current", 1, 1),
    "SP.POP.TOTL": ("population", "persons", 1, 0),
    "IT.NET.USER.ZS": ("internet_users", "pct_population", 1, 4),
    "IT.NET.BBND.P2": ("fixed_broadband", "per_100_people", 1, 4),
    "IT.CEL.SETS.P2": ("mobile_subscriptions", "per_100_people", 1, 4),
    "BX.KLT.DINV.WD.GD.ZS": ("fdi_inflow", "pct_gdp", 1, 4),
    "NE.EXP.GNFS.ZS": ("exports", "pct_gdp", 1, 4),
    "TG.VAL.TOTL.GD.ZS": ("merchandise_trade", "pct_gdp", 1, 4),
}
# The same for macro_controls: series, unit, divisor, digits.
MACRO = {
    "NY.GDP.MKTP.CD": ("gdp_usd_bn", "usd_bn", 1e9, 2),
    "FP.CPI.TOTL.ZG": ("cpi_inflation_pct", "pct", 1, 3),
}
# Aggregates carry other codes there than with us.
AREAS = {"EUU": "EU", "WLD": "WLD"}
PROVIDER = "World Bank"
FIELDS = ("countryiso3code", "date", "value")


class WorldBank(Located):
    """Only values that differ from the edition held become rows of the new edition."""

    url = "https://api.worldbank.org/v2"
    name = "world-bank"
    offers = "GDP, prices, population, internet use and trade by country and year"
    publisher = "World Bank"
    licence = Licence("CC-BY-4.0", "yes", "yes")
    token = ""
    series = (
        Series(
            "market_indicators",
            key=("country", "indicator", "year", "unit"),
            vintage="edition",
            measures={"value": 1.5},
            changes_only=True,
            within={"indicator": tuple(name for name, *_ in MARKETS.values())},
            near=2e-4,
        ),
        Series(
            "macro_controls",
            key=("series", "country", "year"),
            vintage="vintage_date",
            measures={"value": 1.5},
            changes_only=True,
            within={"provider": (PROVIDER,), "series": tuple(name for name, *_ in MACRO.values())},
            near=2e-4,
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        codes = sorted({*MARKETS, *MACRO})
        return {code: list(self._pages(web, code)) for code in codes}

    def _pages(self, web: Web, code: str) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """The pages of one indicator, each as what it says of itself and its observations."""
        url = f"{self.url}/country/all/indicator/{code}"
        page, pages, read = 1, 1, 0
        while page <= pages:
            answer = web.json(
                url,
                {"format": "json", "per_page": PER_PAGE, "page": page, "date": _years()},
            )
            about, observations = _parts(answer, url)
            if int(about["page"]) != page:
                raise RefreshError(
                    f"page {page} was asked for and page {about['page']} came", where=shown(url)
                )
            for observation in observations:
                need(observation, FIELDS, url, "field")
            yield about, observations
            pages, page, read = int(about["pages"]), page + 1, read + len(observations)
        if read != int(about["total"]):
            raise RefreshError(
                f"{read:,} of {int(about['total']):,} observations came",
                where=shown(url),
                mend="half an answer: try again later",
            )

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        countries = {row["iso3"]: row["country"] for row in held.rows("countries")}
        followed = {row["country"] for row in held.rows("market_indicators")}
        macro = {row["country"]: row["country_kind"] for row in held.rows("macro_controls")}
        updated = max(_updated(about) for pages in answer.values() for about, _ in pages)
        markets: list[Row] = []
        controls: list[Row] = []
        for code, pages in answer.items():
            for observation in (one for _, found in pages for one in found):
                area = observation["countryiso3code"]
                country = AREAS.get(area) or countries.get(area, "")
                if observation["value"] is None or not country:
                    continue
                year = observation["date"]
                if code in MARKETS and country in followed:
                    markets.append(_market(code, country, year, observation["value"], updated))
                if code in MACRO and country in macro:
                    kind = macro[country]
                    controls.append(
                        _control(code, country, kind, year, observation["value"], updated)
                    )
        source = edition(
            self, day, f"World Development Indicators, edition of {updated}", published=updated
        )
        return Harvest({"market_indicators": markets, "macro_controls": controls}, source)


def _years() -> str:
    return f"{FIRST_YEAR}:{datetime.datetime.now(datetime.UTC).year}"


def _parts(answer: Any, url: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The two halves of an answer; the API reports its errors as one half, with status 200."""
    if isinstance(answer, list) and answer and "message" in answer[0]:
        message = answer[0]["message"][0]
        raise RefreshError(
            f"the upstream reports: {message.get('key', '')} {message.get('value', '')}".strip(),
            where=shown(url),
            mend="an indicator may have been renamed: look it up at data.worldbank.org",
        )
    if not (isinstance(answer, list) and len(answer) == 2 and isinstance(answer[1], list)):
        raise RefreshError(
            "the answer is not [about, observations]",
            where=shown(url),
            mend="try again later; if it lasts, the upstream has changed its format",
        )
    need(answer[0], ("page", "pages", "total", "lastupdated"), url, "field")
    return answer[0], answer[1]


def _updated(about: dict[str, Any]) -> str:
    return datetime.date.fromisoformat(str(about["lastupdated"])[:10]).isoformat()


def _market(code: str, country: str, year: str, value: float, updated: str) -> Row:
    indicator, unit, divisor, digits = MARKETS[code]
    return {
        "country": country, "indicator": indicator, "year": year,
        "value": number(value / divisor, digits), "unit": unit,
        "edition": updated, "edition_precision": "day",
    }  # fmt: skip


def _control(code: str, country: str, kind: str, year: str, value: float, updated: str) -> Row:
    series, unit, divisor, digits = MACRO[code]
    return {
        "year": year, "country": country, "country_kind": kind, "series": series,
        "value": number(value / divisor, digits), "unit": unit, "provider": PROVIDER,
        "complete": "true", "vintage_date": updated, "vintage_precision": "day",
    }  # fmt: skip
