"""Implied sums, redone from their expressions (``claim_arithmetic``)."""

from __future__ import annotations

import ast
import operator
from typing import Any

from helpers.claims.agreeing import agreement_of
from helpers.claims.evidence import Line
from helpers.claims.tests import Claim, ClaimTest, cells, rows_of
from helpers.errors import ClaimError

_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(expression: str) -> float:
    """The value of a sum of numbers with + - * / and brackets; nothing else is allowed."""
    try:
        return float(_value(ast.parse(expression, mode="eval").body))
    except (SyntaxError, ZeroDivisionError, KeyError, TypeError) as error:
        raise ClaimError(
            f"{expression!r} is not a sum of numbers", where="claim_arithmetic",
            mend="use numbers, + - * / and brackets",
        ) from error


def recompute(sums: Any, claim: Claim, test: ClaimTest) -> list[tuple[dict[str, Any], Line]]:
    """Every sum of the claim, redone: what the table says, what comes out, and as a line.

    A unit of percent means that the value is times 100.
    """
    done = []
    for row in rows_of(sums):
        cell = cells(row)
        if cell("claim_id") != claim.claim_id:
            continue
        value = evaluate(cell("expression")) * (100 if cell("unit") == "percent" else 1)
        stated = float(cell("result"))
        line = Line(
            evidence_id=cell("calc_id"), source_id=cell("source_id").split("|")[0],
            value=value, unit=cell("unit"), line=cell("calc_id"), row=cell("row"),
        )
        found = {
            "calc_id": cell("calc_id"), "expression": cell("expression"), "unit": cell("unit"),
            "result": float(f"{value:.10g}"), "stated": stated,
            "as_stated": abs(value - stated) <= 0.01 * max(1.0, abs(stated)),
            "note": cell("note"),
        }
        if test.test_kind == "arithmetic":
            found["within"] = agreement_of(line, claim, test)
        done.append((found, line))
    return done


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    raise TypeError(f"not a number: {ast.dump(node)}")
