"""The data dictionary: ``data/README.md``, written from the declaration and the rows.

``python -m helpers.dataset.dictionary`` writes it; ``--check`` only says whether it is current.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pandas as pd

from helpers.dataset.coverage import span
from helpers.dataset.declaration import Declaration, Field, Table, read
from helpers.dataset.location import shown
from helpers.dataset.store import SOURCES, Store
from helpers.errors import DatasetError

FILE = "README.md"
THEMES = {
    "common": "Common tables",
    "identity": "Identity",
    "competition": "Domestic competition",
    "funding": "Funding climate",
    "localization": "Localization",
    "visibility": "Open-source visibility",
    "esg": "ESG",
}
RULES = {
    "own_date": "on its own date{column} (end of the period), or when its source appeared if that "
    "was earlier",
    "snapshot": "on the day it was read{column}",
    "source": "when its source was published",
    "always": "always: it is part of the apparatus, not a fact",
}
INTRODUCTION = """\
# Data dictionary

Generated from `datapackage.json` by `chuhai dictionary`; edit the declaration, not this file.

{tables} tables, {rows:,} rows. Dates are ISO days: the first day of a period, with its precision
beside it. An empty cell is unknown. Every row of facts names its source (`source_id`, a row of
[`sources.csv`](sources.csv)); further sources stand in `other_source_ids`, separated by `;`.
Licences and how rows combine: [`LICENSE.md`](LICENSE.md). "Coding" marks columns that are a
judgement of the compilers, not a statement of the source.

In Python: `helpers.dataset.open(as_of="{article_day}").table("api_prices")` gives the rows that
could be known on that day, typed, with `known_on`; any Frictionless tool reads the folder too.
"""


def render(folder: str | os.PathLike[str] | None = None) -> str:
    """The data dictionary of the dataset in ``folder``, as Markdown.

    Row counts and spans are read from the tables; BrokenTableError when one does not open.
    """
    declaration = read(folder)
    store = Store(declaration)
    rows = {name: len(store.frame(name)) for name in declaration.tables}
    parts = [
        INTRODUCTION.format(
            tables=len(rows), rows=sum(rows.values()), article_day=declaration.article_day
        )
    ]
    themes = list(dict.fromkeys(table.theme for table in declaration.tables.values()))
    for theme in themes:
        tables = [table for table in declaration.tables.values() if table.theme == theme]
        parts.append(f"## {THEMES.get(theme, theme.capitalize())}\n")
        parts.append(_overview(tables, rows))
        parts.extend("\n".join(_section(table, store)) for table in tables)
    parts.append(_licences(store))
    return "\n".join(parts).rstrip() + "\n"


def write(folder: str | os.PathLike[str] | None = None) -> bool:
    """Write the dictionary beside the tables; True when it changed."""
    declaration = read(folder)
    path = declaration.folder / FILE
    text = render(folder)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def ensure_current(folder: str | os.PathLike[str] | None = None) -> None:
    """DatasetError when the dictionary beside the tables is not what they say."""
    declaration = read(folder)
    path = declaration.folder / FILE
    if not path.is_file() or path.read_text(encoding="utf-8") != render(folder):
        raise DatasetError(
            "the data dictionary is out of date",
            where=shown(declaration.folder, FILE),
            mend="run `chuhai dictionary`",
        )


def _overview(tables: list[Table], rows: dict[str, int]) -> str:
    lines = ["| table | holds | rows |", "| --- | --- | ---: |"]
    for table in tables:
        link = f"[{table.name}](#{table.name.lower()})"
        lines.append(f"| {link} | {_cell(table.title)} | {rows[table.name]:,} |")
    return "\n".join([*lines, ""])


def _licences(store: Store) -> str:
    """How many sources and rows stand under each licence."""
    sources = store.frame(SOURCES)
    used = [
        store.frame(name)["source_id"].astype("str").dropna()
        for name, table in store.declaration.tables.items()
        if name != SOURCES and table.field("source_id")
    ]
    terms = ["licence", "redistribution", "commercial_use"]
    counted = sources.assign(
        **{name: sources[name].astype("str").fillna("unknown") for name in terms},
        rows=sources["source_id"].map(pd.concat(used).value_counts()).fillna(0).astype(int),
    )
    groups = counted.groupby(terms)["rows"].agg(["size", "sum"]).reset_index()
    lines = [
        "## Licences\n",
        "By source (`source_id`); what each asks of you is said in [`LICENSE.md`](LICENSE.md).\n",
        "| licence | redistribution | commercial use | sources | rows |",
        "| --- | --- | --- | ---: | ---: |",
    ]
    for licence, redistribution, commercial, number, rows in groups.itertuples(index=False):
        lines.append(f"| {licence} | {redistribution} | {commercial} | {number:,} | {rows:,} |")
    return "\n".join([*lines, ""])


def _section(table: Table, store: Store) -> Iterator[str]:
    declaration = store.declaration
    yield f"### {table.name}\n"
    yield f"[`{table.path}`]({table.path}). {table.description}\n"
    yield _facts(table, store) + "\n"
    yield from (f"- {caveat}" for caveat in table.caveats)
    yield (
        "\n| column | type | unit | meaning |"
        if table.caveats
        else "| column | type | unit | meaning |"
    )
    yield "| --- | --- | --- | --- |"
    for field in table.fields:
        meaning = _meaning(field, table, declaration)
        yield f"| `{field.name}` | {field.type} | {_cell(_unit(field))} | {_cell(meaning)} |"
    yield ""


def _facts(table: Table, store: Store) -> str:
    frame = store.frame(table.name)
    first, last = span(frame, table)
    column = f" (`{table.known.column}`)" if table.known.column else ""
    facts = [f"{len(frame):,} rows"]
    if first and table.known.rule != "always":
        facts.append(f"{first} to {last}")
    facts.append(f"key {_names(table.primary_key)}")
    if table.series_key:
        vintage = f", vintage `{table.vintage}`" if table.vintage else ""
        facts.append(f"series {_names(table.series_key)}{vintage}")
    rule = RULES[table.known.rule].format(column=column)
    return f"{'; '.join(facts)}. A row is known {rule}."


def _meaning(field: Field, table: Table, declaration: Declaration) -> str:
    parts = [field.description.rstrip(".")]
    if field.enum:
        parts.append("one of " + ", ".join(f"`{value}`" for value in field.enum))
    if field.minimum is not None or field.maximum is not None:
        low, high = field.minimum, field.maximum
        bounds = [f"from {low}"] if low is not None else []
        parts.append(" ".join([*bounds, f"to {high}"] if high is not None else bounds))
    for key in table.foreign_keys:
        if key.columns == (field.name,):
            listed = f", several separated by `{key.separator}`" if key.separator else ""
            path = declaration.tables[key.table].path
            parts.append(f"in [`{key.table}`]({path}){listed}")
    if field.name in table.coding:
        parts.append("coding")
    if field.required and field.name not in table.primary_key:
        parts.append("never empty")
    return "; ".join(part for part in parts if part)


def _unit(field: Field) -> str:
    if field.unit.startswith("column:"):
        return f"see `{field.unit.removeprefix('column:')}`"
    return field.unit


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the dictionary, or with ``--check`` say whether it is current."""
    try:
        if "--check" in arguments:
            ensure_current()
            print("data/README.md is current")
        else:
            print("data/README.md written" if write() else "data/README.md was current")
    except DatasetError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
