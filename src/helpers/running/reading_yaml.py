"""YAML as plain data in which every part still knows its line."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import yaml

from helpers.errors import PlanError

_INT, _FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML in which ``3:1`` is a text: YAML 1.1 reads it as 181, a number to the base 60."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in found if tag not in (_INT, _FLOAT)]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver(_INT, re.compile(r"[-+]?(0|[1-9]\d*)$"), list("-+0123456789"))
Loader.add_implicit_resolver(
    _FLOAT,
    re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][-+]?\d+)?$|[-+]?\.inf$|\.nan$"),
    list("-+.0123456789"),
)


class Located(dict):
    """A mapping that remembers its own line and the lines of its keys (from 1)."""

    line: int = 1
    lines: dict[str, int]


def read(path: Path, shown: str) -> Any:
    """The content of a YAML file; PlanError with the line when it is not YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError(f"cannot be read ({error})", where=shown) from None
    try:
        loader = Loader(text)
        node = loader.get_single_node()
        return _plain(loader, node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise PlanError(
            f"is not YAML ({error.problem or error.context})",
            where=f"{shown}{line}",
            mend="mend the line named (indentation, colons, quotes)",
        ) from None


def scalar(text: str) -> Any:
    """One value as YAML reads it (``-p name=value``); days stay ISO texts."""
    try:
        return _day_as_text(yaml.load(text, Loader))
    except yaml.YAMLError:
        return text


def _plain(loader: Any, node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        mapping = Located()
        mapping.line, mapping.lines = node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            key = str(_plain(loader, key_node))
            if key in mapping:
                raise yaml.MarkedYAMLError(
                    problem=f"{key!r} is given twice", problem_mark=key_node.start_mark
                )
            mapping[key] = _plain(loader, value_node)
            mapping.lines[key] = key_node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item) for item in node.value]
    return _day_as_text(loader.construct_object(node))


def _day_as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
