"""Tables for readers and screen readers: caption, heads with scope, nothing random."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.display import output, units
from helpers.methods.estimate import Estimate


def html(
    frame: pd.DataFrame,
    *,
    caption: str,
    labels: Mapping[str, str] | None = None,
    column_units: Mapping[str, str] | None = None,
    most: int = 60,
    note: str = "",
) -> str:
    """``frame`` as an HTML table; the first column names the rows.

    ``labels`` rename columns, ``column_units`` give the unit by which a column's numbers are
    written; rows beyond ``most`` are counted, not shown.
    """
    labels, column_units = labels or {}, column_units or {}
    shown = frame.head(most)
    numeric = {name for name in shown if is_numeric(shown[name])}
    head = "".join(
        f'<th scope="col"{_class(name in numeric)}>{output.text(labels.get(name, _words(name)))}</th>'
        for name in shown
    )
    rows = []
    for values in shown.itertuples(index=False, name=None):
        cells = []
        for place, (name, value) in enumerate(zip(shown, values, strict=True)):
            text = output.text(cell(value, column_units.get(name, ""), name))
            if place == 0:
                cells.append(f'<th scope="row">{text}</th>')
            else:
                cells.append(f"<td{_class(name in numeric)}>{text}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    left = len(frame) - len(shown)
    foot = f"{left:,} further rows are in the data of this table. " if left else ""
    below = f'<p class="muted">{output.text(foot + note)}</p>' if foot or note else ""
    return output.block(
        f'<div class="scroll"><table><caption>{output.text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{below}",
        "table",
    )


def is_numeric(series: pd.Series) -> bool:
    """Numbers or estimates, but no booleans."""
    if pd.api.types.is_bool_dtype(series):
        return False
    filled = series.dropna()
    estimates = len(filled) > 0 and filled.map(lambda item: isinstance(item, Estimate)).all()
    return pd.api.types.is_numeric_dtype(series) or bool(estimates)


def cell(value: object, unit: str = "", column: str = "") -> str:
    """One cell as text; empty means unknown."""
    if isinstance(value, Estimate):
        from helpers.display import prose

        return prose.estimate(value)
    if units.is_missing(value):
        return "–"
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not unit and "year" in column.lower() and float(value).is_integer():
            return f"{value:.0f}"
        return units.bare(value, unit)
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return units.anything(value, unit)


def _class(numeric: bool) -> str:
    return ' class="num"' if numeric else ""


def _words(name: object) -> str:
    return str(name).replace("_", " ")
