"""The command ``chuhai``: thin, and quick when there is nothing to do."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from helpers.errors import ChuhaiError
from helpers.refreshing import arguments

if TYPE_CHECKING:
    from helpers.running.project import Project

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. Failures a person can mend end in one message."""
    options = _parser().parse_args(arguments)
    try:
        return options.command(options)
    except ChuhaiError as error:
        if options.debug:
            raise
        print(f"chuhai: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        more = "; `chuhai run` takes up where this stopped" if options.command is _run else ""
        print(f"chuhai: interrupted{more}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:  # the system refuses: no room, no right, no such folder
        if options.debug:
            raise
        with contextlib.suppress(OSError):
            print(f"chuhai: {error.filename or 'system'}: {error.strerror}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show the traceback of a failure")
    parser = argparse.ArgumentParser(
        prog="chuhai",
        description="Check the claims of one article against one sourced dataset, then and now.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, function: object, about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[common], help=about, description=about)
        command.set_defaults(command=function)
        return command

    run = add("run", _run, "execute what is out of date: everything, a plan, or one notebook")
    run.add_argument("target", nargs="?", help="a plan, or a notebook by name or path")
    run.add_argument("-p", metavar="NAME=VALUE", action="append", default=[], dest="parameters")
    run.add_argument("--as-of", metavar="DAY", help="every theme, read on that day")
    run.add_argument("--cold", action="store_true", help="ordinary kernels, nothing preloaded")
    run.add_argument("--quiet", action="store_true", help="only failures and the summary")
    run.add_argument("--jobs", type=_positive, metavar="N", help="runs that compute at the same time")
    run.add_argument("--scheduler", metavar="ADDRESS", help="execute on this Dask scheduler")
    run.add_argument("--cell-seconds", type=_seconds, metavar="S", help="limit of each cell")
    run.add_argument("--run-seconds", type=_seconds, metavar="S", help="limit of the notebook")
    run.add_argument("--fresh", action="store_true", help="execute up-to-date runs, too")
    status = add("status", _status, "what is fresh, stale (because of what) or failed")
    status.add_argument("plan", nargs="*", help="only these plans")
    status.add_argument("--all", action="store_true", help="a line for every robustness run")
    parameters = add("parameters", _parameters, "what can be set in a notebook")
    parameters.add_argument("notebook")
    add("check", _check, "check the dataset; every problem with file, line and mend")
    add("dictionary", _dictionary, "write data/README.md anew from the declaration")
    site = add("site", _site, "build the pages from the runs at hand, or as of a past day")
    site.add_argument("--as-of", metavar="DAY", help="run everything on that day, pages in build/as-of/DAY")
    serve = add("serve", _serve, "show the pages on this machine only")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--as-of", metavar="DAY", help="the pages of that day")
    add("version", _version, "the version of this package")
    _desk_commands(add)
    return parser


def _desk_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Working at the desk, and bringing the dataset up to date."""
    lab = add("lab", _lab, "open JupyterLab at a notebook, with a form for its parameters")
    lab.add_argument("notebook", nargs="?", default="", help="which notebook, by name")
    lab.add_argument("options", nargs="*", help="options of JupyterLab, after --")
    add("release", _release, "a dated archive of data, runs and pages, to cite")
    for command in arguments.COMMANDS:
        command(add)


def _run(options: argparse.Namespace) -> int:
    from helpers.running.command import run

    return run(options, _make_pages)


def _make_pages(project: Project) -> None:
    from helpers import publishing

    publishing.build(project.build, root=project.root)


def _status(options: argparse.Namespace) -> int:
    from helpers.running.plans import load, names
    from helpers.running.project import Project
    from helpers.running.status import status, table

    project = Project.find()
    plans = [load(project, name) for name in options.plan or names(project)]
    lines = status(project, plans)
    print(table(lines, all_variants=options.all))
    return 1 if any(line.status == "failed" for line in lines) else 0


def _parameters(options: argparse.Namespace) -> int:
    from helpers.running.parameters import table

    rows = [("parameter", "default", "allowed", "meaning")]
    rows += [
        (row.name, str(row.default), row.allowed, row.description)
        for row in table(options.notebook)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[3]]).rstrip())
    return 0


def _check(options: argparse.Namespace) -> int:
    from helpers import dataset

    problems = dataset.check()
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else "the dataset is sound")
    return 1 if problems else 0


def _dictionary(options: argparse.Namespace) -> int:
    from helpers.dataset import dictionary

    print("data/README.md written" if dictionary.write() else "data/README.md is up to date")
    return 0


def _site(options: argparse.Namespace) -> int:
    from helpers.running.project import Project

    if options.as_of:
        from helpers.running import past

        return past.rebuild(Project.find(), options.as_of, _make_pages)
    _make_pages(Project.find())
    return 0


def _serve(options: argparse.Namespace) -> int:
    from helpers import publishing
    from helpers.running.project import Project

    project = Project.find()
    if options.as_of:
        from helpers.running import past

        project = past.enter(project, options.as_of)
    publishing.serve(project.build, options.port)
    return 0


def _lab(options: argparse.Namespace) -> int:
    from helpers.desk import lab

    return lab.start(options.notebook, options.options)


def _release(options: argparse.Namespace) -> int:
    from helpers import publishing
    from helpers.refreshing import commands

    def make_pages(staged: Project) -> None:
        publishing.build(staged.build, root=staged.root, quiet=True)

    return commands.release(options, make_pages)


def _version(options: argparse.Namespace) -> int:
    import helpers

    print(f"chuhai {helpers.__version__}")
    return 0


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
