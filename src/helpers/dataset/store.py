"""Tables read, typed and checked, each once per content of the files it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.dataset import cells, corrections, keys, known, periods, reading, rules
from helpers.dataset.declaration import Declaration, Table
from helpers.dataset.fingerprint import table_hash, with_targets
from helpers.dataset.problems import BrokenTableError, Problem
from helpers.dataset.reading import TextTable

# The tables are small and cut into ever smaller ones: Python's own strings are then taken and written
# in little more than half of Arrow's time. A twin (millions of rows) keeps Arrow's.
pd.set_option("mode.string_storage", "python")

SOURCES = "sources"
ALIASES = {"firms": ("firm_aliases", "alias", "firm")}


@dataclass(frozen=True)
class Loaded:
    """A checked table: its frame (None when a check failed) and the problems found."""

    table: Table
    frame: pd.DataFrame | None
    problems: tuple[Problem, ...]


# Content never changes under a hash, so tables may be shared by every dataset of the process.
_texts: dict[str, tuple[TextTable | None, list[Problem]]] = {}
_loaded: dict[str, Loaded] = {}


def forget() -> None:
    """Drop what earlier datasets of this process have read."""
    _texts.clear()
    _loaded.clear()


class Store:
    """The tables of one declaration, loaded when they are first asked for."""

    def __init__(self, declaration: Declaration) -> None:
        self.declaration = declaration
        self._hashes: dict[str, str] = {}

    def frame(self, name: str) -> pd.DataFrame:
        """The whole table with row labels and known_on; BrokenTableError if a check fails."""
        loaded = self.load(self.declaration.table(name))
        if loaded.frame is None:
            raise BrokenTableError(name, loaded.problems)
        return loaded.frame

    def known_on(self, table: Table, frame: pd.DataFrame) -> pd.Series:
        """The first day on which rows of ``table`` read elsewhere (a twin) could be known."""
        published, problems = self._source_days(table, frame)
        if problems:
            raise BrokenTableError(SOURCES, problems)
        return known.known_on(frame, table, self.declaration, published)

    def hash(self, name: str) -> str:
        """SHA-256 of the file and declaration of a table, taken once per store."""
        if name not in self._hashes:
            table = self.declaration.tables[name]
            self._hashes[name] = table_hash(self.declaration, table)
        return self._hashes[name]

    def load(self, table: Table) -> Loaded:
        """Read, type and check ``table``."""
        rests_on = with_targets([table.name], self.declaration)
        extras = [corrections.TABLE, *(ALIASES[name][0] for name in rests_on if name in ALIASES)]
        rests_on += [name for name in extras if name in self.declaration.tables]
        place = str(self.declaration.folder)
        key = " ".join([place, table.name, *map(self.hash, sorted(set(rests_on)))])
        if key not in _loaded:
            _loaded[key] = self._load(table)
        return _loaded[key]

    def _text(self, name: str) -> tuple[TextTable | None, list[Problem]]:
        key = f"{self.declaration.folder} {self.hash(name)}"
        if key not in _texts:
            _texts[key] = reading.read_text(self.declaration, self.declaration.tables[name])
        return _texts[key]

    def text(self, name: str) -> TextTable | None:
        """The cells of a table as written; None where there is no such file or table."""
        return self._text(name)[0] if name in self.declaration.tables else None

    def _load(self, table: Table) -> Loaded:
        declaration = self.declaration
        problems = rules.declaration_problems(declaration, table)
        text, faults = self._text(table.name)
        problems += [*faults, *self._missing_targets(table)]
        if text is None or not rules.readable(table):
            return Loaded(table, None, tuple(problems))
        frame, faults = cells.typed(text, declaration)
        problems += faults
        problems += periods.period_problems(text, frame, declaration)
        problems += keys.repetition_problems(text, declaration)
        problems += keys.foreign_key_problems(text, declaration, self.text, self._spellings)
        problems += self._guards(table)
        published, faults = self._source_days(table, frame)
        problems += faults
        if not problems:
            days = known.known_on(frame, table, declaration, published)
            problems += known.known_problems(text, days, declaration)
            frame["known_on"] = days
            frame.index = pd.Index(
                [f"{table.name}:{line}" for line in text.lines], dtype="str", name="row"
            )
        own = declaration.shown(table)
        problems.sort(key=lambda problem: (problem.file != own, problem.file, problem.line or 0))
        return Loaded(table, None if problems else frame, tuple(problems))

    def _missing_targets(self, table: Table) -> list[Problem]:
        """The files that ``table`` points to and that cannot be read."""
        targets = {key.table for key in table.foreign_keys} - {table.name}
        return [
            problem
            for name in sorted(targets & set(self.declaration.tables))
            if self.text(name) is None
            for problem in self._text(name)[1]
        ]

    def _spellings(self, name: str) -> dict[str, str]:
        """Other spellings of the identifiers of a table, to the one that is used."""
        if name not in ALIASES or (text := self.text(ALIASES[name][0])) is None:
            return {}
        _, other, right = ALIASES[name]
        return dict(text.key((other, right))) if {other, right} <= set(text.columns) else {}

    def _guards(self, table: Table) -> list[Problem]:
        text = self.text(corrections.TABLE)
        if text is None:
            return []
        only = None if table.name == corrections.TABLE else table.name
        return corrections.guard_problems(text, self.declaration, self.text, only)

    def _source_days(self, table: Table, frame: pd.DataFrame) -> tuple[pd.Series, list[Problem]]:
        """From which day on each source could be read, as far as ``table`` asks for it."""
        if table.known.rule not in ("own_date", "source"):
            return pd.Series(dtype="datetime64[us]"), []
        if table.name == SOURCES:
            return known.source_days(frame), []
        sources = self.load(self.declaration.table(SOURCES))
        if sources.frame is None:
            return pd.Series(dtype="datetime64[us]"), list(sources.problems)
        return known.source_days(sources.frame), []
