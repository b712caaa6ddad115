"""What every declaration of a table has to say, checked before its file is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from helpers.dataset.declaration import PRECISIONS, RULES, TYPES, Declaration, Table
from helpers.dataset.location import DECLARATION, shown
from helpers.dataset.problems import Problem

DATED_RULES = ("own_date", "snapshot")


def declaration_problems(declaration: Declaration, table: Table) -> list[Problem]:
    """Everything that the declaration of ``table`` leaves out or contradicts."""
    file = shown(declaration.folder, DECLARATION)
    faults = [*_field_faults(table), *_key_faults(table, declaration), *_known_faults(table)]
    return [
        Problem(file, f"table {table.name}: {what}", mend, column=column, value=value)
        for what, mend, column, value in faults
    ]


def readable(table: Table) -> bool:
    """Whether the declaration is whole enough to check the cells by it."""
    return all(field.type in TYPES for field in table.fields)


def undeclared_files(declaration: Declaration) -> list[Problem]:
    """CSV files in the folder that no table declares."""
    declared = {table.path for table in declaration.tables.values()}
    found = sorted(
        path.relative_to(declaration.folder) for path in declaration.folder.rglob("*.csv")
    )
    mend = f"declare it in {DECLARATION} or remove it"
    return [
        Problem(shown(declaration.folder, path.as_posix()), "the file is not declared", mend)
        for path in found
        if path.as_posix() not in declared
    ]


Fault = tuple[str, str, str, str | None]


def _field_faults(table: Table) -> Iterator[Fault]:
    if not table.title or not table.description:
        yield "no title or no description", "say what one row is", "", None
    for name, count in Counter(table.columns).items():
        if count > 1:
            yield "the column is declared twice", "keep one", name, None
    for field in table.fields:
        if field.type not in TYPES:
            yield "the type is not allowed", f"one of {', '.join(TYPES)}", field.name, field.type
        if not field.description:
            yield "the column has no description", "say what it holds", field.name, None
        if field.measured and not field.unit:
            mend = "declare `unit` (count, rank, share, USD per ..., or column:unit)"
            yield "the number has no unit", mend, field.name, None
        named = field.unit.removeprefix("column:")
        if field.unit.startswith("column:") and not table.field(named):
            yield (
                "the unit names a column that the table lacks",
                "name a column of it",
                field.name,
                named,
            )
        if (field.name == "date_precision" or field.name.endswith("_precision")) and (
            not field.enum or not set(field.enum) <= set(PRECISIONS)
        ):
            mend = f"declare the enum, out of {', '.join(PRECISIONS)}"
            yield "the precision has other words than allowed", mend, field.name, None


def _key_faults(table: Table, declaration: Declaration) -> Iterator[Fault]:
    if not table.primary_key:
        yield "no primary key", "name the columns that tell its rows apart", "", None
    named = [(name, "the primary key") for name in table.primary_key]
    named += [(name, "a foreign key") for key in table.foreign_keys for name in key.columns]
    named += [(name, "the series key") for name in table.series_key]
    named += [(name, "coding") for name in table.coding]
    named += [(table.vintage, "the vintage")] if table.vintage else []
    named += [(table.date, "the date")] if table.date else []
    for name, use in named:
        if not table.field(name):
            yield f"{use} names a column that the table lacks", "name a column of it", name, None
    for key in table.foreign_keys:
        if key.table not in declaration.tables:
            yield (
                "a foreign key names a table that is not declared",
                "declare it",
                key.columns[0],
                key.table,
            )
    if table.vintage and not table.series_key:
        yield (
            "a vintage without a series key",
            "name the columns of `series_key`",
            table.vintage,
            None,
        )
    if table.twin and table.vintage:
        mend = "a condition could hide the newest edition: keep such a table in its CSV"
        yield "a table with vintages can not have a twin", mend, table.vintage, table.twin
    if table.needs_source:
        pointing = [key.columns for key in table.foreign_keys if key.table == "sources"]
        if ("source_id",) not in pointing:
            mend = "add source_id and its foreign key to sources"
            yield "a table of facts without a source", mend, "source_id", None
        elif not table.field("source_id").required:
            yield "source_id is not required", "set constraints.required", "source_id", None


def _known_faults(table: Table) -> Iterator[Fault]:
    rule = table.known
    if rule.rule not in RULES:
        yield "no rule of known_on", f"chuhai.known.rule: one of {', '.join(RULES)}", "", rule.rule
    if rule.rule in DATED_RULES:
        field = table.field(rule.column)
        if field is None or field.type != "date":
            mend = "chuhai.known.column: a column of type date"
            yield "the rule of known_on needs a date column", mend, rule.column, None
    if rule.precision and not table.field(rule.precision):
        yield (
            "known_on names a column that the table lacks",
            "name a column of it",
            rule.precision,
            None,
        )
