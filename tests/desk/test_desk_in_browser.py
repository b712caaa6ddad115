"""The desk in headless Chromium: change the reading day, run all cells, see another verdict."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_clone import Clone

api = pytest.importorskip("playwright.sync_api", reason="the extra `test` is not installed")
expect = api.expect

pytestmark = pytest.mark.browser
SHOTS = Path(os.environ.get("CHUHAI_SCREENSHOTS", "build/screenshots"))
PATIENCE = 60_000  # milliseconds, for a slow machine; steps take one or two seconds
EFFECT_SECONDS = 20


class Desk:
    """The open notebook as an analyst has it before them."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.cell = page.locator(".jp-CodeCell", has=page.locator(".chuhai-desk-form"))
        self.form = page.locator(".chuhai-desk-form")
        self.day = self.form.locator("input[type=date]").first
        self.verdict = page.locator(".chuhai.card .badge")
        self.text = page.locator(".jp-OutputArea-output", has_text="policy events")

    def row(self, name: str) -> Any:
        """The line of the form for one parameter."""
        return self.form.locator(".widget-hbox", has=self.page.get_by_text(name, exact=True)).last

    def source(self) -> str:
        return self.cell.locator(".cm-content").inner_text()

    def type_cell(self, source: str) -> None:
        """Replace the cell by hand, as at the keyboard."""
        self.cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def run_all(self) -> float:
        """Click `Run all cells`; seconds until the last cell has run."""
        prompt = self.page.locator(".jp-CodeCell .jp-InputPrompt").last
        before, begin = prompt.inner_text(), time.monotonic()
        self.form.get_by_role("button", name="Run all cells").click()
        expect(prompt).not_to_have_text(before, timeout=PATIENCE)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=PATIENCE)
        return time.monotonic() - begin

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"desk-{name}.png")


@pytest.fixture(scope="module")
def desk(browser: Any, lab: str) -> Iterator[Desk]:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto(lab)
    opened = Desk(page)
    opened.day.wait_for()
    yield opened
    page.close()


def test_lands_at_the_parameter_cell_with_its_form(desk: Desk) -> None:
    expect(desk.cell.locator(".cm-content")).to_be_in_viewport()
    expect(desk.cell.locator(".cm-content")).to_contain_text("as_of")
    expect(desk.page.locator(".jp-Toolbar-kernelName", has_text="Chuhai")).to_be_visible()
    expect(desk.row("window_start")).to_contain_text("first year drawn in the figures")
    desk.shot("opened")


def test_the_form_changes_the_cell_and_the_verdict(desk: Desk, clone: Clone) -> None:
    desk.run_all()
    expect(desk.verdict.first).to_contain_text("mixed", ignore_case=True)
    desk.day.fill("2024-10-03")
    expect(desk.cell.locator(".cm-content")).to_contain_text('as_of = "2024-10-03"')
    desk.run_all()
    expect(desk.verdict.first).to_contain_text("supported", ignore_case=True)
    desk.shot("other-day")
    desk.page.keyboard.press("Control+s")
    changed = clone.git("diff", "--no-ext-diff", "--unified=0", "--", "notebooks").splitlines()
    changed = [line for line in changed if re.match(r"[+-] ", line)]
    assert len(changed) == 2, "git shows the changed line and nothing else"
    assert 'as_of = \\"2024-10-03\\"' in changed[1]
    assert changed[1].rstrip('\\n",').endswith(changed[0].rstrip('\\n",').rpartition("#")[2])


def test_the_form_follows_what_is_typed(desk: Desk) -> None:
    source = desk.source()
    desk.type_cell(re.sub(r'as_of = "\S+"', 'as_of = "latest"', source))
    expect(desk.form.get_by_role("checkbox", name="latest").first).to_be_checked()
    desk.run_all()
    expect(desk.verdict.first).to_contain_text("mixed", ignore_case=True)
    desk.type_cell(re.sub(r'as_of = "\S+"', 'as_of = "2031-01-01"', source))
    expect(desk.form.get_by_role("alert")).to_contain_text("lies outside the days")
    desk.shot("refused")
    desk.type_cell(source)
    expect(desk.form.get_by_role("alert")).to_have_count(0)


def test_an_edited_table_shows_within_seconds(desk: Desk, clone: Clone) -> None:
    desk.run_all()
    before = int(re.search(r"\d+", desk.text.inner_text())[0])
    table = clone.root / "data" / "funding" / "policy_events.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join([lines[0], *lines[2:]]), "utf-8")  # the first event is gone
    assert desk.run_all() < EFFECT_SECONDS
    expect(desk.text).to_contain_text(f"There are {before - 1} policy events")
