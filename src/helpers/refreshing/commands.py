"""The commands of this room, as the command line calls them."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import ParameterError, RefreshError

if TYPE_CHECKING:
    from helpers.running.project import Project


def refresh(options: argparse.Namespace) -> int:
    """``chuhai refresh``: from upstream, or the list of upstreams."""
    from helpers.refreshing.upstreams import by_name

    if options.list:
        for upstream in by_name([], {}):
            print(f"{upstream.name:14}{upstream.offers}\n{'':14}{upstream.url}")
            terms = f"{upstream.licence.licence}; redistribution {upstream.licence.redistribution}"
            tables = ", ".join(dict.fromkeys(series.table for series in upstream.series))
            print(f"{'':14}{terms}; writes {tables}")
        return 0
    try:
        from helpers.refreshing.refresh import Options, refresh
    except ImportError as error:
        raise RefreshError(
            f"what refreshing needs is not installed ({error.name})",
            where="chuhai refresh",
            mend="`make refresh` installs it (extra `refresh`)",
        ) from None
    settings = Options(
        dry_run=options.dry_run,
        accept_jumps=options.accept_jumps,
        mirrors=dict(_mirror(text) for text in options.mirror),
        file=Path(options.file) if options.file else None,
        day=_day(options.day) if options.day else None,
    )
    return refresh(options.upstream, settings)


def _day(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise ParameterError(
            f"cannot read {text!r} as a day", where="--day", mend="write YYYY-MM-DD"
        ) from None
    if day > _today():
        raise ParameterError(f"{day} lies in the future", where="--day", mend="a day up to today")
    return day


def _mirror(text: str) -> tuple[str, str]:
    name, equals, url = text.partition("=")
    if not equals or not url.startswith(("http://", "https://")):
        raise ParameterError(
            f"{text!r} is not NAME=URL",
            where="--mirror",
            mend="e.g. --mirror epoch=https://example.org/notable_ai_models.csv",
        )
    return name, url


def add(options: argparse.Namespace) -> int:
    """``chuhai add fact TABLE`` and ``chuhai add source``: asked for, or pasted with --row."""
    from helpers.refreshing import adding
    from helpers.refreshing.held import Held

    held = Held()
    table = held.table(getattr(options, "table", "sources"))
    sources = table.name == "sources"
    by_hand = options.row is None
    if by_hand:
        usual = adding.new_source({}, _today()) if sources else {}
        ask = (_ask, print, _today(), usual)
        rows = [adding.asked(table, held.declaration, held, *ask)]
    else:
        text = sys.stdin.read() if options.row == "-" else options.row
        rows = adding.pasted(text, table)
    if sources:
        rows = [adding.new_source(row, _today()) for row in rows]
    try:
        print(adding.write_facts(held.folder, table.name, rows, _today()))
    except RefreshError:
        if by_hand:
            print(f"Not written. Your answers, to paste again:\n{adding.as_pasted(rows[0])}")
        raise
    return 0


def correct(options: argparse.Namespace) -> int:
    """``chuhai correct``: one cell, why, and by which source; or many with --rows."""
    from helpers.refreshing.correcting import Correction, correct, pasted
    from helpers.refreshing.held import Held

    cell = {name: getattr(options, name) for name in ("table", "row", "column", "value")}
    if options.rows is not None:
        if options.table is not None:
            raise ParameterError(
                "--rows takes the place of a single cell",
                where="correct",
                mend="name the tables in the rows",
            )
        said = pasted(_text(options.rows))
    elif None in cell.values():
        raise ParameterError(
            "which cell? TABLE ROW COLUMN VALUE",
            where="correct",
            mend="correct github_repos 17 stars 1200, or --rows FILE for many",
        )
    else:
        why = options.why if options.why is not None else _ask("why: ").strip()
        source = options.source if options.source is not None else _ask("source_id: ").strip()
        said = [Correction(**cell, why=why, source=source)]
    print(*correct(said, Held().folder, _today()), sep="\n")
    return 0


def _text(path: str) -> str:
    """What stands in a file, or with - in what is pasted."""
    if path == "-":
        return sys.stdin.read()
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(
            f"cannot read {path}: {error}", where="--rows", mend="a CSV file in UTF-8, or -"
        ) from None


def changes(options: argparse.Namespace) -> int:
    """``chuhai changes``: the ledger of the data at hand against the one last built."""
    from helpers.refreshing.changes import read_ledger, rehearse, told
    from helpers.running.project import Project

    project = Project.find()
    path = Path(options.against) if options.against else project.build / "ledger.json"
    before = read_ledger(path, project.shown(path))
    after = rehearse(project, jobs=options.jobs, quiet=options.quiet, quick=options.quick)
    print(told(before, after))
    if options.quick:
        print(
            "How many robustness runs agree was taken from the last multiverse: a verdict that "
            "hangs on it can differ in the end. Without --quick they are made again."
        )
    return 0


def release(options: argparse.Namespace, make_pages: Callable[[Project], object]) -> int:
    """``chuhai release``: the dated archive, and its checksum."""
    import hashlib

    from helpers.refreshing.release import release
    from helpers.running.project import Project

    project = Project.find()
    target = release(project, make_pages)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    print(f"{project.shown(target)}\nSHA-256 {digest}")
    return 0


def new_claim(options: argparse.Namespace) -> int:
    """``chuhai new claim``: the claim and its test; what is not given is asked for."""
    from dataclasses import fields

    from helpers.refreshing.drafting import Draft, new_claim

    said = {
        field.name: getattr(options, field.name) or _ask(f"{field.name}: ").strip()
        for field in fields(Draft)
        if field.name != "after"
    }
    said["after"] = options.after
    claim_id = new_claim(Draft(**said), _today())
    print(f"{claim_id} written to data/claims.csv and data/claim_tests.csv")
    print(f"next: `chuhai add fact claim_evidence`, then `chuhai run {said['notebook']}`")
    return 0


def new_notebook(options: argparse.Namespace) -> int:
    """``chuhai new notebook``: a theme with all it needs; what is not given is asked for."""
    from helpers.refreshing.theming import Theme, new_notebook
    from helpers.running.project import Project

    asked = {
        "title": "title in menus: ",
        "title_zh": "the same in Chinese: ",
        "question": "question that the notebook answers: ",
        "table": "table of its first figures: ",
        "claims": "claims that move to it, separated by commas: ",
    }
    said = {name: getattr(options, name) or _ask(words).strip() for name, words in asked.items()}
    claims = dict.fromkeys(part.strip() for part in said.pop("claims").split(","))
    theme = Theme(name=options.name, claims=tuple(filter(None, claims)), **said)
    files = new_notebook(theme, Project.find(), dry_run=options.dry_run)
    print("would be written:" if options.dry_run else "written:", *files, sep="\n  ")
    if not options.dry_run:
        print(f"next: `chuhai run {theme.name}`, then edit notebooks/{theme.name}.ipynb")
    return 0


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        raise RefreshError(
            "the input ended before the row was whole; nothing was written",
            where="chuhai add",
            mend="answer every question, or paste the row with --row",
        ) from None
