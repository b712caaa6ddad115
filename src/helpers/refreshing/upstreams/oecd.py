"""Venture capital in AI by country, as OECD.AI shows it: a chart whose file a person downloads.

The figures are Preqin's, licensed to OECD.AI: they are in its charts, and neither in the OECD
Data Explorer nor in its interface. What the chart hands out is a ``.zip`` with ``data.csv``
(millions of current US dollars by country and year) and ``metadata.txt``.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from helpers.errors import RefreshError
from helpers.refreshing.answers import need, rows_of_csv
from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import ByHand, Harvest, Licence, Row, Series, edition
from helpers.refreshing.web import Web

COLUMNS = ("Country", "INDUSTRY", "STAGE", "Sum_of_deals", "Year")
ALL_INDUSTRIES, STAGE = "-- All industries --", "VC"
# Aggregates carry the same codes there and with us.
AGGREGATES = ("EU27", "GPAI", "OECD")
PROVIDER, METRIC = "OECD.AI", "vc_deal_value"
LARGEST = 64 * 2**20
ZIPPED = b"PK\x03\x04"


class OecdInvestment(ByHand):
    """Each file is an edition of the whole chart; the countries held so far are followed."""

    url = "https://oecd.ai/en/data?selectedArea=investments-in-ai-and-data"
    name = "oecd"
    offers = "venture capital in AI by country and year, from the file of a chart"
    publisher = "OECD.AI / Preqin"
    licence = Licence("unknown", "unknown", "unknown", "Preqin data under licence to OECD.AI")
    token = ""
    steps = (
        "open the chart `VC investments in AI by country` there, choose all countries, all "
        "years, all industries and amounts (not shares), download its data, then "
        "`chuhai refresh oecd --file data.zip`"
    )
    series = (
        Series(
            "ai_investment",
            key=("country", "period_type", "period"),
            vintage="vintage_date",
            measures={"value": 3},
            within={"provider": (PROVIDER,), "metric": (METRIC,), "variant": ("as_reported",)},
            near=1e-9,
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        """The rows of the file; RefreshError when it is not the file of this chart."""
        content, name = self.content(), self.shown_file
        if content.startswith(ZIPPED):
            content = _unpacked(content, name)
        rows = rows_of_csv(content, COLUMNS, name)
        whole = [row for row in rows if row["INDUSTRY"] == ALL_INDUSTRIES and row["STAGE"] == STAGE]
        if not whole:
            raise RefreshError(
                f"no row is of all industries ({ALL_INDUSTRIES!r}) and of stage {STAGE!r}",
                where=name,
                mend="choose all industries in the filters of the chart and download it again",
            )
        return whole

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        codes = {row["iso3"]: row["country"] for row in held.rows("countries") if row["iso3"]}
        codes |= {name: name for name in AGGREGATES}
        before = held.matching("ai_investment", self.series[0].within)
        followed = {row["country"] for row in before} or set(codes.values())
        rows: dict[tuple[str, str], Row] = {}
        left: set[str] = set()
        for entry in answer:
            country = codes.get(entry["Country"], "")
            if country not in followed:
                left.add(entry["Country"])
            elif entry["Sum_of_deals"]:
                key = (country, entry["Year"])
                row = _row(country, int(entry["Year"]), entry["Sum_of_deals"], day)
                if rows.setdefault(key, row) != row:
                    raise RefreshError(
                        f"{entry['Country']} has two amounts for {entry['Year']}",
                        where=self.shown_file,
                        mend="a filter of the chart was left on: choose all, download it again",
                    )
        remarks = [f"{len(left)} countries that are not followed here left out"] if left else []
        title = f"VC investments in AI by country (Preqin), OECD.AI chart export of {day}"
        source = edition(self, day, title, note="downloaded by hand")
        return Harvest({"ai_investment": list(rows.values())}, source, tuple(remarks))


def _unpacked(content: bytes, name: str) -> bytes:
    """The one CSV in the archive that the chart hands out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tables = [one for one in archive.infolist() if one.filename.endswith(".csv")]
            need([one.filename for one in tables], ("data.csv",), name, "file")
            table = next(one for one in tables if one.filename == "data.csv")
            if table.file_size > LARGEST:
                raise RefreshError(f"data.csv is larger than {LARGEST:,} bytes", where=name)
            return archive.read(table)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise RefreshError(
            f"the archive breaks off or is damaged ({error})", where=name, mend="download it again"
        ) from None


def _row(country: str, year: int, amount: str, day: datetime.date) -> Row:
    end = datetime.date(year, 12, 31)
    over = end < day
    return {
        "period": str(year),
        "period_type": "year" if over else "ytd",
        "period_start": f"{year}-01-01",
        "period_end": (end if over else day).isoformat(),
        "country": country,
        "country_kind": "aggregate" if country in AGGREGATES else "country",
        "scope": "all_ai",
        "metric": METRIC,
        "variant": "as_reported",
        "value": number(amount),
        "unit": "usd_m",
        "price_basis": "nominal",
        "complete": str(over).lower(),
        "provider": PROVIDER,
        "measured_by": "OECD.AI / Preqin",
        "vintage": day.isoformat(),
        "vintage_date": day.isoformat(),
        "vintage_precision": "day",
        "vintage_basis": "edition",
        "note": "" if over else "Part year; day of the download used as period end.",
    }
