"""``datapackage.json`` as typed objects. Nothing else declares a table."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.dataset.location import DECLARATION, find, shown
from helpers.dataset.problems import closest
from helpers.errors import DatasetError

TYPES = ("string", "number", "integer", "boolean", "date", "year")
RULES = ("own_date", "snapshot", "source", "always")
PRECISIONS = ("day", "month", "quarter", "half", "year")
LIST_SEPARATOR = ";"
FURTHER_SOURCES = "other_source_ids"


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must stand in ``target_columns`` of ``table``."""

    columns: tuple[str, ...]
    table: str
    target_columns: tuple[str, ...]
    separator: str = ""


@dataclass(frozen=True)
class Field:
    """One column: its type, its meaning and what its cells may hold."""

    name: str
    type: str
    description: str = ""
    unit: str = ""
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: str | float | None = None
    maximum: str | float | None = None
    separator: str = ""

    @property
    def measured(self) -> bool:
        """Whether the column holds numbers that mean nothing without a unit."""
        return self.type in ("number", "integer")


@dataclass(frozen=True)
class Known:
    """The rule by which a row becomes known, and the columns that it reads."""

    rule: str = ""
    column: str = ""
    precision: str = ""


@dataclass(frozen=True)
class Table:
    """One table of the dataset, as declared."""

    name: str
    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    theme: str
    known: Known
    series_key: tuple[str, ...]
    vintage: str
    caveats: tuple[str, ...]
    coding: tuple[str, ...]
    date: str
    twin: str
    plain: Mapping[str, Any] = dataclasses.field(repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    @property
    def needs_source(self) -> bool:
        """Facts need a source; apparatus (claims, tests, code lists) may do without."""
        return self.known.rule != "always" and self.name != "sources"


@dataclass(frozen=True)
class Declaration:
    """The whole package: its tables in order, and the days that bound a reading."""

    folder: Path
    tables: Mapping[str, Table]
    article_day: datetime.date
    last_day: datetime.date
    first_day: datetime.date
    earliest_date: datetime.date
    plain: Mapping[str, Any] = dataclasses.field(repr=False)

    def table(self, name: str) -> Table:
        """The table of that name; DatasetError with the closest name otherwise."""
        if name in self.tables:
            return self.tables[name]
        near = closest(str(name), self.tables)
        raise DatasetError(
            f"there is no table {name!r}",
            where=shown(self.folder, DECLARATION),
            mend=f"did you mean {near!r}?" if near else f"one of {', '.join(self.tables)}",
        )

    def shown(self, table: Table) -> str:
        """How messages name the file of ``table``."""
        return shown(self.folder, table.path)


def read(folder: str | os.PathLike[str] | None = None) -> Declaration:
    """Read the declaration of the dataset in ``folder`` (see :func:`location.find`)."""
    place = find(folder)
    where = shown(place, DECLARATION)
    try:
        plain = json.loads((place / DECLARATION).read_text(encoding="utf-8"))
    except ValueError as error:
        raise DatasetError(
            f"is not readable JSON ({error})", where=where, mend="mend it at the place named"
        ) from None
    try:
        tables = [_table(resource) for resource in plain["resources"]]
        days = plain["chuhai"]
        article_day, last_day, first_day, earliest = (
            datetime.date.fromisoformat(days[name])
            for name in ("article_day", "compiled", "first_reading_day", "earliest_date")
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(
            f"a part of the declaration is missing or mistyped ({type(error).__name__}: {error})",
            where=where,
            mend="every resource needs name, path and schema; the package needs the four days "
            "article_day, compiled, first_reading_day and earliest_date under `chuhai`",
        ) from None
    return Declaration(
        place,
        {table.name: table for table in tables},
        article_day,
        last_day,
        first_day,
        earliest,
        plain,
    )


def _table(plain: Mapping[str, Any]) -> Table:
    schema, house = plain["schema"], plain.get("chuhai", {})
    fields = tuple(_field(field) for field in schema["fields"])
    known = house.get("known", {})
    return Table(
        name=plain["name"],
        path=plain["path"],
        title=plain.get("title", ""),
        description=plain.get("description", ""),
        fields=fields,
        primary_key=_names(schema.get("primaryKey", ())),
        foreign_keys=tuple(_foreign_keys(plain["name"], schema)),
        theme=house.get("theme", ""),
        known=Known(
            known.get("rule") or "", known.get("column") or "", known.get("precision") or ""
        ),
        series_key=_names(house.get("series_key") or ()),
        vintage=house.get("vintage") or "",
        caveats=tuple(house.get("caveats", ())),
        coding=tuple(house.get("coding", ())),
        date=house.get("date", ""),
        twin=house.get("twin", ""),
        plain=plain,
    )


def _field(plain: Mapping[str, Any]) -> Field:
    limits = plain.get("constraints", {})
    separator = plain.get("list", {}).get("separator", "")
    if plain["name"] == FURTHER_SOURCES:
        separator = LIST_SEPARATOR
    return Field(
        name=plain["name"],
        type=plain["type"],
        description=plain.get("description", ""),
        unit=plain.get("unit", ""),
        required=bool(limits.get("required", False)),
        unique=bool(limits.get("unique", False)),
        enum=tuple(str(value) for value in limits.get("enum", ())),
        pattern=limits.get("pattern", ""),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        separator=separator,
    )


def _foreign_keys(name: str, schema: Mapping[str, Any]) -> list[ForeignKey]:
    keys = [
        ForeignKey(
            _names(key["fields"]),
            key["reference"]["resource"] or name,
            _names(key["reference"]["fields"]),
        )
        for key in schema.get("foreignKeys", ())
    ]
    # Frictionless cannot say "a list of keys in one cell", so lists are declared at the field.
    for field in schema["fields"]:
        listed = field.get("list", {})
        if field["name"] == FURTHER_SOURCES:
            listed = {"resource": "sources", "field": "source_id"} | listed
        if listed.get("resource"):
            separator = listed.get("separator", LIST_SEPARATOR)
            target = (listed["field"],)
            keys.append(ForeignKey((field["name"],), listed["resource"], target, separator))
    return keys


def _names(plain: Any) -> tuple[str, ...]:
    return (plain,) if isinstance(plain, str) else tuple(plain)
