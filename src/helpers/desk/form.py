"""The form under a parameter cell: it writes the cell, and follows it when it is edited by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath
from typing import Any

import ipywidgets as widgets

from helpers.desk import asking, cell
from helpers.desk.controls import Control, control
from helpers.desk.launcher import Launcher
from helpers.errors import ParameterError


class Form:
    """One form for one open notebook; lives as long as the comm to the browser.

    ``path`` is the notebook below the folder that JupyterLab serves, ``source`` the text of its
    parameter cell. The cell in the browser is what counts: the form only proposes.
    """

    def __init__(self, comm: Any, path: str, source: str) -> None:
        self.comm = comm
        self.notebook = PurePosixPath(path).stem
        self.source = source
        self._controls: dict[str, Control] = {}
        self._following = False
        self._rows = widgets.VBox()
        self._message = widgets.HTML()
        launcher = Launcher(self.notebook, tell=comm.send)
        tabs = widgets.Tab([self._page(), launcher.shown], titles=["Parameters", "Run as of a day"])
        comm.on_msg(lambda message: self._heard(**message["content"]["data"]))
        comm.on_close(lambda _: tabs.close())
        self.follow(source)
        comm.send({"form": tabs.model_id})

    def follow(self, source: str) -> None:
        """Show what the cell says, or why it cannot stand."""
        self.source = source
        with self._told_where_it_fails():
            values = cell.values(source)
            asking.check(self.notebook, values)
            if not set(self._controls) <= set(values) or not self._controls:
                self._build(values)
            self._following = True
            try:
                for name, shown in self._controls.items():
                    shown.set(values[name])
            finally:
                self._following = False

    def propose(self, **values: Any) -> None:
        """Write values into the cell, if the notebook would take them."""
        with self._told_where_it_fails():
            after = self.source
            held = cell.values(after)
            for name, value in values.items():
                if value != held[name] or type(value) is not type(held[name]):
                    after = cell.rewritten(after, name, value)
            asking.check(self.notebook, cell.values(after))
            if after != self.source:
                before, self.source = self.source, after
                self.comm.send({"write": {"before": before, "after": after}})

    # -- within -----------------------------------------------------------------------------------

    def _heard(self, source: str) -> None:
        self.follow(source)

    def _page(self) -> widgets.Widget:
        run = widgets.Button(description="Run all cells", button_style="primary", icon="forward")
        run.on_click(lambda _: self.comm.send({"run": True}))
        reset = widgets.Button(description="Defaults", tooltip="write the defaults of the model")
        reset.on_click(lambda _: self._to_defaults())
        return widgets.VBox([widgets.HBox([run, reset]), self._message, self._rows])

    def _build(self, values: dict[str, Any]) -> None:
        rows = []
        self._controls = {}
        for question in asking.questions(self.notebook, values):
            made = control(question.schema, values[question.name])
            self._controls[question.name] = made
            made.on_change(lambda name=question.name: self._changed(name))
            name = widgets.HTML(f"<code>{escape(question.name)}</code>", layout={"width": "12em"})
            meaning = widgets.HTML(escape(question.meaning), tooltip=question.allowed)
            rows.append(widgets.HBox([name, made.shown, meaning]))
        self._rows.children = rows

    def _changed(self, name: str) -> None:
        if not self._following:
            self.propose(**{name: self._controls[name].read()})

    def _to_defaults(self) -> None:
        defaults = asking.defaults(self.notebook)
        self.propose(**{name: defaults[name] for name in self._controls if name in defaults})
        self.follow(self.source)

    @contextlib.contextmanager
    def _told_where_it_fails(self) -> Iterator[None]:
        try:
            yield
        except ParameterError as error:
            told = escape(str(error))
            self._message.value = (
                f'<p role="alert" style="color:#b3261e"><b>Not taken:</b> {told}</p>'
            )
        else:
            self._message.value = ""
