"""Small parts of publishing: guards, ranges, safe markup, drawings, the local server."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader

from helpers.errors import PublishingError
from helpers.publishing import claimviews, formatting, marks, weighing
from helpers.publishing.changes import changes_since
from helpers.publishing.downloads import csv_text, records_csv, safe_cell
from helpers.publishing.inputs import Inputs
from helpers.publishing.markdown import prose
from helpers.publishing.numbers import numbers_of_page
from helpers.publishing.ranges import Bases, merged, numbers_of, text_of
from helpers.publishing.safety import clean, json_ld, safe_url
from helpers.publishing.server import make_server
from helpers.publishing.settings import SITE
from helpers.publishing.sitemap import write_sitemap


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@sum", "\tx", "\rx", "=HYPERLINK(1)"])
def test_formulas_are_disarmed(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-3", "+4.5", "-1e-5", "plain", "", "3-4", "a=b"])
def test_numbers_and_text_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_csv_keeps_commas_and_breaks_in_their_cell() -> None:
    assert csv_text([["a,b", 'c"d', "e\nf", None]]) == '"a,b","c""d","e\nf",\n'
    assert records_csv([{"a": 1}, {"b": "=2"}]) == "a,b\n1,\n,'=2\n"


def test_ranges_there_and_back() -> None:
    assert text_of([2, 3, 4, 9]) == "2-4,9"
    assert numbers_of("2-4,9") == [2, 3, 4, 9]
    assert merged([{"t": "2-4"}, {"t": [4, 5], "u": "7"}, None]) == {"t": "2-5", "u": "7"}


def test_long_sets_of_rows_get_a_name_by_their_content() -> None:
    one, two = Bases(), Bases()
    many = list(range(2, 900, 2))
    assert one.query([2, 3]) == "rows=2-3"
    assert one.query(many) == two.query(many)
    assert one.query(many).startswith("basis=")
    assert [json.loads(text)["rows"] for _, text in one.contents()] == [text_of(many)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p onclick=\"x()\" style='color:red'>a</p>", "<p>a</p>"),
        ("<script>alert(1)</script>b", "b"),
        ("<style>p{}</style><b>c</b>", "<b>c</b>"),
        ('<a href="javascript:x()">d</a>', "<a>d</a>"),
        ('<img src="https://example.invalid/x.png" alt="e">', '<img alt="e">'),
        ("<iframe src=x>f</iframe>g", "g"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("<svg><script>h</script></svg>", "<svg></svg>"),
    ],
)
def test_notebook_markup_is_made_harmless(given: str, kept: str) -> None:
    assert clean(given) == kept


def test_structured_data_cannot_leave_its_element() -> None:
    assert "</script" not in json_ld(json.dumps({"a": "</script><b>&"}))
    assert json.loads(json_ld(json.dumps({"a": "</script>"}))) == {"a": "</script>"}
    assert safe_url("javascript:alert(1)") == "#"


def test_numbers_are_written_for_eyes() -> None:
    assert formatting.estimate_text({"value": 0.314, "low": 0.2, "high": 0.43, "unit": "share"}) == "31.4% (20% to 43%)"
    assert formatting.estimate_text({"value": 1234.5, "unit": "USD"}) == "1,234 USD"
    assert formatting.estimate_text({"value": None}) == "–"
    assert formatting.long_day("2024-10-03", "en") == "3 October 2024"
    assert formatting.long_day("2024-10-03", "zh") == "2024年10月3日"


def test_a_reviewed_text_becomes_a_part_of_a_page() -> None:
    made = prose("# Title\n\n## Part\n\n[data](a.csv) [code](../b) [web](https://c.invalid) <script>x</script>\n\n| a |\n|---|\n| 1 |\n", {"a.csv": "../a/"})
    assert "Title" not in made
    assert "<h3>Part</h3>" in made
    assert '<a href="../a/">data</a> code <a href="https://c.invalid" rel="noopener noreferrer external">web</a>' in made
    assert "<script" not in made
    assert "<td>1</td>" in made


def test_the_article_opens_at_the_words_of_a_claim() -> None:
    assert claimviews.passage("https://a.invalid", {"edition": "english", "words": "one, two"}) == "https://a.invalid#:~:text=one%2C%20two"
    assert claimviews.passage("https://a.invalid", {"edition": "chinese", "words": "one"}) == "https://a.invalid"


def test_drawings_escape_what_they_are_given() -> None:
    assert "<q>" not in marks.heat_map([("<q>", {"<r>": 3})], ["<r>"], "<s>")


@pytest.mark.parametrize(
    ("given", "alternative", "same"),
    [(True, "true", True), (12, "12", True), (0.5, "0.50", True), ("a", "a", True), (False, "true", False), (None, "", True), ("a", "b", False), (["a", "b"], "[a, b]", True)],
)
def test_a_parameter_is_matched_to_its_alternative(given: object, alternative: str, same: bool) -> None:
    assert marks.same_value(given, alternative) is same


def test_findings_are_picked_by_rule() -> None:
    def view(name: str, notebook: str, then: int | None, now: int | None, grade: str) -> dict:
        return {"id": name, "notebook": notebook, "changed": then != now, "published": {"score": then}, "today": {"score": now, "grade": grade}}

    views = [
        view("unchanged", "v", 5, 5, "A"), view("a", "x", 5, 1, "D"), view("b", "x", 5, 3, "A"), view("c", "y", 4, 3, "A"),
        view("d", "z", None, 5, "B"), view("drawn", "w", 4, 5, "C"), view("far", "y", 5, 1, "B"),
    ]
    assert [item["id"] for item in claimviews.striking(views)] == ["far", "b", "d"]
    assert [item["id"] for item in claimviews.striking(views, {"drawn"})] == ["drawn", "far", "b"]


def test_a_ranking_can_be_weighed_when_the_record_has_all_it_takes() -> None:
    rows = [
        {"host": "B", "country": "BB", "value": 2, "low": 1, "high": 2, "draw_people": 0.5, "cost_distance": 1, "cost_other": 0},
        {"host": "A", "country": "AA", "value": 1, "low": 1, "high": 2, "draw_people": 1, "cost_distance": 0.25, "cost_other": None},
    ]
    record = {"parameters": {"weight_people": 1.0, "weight_distance": 2.0}, "tables": [{"name": "hosts", "title": "Hosts", "data": rows}]}
    (made,) = weighing.weighable(record)
    assert [weight["name"] for weight in made["weights"]] == ["draw_people", "cost_distance"]
    assert made["rows"] == [["A", 1, 1, 2, 1, 0.75], ["B", 2, 1, 2, 0.5, 0]]
    assert [row["host"] for row in made["head"]] == ["A", "B"]
    assert weighing.weighable({"parameters": {}, "tables": record["tables"]}) == []


def test_changes_are_differences_of_conclusions(tmp_path: Path) -> None:
    view = {"id": "a", "statement": "s", "published": {"label": "mixed", "grade": "A", "confidence_word": ""}, "today": {"label": "supported", "grade": "B", "confidence_word": ""}}
    inputs = Inputs(tmp_path, tmp_path, {}, {}, {}, {}, {})
    assert changes_since(inputs, [view])["conclusions"] == []
    inputs.previous = {"claims": [{"claim_id": "a", "published": view["published"], "today": {"label": "mixed", "grade": "B", "confidence_word": ""}}]}
    (row,) = changes_since(inputs, [view])["conclusions"]
    assert (row["what"], row["before"], row["after"]) == ("verdict, today", "mixed", "supported")


def test_the_server_answers_on_this_machine_only(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("hello", "utf-8")
    with make_server(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        assert urllib.request.urlopen(base).read() == b"hello"
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(base + "../../etc/passwd")
        with pytest.raises(PublishingError, match="--port"):
            make_server(tmp_path, server.server_port)
        server.shutdown()
    with pytest.raises(PublishingError, match="no site yet"):
        make_server(tmp_path / "none", 0)


def test_pages_of_a_past_day_say_so(tmp_path: Path) -> None:
    def inputs(day: str) -> Inputs:
        return Inputs(tmp_path, tmp_path, {}, {}, {("today", "one"): {"as_of": day, "dataset": {"last_day": "2026-11-23"}}}, {}, {})

    assert claimviews.past_day(inputs("2026-11-23")) == ""
    assert claimviews.past_day(inputs("2025-06-30")) == "2025-06-30"
    layout = Environment(loader=FileSystemLoader(SITE / "theme"), autoescape=True).get_template("layout.html")
    known = {"_": str, "static": str, "page": str, "long_day": lambda day: f"the day {day}", "page_title": "One", "data_day": "2025-06-30", "claims_total": 1,
             "english_only": lambda name: False}
    past, newest = layout.render(**known, past_day="2025-06-30"), layout.render(**known, past_day="")
    assert "Rebuilt as of the day 2025-06-30." in past
    assert '<meta name="robots" content="noindex">' in past
    assert "Rebuilt" not in newest
    assert "noindex" not in newest


def test_a_site_with_an_address_lists_its_pages(tmp_path: Path) -> None:
    for page in ("", "ledger", "zh/ledger", "404"):
        (tmp_path / page).mkdir(parents=True, exist_ok=True)
        (tmp_path / page / "index.html").write_text("", "utf-8")
    write_sitemap(tmp_path, "")
    assert not (tmp_path / "sitemap.xml").exists()
    write_sitemap(tmp_path, "https://example.invalid/a&b/")
    listed = [item.text for item in ElementTree.parse(tmp_path / "sitemap.xml").getroot().iter() if item.text and item.text.startswith("https")]
    assert listed == ["https://example.invalid/a&b/", "https://example.invalid/a&b/ledger/", "https://example.invalid/a&b/zh/ledger/"]
    assert "Sitemap: https://example.invalid/a&b/sitemap.xml" in (tmp_path / "robots.txt").read_text("utf-8")


def test_a_long_list_of_sources_stands_once() -> None:
    many = [f"s{number}" for number in range(20)]
    made = [
        {"name": name, "title": name, "basis": {"rows": {}, "sources": sources}}
        for name, sources in [("one", many), ("two", many), ("three", many[:3]), ("four", many[:3])]
    ]
    one, two, three, four = numbers_of_page({"estimates": {}, "figures": made, "tables": []}, {})
    assert one["sources_of"] == two["sources_of"] == one["anchor"]
    assert "sources_of" not in three
    assert "sources_of" not in four
