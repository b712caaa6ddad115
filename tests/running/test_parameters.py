"""Parameters are refused before a kernel starts, with what is allowed."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from helpers.errors import ParameterError
from helpers.running import parameters
from helpers.running.parameters.base import NotebookParameters
from helpers.running.parameters.kinds import Country, Firm
from helpers.running.parameters.messages import allowed_values, checked
from helpers.running.validating import declared, parameters_cell

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
COMPILED = json.loads((ROOT / "data" / "datapackage.json").read_text())["chuhai"]["compiled"]
LAST_DAY = datetime.date.fromisoformat(COMPILED)


class Sample(NotebookParameters):
    """Every kind of parameter."""

    country: Country = Field("US", description="drawn beside China")
    firm: Firm = "DeepSeek"
    firms: list[Firm] = Field(default=[], description="several")
    blend: Literal["3:1", "1:1"] = "3:1"
    share: Annotated[float, Field(ge=0, le=1)] = 0.5
    window_days: Annotated[int, Field(gt=0)] = 30


def refused(**given: object) -> str:
    with pytest.raises(ParameterError) as caught:
        checked("sample", Sample, given)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_defaults_are_resolved() -> None:
    made = checked("sample", Sample, {})
    assert made.as_of == LAST_DAY
    assert made.variant is False
    assert checked("sample", Sample, {"as_of": "2024-10-03"}).as_of.year == 2024


def test_an_unknown_name_gets_the_closest_and_all() -> None:
    message = refused(contry="US")
    assert "did you mean 'country'?" in message
    assert "window_days" in message


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"as_of": "2024-10-02"}, f"2024-10-03 to {LAST_DAY}"),
        ({"as_of": str(LAST_DAY + datetime.timedelta(days=1))}, "outside the days"),
        ({"as_of": "3 October"}, "not an ISO day"),
        ({"as_of": 20241003}, "is not a day"),
        ({"variant": 1}, "true or false"),
        ({"variant": "yes"}, "true or false"),
        ({"country": "USA"}, "'US'"),
        ({"country": "XX"}, "a country code"),
        ({"firm": "Deepseek"}, "did you mean 'DeepSeek'?"),
        ({"firms": ["DeepSeek", "Nobody"]}, "'Nobody' is not a firm"),
        ({"blend": "3-1"}, "one of: 3:1, 1:1"),
        ({"share": 2}, "a number from 0 to 1"),
        ({"share": "0.5"}, "a number from 0 to 1"),
        ({"window_days": 0}, "a whole number above 0"),
        ({"window_days": 2.5}, "a whole number above 0"),
    ],
)
def test_bad_values_are_refused_with_what_is_allowed(given: dict, expected: str) -> None:
    assert expected in refused(**given)


def test_every_fault_is_named_at_once() -> None:
    message = refused(blend="x", share=9, nonsense=1)
    assert all(part in message for part in ("blend", "share", "nonsense"))


def test_allowed_values_are_in_words() -> None:
    words = allowed_values(Sample)
    assert words["firms"].startswith("a list, each a firm: ")
    assert "more in data/identity/firms.csv" in words["firm"]


def test_an_unknown_notebook_is_refused() -> None:
    with pytest.raises(ParameterError, match="did you mean 'ledger'"):
        parameters.validate("leger", {})


@pytest.mark.parametrize("notebook", parameters.NOTEBOOKS)
def test_every_parameter_is_described_and_its_default_allowed(notebook: str) -> None:
    rows = parameters.table(notebook)
    assert [row.name for row in rows][:2] == ["as_of", "variant"]
    assert all(row.description and row.allowed for row in rows)
    parameters.validate(notebook, {row.name: row.default for row in rows})


@pytest.mark.parametrize("notebook", parameters.NOTEBOOKS)
def test_model_and_parameters_cell_agree(notebook: str) -> None:
    """The same names with the same defaults, one a line, each with a comment."""
    path = NOTEBOOKS / f"{notebook}.ipynb"
    if not path.is_file():
        pytest.skip(f"{path.name} is not written yet")
    cell = parameters_cell(path.read_text(encoding="utf-8"))
    assert declared(cell) == {row.name: row.default for row in parameters.table(notebook)}
    for line in filter(str.strip, cell.splitlines()):
        assert line.startswith("#") or " # " in line, f"no comment: {line}"


def test_declared_reads_literals_only_as_literals() -> None:
    assert declared("a = [1, 2]  # x\nb: str = 'c'\nd = a + [3]") == {
        "a": [1, 2],
        "b": "c",
        "d": "a + [3]",
    }
    assert parameters_cell(json.dumps({"cells": []})) == ""
