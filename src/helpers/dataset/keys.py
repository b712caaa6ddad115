"""Keys: rows told apart, rows pointed to, and facts said only once per vintage and source."""

from __future__ import annotations

from collections.abc import Callable

from helpers.dataset.declaration import Declaration, ForeignKey, Table
from helpers.dataset.problems import Problem, closest
from helpers.dataset.reading import TextTable

Finder = Callable[[str], TextTable | None]
SUGGESTIONS_AT_MOST = 40


def repetition_problems(text: TextTable, declaration: Declaration) -> list[Problem]:
    """Repeated keys, repeated unique values and facts said twice; one problem per line."""
    problems = [
        *primary_key_problems(text, declaration),
        *unique_problems(text, declaration),
        *duplicate_fact_problems(text, declaration),
    ]
    told: dict[int | None, Problem] = {}
    for problem in problems:
        told.setdefault(problem.line, problem)
    return list(told.values())


def primary_key_problems(text: TextTable, declaration: Declaration) -> list[Problem]:
    """Rows whose primary key is already taken by an earlier line, or empty throughout."""
    names = text.table.primary_key
    if not names or not set(names) <= set(text.columns):
        return []
    what = "the primary key already stands on line {first}"
    mend = "remove the row, or correct what tells the two apart"
    problems = _repeated(text, names, what, mend, declaration)
    if any(field.required for field in text.table.fields if field.name in names):
        return problems  # an empty cell of the key is told as such
    file, column = declaration.shown(text.table), "+".join(names)
    empty = (
        line for value, line in zip(text.key(names), text.lines, strict=True) if not any(value)
    )
    what, mend = "the key of the row is empty", "fill it from the source"
    return [*problems, *(Problem(file, what, mend, line, column, "") for line in empty)]


def unique_problems(text: TextTable, declaration: Declaration) -> list[Problem]:
    """Values that stand twice in a column in which each may stand once."""
    what, mend = "the value already stands on line {first}", "keep one, or correct the other"
    return [
        problem
        for field in text.table.fields
        if field.unique and field.name in text.columns and text.table.primary_key != (field.name,)
        for problem in _repeated(text, (field.name,), what, mend, declaration)
    ]


def duplicate_fact_problems(text: TextTable, declaration: Declaration) -> list[Problem]:
    """The same fact twice: one source cannot say two things of a series in one vintage.

    Where no series is declared and rows have a bare identifier, two rows are the same fact
    when nothing but the identifier and the note tells them apart.
    """
    table = text.table
    if table.series_key:
        vintage = (table.vintage,) if table.vintage else ()
        names = tuple(dict.fromkeys([*table.series_key, *vintage, "source_id"]))
        what = "the same source says the same fact of this vintage on line {first} already"
        mend = "keep one of the two, or name the difference in a column of the series key"
    elif table.needs_source and _bare_identifier(table):
        names = tuple(name for name in table.columns if name not in (*table.primary_key, "note"))
        what = "but for its identifier and note the row is that of line {first}"
        mend = "keep one of the two, or fill the column that tells them apart"
    else:
        return []
    if not set(names) <= set(text.columns) or set(table.primary_key) <= set(names):
        return []
    return _repeated(text, names, what, mend, declaration)


def _bare_identifier(table: Table) -> bool:
    """Whether rows are told apart by an identifier of their own, not one of another table."""
    key = table.primary_key
    borrowed = any(foreign.columns == key for foreign in table.foreign_keys)
    return len(key) == 1 and key[0].endswith("_id") and not borrowed


def foreign_key_problems(
    text: TextTable,
    declaration: Declaration,
    find: Finder,
    spellings: Callable[[str], dict[str, str]],
) -> list[Problem]:
    """Values that do not stand in the table they point to, each with the closest that does.

    ``find`` gives the text of another table; ``spellings`` maps other spellings to the right
    one for a table that has aliases.
    """
    problems: list[Problem] = []
    for key in text.table.foreign_keys:
        if key.table not in declaration.tables or not set(key.columns) <= set(text.columns):
            continue
        target = text if key.table == text.table.name else find(key.table)
        if target is not None and set(key.target_columns) <= set(target.columns):
            problems += _dangling(text, key, target, declaration, spellings(key.table))
    return problems


def _dangling(
    text: TextTable,
    key: ForeignKey,
    target: TextTable,
    declaration: Declaration,
    aliases: dict[str, str],
) -> list[Problem]:
    allowed = target.distinct(key.target_columns)
    bad: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for value in text.distinct(key.columns) - (set() if key.separator else allowed):
        parts = [(part,) for part in value[0].split(key.separator)] if key.separator else [value]
        if any(value) and (wrong := [part for part in parts if part not in allowed]):
            bad[value] = wrong
    if not bad:
        return []
    file, target_file = declaration.shown(text.table), declaration.shown(target.table)
    what = f"is not in {target_file} (column {'+'.join(key.target_columns)})"
    mends = _mends(bad, allowed, aliases, target_file)
    return [
        Problem(file, what, mends[part], line, "+".join(key.columns), "+".join(part))
        for value, line in zip(text.key(key.columns), text.lines, strict=True)
        for part in bad.get(value, ())
    ]


def _mends(
    bad: dict[tuple[str, ...], list[tuple[str, ...]]],
    allowed: set[tuple[str, ...]],
    aliases: dict[str, str],
    target_file: str,
) -> dict[tuple[str, ...], str]:
    mends = {}
    candidates = sorted("+".join(value) for value in allowed)
    for number, part in enumerate(dict.fromkeys(part for wrong in bad.values() for part in wrong)):
        shown = "+".join(part)
        near = aliases.get(shown)
        if near is None and number < SUGGESTIONS_AT_MOST and shown:
            near = closest(shown, candidates)
        add = f"add it to {target_file}"
        mends[part] = f"write {near!r} if that is meant, or {add}" if near else add
    return mends


def _repeated(
    text: TextTable, names: tuple[str, ...], what: str, mend: str, declaration: Declaration
) -> list[Problem]:
    """Lines whose values of ``names`` an earlier line has; values that are all empty may repeat."""
    values = text.key(names)
    if len(set(values)) == len(values):
        return []
    file, column = declaration.shown(text.table), "+".join(names)
    first: dict[tuple[str, ...], int] = {}
    problems = []
    for value, line in zip(values, text.lines, strict=True):
        earlier = first.setdefault(value, line)
        if earlier != line and any(value):
            said = what.format(first=earlier)
            problems.append(Problem(file, said, mend, line, column, "+".join(value)))
    return problems
