"""The pages in headless Chromium: no error, no other host, filters, switches, accessibility."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from helpers.publishing.server import make_server
from helpers.publishing.settings import REPOSITORY

expect = pytest.importorskip("playwright.sync_api", reason="the extra `test` is not installed").expect

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
KINDS = {
    "front": "", "ledger": "ledger/", "claim": "claims/mu-02/", "theme": "themes/localization/",
    "theme-published": "themes/localization/published/", "themes": "themes/", "walk": "walk/", "robustness": "robustness/", "switches": "robustness/localization/?window=24",
    "theme-figures": "themes/who-goes-where/",
    "data": "data/", "table": "data/tables/prices/", "sources": "data/sources/", "coverage": "data/coverage/",
    "licences": "data/licences/", "method": "method/", "choices": "method/choices/", "cite": "cite/", "changes": "changes/",
    "status": "status/", "zh-front": "zh/", "zh-ledger": "zh/ledger/", "zh-claim": "zh/claims/mu-02/", "zh-walk": "zh/walk/", "zh-themes": "zh/themes/",
}
SHIFT = (      # how much moved while the page loaded, by the browser's own measure
    "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })"
    ".observe({type: 'layout-shift', buffered: true}); requestAnimationFrame(() => setTimeout(() => done(sum), 30)); })"
)
OPENED = "document.querySelectorAll('details').forEach(part => { part.open = true; })"
CHECK = (
    "axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')))"
)
SHOTS = Path(os.environ.get("CHUHAI_SCREENSHOTS", "build/screenshots"))


class Watched:
    """A page that remembers console errors and requests to other hosts."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.home, self.troubles = address, []
        self.page.on("console", lambda message: self._note(message.type in {"error", "warning"}, message.text))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))
        self.page.on("request", lambda request: self._note(urlsplit(request.url).netloc != urlsplit(address).netloc and not request.url.startswith("data:"), request.url))
        self.page.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status} {answer.url}"))

    def _note(self, bad: bool, text: str) -> None:
        if bad:
            self.troubles.append(text)

    def open(self, path: str) -> Any:
        self.page.goto(self.home + path, wait_until="load")
        self.page.evaluate("document.fonts.ready")
        return self.page


@pytest.fixture
def watched(browser: Any, address: str) -> Any:
    made = Watched(browser, address)
    yield made
    made.context.close()
    assert made.troubles == []


