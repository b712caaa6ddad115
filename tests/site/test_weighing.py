"""The sliders of a ranking, in headless Chromium: what they show is what the components say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import made_up
import pytest
from test_browser import AXE, CHECK, SHIFT, Watched

expect = pytest.importorskip("playwright.sync_api", reason="the extra `test` is not installed").expect
pytestmark = pytest.mark.browser

PLACES = "rows => rows.map(row => row.cells[1].textContent)"


@pytest.fixture
def ranking(browser: Any, address: str) -> Any:
    made = Watched(browser, address)
    page = made.open("themes/localization/")
    page.locator(".weigh").scroll_into_view_if_needed()
    yield page
    made.context.close()
    assert made.troubles == []


def expected(made: Path, weights: dict[str, float]) -> list[str]:
    """The first hosts by the weighted mean of the record's components; who lacks a weighed one is left out."""
    record = json.loads((made / "build/runs/today/localization.json").read_text("utf-8"))
    scored = []
    for row in record["tables"][0]["data"]:
        parts = {f"weight_{name.partition('_')[2]}": row[name] if name.startswith("draw_") or row[name] is None else 1 - row[name] for name in row if name.startswith(("draw_", "cost_"))}
        used = {name: weight for name, weight in weights.items() if weight > 0}
        if all(parts[name] is not None for name in used):
            scored.append((-sum(parts[name] * weight for name, weight in used.items()) / sum(used.values()), row["value"], row["host"]))
    return [host for _, _, host in sorted(scored)[:20]]


def shown(page: Any) -> list[str]:
    return page.locator(".weigh-table tbody tr").evaluate_all(PLACES)


def moved(page: Any, parameter: str, key: str, times: int) -> float:
    slider = page.locator(f".weigh input[data-parameter={parameter}]")
    slider.focus()
    for _ in range(times):
        page.keyboard.press(key)
    return float(slider.input_value())


@pytest.mark.parametrize(
    "moves",
    [
        [("weight_people", "ArrowRight", 7)],
        [("weight_income", "Home", 1)],                     # nobody is left out for an income that is not known
        [("weight_distance", "End", 1), ("weight_people", "ArrowLeft", 1), ("weight_income", "PageDown", 1)],
    ],
)
def test_keys_move_a_slider_and_the_ranking_follows_its_components(ranking: Any, made: Path, moves: list[tuple[str, str, int]]) -> None:
    printed = shown(ranking)
    weights = dict(made_up.WEIGHTS)
    for parameter, key, times in moves:
        weights[parameter] = moved(ranking, parameter, key, times)
    assert weights != made_up.WEIGHTS
    goal = expected(made, weights)
    assert goal != printed
    expect(ranking.locator(".weigh-table tbody th").first).to_have_text(goal[0])
    assert shown(ranking) == goal
    command = ranking.locator(".weigh [data-run] code").inner_text()
    for parameter, weight in weights.items():
        assert (f"-p {parameter}={weight:g}" in command) == (weight != made_up.WEIGHTS[parameter])
    expect(ranking.locator(".weigh [role=status]")).to_contain_text(goal[1])
    for row in ranking.locator(".weigh-table tbody tr").all()[:8]:
        place, printed_rank = int(row.locator("td").nth(0).inner_text()), int(row.locator("td").nth(1).inner_text())
        assert ("outside" in (row.get_attribute("class") or "")) == (not max(1, printed_rank - 2) <= place <= printed_rank + 2)
    ranking.locator(".weigh button[type=reset]").focus()
    ranking.keyboard.press("Enter")
    expect(ranking.locator(".weigh [data-run]")).to_be_hidden()
    assert shown(ranking) == printed
    assert {item.get_attribute("data-parameter"): float(item.input_value()) for item in ranking.locator(".weigh input").all()} == made_up.WEIGHTS


def test_without_any_weight_the_page_says_so_and_keeps_the_ranking(ranking: Any) -> None:
    for parameter in made_up.WEIGHTS:
        moved(ranking, parameter, "Home", 1)
    expect(ranking.locator(".weigh [role=status]")).to_contain_text("at least one")
    assert len(shown(ranking)) == 20


def test_nothing_shifts_while_sliders_move_and_markup_stays_text(browser: Any, address: str) -> None:
    watched = Watched(browser, address, viewport={"width": 360, "height": 800})
    page = watched.open("themes/localization/")
    page.locator(".weigh").scroll_into_view_if_needed()
    top = "part => part.querySelector('{}').getBoundingClientRect().top - part.getBoundingClientRect().top"
    places = []
    for key in ("ArrowRight", "End", "Home", "ArrowUp"):
        for _ in range(2):
            moved(page, "weight_people", key, 1)
            places.append([page.locator(".weigh").evaluate(top.format(part)) for part in ("table", "tbody")])
        page.wait_for_timeout(450)      # the words follow when the slider rests
    assert all(max(tops) - min(tops) < 1 for tops in zip(*places, strict=True)), places
    assert page.evaluate(SHIFT) < 0.02
    assert page.locator(".weigh script, .weigh b").count() == 0
    page.evaluate(AXE)
    assert page.evaluate(CHECK) == []
    watched.context.close()
    assert watched.troubles == []
