"""``chuhai release``: one dated archive to cite; the same bytes from the same inputs."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import helpers
from helpers.dataset.declaration import read
from helpers.dataset.fingerprint import fingerprint
from helpers.errors import RefreshError
from helpers.running.project import Project

READINGS = ("published", "today")
# What a release holds of the clone itself, beside the data: enough to make it all again.
PLAIN = (
    "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md",
    "benchmarks", "docs", "environment.yml", "notebooks", "plans", "pyproject.toml",
    "requirements.lock", "site", "src", "tests", "tools",
)  # fmt: skip
BUILT = ("ledger.csv", "ledger.json", "robustness.json")
IF_THERE = ("previous/ledger.json",)
SUMS = "SHA256SUMS"
# Left by Python, by an editable install and by tools; no part of anything.
LEFT_BEHIND = ("__pycache__", ".egg-info", ".pyc")


@dataclass(frozen=True)
class Staged(Project):
    """The project with the outputs of a release, and nothing that tells of their making."""

    outputs: Path

    @property
    def build(self) -> Path:
        return self.outputs


def release(project: Project, make_pages: Callable[[Project], object]) -> Path:
    """Write the archive into ``build/releases``; its path.

    It unpacks to a clone with its outputs in ``build``: data, code, notebooks and lock; the
    executed notebooks and records of both readings, the ledger and the pages; how to cite it,
    and a checksum of every file. ``make run`` and ``make release`` there give the same bytes.
    No clock, owner or order of this machine goes in: the day is that of the data, and the
    pages are made anew (by ``make_pages``) without when and how fast the runs were.

    Raises
    ------
    RefreshError
        when a part is missing, or the runs were made from other data than these.
    """
    declaration = read(project.data)
    day, print_ = declaration.last_day, fingerprint(folder=project.data)
    _same_data(project, print_)
    name = f"chuhai-{helpers.__version__}-{day}"
    with tempfile.TemporaryDirectory(prefix=".release-", dir=project.build) as aside:
        staged = Staged(project.root, Path(aside))
        _stage(project, staged)
        make_pages(staged)
        contents = dict(sorted(_contents(staged)))
    contents["CITATION.txt"] = _citation(day.isoformat(), print_).encode()
    sums = [
        f"{hashlib.sha256(body).hexdigest()}  {path}" for path, body in sorted(contents.items())
    ]
    contents[SUMS] = ("\n".join(sums) + "\n").encode()
    target = project.build / "releases" / f"{name}.tar.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        aside.write_bytes(_packed(name, contents))
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return target


def _contents(project: Project) -> Iterator[tuple[str, bytes]]:
    """Every file of the release, by its path in it."""
    yield from _under(project.data, "data")
    for part in PLAIN:
        yield from _under(project.root / part, part)
    for reading in READINGS:
        yield from _under(project.runs / reading, f"build/runs/{reading}")
    for part in ("site", *BUILT, *IF_THERE):
        if part not in IF_THERE or (project.build / part).exists():
            yield from _under(project.build / part, f"build/{part}")


def _stage(project: Project, staged: Project) -> None:
    """The runs and what was made of them, in a folder of their own."""
    for part in (*(f"runs/{reading}" for reading in READINGS), *BUILT, *IF_THERE):
        source, target = project.build / part, staged.build / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.is_file():
            shutil.copy(source, target)
        elif part not in IF_THERE:
            raise RefreshError(
                "is missing, so there is nothing whole to release",
                where=f"build/{part}",
                mend="`make run` makes every run, the ledger and the pages",
            )


def _under(place: Path, name: str) -> Iterator[tuple[str, bytes]]:
    if place.is_file():
        yield name, place.read_bytes()
    elif place.is_dir():
        for path in sorted(place.rglob("*")):
            inside = path.relative_to(place)
            if path.is_file() and not any(map(_left_behind, inside.parts)):
                yield f"{name}/{inside.as_posix()}", path.read_bytes()
    else:
        raise RefreshError(
            "is missing, so there is nothing whole to release",
            where=name,
            mend="a release is made in a whole clone",
        )


def _left_behind(part: str) -> bool:
    """Hidden (editors, a run in progress) or made by tools on the way."""
    return part.startswith(".") or part.endswith(LEFT_BEHIND)


def _same_data(project: Project, print_: str) -> None:
    """The ledger must come from the data that the release holds."""
    path = project.build / "ledger.json"
    if not path.is_file():
        return
    readings = json.loads(path.read_text(encoding="utf-8")).get("readings", {})
    for reading in READINGS:
        found = (readings.get(reading) or {}).get("fingerprint")
        if found != print_:
            raise RefreshError(
                f"the runs of {reading!r} were made from dataset {found}, the data are {print_}",
                where="chuhai release",
                mend="`make run` brings the runs up to date; then release",
            )


def _citation(day: str, print_: str) -> str:
    return (
        f"The Chuhai contributors ({day[:4]}). Chuhai: the claims of 'A Short Summary of Chinese "
        f"AI Global Expansion', checked then and now. Version {helpers.__version__}, data as of "
        f"{day}, dataset {print_}.\n"
        f"To check what is here: sha256sum -c {SUMS}. To make it again: make run, make release.\n"
        "Licences: code MIT (LICENSE); data by source (data/LICENSE.md, data/sources.csv).\n"
    )


def _packed(name: str, contents: dict[str, bytes]) -> bytes:
    """A gzipped tar without times, owners and names of this machine."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, body in sorted(contents.items()):
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size, entry.mode, entry.mtime = len(body), 0o644, 0
            archive.addfile(entry, io.BytesIO(body))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0, compresslevel=6) as out:
        out.write(plain.getvalue())
    return packed.getvalue()
