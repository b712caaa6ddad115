"""What the finished files hold, without a browser."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import made_up
import pytest

from helpers import publishing
from helpers.errors import PublishingError
from helpers.publishing.links import broken_links
from helpers.publishing.settings import REPOSITORY

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")


class _Text(HTMLParser):
    """The visible text of an element with a class."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.text = wanted, 0, []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"img", "br", "use", "path", "line", "circle", "meta", "link"}:
            return
        if self.depth or self.wanted in (dict(attrs).get("class") or "").split():
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in {"img", "br", "use", "path", "line", "circle", "meta", "link"}:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text.append(data)


def text_of(page: Path, wanted: str) -> str:
    reader = _Text(wanted)
    reader.feed(page.read_text("utf-8"))
    return " ".join(reader.text)


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("index.html"))


def test_every_page_kind_is_there(site: Path) -> None:
    for name in (
        "", "ledger", "walk", "robustness", "robustness/localization", "data", "data/sources", "data/coverage", "data/licences", "data/tables/prices",
        "method", "method/choices", "cite", "changes", "status", "themes", "themes/localization",
        "themes/localization/published", "claims/mu-02", "zh", "zh/ledger", "zh/walk", "zh/claims/mu-02",
    ):
        assert (site / name / "index.html").is_file(), name


def test_no_broken_link_or_anchor(site: Path) -> None:
    found = broken_links(site)
    assert [line for line in found if not line.startswith("404.html")] == []     # its addresses start at the root of a host


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<a href="gone/">x</a><a href="#no">y</a><i id="a"></i><i id="a"></i>', "utf-8")
    assert broken_links(tmp_path) == [
        "index.html: id 'a' is used twice", "index.html: #no (no such anchor)", "index.html: gone/ (no such file)",
    ]


def test_markup_in_data_notebooks_and_parameters_shows_as_text(site: Path) -> None:
    for page in pages(site):
        text = page.read_text("utf-8")
        assert 'alert("row")</script>' not in text.replace("&#34;", '"').replace("&lt;", "\0"), page
        assert "<b>bold" not in text, page
        assert not re.search(r"\son[a-z]+=", re.sub(r'"[^"]*"', '""', text)), page
        assert 'href="javascript:' not in text, page
        assert " style=" not in text, page
    assert "&lt;script&gt;alert" in (site / "claims/mu-01/index.html").read_text("utf-8")


def test_only_own_scripts_and_no_other_host(site: Path) -> None:
    for page in pages(site):
        text = page.read_text("utf-8")
        assert "default-src 'none'" in text
        for script in re.findall(r"<script([^>]*)>", text):
            assert "application/ld+json" in script or re.search(r'src="(\.\./|\./)*_static/', script), page
        for address in re.findall(r'(?:src|srcset)="([^"]+)"', text) + re.findall(r'<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"', text):
            assert not address.startswith(("http", "//")), (page, address)


def test_claim_review_is_valid_json_and_complete(site: Path) -> None:
    text = (site / "claims/mu-01/index.html").read_text("utf-8")
    review = json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.S)[1])
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == f"Made-up: {made_up.MARKUP}"
    assert review["itemReviewed"]["datePublished"] == made_up.ARTICLE_DAY
    assert review["itemReviewed"]["appearance"]["url"].startswith("https://")
    assert "url" not in review      # the made-up site has no address


def test_claim_review_gives_a_number_only_where_the_scale_has_one(site: Path) -> None:
    ledger = {item["claim_id"]: item["today"] for item in json.loads((site / "data/ledger.json").read_text("utf-8"))["claims"]}
    for claim_id, told in ledger.items():
        for prefix, language in (("", "en"), ("zh/", "zh-Hans")):
            text = (site / f"{prefix}claims/{claim_id}/index.html").read_text("utf-8")
            review = json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.S)[1])
            rating = review["reviewRating"]
            assert review["inLanguage"] == language
            assert rating.get("ratingValue") == told["score"]
            assert ("bestRating" in rating) == (told["score"] is not None)
            assert (rating["alternateName"] == told["label"].replace("_", " ")) == (language == "en")


def test_a_claim_page_leads_on(site: Path) -> None:
    """To the passage, the next check, the rows by the titles of their tables, a command for a fresh clone, its citation."""
    text = (site / "claims/mu-02/index.html").read_text("utf-8")
    assert re.search(r"last checked <time[^>]*>23 November 2026</time> · next check by <time[^>]*>23 February 2027<", text)
    assert 'href="https://huggingface.co/blog/chinese-ai-expansion#:~:text=made%20up%2C%20words"' in text
    assert 'title="prices">Made-up prices</a>' in text
    assert "make environment\n.venv/bin/chuhai run funding_climate -p as_of=2026-11-23" in text
    assert "Claim mu-02. Data as of" in text
    with zipfile.ZipFile(site / "packets/mu-02.zip") as archive:
        told = archive.read("README.txt").decode()
        assert "Claim mu-02." in archive.read("citation.txt").decode()
    assert "make environment\n  .venv/bin/chuhai run funding_climate -p as_of=2024-10-03" in told


