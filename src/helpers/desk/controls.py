"""One widget for one parameter: what it allows decides which."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from helpers.desk.cell import literal
from helpers.running.parameters.kinds import LATEST, countries, coverage, firms

WIDE = {"width": "22em"}
LISTED = {"country": countries, "firm": firms}


@dataclass(frozen=True)
class Control:
    """A widget to show, how to read and set its value, and how to hear of changes."""

    shown: widgets.Widget
    read: Callable[[], Any]
    set: Callable[[Any], None]
    watched: tuple[widgets.Widget, ...]

    def on_change(self, tell: Callable[[], None]) -> None:
        for widget in self.watched:
            widget.observe(lambda _: tell(), names="value")


def control(part: Mapping[str, Any], value: Any) -> Control:
    """The control for a parameter of which ``part`` is the JSON schema, standing at ``value``."""
    if part.get("kind") == "day":
        return _day(value)
    if options := _options(part):
        return _plain(widgets.Dropdown, value, options=options)
    if part.get("type") == "array" and (options := _options(part.get("items", {}))):
        return _tags(value, options)
    if part.get("type") == "boolean" and isinstance(value, bool):
        return _plain(widgets.Checkbox, value, indent=False)
    if part.get("type") == "integer" and type(value) is int:
        return _number(widgets.IntText, widgets.BoundedIntText, part, value)
    if part.get("type") == "number" and isinstance(value, (int, float)):
        return _number(widgets.FloatText, widgets.BoundedFloatText, part, value)
    if part.get("type") == "string" and isinstance(value, str):
        return _plain(widgets.Text, value, continuous_update=False)
    return _literal(value)


def _options(part: Mapping[str, Any]) -> list[Any]:
    if part.get("kind") in LISTED:
        return sorted(LISTED[part["kind"]]())
    return list(part.get("enum", [part["const"]] if "const" in part else []))


def _plain(kind: type[widgets.Widget], value: Any, **settings: Any) -> Control:
    widget = kind(layout=WIDE, **settings)

    def put(new: Any) -> None:
        widget.value = new

    put(value)
    return Control(widget, lambda: widget.value, put, (widget,))


def _number(free: type, bounded: type, part: Mapping[str, Any], value: float) -> Control:
    limits = {"min": part.get("minimum"), "max": part.get("maximum")}
    if None in limits.values():
        return _plain(free, value, continuous_update=False)
    return _plain(bounded, value, continuous_update=False, **limits)


def _tags(value: Any, options: list[Any]) -> Control:
    made = _plain(widgets.TagsInput, list(value), allowed_tags=options, allow_duplicates=False)
    return Control(made.shown, lambda: list(made.shown.value), made.set, made.watched)


def _literal(value: Any) -> Control:
    """Anything else is typed as Python; what Python cannot read is handed on as text."""
    made = _plain(widgets.Text, literal(value), continuous_update=False)

    def read() -> Any:
        try:
            return ast.literal_eval(made.shown.value)
        except (ValueError, SyntaxError):
            return made.shown.value

    return Control(made.shown, read, lambda new: made.set(literal(new)), made.watched)


def _day(value: Any) -> Control:
    first, last = coverage()
    newest = widgets.Checkbox(description=LATEST, indent=False, layout={"width": "6em"})
    picker = widgets.DatePicker(min=first, max=last, layout={"width": "12em"})

    def read() -> str:
        return LATEST if newest.value or picker.value is None else picker.value.isoformat()

    def put(new: Any) -> None:
        if new == LATEST:
            newest.value = True
        else:
            picker.value = datetime.date.fromisoformat(str(new))
            newest.value = False

    def day_chosen(change: Any) -> None:
        if change["new"] is not None:
            newest.value = False

    def newest_chosen(change: Any) -> None:
        picker.value = None if change["new"] else picker.value or first

    picker.observe(day_chosen, names="value")
    newest.observe(newest_chosen, names="value")
    put(value)
    return Control(
        widgets.HBox([picker, newest], layout={"width": "calc(22em + 4px)"}),
        read,
        put,
        (picker, newest),
    )
