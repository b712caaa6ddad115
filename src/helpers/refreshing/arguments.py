"""The commands that bring the dataset up to date, as the command line declares them.

Nothing is imported until one of them is called.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[..., argparse.ArgumentParser]


def refresh(add: Add) -> None:
    """``chuhai refresh``."""
    refresh = add(
        "refresh", _call("refresh"), "bring tables up to date from upstream (needs the network)"
    )
    refresh.add_argument("upstream", nargs="*", help="only these; --list names them")
    refresh.add_argument("--list", action="store_true", help="what each upstream offers")
    refresh.add_argument("--dry-run", action="store_true", help="show the difference only")
    refresh.add_argument("--accept-jumps", action="store_true", help="write despite jumps")
    refresh.add_argument(
        "--mirror", metavar="NAME=URL", action="append", default=[], help="read it from there"
    )
    refresh.add_argument("--file", help="what you downloaded (for an upstream read by hand)")
    refresh.add_argument("--day", metavar="YYYY-MM-DD", help="day of the download; else today")


def changes(add: Add) -> None:
    """``chuhai changes``."""
    changes = add(
        "changes", _call("changes"), "which verdicts the data at hand would change, and why"
    )
    changes.add_argument("--against", metavar="LEDGER", help="a ledger.json; else the last built")
    changes.add_argument(
        "--quick", action="store_true", help="without making the robustness runs again"
    )
    changes.add_argument("--quiet", action="store_true", help="no progress")
    changes.add_argument("--jobs", type=_positive, metavar="N", help="runs at the same time")


def add_rows(add: Add) -> None:
    """``chuhai add fact`` and ``chuhai add source``."""
    adding = add("add", _call("add"), "add a fact or a source by hand, through the checks")
    kinds = adding.add_subparsers(required=True, metavar="KIND")
    fact = kinds.add_parser("fact", help="a row of a table")
    fact.add_argument("table", help="which table (data/README.md lists them)")
    source = kinds.add_parser("source", help="a row of sources")
    for kind in (fact, source):
        kind.add_argument("--row", help="the row as pasted from a spreadsheet or a CSV; - reads it")


def correct(add: Add) -> None:
    """``chuhai correct``."""
    correct = add("correct", _call("correct"), "set cells right, with their reason and source")
    one = {"nargs": "?", "default": None}
    correct.add_argument("table", **one, help="which table (data/README.md lists them)")
    correct.add_argument(
        "row", **one, help="line of the CSV (its header is 1), or column=value;..."
    )
    correct.add_argument("column", **one)
    correct.add_argument("value", **one, help='what it should say ("" for unknown)')
    correct.add_argument("--why", help="the reason; asked for when not given")
    correct.add_argument("--source", metavar="ID", help="the source that says so; asked for too")
    correct.add_argument(
        "--rows",
        metavar="FILE",
        help="many at once, all or none: a CSV with table,row,column,value,why,source; - reads it",
    )


def new(add: Add) -> None:
    """``chuhai new claim`` and ``chuhai new notebook``."""
    new = add("new", _new, "start a claim or a theme from a template")
    drafts = new.add_subparsers(required=True, metavar="KIND", dest="draft")
    claim = drafts.add_parser("claim", help="a claim and its test, fixed beforehand")
    claim.add_argument("theme", help="ov, mk, dc, fc, lo, os, br or es")
    for part in ("notebook", "kind", "section", "statement", "short", "statistic", "would-settle"):
        claim.add_argument(f"--{part}", help="asked for when not given")
    claim.add_argument(
        "--after",
        default="",
        metavar="ID",
        help="claim that it follows; else the last of its section",
    )
    theme = drafts.add_parser("notebook", help="a theme: notebook, parameters, plans, pages")
    theme.add_argument("name", help="file and address, such as energy_use")
    theme.add_argument("--title", help="short name in menus; asked for when not given, as below")
    theme.add_argument("--title-zh", help="the same in Chinese")
    theme.add_argument("--question", help="title of the notebook")
    theme.add_argument("--table", help="table that the first figures draw (data/README.md)")
    theme.add_argument("--claims", help="claims that move to it, such as es-01,es-02")
    theme.add_argument("--dry-run", action="store_true", help="only say what would be written")


COMMANDS = (refresh, changes, add_rows, correct, new)


def _call(name: str) -> Callable[[argparse.Namespace], int]:
    """The command of that name, imported when it is called."""

    def call(options: argparse.Namespace) -> int:
        from helpers.refreshing import commands

        return getattr(commands, name)(options)

    return call


def _new(options: argparse.Namespace) -> int:
    from helpers.refreshing import commands

    made = {"claim": commands.new_claim, "notebook": commands.new_notebook}
    return made[options.draft](options)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)
