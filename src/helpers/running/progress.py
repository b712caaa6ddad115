"""What is going on: a live table on a terminal, plain lines elsewhere, nothing with --quiet."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.running.report import FAILED, Result

if TYPE_CHECKING:
    from rich.text import Text


class Quiet:
    """Shows nothing; the base of the other displays."""

    def __init__(self) -> None:
        self.total = 0
        self.done = 0
        self.failed = 0
        self.running: dict[str, float] = {}
        self._folder = ""

    def begin(self, names: list[str]) -> None:
        """More runs are about to be executed."""
        self.total += len(names)

    def started(self, name: str) -> None:
        self.running[name] = time.monotonic()

    def finished(self, name: str, result: Result) -> None:
        self.running.pop(name, None)
        self.done += 1
        self.failed += result.status == FAILED

    def tick(self) -> None:
        """Called several times a second while runs are executed."""

    def notice(self, text: str) -> None:
        """A sentence between stages."""

    def close(self) -> None:
        """Take the display down."""

    def progress_file(self, name: str) -> str:
        """Where a run tells which cell it is in; empty when nobody looks."""
        return ""

    @property
    def queued(self) -> int:
        return self.total - self.done - len(self.running)


class Lines(Quiet):
    """One line per run that ends, for logs."""

    def notice(self, text: str) -> None:
        print(text, flush=True)

    def finished(self, name: str, result: Result) -> None:
        super().finished(name, result)
        width = len(str(self.total))
        cause = f"  {result.failure.cause}" if result.failure else ""
        line = (
            f"[{self.done:{width}}/{self.total}] {result.status:6} {result.seconds:6.1f} s  {name}"
        )
        print(line + cause, flush=True)
        for warning in result.warnings:
            print(f"    warning: {warning}", flush=True)


class Live(Quiet):
    """A table that follows the runs: cell, elapsed, what is queued."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.live import Live as RichLive

        self._since = time.monotonic()
        self._live = RichLive(
            console=Console(file=sys.stdout), auto_refresh=False, get_renderable=self._table
        )

    def begin(self, names: list[str]) -> None:
        super().begin(names)
        if not self._live.is_started:
            self._live.start()

    def tick(self) -> None:
        self._live.refresh()

    def notice(self, text: str) -> None:
        if self._live.is_started:
            self._live.console.print(text, markup=False, highlight=False)
        else:
            print(text, flush=True)

    def finished(self, name: str, result: Result) -> None:
        from rich.text import Text  # no markup: causes and warnings hold brackets of their own

        super().finished(name, result)
        if result.failure:
            self._print(Text("failed", "red"), name, result.failure.cause)
        for warning in result.warnings:
            self._print(Text("warning", "yellow"), name, warning)

    def _print(self, mark: Text, name: str, text: str) -> None:
        self._live.console.print(mark, f" {name}  {text}", markup=False, highlight=False)

    def close(self) -> None:
        if self._live.is_started:
            with contextlib.suppress(OSError):  # the terminal has been closed
                self._live.stop()

    def progress_file(self, name: str) -> str:
        from helpers.running.scratch import session_folder

        if not self._folder:
            self._folder = tempfile.mkdtemp(prefix="p", dir=session_folder())
        return os.path.join(self._folder, name.replace("/", "+"))

    def _cell(self, name: str) -> str:
        with contextlib.suppress(OSError, ValueError, IndexError):
            number, cells, _ = Path(self.progress_file(name)).read_text().split()
            return "waiting" if number == "0" else f"cell {number} of {cells}"
        return "starting"

    def _table(self) -> Any:
        from rich.table import Table
        from rich.text import Text

        now = time.monotonic()
        table = Table.grid(padding=(0, 2))
        for name, since in self.running.items():
            table.add_row(Text(name), self._cell(name), f"{now - since:5.1f} s")
        counts = f"{self.done} of {self.total} done, {self.queued} queued"
        if self.failed:
            counts += f", [red]{self.failed} failed[/red]"
        table.add_row(counts, "", f"{now - self._since:5.1f} s")
        return table


def display_for(quiet: bool) -> Quiet:
    """The display that suits where standard output goes."""
    if quiet:
        return Quiet()
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI"):
        return LazyLive()
    return Lines()


class LazyLive(Quiet):
    """A live table that loads rich only once there is a run to follow."""

    def __init__(self) -> None:
        super().__init__()
        self._inner: Quiet = Lines()

    def begin(self, names: list[str]) -> None:
        if not isinstance(self._inner, Live):
            self._inner = Live()
        self._inner.begin(names)

    def started(self, name: str) -> None:
        self._inner.started(name)

    def finished(self, name: str, result: Result) -> None:
        self._inner.finished(name, result)

    def tick(self) -> None:
        self._inner.tick()

    def notice(self, text: str) -> None:
        self._inner.notice(text)

    def close(self) -> None:
        self._inner.close()

    def progress_file(self, name: str) -> str:
        return self._inner.progress_file(name)
