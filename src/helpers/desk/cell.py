"""The parameter cell as text: its values read, one value replaced, comments kept in place."""

from __future__ import annotations

import ast
import json
from typing import Any

from helpers.errors import ParameterError


def values(source: str) -> dict[str, Any]:
    """Names and values of the ``name = literal`` lines; ParameterError where Python cannot read it."""
    return {name: ast.literal_eval(value) for name, value in _assignments(source).items()}


def rewritten(source: str, name: str, value: Any) -> str:
    """``source`` with another value for ``name``; a comment behind it stays in its column."""
    node = _assignments(source)[name]
    # ast counts columns in bytes.
    lines = [line.encode() for line in source.split("\n")]
    first, last = node.lineno - 1, node.end_lineno - 1
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :].decode()
    told = before.decode() + literal(value)
    comment = after.lstrip(" ")
    if comment.startswith("#"):
        was = lines[last][: node.end_col_offset].decode()
        column = len(was) + len(after) - len(comment)
        told = told.ljust(column - 2) + "  " + comment
    else:
        told += after
    kept = [line.decode() for line in lines]
    return "\n".join([*kept[:first], told, *kept[last + 1 :]])


def literal(value: Any) -> str:
    """A value as the notebooks write it: Python, with double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value)


def _assignments(source: str) -> dict[str, ast.expr]:
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(
            f"Python cannot read it ({error.msg})", where=f"parameter cell, line {error.lineno}"
        ) from None
    found: dict[str, ast.expr] = {}
    for statement in body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Name):
            try:
                ast.literal_eval(statement.value)
            except ValueError:
                raise ParameterError(
                    f"{target.id} is computed, not written out",
                    where=f"parameter cell, line {statement.lineno}",
                    mend="write the value itself, so that the runner can replace it",
                ) from None
            found[target.id] = statement.value
    return found
