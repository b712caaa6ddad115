"""Plans say file and line when they are wrong; the multiverse spreads evenly and the same way."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tiny_projects import TinyProject

from helpers.errors import PlanError
from helpers.running.multiverse import combinations
from helpers.running.plans import load, names, single
from helpers.running.project import Project

CLONE = Path(__file__).parents[2]
CHOICES = "notebook,choice,alternative,is_default,why\n"


@pytest.fixture
def place(project: TinyProject) -> Project:
    project.notebook("a")
    project.notebook("ledger")
    return Project(project.root)


def refused(place: Project, text: str) -> str:
    (place.plans / "p.yml").write_text(text)
    with pytest.raises(PlanError) as caught:
        load(place, "p")
    return str(caught.value)


def test_a_plan_is_read(place: Project) -> None:
    (place.plans / "p.yml").write_text(
        "name: p\nabout: x\ndefaults: {as_of: 2024-10-03}\nlimits: {cell_seconds: 5}\n"
        "runs:\n- notebook: ledger\n- notebook: a\n  parameters: {seed: 3}\n"
    )
    plan = load(place, "p")
    assert [run.notebook for run in plan.runs] == ["a", "ledger"]  # the ledger comes last
    assert plan.runs[0].parameters == {"as_of": "2024-10-03", "seed": 3}
    assert plan.runs[0].cell_seconds == 5
    assert plan.runs[0].output == "p/a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: p\nruns:\n- notebok: a\n", "plans/p.yml:3: a run needs a `notebook`"),
        ("name: p\nruns:\n- notebook: b\n", "plans/p.yml:3: there is no notebook 'b'"),
        ("name: p\nrun:\n- notebook: a\n", "plans/p.yml:2: unknown key 'run' -> did you mean"),
        ("name: p\nruns: a\n", "plans/p.yml:2: `runs` is not a list"),
        ("name: p\n", "needs either `runs` or `multiverse`"),
        ("name: [p\n", "is not YAML"),
        ("name: p\nname: q\n", "plans/p.yml:2: is not YAML ('name' is given twice)"),
        ("- a\n", "is not a mapping"),
        (
            "name: p\nlimits: {cell_seconds: -1}\nruns:\n- notebook: a\n",
            "plans/p.yml:2: cell_seconds",
        ),
        (
            "name: p\nruns:\n- notebook: a\n- notebook: a\n- notebook: a\n",
            "plans/p.yml:5: a stands",
        ),
        ("name: p\nruns:\n- notebook: a\n  parameters: 3\n", "plans/p.yml:4: `parameters` is not"),
    ],
)
def test_faults_are_named_with_their_line(place: Project, text: str, expected: str) -> None:
    assert expected in refused(place, text)


def test_an_unknown_plan_gets_the_closest(place: Project) -> None:
    (place.plans / "published.yml").write_text("")
    with pytest.raises(PlanError, match="did you mean 'published'"):
        load(place, "publishd")


def test_a_single_notebook_is_a_plan(place: Project) -> None:
    assert single(place, "a", {}).runs[0].output == "single/a"
    with_seed = single(place, str(place.notebooks / "a.ipynb"), {"seed": 2}).runs[0]
    assert with_seed.output.startswith("single/a-")


def test_the_multiverse_starts_with_the_default_then_one_at_a_time() -> None:
    choices = {"as_of": ["2024-10-03", "latest"], "x": [1, 2, 3], "y": ["a", "b"]}
    found = combinations(choices, 12, "1 a")
    assert found[0] == {"as_of": "2024-10-03", "x": 1, "y": "a"}
    assert found[1] == {"as_of": "latest", "x": 1, "y": "a"}
    alone = [tuple(sorted(run.items(), key=str)) for run in found[2:8]]
    assert len(set(alone)) == 6
    assert all((run["x"] != 1) + (run["y"] != "a") == 1 for run in found[2:8])
    assert len(combinations(choices, 100, "1 a")) == 12  # the whole cross, each once


def test_the_draw_is_balanced_and_seeded() -> None:
    choices = {"as_of": ["d", "e"], **{f"c{n}": list(range(4)) for n in range(6)}}
    found = combinations(choices, 240, "7 a")
    assert found == combinations(choices, 240, "7 a")
    assert found != combinations(choices, 240, "8 a")
    drawn = found[2 + 2 * 3 * 6 :]
    for name, values in choices.items():
        counts = Counter(run[name] for run in drawn)
        share = len(drawn) / len(values)
        assert all(abs(counts[value] - share) <= 3 for value in values), (name, counts)


def test_choices_become_runs_with_typed_values(place: Project) -> None:
    (place.data / "choices.csv").write_text(
        CHOICES
        + "a,seed,1,true,x\na,seed,2,false,x\na,mode,two words,true,x\na,mode,false,false,x\n"
    )
    (place.plans / "m.yml").write_text(
        "name: m\ndefaults: {variant: true}\n"
        "multiverse: {choices: data/choices.csv, as_of: [2024-10-03, latest], per_notebook: 8}\n"
    )
    runs = load(place, "m").runs
    assert len(runs) == len({run.output for run in runs}) == 8
    assert all(run.is_variant and run.output.startswith("m/a/") for run in runs)
    assert {run.parameters["seed"] for run in runs} == {1, 2}
    assert {run.parameters["mode"] for run in runs} == {"two words", False}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a,seed,1,false,x\n", "seed of a has 0 defaults"),
        ("a,seed,1,true,x\na,seed,1,false,x\n", "data/choices.csv:3: seed: the alternative '1'"),
        ("b,seed,1,true,x\n", "data/choices.csv: there is no notebook 'b'"),
    ],
)
def test_faulty_choices_are_named(place: Project, rows: str, expected: str) -> None:
    (place.data / "choices.csv").write_text(CHOICES + rows)
    text = "name: p\nmultiverse: {choices: data/choices.csv, as_of: [latest]}\n"
    assert expected in refused(place, text)


def test_the_plans_of_the_project() -> None:
    """All plans can be read; the multiverse has at least 200 distinct runs."""
    place = Project(CLONE)
    assert set(names(place)) >= {"published", "today", "multiverse"}
    if len(list(place.notebooks.glob("*.ipynb"))) < 6 or not (place.data / "choices.csv").is_file():
        pytest.skip("the notebooks are not all written yet")
    plans = {name: load(place, name) for name in names(place)}
    assert len(plans["published"].runs) == len(plans["today"].runs) >= 6
    multiverse = plans["multiverse"].runs
    assert len({run.output for run in multiverse}) == len(multiverse) >= 200
