"""The pages tell what each choice does by itself: the robustness plan holds that run for every alternative."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from helpers.running.multiverse import combinations, read_choices
from helpers.running.project import Project

ROOT = Path(__file__).parents[2]
SETTINGS = yaml.safe_load((ROOT / "plans/multiverse.yml").read_text("utf-8"))["multiverse"]
CHOICES = read_choices(ROOT / SETTINGS["choices"], Project(ROOT))


@pytest.mark.parametrize("notebook", CHOICES)
def test_every_alternative_is_run_alone_on_every_reading_day(notebook: str) -> None:
    choices = CHOICES[notebook]
    days = [str(day) for day in SETTINGS["as_of"]]
    chosen = combinations(
        {"as_of": days, **choices}, SETTINGS["per_notebook"], f"{SETTINGS['seed']} {notebook}"
    )
    default = {name: values[0] for name, values in choices.items()}
    wanted = [
        default,
        *({**default, name: value} for name, values in choices.items() for value in values[1:]),
    ]
    for day in days:
        for one in wanted:
            assert {"as_of": day, **one} in chosen, (
                f"{notebook}: {one}; raise per_notebook in plans/multiverse.yml"
            )