@pytest.fixture(scope="module")
def shared(browser: Any, address: str) -> Any:
    """One page for all looks: opening a new one costs more than the look itself."""
    made = Watched(browser, address)
    yield made
    made.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_page_is_accessible_quiet_and_fits(shared: Watched, kind: str) -> None:
    """axe finds nothing, nothing scrolls sideways, nothing moves while loading: wide and light as
    it comes, narrow and dark with all details open."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    shared.troubles.clear()
    page = shared.page
    for width, scheme in ((1280, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if width == 1280:
            shared.open(KINDS[kind])
            assert page.evaluate(SHIFT) < 0.02, kind
            page.evaluate(AXE)
        page.screenshot(path=SHOTS / f"{kind}-{width}-{scheme}.jpg", full_page=True, type="jpeg", quality=70, timeout=30_000)
        if width == 360:
            page.evaluate(OPENED)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
        assert page.evaluate(CHECK) == [], (kind, width, scheme)
    assert shared.troubles == [], kind


LOADED = (
    "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
    ".filter(e => !/[.]png$/.test(e.name)).reduce((sum, e) => sum + e.decodedBodySize, 0)"
)


FONTS = "performance.getEntriesByType('resource').map(e => e.name.split('/').pop()).filter(n => /^chuhai-s/.test(n)).sort()"


@pytest.mark.parametrize("path", ["", "zh/"])
def test_the_front_page_is_light_as_loaded(watched: Any, path: str) -> None:
    """Under 300 kB with its fonts; in Chinese these are the slices cut for it, and no others."""
    page = watched.open(path)
    assert 10_000 < page.evaluate(LOADED) < 300_000
    assert page.evaluate(FONTS) == (["chuhai-sans-sc-1.woff2", "chuhai-serif-sc-1.woff2"] if path else [])


@pytest.fixture
def real(browser: Any) -> Any:
    """The pages of the real build, where there is one."""
    folder = REPOSITORY / "build" / "site"
    if not (folder / "index.html").is_file():
        pytest.skip("no real build here: run `make run`")
    with make_server(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = Watched(browser, f"http://127.0.0.1:{server.server_port}/")
        yield made
        made.context.close()
        server.shutdown()
    assert made.troubles == []


@pytest.mark.parametrize("path", ["themes/localization/", "robustness/localization/?window=24&claim=mu-08", "data/tables/prices/?rows=2-9", "zh/"])
def test_nothing_moves_while_a_page_loads_on_a_phone(shared: Watched, path: str) -> None:
    shared.page.set_viewport_size({"width": 360, "height": 700})
    assert shared.open(path).evaluate(SHIFT) < 0.02


CLAIMS = "#ledger tr[data-order]:visible"


def test_ledger_filters_are_shareable_and_work_from_the_keyboard(watched: Any) -> None:
    page = watched.open("ledger/")
    everything = page.locator(CLAIMS).count()
    page.keyboard.press("Tab")
    page.locator("input[name=q]").focus()
    page.keyboard.type("mu-07")
    assert page.locator(CLAIMS).count() == 1
    assert "q=mu-07" in page.url
    page.goto(page.url)
    assert page.locator(CLAIMS).count() == 1
    page.locator("button[type=reset]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(CLAIMS)).to_have_count(everything)
    page.locator("select[name=theme]").select_option("localization")
    assert page.locator(CLAIMS).count() == 2
    assert f"2 of {everything}" in page.locator("#ledger-count").inner_text()


def test_ledger_sorts_across_themes_and_back(watched: Any) -> None:
    page = watched.open("ledger/")
    grouped = page.locator(CLAIMS).evaluate_all("rows => rows.map(row => row.id)")
    page.locator("th[data-sort=order] button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.locator("th[data-sort=order]").get_attribute("aria-sort") == "descending"
    assert page.locator(CLAIMS).evaluate_all("rows => rows.map(row => row.id)") == sorted(grouped, reverse=True)
    assert not page.locator(".group-head").first.is_visible()
    page.goto(page.url)
    assert page.locator(CLAIMS).first.get_attribute("id") == max(grouped)
    page.locator("select[name=sort]").select_option("")
    assert page.locator(CLAIMS).evaluate_all("rows => rows.map(row => row.id)") == grouped
    assert "sort" not in page.url


@pytest.mark.parametrize("scripts", [True, False])
def test_ledger_on_a_phone_is_folded_by_theme_with_and_without_a_script(browser: Any, address: str, scripts: bool) -> None:
    watched = Watched(browser, address, viewport={"width": 360, "height": 780}, java_script_enabled=scripts)
    page = watched.open("ledger/") if scripts else watched.page
    if not scripts:
        page.goto(address + "ledger/")
    assert page.locator(CLAIMS).count() == 0
    assert page.locator("#ledger h2:visible").count() == 5
    page.locator("#theme-localization .fold-box").focus()
    page.keyboard.press("Space")
    assert page.locator(CLAIMS).evaluate_all("rows => rows.map(row => row.id)") == ["mu-03", "mu-08"]
    page.locator(".fold-every").check()
    assert page.locator(CLAIMS).count() == 10
    page.goto(address + "ledger/#mu-08")
    page.reload()
    assert page.locator("#mu-08").is_visible()
    if scripts:     # a group that a link has opened closes again
        page.locator("#theme-localization .fold-box").uncheck()
        page.locator(".fold-every").uncheck()
        assert not page.locator("#mu-08").is_visible()
    page.emulate_media(media="print")
    assert page.locator(CLAIMS).count() == 10
    watched.context.close()
    assert watched.troubles == []


def test_filters_on_a_phone_fold_behind_a_button_that_counts_them(browser: Any, address: str) -> None:
    watched = Watched(browser, address, viewport={"width": 360, "height": 780})
    page = watched.open("ledger/")
    button = page.locator(".filters-toggle")
    assert not page.locator("select[name=theme]").is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    page.locator("select[name=theme]").select_option("localization")
    page.locator("select[name=changed]").select_option("yes")
    assert button.locator("[data-n]").inner_text() == "2"
    page.goto(page.url)
    assert page.evaluate(SHIFT) < 0.02
    assert not page.locator("select[name=theme]").is_visible()
    assert button.locator("[data-n]").inner_text() == "2"
    assert page.locator(CLAIMS).count() == page.locator("#ledger tr[data-theme=localization][data-changed=yes]").count() > 0
    page.evaluate(AXE)
    assert page.evaluate(CHECK) == []
    page.locator("#ledger-chips button").last.click()
    assert "changed" not in page.url
    assert page.locator(CLAIMS).count() == 2
    page.locator("#ledger-chips button").first.click()
    assert page.locator("#ledger-count").inner_text() == "All 10 claims"
    assert page.evaluate("document.activeElement.className") == "filters-toggle"
    watched.context.close()
    assert watched.troubles == []


def test_a_search_in_the_sources_can_be_shared(watched: Any) -> None:
    page = watched.open("data/sources/")
    page.locator("input[name=q]").fill("mu-src-1")
    page.wait_for_url("**/data/sources/?q=mu-src-1")
    page.reload()
    assert page.locator("input[name=q]").input_value() == "mu-src-1"
    assert page.locator("#source-list tr[id]:visible").count() == 1


def test_filter_without_a_hit_says_so(watched: Any) -> None:
    page = watched.open("ledger/?q=nothing-of-the-kind")
    assert page.locator("#ledger-empty").is_visible()


def test_reading_day_and_language_switches_keep_the_place(watched: Any) -> None:
    page = watched.open("themes/localization/")
    page.locator("#verdicts").scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.getElementById('verdicts').getBoundingClientRect().top + window.scrollY)")
    with page.expect_navigation():
        page.locator(".switch a").first.evaluate("link => link.click()")
    assert "/published/#verdicts" in page.url or "/published/#mu-" in page.url
    page = watched.open("claims/mu-02/")
    page.evaluate("window.scrollTo(0, document.getElementById('mind').getBoundingClientRect().top + window.scrollY)")
    with page.expect_navigation():
        page.locator("a.language").evaluate("link => link.click()")
    assert page.url.endswith("zh/claims/mu-02/#mind")


def test_switching_the_language_keeps_the_very_claim(watched: Any) -> None:
    page = watched.open("walk/")
    page.set_viewport_size({"width": 900, "height": 320})
    page.evaluate("document.getElementById('mu-02').scrollIntoView()")
    with page.expect_navigation():
        page.locator("a.language").evaluate("link => link.click()")
    assert page.url.endswith("zh/walk/#mu-02")


def test_rows_of_an_estimate_are_shown_with_their_sources(watched: Any) -> None:
    page = watched.open("themes/localization/")
    with page.expect_navigation():
        page.locator("#number-fall .rows-list a").first.evaluate("link => link.click()")
    expect(page.locator(".row-view tbody tr")).to_have_count(40)
    assert page.locator("#L44 a").first.get_attribute("href").endswith(("mu-src-0", "mu-src-1", "mu-src-2"))
    assert page.locator("#L2").inner_text().count("<script>") == 1
    with page.expect_navigation():
        page.locator("#L44 a").first.click()
    assert "/data/sources/#mu-src" in page.url


def test_long_row_sets_come_by_name_and_search_finds_rows(watched: Any) -> None:
    page = watched.open("claims/mu-02/")
    page.locator("#today .rows-list a").last.click()
    expect(page.locator(".row-view tbody tr")).to_have_count(100)
    page.locator("button[data-step='1']").click()
    expect(page.locator(".row-view tbody tr")).to_have_count(33)
    page = watched.open("data/tables/prices/?q=hyperlink")
    expect(page.locator(".row-view tbody")).to_contain_text("HYPERLINK")


def test_downloads_open(watched: Any) -> None:
    page = watched.open("claims/mu-02/")
    with page.expect_download() as download:
        page.locator("a[href$='mu-02.zip']").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"


def test_pages_are_useful_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "ledger/")
    assert page.locator(CLAIMS).count() == 10
    assert not page.locator("#ledger-tools").is_visible()
    page.goto(address + "data/tables/prices/")
    assert page.locator(".row-view tbody tr").count() == 25
    assert "CSV" in page.locator("noscript").inner_text()
    page.goto(address + "themes/who-goes-where/")
    assert page.locator("#figure-kind-line img").is_visible()
    assert not page.locator("button.explore").first.is_visible()
    page.goto(address + "robustness/localization/")
    assert not page.locator("#switches").is_visible()
    assert page.locator(".curve.wide").is_visible()
    assert page.locator("#outcomes tbody tr").count() == 2
    context.close()


@pytest.mark.parametrize("path", ["", "zh/"])
def test_every_answer_stands_on_the_first_screen(real: Watched, path: str) -> None:
    """With the real answers no theme stands below the fold of a small laptop; both are light as loaded."""
    page = real.open(path)
    assert page.evaluate("document.querySelector('.themes-list').getBoundingClientRect().bottom") <= 900
    assert page.locator(".themes-list .question").count() == page.locator(".themes-list > li").count()
    assert page.evaluate(LOADED) < 300_000
    assert len(page.evaluate(FONTS)) == (2 if path else 0)


def test_on_a_wide_screen_a_claim_uses_its_width(watched: Any) -> None:
    page = watched.open("claims/mu-02/")
    left, right = (page.locator(f"#{name}").bounding_box() for name in ("mind", "packet"))
    assert right["x"] > left["x"] + left["width"]
    page.set_viewport_size({"width": 360, "height": 780})
    left, right = (page.locator(f"#{name}").bounding_box() for name in ("mind", "packet"))
    assert right["x"] == left["x"]


def test_long_lists_of_sources_are_not_printed(watched: Any) -> None:
    page = watched.open("claims/mu-02/")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#today details").first.evaluate("part => part.open")
    assert not page.locator("#today details.long").evaluate("part => part.open")


def test_print_shows_the_text(watched: Any) -> None:
    page = watched.open("claims/mu-02/")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator(".masthead nav").is_visible()
