"""``chuhai new notebook``: a theme with everything that it needs, whole or not at all.

A theme is a row of ``notebooks``, a notebook, a module of parameters, a line in the plans
``published`` and ``today``, its name in Chinese in the catalogue of the pages, and the claims
that it judges. ``tests/house`` holds that none of these is missing.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers import dataset
from helpers.errors import PlanError, RefreshError
from helpers.refreshing import theme_template, theme_texts, whole, writing
from helpers.refreshing.held import Held, Row
from helpers.running.parameters import NOTEBOOKS, SHARED
from helpers.running.project import Project

WHERE = "new notebook"
NAME = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
LONGEST = 40
PLANS = ("published", "today")
PARAMETERS = Path("src", "helpers", "running", "parameters")
CATALOGUE = Path("site", "locale", "zh_Hans", "LC_MESSAGES", "chuhai.po")


@dataclass(frozen=True)
class Theme:
    """What a person says of a new theme.

    ``question`` is the title of its notebook, ``title`` its name in menus and ``title_zh`` the
    same in Chinese; ``table`` is the table that its first figures draw; ``claims`` are the
    claims that it takes over from other notebooks.
    """

    name: str
    title: str
    question: str
    table: str
    claims: tuple[str, ...]
    title_zh: str


def new_notebook(theme: Theme, project: Project, *, dry_run: bool = False) -> list[str]:
    """Write the theme; the files that were made or changed, as messages print them.

    Raises
    ------
    RefreshError
        when anything of it cannot stand (a name taken, an unknown table or claim, a claim that
        a notebook still judges by hand, a state that the dataset's checks refuse). Nothing has
        been written then.
    """
    whole.finish_interrupted(project.root)
    held = Held(project.data)
    _name(theme.name, project, held)
    tests = _claims(theme.claims, project, held)
    start = _start(theme, held, tests)
    moved = {claim: theme.name for claim in theme.claims}

    def edit(folder: Path) -> None:
        place = str(max((int(row["position"]) for row in held.rows("notebooks")), default=0) + 1)
        row = {"notebook": theme.name, "position": place, "title": theme.title}
        path = folder / held.table("notebooks").path
        line = writing.as_line(row[column] for column in held.table("notebooks").columns)
        path.write_text(path.read_text("utf-8") + line, "utf-8", newline="")
        for name in ("claims", "claim_tests"):
            path = folder / held.table(name).path
            text = path.read_text("utf-8")
            path.write_text(
                theme_texts.with_cells(text, "claim_id", "notebook", moved), "utf-8", newline=""
            )

    changed = writing.rehearsed(held.folder, edit)
    files = {held.folder / name: content for name, content in changed.items()}
    files |= {path: text.encode() for path, text in _texts(theme, start, project).items()}
    if not dry_run:
        whole.write_files(project.root, files)
    return [project.shown(path) for path in files]


def _texts(theme: Theme, start: theme_template.Start, project: Project) -> Mapping[Path, str]:
    """The files outside the dataset, with their new text."""
    texts = {
        project.notebooks / f"{theme.name}.ipynb": theme_template.notebook(start),
        project.root / PARAMETERS / f"{theme.name}.py": theme_template.parameters(start),
    }
    for plan in PLANS:
        path = project.plans / f"{plan}.yml"
        texts[path] = theme_texts.with_run(_read(path, project), theme.name, project.shown(path))
    catalogue = project.root / CATALOGUE
    added = theme_texts.with_message(_read(catalogue, project), theme.title, theme.title_zh)
    if added is not None:
        texts[catalogue] = added
    return texts


def _read(path: Path, project: Project) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError(
            "is missing", where=project.shown(path), mend="run the command in a whole clone"
        ) from None


def _name(name: str, project: Project, held: Held) -> None:
    if not re.fullmatch(NAME, name) or len(name) > LONGEST or keyword.iskeyword(name):
        raise RefreshError(
            f"{name!r} can not name a notebook",
            where=WHERE,
            mend=f"small letters, digits and _, up to {LONGEST} signs, such as energy_use",
        )
    listed = {row["notebook"] for row in held.rows("notebooks")}
    files = (project.notebooks / f"{name}.ipynb", project.root / PARAMETERS / f"{name}.py")
    there = [project.shown(path) for path in files if path.exists()]
    if there or name in {*listed, *NOTEBOOKS, *SHARED}:
        raise RefreshError(
            f"the name {name!r} is taken" + (f" ({', '.join(there)})" if there else ""),
            where=WHERE,
            mend="choose another name, or edit that notebook",
        )


def _claims(claims: tuple[str, ...], project: Project, held: Held) -> list[Row]:
    """The tests of the claims, once it is sure that they can be moved."""
    tests = {row["claim_id"]: row for row in held.rows("claim_tests")}
    unknown = [claim for claim in claims if claim not in tests]
    if unknown or not claims:
        raise RefreshError(
            f"there is no claim {', '.join(unknown)}" if claims else "no claim is named",
            where=WHERE,
            mend="a theme judges at least one claim: ids are in data/claims.csv; "
            "`chuhai new claim` makes one",
        )
    for claim in claims:
        old = tests[claim]["notebook"]
        path = project.notebooks / f"{old}.ipynb"
        cell = theme_texts.cell_that_names(path.read_text("utf-8"), claim) if path.is_file() else ""
        if cell:
            raise RefreshError(
                f"{claim} is judged by hand in the cell {cell!r}",
                where=project.shown(path),
                mend="take that cell out first; its code can go into the new notebook",
            )
        if all(row["claim_id"] in claims for row in tests.values() if row["notebook"] == old):
            raise RefreshError(f"{old} would be left without a claim", where=WHERE)
    return [tests[claim] for claim in claims]


def _start(theme: Theme, held: Held, tests: list[Row]) -> theme_template.Start:
    if not re.fullmatch(r"\S.*\?", theme.question) or theme.question != theme.question.strip():
        raise RefreshError(
            f"the question {theme.question!r} does not end with a question mark",
            where=WHERE,
            mend="the title of a notebook is a question that a reader would ask",
        )
    table = held.table(theme.table)
    if not table.needs_source or table.name == "sources":
        raise RefreshError(
            f"{table.name} holds no facts",
            where=WHERE,
            mend="name a table of facts (data/README.md)",
        )
    known = table.known
    date = known.column if known.rule in ("own_date", "snapshot") else "known_on"
    days = dataset.open(held.declaration.article_day, folder=held.folder).table(table.name)[date]
    if days.dropna().empty:
        raise RefreshError(
            f"no row of {table.name} was known on {held.declaration.article_day}",
            where=WHERE,
            mend="begin with a table that can be read on both days; add this one afterwards",
        )
    return theme_template.Start(
        name=theme.name,
        title=theme.title,
        question=theme.question,
        table=table.name,
        date=date,
        first_year=int(days.min().year),
        last_year=int(days.max().year),
        effects=tuple(row["claim_id"] for row in tests if row["test_kind"] == "effect"),
    )
