"""Where a project keeps its notebooks, plans and outputs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import PlanError


@dataclass(frozen=True)
class Project:
    """A clone of the project: ``notebooks/``, ``plans/``, ``data/`` in, ``build/`` out."""

    root: Path

    @classmethod
    def find(cls, start: str | os.PathLike[str] | None = None) -> Project:
        """The project around ``start`` (the working directory), else the one this package is in."""
        here = Path(start or Path.cwd()).resolve()
        for folder in (here, *here.parents, *Path(__file__).resolve().parents):
            if (folder / "notebooks").is_dir() and (folder / "plans").is_dir():
                return cls(folder)
        raise PlanError(
            "no folder with notebooks/ and plans/ above this one",
            where=str(here),
            mend="run the command inside a clone of the project",
        )

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def plans(self) -> Path:
        return self.root / "plans"

    @property
    def data(self) -> Path:
        """The tables: CHUHAI_DATA when it is set (as ``helpers.dataset`` has it), else ``data/``."""
        named = os.environ.get("CHUHAI_DATA")
        return Path(named).expanduser().resolve() if named else self.root / "data"

    @property
    def build(self) -> Path:
        """The outputs: CHUHAI_BUILD when it is set (as notebooks have it), else ``build/``."""
        named = os.environ.get("CHUHAI_BUILD")
        return Path(named).expanduser().resolve() if named else self.root / "build"

    @property
    def runs(self) -> Path:
        return self.build / "runs"

    def shown(self, path: Path) -> str:
        """A path as messages print it: relative to the project where it lies inside."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return str(path)
