"""Where the dataset lies: an explicit folder, CHUHAI_DATA, or ``data/`` of this clone."""

from __future__ import annotations

import os
from pathlib import Path

from helpers.errors import DatasetError

DECLARATION = "datapackage.json"


def find(folder: str | os.PathLike[str] | None = None) -> Path:
    """The folder that holds ``datapackage.json``; DatasetError when there is none.

    Without ``folder`` the environment variable CHUHAI_DATA decides, then the first ``data/``
    beside this package or above it (an editable install from a clone).
    """
    named = folder if folder is not None else os.environ.get("CHUHAI_DATA") or None
    if named is not None:
        chosen = Path(named).expanduser().resolve()
        if (chosen / DECLARATION).is_file():
            return chosen
        origin = "the folder asked for" if folder is not None else "CHUHAI_DATA"
        raise DatasetError(
            f"{origin} holds no {DECLARATION}",
            where=str(named),
            mend=f"give the folder `data/` of a clone of the project (it holds {DECLARATION})",
        )
    for parent in Path(__file__).resolve().parents:
        if (parent / "data" / DECLARATION).is_file():
            return parent / "data"
    raise DatasetError(
        f"no data/{DECLARATION} above the installed package",
        where="helpers.dataset",
        mend="install from a clone with `pip install -e .`, or set CHUHAI_DATA to its folder data/",
    )


def shown(folder: Path, path: str) -> str:
    """How messages name a file of the dataset, without the path of this machine."""
    return f"{folder.name}/{path}"
