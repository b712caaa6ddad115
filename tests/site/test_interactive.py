"""Figures to explore and assumptions to switch, in headless Chromium: what is read is what the records say."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import every_kind
import made_up
import pytest
from test_browser import AXE, CHECK, Watched

expect = pytest.importorskip("playwright.sync_api", reason="the extra `test` is not installed").expect
pytestmark = pytest.mark.browser

PAGE = "themes/who-goes-where/"
MIDDLE = "ring => { const b = ring.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; }"


@pytest.fixture(scope="module")
def explored(browser: Any, address: str) -> Any:
    """A theme page with a figure of every kind, all opened."""
    made = Watched(browser, address)
    page = made.open(PAGE)
    page.locator("main details").evaluate_all("parts => parts.forEach(part => { part.open = true; })")
    for button in page.locator("button.explore").all():
        button.click()
    expect(page.locator(".explore-chart[data-drawn]")).to_have_count(len(every_kind.KINDS))
    yield made
    made.context.close()
    assert made.troubles == []


def figure_of(site: Path, kind: str) -> dict[str, Any]:
    return json.loads((site / f"figures/who_goes_where/today/kind-{kind}.explore.json").read_text("utf-8"))


def opened(explored: Watched, kind: str) -> Any:
    return explored.page.locator(f"figure:has(button[data-explore*='kind-{kind}.'])")


@pytest.mark.parametrize("kind", every_kind.KINDS)
def test_keys_read_every_value_of_the_record(explored: Watched, site: Path, kind: str) -> None:
    told, figure = figure_of(site, kind), opened(explored, kind)
    chart, readout = figure.locator(".explore-chart"), figure.locator(".explore-readout")
    assert int(chart.get_attribute("data-drawn")) == len(every_kind.KINDS[kind][0])
    assert not figure.locator(".plate").is_visible()
    chart.focus()
    for number in told["order"][0]:
        explored.page.keyboard.press("ArrowRight")
        where, what = told["told"][number]
        assert readout.inner_text().startswith(f"{where}: {what}".rstrip(": ")), kind
    assert figure.locator(".explore-ring").is_visible()
    explored.page.keyboard.press("Escape")
    assert "arrow keys" in readout.inner_text()


@pytest.mark.parametrize(("kind", "axis", "role"), [("line", 1, "y"), ("interval", 0, "x"), ("bar", 1, "y"), ("survival", 1, "y")])
def test_marks_stand_where_their_numbers_say(explored: Watched, site: Path, kind: str, axis: int, role: str) -> None:
    """Place along the axis is a straight line of the value, to a pixel."""
    told, figure = figure_of(site, kind), opened(explored, kind)
    values = {value["i"]: value[role] for value in told["spec"]["data"]["values"]}
    figure.locator(".explore-chart").focus()
    explored.page.keyboard.press("Home")
    spots = []
    for number in told["order"][0]:
        place = figure.locator(".explore-ring").evaluate(MIDDLE if kind != "bar" else "ring => [0, ring.getBoundingClientRect().top + 2]")
        spots.append((values[number], place[axis]))
        explored.page.keyboard.press("ArrowRight")
    (v0, p0), (v1, p1) = min(spots), max(spots)
    assert abs(p1 - p0) > 20
    for value, place in spots:
        assert abs(place - (p0 + (p1 - p0) * (value - v0) / (v1 - v0))) < 1.5, (kind, spots)


def test_pointing_and_tapping_read_a_value_and_its_row(explored: Watched, site: Path) -> None:
    figure = opened(explored, "strip")
    chart, ring = figure.locator(".explore-chart"), figure.locator(".explore-ring")
    chart.focus()
    explored.page.keyboard.press("Home")
    x, y = ring.evaluate(MIDDLE)
    explored.page.keyboard.press("Escape")
    box = chart.bounding_box()
    chart.click(position={"x": x - box["x"], "y": y - box["y"]})
    link = figure.locator(".explore-readout a")
    assert link.get_attribute("href").endswith("data/tables/prices/?rows=3#rows")


def test_series_can_be_left_out_and_brought_back(explored: Watched) -> None:
    figure = opened(explored, "line")
    chart, toggle = figure.locator(".explore-chart"), figure.locator(".explore-keys button").first
    toggle.focus()
    explored.page.keyboard.press("Enter")
    expect(chart).to_have_attribute("data-drawn", "5")
    assert toggle.get_attribute("aria-pressed") == "false"
    explored.page.keyboard.press("Enter")
    expect(chart).to_have_attribute("data-drawn", "10")


def test_opened_figures_are_accessible_and_fit_a_phone_in_the_dark(explored: Watched) -> None:
    page = explored.page
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    drawn = page.locator(".explore-chart svg").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert max(drawn) <= 360
    page.evaluate(AXE)
    assert page.evaluate(CHECK) == []
    page.locator("button.explore").first.click()
    assert page.locator("figure .plate").first.is_visible()


def test_the_csv_beside_a_figure_holds_the_same_numbers(site: Path) -> None:
    rows = list(csv.DictReader((site / "figures/who_goes_where/today/kind-line.csv").open(encoding="utf-8", newline="")))
    values = figure_of(site, "line")["spec"]["data"]["values"]
    assert [float(row["value"]) for row in rows] == [value["y"] for value in values]


# -- assumptions ------------------------------------------------------------------------------------


def runs_of(made: Path, notebook: str, day: str, **choices: Any) -> list[str]:
    told = json.loads((made / "build/robustness.json").read_text("utf-8"))
    return [name for name, run in told["runs"].items() if run["notebook"] == notebook and run["as_of"] == day and run["choices"] == choices]


def test_a_switch_shows_what_its_run_said(browser: Any, address: str, made: Path) -> None:
    watched = Watched(browser, address)
    page = watched.open("robustness/localization/")
    expect(page.locator("#switch-status")).to_contain_text("took these very choices")
    page.locator("input[name=singapore_is_chinese][value=false]").focus()
    page.keyboard.press("ArrowDown")
    (name,) = runs_of(made, "localization", made_up.TODAY, window=12, singapore_is_chinese=True)
    expect(page.locator("#switch-status")).to_contain_text(name.rpartition("/")[2])
    assert "singapore_is_chinese=true" in page.url
    ticks = json.loads((made / "build/robustness.json").read_text("utf-8"))["claims"][made_up.TODAY]
    for claim in ("mu-03", "mu-08"):
        tick = next(tick for tick in ticks[claim]["ticks"] if tick["run"] == name)
        shown = page.locator(f"tr#{claim} td.assumed").inner_text()
        assert tick["label"].replace("_", " ") in shown
        assert f"{100 * tick['value']:.3g}%" in shown
    expect(page.locator("#curve-place .run.current")).to_have_count(2)
    page.locator("input[name=reading][value=published]").check()
    (name,) = runs_of(made, "localization", made_up.ARTICLE_DAY, window=12, singapore_is_chinese=True)
    expect(page.locator("#switch-status")).to_contain_text(name.rpartition("/")[2])
    shared = page.url
    watched.open(shared.removeprefix(address))
    expect(page.locator("#switch-status")).to_contain_text(name.rpartition("/")[2])
    assert page.locator("input[name=reading][value=published]").is_checked()
    watched.context.close()
    assert watched.troubles == []


SHOWN = (      # sets every switch as a run took it, and gives back what the table then says of each claim
    """choices => {
        const form = document.getElementById("switches");
        for (const [name, value] of Object.entries(choices)) form.elements[name].value = value;
        form.dispatchEvent(new Event("change"));
        return Object.fromEntries([...document.querySelectorAll("#outcomes tbody tr")].map(row => [row.id,
            [...row.querySelectorAll("td.assumed .outcome-line")].map(line => line.innerText.split("\\n").map(text => text.trim()).filter(Boolean))]));
    }"""
)


@pytest.mark.parametrize("theme", made_up.NOTEBOOKS)
def test_every_combination_that_was_run_shows_what_its_run_said(browser: Any, address: str, made: Path, theme: str) -> None:
    """All runs of the multiverse, one after the other: verdict and estimate of every claim."""
    told = json.loads((made / "build/robustness.json").read_text("utf-8"))
    watched = Watched(browser, address)
    page = watched.open(f"robustness/{theme.replace('_', '-')}/")
    expect(page.locator("#switch-status")).not_to_be_empty()
    taken = {name: run for name, run in told["runs"].items() if run["notebook"] == theme}
    for run in taken.values():
        day = run["as_of"]
        same = [name for name, other in taken.items() if (other["as_of"], other["choices"]) == (day, run["choices"])]
        plain = {name: str(value).lower() for name, value in run["choices"].items()}
        shown = page.evaluate(SHOWN, {**plain, "reading": "today" if day == made_up.TODAY else "published"})
        for claim, outcomes in shown.items():
            ticks = {tick["run"]: tick for tick in told["claims"][day][claim]["ticks"]}
            wanted = {(ticks[name]["label"].replace("_", " "), float(f"{100 * ticks[name]['value']:.3g}")) for name in same}
            assert {(label, float(text.split("%")[0])) for label, text in outcomes} == wanted, (run, claim)
    watched.context.close()
    assert watched.troubles == []


def test_choices_that_no_run_took_lead_to_the_nearest_runs(browser: Any, address: str) -> None:
    watched = Watched(browser, address)
    page = watched.open("robustness/localization/?window=24&singapore_is_chinese=true")
    expect(page.locator("#switch-status")).to_contain_text("No run took all of these choices together")
    expect(page.locator("#nearest button")).to_have_count(2)
    page.locator("#nearest button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#switch-status")).to_contain_text("took these very choices")
    page.locator("tr#mu-08 a.pick").click()
    expect(page.locator("#curve-place .curve-claim")).to_contain_text("mu-08")
    assert "claim=mu-08" in page.url
    page.locator("#curve-place .curve.wide .run:not(.current) .outcome").first.click(force=True)
    expect(page.locator("#switch-status")).to_contain_text("took these very choices")
    watched.context.close()
    assert watched.troubles == []


def test_a_claim_is_found_on_the_overview(browser: Any, address: str) -> None:
    watched = Watched(browser, address)
    page = watched.open("robustness/")
    page.locator("input[name=q]").fill("mu-07")
    expect(page.locator("#firmness tbody tr:visible")).to_have_count(1)
    page.locator("#firmness tbody tr:visible a").click()
    expect(page.locator("#curve-place .curve-claim")).to_contain_text("mu-07")
    watched.context.close()
    assert watched.troubles == []
