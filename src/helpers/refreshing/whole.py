"""Several files of a clone written whole or not at all.

New contents are laid down aside first, with a list of where each belongs; then they are put in
place one by one. What a failure leaves is rolled back; what a killed process leaves is completed
by the next call.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from helpers.errors import RefreshError

STAGE = ".chuhai-staged-files"
LIST = "staged.json"


def write_files(root: Path, files: Mapping[Path, bytes]) -> None:
    """Write ``files`` (absolute path -> content) of the clone in ``root``.

    Raises
    ------
    RefreshError
        when one of them can not be written; all of them are as before then.
    """
    finish_interrupted(root)
    stage = root / STAGE
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    try:
        stage.mkdir()
        places = {}
        for number, (path, content) in enumerate(files.items()):
            (stage / str(number)).write_bytes(content)
            places[str(number)] = str(path)
        (stage / f"{LIST}.new").write_text(json.dumps(places), encoding="utf-8")
        (stage / f"{LIST}.new").rename(stage / LIST)
        _put_in_place(stage)
    except BaseException as error:
        _roll_back(before)
        if not isinstance(error, OSError):
            raise
        raise RefreshError(
            f"could not be written ({error.strerror}); nothing has changed",
            where=str(error.filename or root),
            mend="see to its folder and permissions, then again",
        ) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def finish_interrupted(root: Path) -> None:
    """Complete what was killed after everything had been laid down; drop what was not."""
    stage = root / STAGE
    if (stage / LIST).is_file():
        _put_in_place(stage)
    shutil.rmtree(stage, ignore_errors=True)


def _put_in_place(stage: Path) -> None:
    for number, place in json.loads((stage / LIST).read_text(encoding="utf-8")).items():
        if (stage / number).is_file():
            os.replace(stage / number, place)


def _roll_back(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != content:
            path.write_bytes(content)