def test_a_preview_card_shows_what_its_words_say(site: Path) -> None:
    shown = {name: (site / f"claims/{name}/index.html").read_text("utf-8") for name in ("mu-02", "mu-07")}
    card = {name: re.search(r'og:image" content="[./]*(cards/[^"]+)"', text)[1] for name, text in shown.items()}
    assert card == {"mu-02": "cards/funding_climate-price-path.png", "mu-07": "cards/funding_climate.png"}
    assert all((site / path).is_file() for path in card.values())
    assert 'og:image:alt" content="A made-up line.' in shown["mu-02"]


def test_claims_are_listed_in_the_order_of_the_ledger(site: Path) -> None:
    ledger = re.findall(r'<tr id="(mu-\d+)"', (site / "ledger/index.html").read_text("utf-8"))
    assert ledger != sorted(ledger)
    for page in ("data/tables/prices", "data/sources"):
        text = (site / page / "index.html").read_text("utf-8")
        listed = re.findall(r'claims/(mu-\d+)/">mu-', text)
        runs = [listed] if page != "data/sources" else [re.findall(r'claims/(mu-\d+)/">mu-', row) for row in text.split("<tr ")]
        assert all(run == [name for name in ledger if name in run] for run in runs), page


def test_csv_downloads_hold_no_formula_and_match_the_data(site: Path, made: Path) -> None:
    for path in site.rglob("*.csv"):
        for row in csv.reader(path.open(encoding="utf-8", newline="")):
            for cell in row:
                if cell.startswith(("=", "+", "-", "@")):
                    float(cell)     # only numbers may begin so
    ours = list(csv.reader((site / "downloads/csv/prices.csv").open(encoding="utf-8", newline="")))
    theirs = list(csv.reader((made / "root/data/prices.csv").open(encoding="utf-8", newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in ours] == theirs
    assert any(cell == "'" + made_up.FORMULA for row in ours for cell in row)


def test_figure_data_matches_the_record(site: Path, made: Path) -> None:
    record = json.loads((made / "build/runs/today/localization.json").read_text("utf-8"))
    rows = list(csv.DictReader((site / "figures/localization/today/price-path.csv").open(encoding="utf-8", newline="")))
    assert [row["x"] for row in rows] == [str(row["x"]) for row in record["figures"][0]["data"]]


def test_a_claim_page_shows_only_a_figure_that_is_listed_for_it(site: Path) -> None:
    pages_of = {name: (site / f"claims/{name}/index.html").read_text("utf-8") for name in ("mu-02", "mu-07")}
    assert [name for name, text in pages_of.items() if '<figure id="figure"' in text] == ["mu-02"]      # both follow the same figure
    assert all('<svg class="estimates"' in text for text in pages_of.values())


def test_parquet_has_the_rows_and_types_of_the_table(site: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(site / "downloads/parquet/prices.parquet")
    assert table.num_rows == 1200
    assert str(table.schema.field("price_usd").type) == "double"
    assert str(table.schema.field("date").type).startswith("date32")


def test_challenge_packet_holds_what_recomputing_needs(site: Path) -> None:
    packet = site / "packets/mu-02.zip"
    with zipfile.ZipFile(packet) as archive:
        names = archive.namelist()
        rows = archive.read("rows/prices.csv").decode().splitlines()
        assert json.loads(archive.read("verdicts.json"))["today"]["claim_id"] == "mu-02"
    assert {"claim.json", "citation.txt", "requirements.lock", "notebook.ipynb", "parameters/today.json", "sources.csv"} <= set(names)
    assert len(rows) == 1 + len(range(3, 400, 3))


def test_a_second_build_gives_the_same_bytes(site: Path, copied: Path) -> None:
    again = publishing.build(copied / "build", root=copied / "root", quiet=True)
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert [name for name in sorted(files) if (site / name).read_bytes() != (again / name).read_bytes()] == []


def test_every_number_of_a_theme_page_leads_to_rows_and_sources(site: Path) -> None:
    text = (site / "themes/localization/index.html").read_text("utf-8")
    assert 'id="number-fall"' in text
    assert "data/tables/prices/?rows=2-40,44#rows" in text
    link = re.search(r'href="([^"]*data/tables/prices/\?basis=[0-9a-f]{12})', (site / "claims/mu-02/index.html").read_text("utf-8"))
    name = link[1].rpartition("=")[2]
    assert json.loads((site / f"data/basis/{name}.json").read_text("utf-8"))["rows"].startswith("3,6,9")
    chunk = json.loads((site / "data/rows/prices/0.json").read_text("utf-8"))
    assert "source_id" in chunk["columns"]


def test_only_made_up_phrases_lack_chinese(site: Path) -> None:
    untold = json.loads((site / "data/untranslated.json").read_text("utf-8"))
    assert [text for text in untold["phrases"] if not text.startswith(("Made-up", "Part"))] == []


def test_what_has_no_chinese_is_marked_as_english(site: Path) -> None:
    assert '<span lang="en">The made-up interval' in (site / "zh/claims/mu-02/index.html").read_text("utf-8")


def real_site() -> Path:
    """The site of the real build, where one was made."""
    return REPOSITORY / "build" / "site"


@pytest.mark.parametrize("which", ["made up", "real"])
def test_both_languages_show_the_same_numbers(site: Path, which: str) -> None:
    site = site if which == "made up" else real_site()
    if not (site / "index.html").is_file():
        pytest.skip("no real build here: run `make run`")
    for page in sorted(site.glob("zh/claims/*/index.html")):
        english = site / page.relative_to(site / "zh")
        for wanted in ("reading", "spec-scroll"):
            ours, theirs = text_of(page, wanted), text_of(english, wanted)
            assert sorted(NUMBER.findall(_no_days(ours))) == sorted(NUMBER.findall(_no_days(theirs))), page
    assert sorted(NUMBER.findall(_no_days(text_of(site / "zh/index.html", "tally-key")))) == \
        sorted(NUMBER.findall(_no_days(text_of(site / "index.html", "tally-key"))))


def _no_days(text: str) -> str:
    """The same text without dates, which each language writes its own way."""
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    return re.sub(rf"(?:\d+ )?(?:{months})(?: \d{{4}})?|(?:\d{{4}}年)?\d+月(?:\d+[日…])?", "", text)


def test_every_picture_has_its_size_and_words(site: Path) -> None:
    for page in pages(site):
        for tag in re.findall(r"<img[^>]*>", page.read_text("utf-8")):
            assert re.search(r' width="\d+" height="\d+"', tag), (page, tag)
            assert " alt=" in tag, (page, tag)


def test_every_page_has_a_title_of_its_own_and_says_what_it_is_about(site: Path) -> None:
    titles: dict[str, Path] = {}
    for page in pages(site):
        text = page.read_text("utf-8")
        language, title = re.search(r'<html lang="([^"]+)"', text)[1], re.search(r"<title>(.*?)</title>", text, re.S)[1]
        assert re.findall(r'<meta name="description" content="[^"]{20,}">', text), page
        assert titles.setdefault(f"{language} {title}", page) == page or page.name == "404.html", (page, titles[f"{language} {title}"])


@pytest.mark.parametrize("path", ["index.html", "zh/index.html"])
def test_front_page_is_light(site: Path, path: str) -> None:
    page = (site / path).read_bytes()
    own = {name.decode() for name in re.findall(rb'(?:href|src)="[./]*/(_static/[^"]+)"', page)}
    assert {"_static/chuhai.css", "_static/fonts/source-serif-4-latin-wght-normal.woff2"} <= own
    assert len(page) + sum((site / name).stat().st_size for name in own) < 300_000


def test_missing_records_end_in_one_clear_message(tmp_path: Path, made: Path) -> None:
    with pytest.raises(PublishingError, match="chuhai run"):
        publishing.build(tmp_path, root=made / "root")


def test_a_failed_build_leaves_the_old_site(copied: Path) -> None:
    (copied / "build/ledger.json").write_text("{", "utf-8")
    with pytest.raises(PublishingError, match="not valid JSON"):
        publishing.build(copied / "build", root=copied / "root", quiet=True)
    assert (copied / "build/site/index.html").is_file()


def test_chinese_pages_ask_for_their_fonts_before_they_are_laid_out(site: Path) -> None:
    """Where the system has no Chinese font, text would move when ours come in late."""
    named = set(re.findall(r"chuhai-s[a-z-]+-\d[.]woff2", (site / "_static" / "cjk.css").read_text("utf-8")))
    asked = {
        path: set(re.findall(r'rel="preload" href="[^"]*/(chuhai-[^"?]+)', (site / path / "index.html").read_text("utf-8")))
        for path in (".", "zh", "zh/ledger")
    }
    assert asked["zh/ledger"] == named != set()
    assert asked["zh"] == {name for name in named if name.endswith("-1.woff2")}
    assert not asked["."]
