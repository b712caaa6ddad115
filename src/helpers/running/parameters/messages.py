"""Validation errors as a person needs them: what was given, what is allowed, the closest match."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from helpers.dataset.problems import closest
from helpers.errors import ParameterError
from helpers.running.parameters.base import NotebookParameters
from helpers.running.parameters.kinds import LATEST, countries, coverage, firms

SHOWN_AT_MOST = 12
WORDS = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "null": "nothing (null)",
    "object": "a mapping",
}


def checked(
    notebook: str, model: type[NotebookParameters], mapping: Mapping[str, Any]
) -> NotebookParameters:
    """``mapping`` as a ``model``; every fault of it in one ParameterError."""
    try:
        return model.model_validate(dict(mapping))
    except ValidationError as error:
        faults = [_fault(model, plain) for plain in error.errors(include_url=False)]
    raise ParameterError("; ".join(dict.fromkeys(faults)), where=f"parameters of {notebook}")


def _fault(model: type[NotebookParameters], plain: Mapping[str, Any]) -> str:
    name = str(plain["loc"][0]) if plain["loc"] else ""
    if plain["type"] == "extra_forbidden":
        near = closest(name, model.model_fields)
        hint = f"did you mean {near!r}? " if near else ""
        return f"unknown name {name!r}, {hint}known: {', '.join(model.model_fields)}"
    what = plain["msg"]
    if plain["type"] == "value_error":
        what = str(plain["ctx"]["error"])
    elif plain["type"] == "literal_error":
        options = _options(model, name)
        near = closest(str(plain["input"]), options)
        what = f"{plain['input']!r} is not allowed" + (f"; did you mean {near!r}?" if near else "")
    else:
        what = f"{plain['input']!r}: {what[0].lower()}{what[1:]}"
    if not name:
        return what
    return f"{name}: {what} (allowed: {allowed_values(model)[name]})"


def allowed_values(model: type[NotebookParameters]) -> dict[str, str]:
    """For each parameter, in words, the values it takes."""
    schema = model.model_json_schema(mode="validation")
    definitions = schema.get("$defs", {})
    return {name: _in_words(part, definitions) for name, part in schema["properties"].items()}


def _options(model: type[NotebookParameters], name: str) -> list[str]:
    schema = model.model_json_schema(mode="validation")
    part = schema["properties"][name]
    if "items" in part:
        part = part["items"]
    return [str(option) for option in part.get("enum", [part["const"]] if "const" in part else [])]


def _in_words(part: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in part:
        part = definitions[part["$ref"].rpartition("/")[2]]
    if "kind" in part:
        return _kind_in_words(part["kind"])
    if "enum" in part:
        return "one of: " + ", ".join(str(option) for option in part["enum"])
    if "const" in part:
        return f"only {part['const']}"
    if "anyOf" in part:
        return " or ".join(_in_words(option, definitions) for option in part["anyOf"])
    if part.get("type") == "array":
        inner = part.get("items") or {}
        return f"a list, each {_in_words(inner, definitions)}" if inner else "a list"
    return WORDS.get(part.get("type", ""), "any value") + _bounds(part)


def _kind_in_words(kind: str) -> str:
    if kind == "day":
        first, last = coverage()
        return f"an ISO day from {first} to {last}, or {LATEST}"
    names = countries() if kind == "country" else firms()
    shown = ", ".join(names[:SHOWN_AT_MOST])
    rest = len(names) - SHOWN_AT_MOST
    file = "countries.csv" if kind == "country" else "firms.csv"
    more = f", and {rest} more in data/identity/{file}" if rest > 0 else ""
    return f"a {'country code' if kind == 'country' else 'firm'}: {shown}{more}"


def _bounds(part: Mapping[str, Any]) -> str:
    limits = [
        f"{word} {part[key]:g}"
        for key, word in (
            ("minimum", "from"),
            ("exclusiveMinimum", "above"),
            ("maximum", "to"),
            ("exclusiveMaximum", "below"),
        )
        if key in part
    ]
    return " " + " ".join(limits) if limits else ""
