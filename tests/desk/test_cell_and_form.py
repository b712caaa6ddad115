"""The parameter cell is rewritten in place, and the form agrees with every notebook's model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpers.desk import asking, cell
from helpers.desk.form import Form
from helpers.errors import ParameterError
from helpers.running.parameters import NOTEBOOKS, table

SOURCE = """\
as_of = "latest"       # reading day
names = ["Zhipu",      # 智谱
         "MiniMax"]    # both kept
share = 0.5
on = True              # or not"""


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("as_of", "2024-10-03", 'as_of = "2024-10-03"   # reading day'),
        ("on", False, "on = False             # or not"),
        ("share", 0.25, "share = 0.25"),
        ("names", ["出海"], 'names = ["出海"]         # both kept'),
        (
            "as_of",
            "a value that needs its room",
            'as_of = "a value that needs its room"  # reading day',
        ),
    ],
)
def test_one_value_changes_and_comments_stay_in_their_column(name, value, line):
    after = cell.rewritten(SOURCE, name, value)
    assert line in after.split("\n")
    assert cell.values(after) == cell.values(SOURCE) | {name: value}
    untouched = [text for text in after.split("\n") if text != line]
    assert set(untouched) <= set(SOURCE.split("\n"))


@pytest.mark.parametrize(
    ("source", "told"),
    [("as_of = ", "line 1"), ("a = 1\nb = a + 1", "b is computed")],
)
def test_a_cell_that_cannot_be_read_says_where(source, told):
    with pytest.raises(ParameterError, match=told):
        cell.values(source)


class Comm:
    """What the browser would hear, and a way to speak to the form."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.send = self.sent.append
        self.hear = None

    def on_msg(self, heard) -> None:
        self.hear = lambda **data: heard({"content": {"data": data}})

    def on_close(self, closed) -> None:
        self.closed = closed

    def written(self) -> list[str]:
        return [message["write"]["after"] for message in self.sent if "write" in message]


def real_cell(root, notebook: str) -> str:
    plain = json.loads((root / "notebooks" / f"{notebook}.ipynb").read_text("utf-8"))
    tagged = (c for c in plain["cells"] if "parameters" in c["metadata"].get("tags", []))
    return "".join(next(tagged)["source"])


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_notebook_has_a_form_that_holds_its_values(root, notebook):
    comm, source = Comm(), real_cell(root, notebook)
    form = Form(comm, f"notebooks/{notebook}.ipynb", source)
    values = cell.values(source)
    read = {name: control.read() for name, control in form._controls.items()}
    assert read == values
    assert {row.name for row in table(notebook)} == set(read), "one widget for each parameter"
    assert form._message.value == ""
    assert comm.written() == [], "opening a notebook changes nothing"


def first(notebook: str, source: str, key: str) -> asking.Question:
    """The first parameter whose schema has ``key``."""
    return next(q for q in asking.questions(notebook, cell.values(source)) if key in q.schema)


def test_a_choice_in_the_form_is_written_and_a_refused_one_is_not(root):
    comm, source = Comm(), real_cell(root, "localization")
    form = Form(comm, "notebooks/localization.ipynb", source)
    choice = first("localization", source, "enum")
    form._controls[choice.name].shown.value = choice.schema["enum"][1]
    assert comm.written() == [cell.rewritten(source, choice.name, choice.schema["enum"][1])]
    form.propose(as_of="2031-01-01")
    assert len(comm.written()) == 1
    assert "2031-01-01" in form._message.value
    form._to_defaults()
    assert cell.values(comm.written()[-1]) == cell.values(source)
    assert form._controls[choice.name].read() == choice.schema["enum"][0]


def test_the_form_follows_the_cell_and_says_what_cannot_stand(root):
    comm, source = Comm(), real_cell(root, "localization")
    form = Form(comm, "notebooks/localization.ipynb", source)
    bounded = first("localization", source, "maximum")
    most = bounded.schema["maximum"]
    comm.hear(source=cell.rewritten(source, bounded.name, most))
    assert form._controls[bounded.name].read() == most
    comm.hear(source=cell.rewritten(source, bounded.name, most + 1))
    assert bounded.name in form._message.value
    assert form._controls[bounded.name].read() == most
    comm.hear(source=source)
    assert form._message.value == ""
    assert comm.written() == [], "following is not writing"


def test_the_day_is_a_day_or_the_newest(root):
    comm, source = Comm(), real_cell(root, "ledger")
    form = Form(comm, "notebooks/ledger.ipynb", source)
    picker, newest = form._controls["as_of"].shown.children
    newest.value = False
    assert cell.values(comm.written()[-1])["as_of"] == "2024-10-03", "the article's day"
    newest.value = True
    assert cell.values(comm.written()[-1])["as_of"] == "latest"
    assert picker.value is None


def test_a_notebook_without_a_model_has_a_form_from_its_cell():
    comm = Comm()
    form = Form(comm, "elsewhere/mine.ipynb", 'n = 3  # so many\nkinds = ["a", "b"]')
    form._controls["n"].shown.value = 4
    form._controls["kinds"].shown.value = '["c"]'
    assert comm.written()[-1] == 'n = 4  # so many\nkinds = ["c"]'
    assert asking.defaults("mine") == {}
