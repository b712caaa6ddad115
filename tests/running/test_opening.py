"""A file becomes a notebook to execute, the same one every time, or says why it does not."""

from __future__ import annotations

import json

import pytest

from helpers.running.opening import opened


def notebook(*ids: str | None, **more: object) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["a\n", "b"]} | ({"id": i} if i else {})
        for i in ids
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more)


def test_cells_get_ids_by_their_place() -> None:
    made = opened(notebook("a", None, "a", "b", nbformat_minor=4))
    assert [cell.id for cell in made.cells] == ["a", "cell-2", "cell-3", "b"]
    assert made.cells[0].source == "a\nb"
    assert made.nbformat_minor == 5


def test_what_a_cell_lacks_is_empty() -> None:
    made = opened(notebook(cells=[{"cell_type": "code"}, {"cell_type": "code"}]))
    first, second = made.cells
    assert (first.source, first.outputs, first.execution_count) == ("", [], None)
    assert first.metadata is not second.metadata


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is not JSON: Expecting value"),
        ("[]", "no key `nbformat`"),
        ("{}", "no key `nbformat`"),
        (notebook("a", nbformat=3), "in format 3, not 4: open and save it in JupyterLab"),
        (notebook("a", cells=5), "no list of `cells`"),
        (notebook("a", metadata={"kernelspec": {"name": "ir", "language": "R"}}), "language is R"),
        (notebook("a", metadata={"language_info": {"name": "julia"}}), "language is julia"),
    ],
)
def test_what_cannot_be_executed_says_why(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        opened(text)
