"""The lock, environment.yml and pyproject.toml say the same, for every supported Python."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ("3.11", "3.12", "3.13")


def pins(root, python: str) -> dict[str, str]:
    """Name -> version as the lock gives it for one Python."""
    where = {"python_version": python, "python_full_version": f"{python}.5"}
    found = {}
    lock = (root / "requirements.lock").read_text()
    for name, version, marker in re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;]+)(?: ; ([^\\\n]+))?", lock, re.M
    ):
        if not marker or Marker(marker.strip()).evaluate(where):
            found[canonicalize_name(name)] = version
    return found


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_meets_every_requirement(root, project, python):
    locked = pins(root, python)
    asked = list(project["dependencies"])
    for group in project["optional-dependencies"].values():
        asked += group
    for line in asked:
        requirement = Requirement(line)
        version = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), line


def test_every_pin_is_hashed_and_named_to_a_group(root):
    lock = (root / "requirements.lock").read_text()
    blocks = re.findall(r"^# groups: (.+)\n([A-Za-z0-9._-]+==.*\n(?:    --hash=.*\n)*)", lock, re.M)
    names = re.findall(r"^[A-Za-z0-9._-]+==", lock, re.M)
    assert len(blocks) == len(names) > 100
    assert all("--hash=sha256:" in body for _, body in blocks)


def test_the_lock_names_no_index(root):
    lock = (root / "requirements.lock").read_text()
    assert not re.search(r"https?://|--index|--extra-index|--find-links", lock)


def test_the_conda_file_holds_the_versions_of_the_lock(root, project):
    conda = yaml.safe_load((root / "environment.yml").read_text())
    plain = [line for line in conda["dependencies"] if isinstance(line, str)]
    python = next(line.split("=")[1] for line in plain if line.startswith("python="))
    listed = next(line["pip"] for line in conda["dependencies"] if isinstance(line, dict))
    listed = dict(line.split("==") for line in listed if "==" in line)
    locked = pins(root, python)
    assert listed == {name: locked[name] for name in listed}
    asked = project["dependencies"] + project["optional-dependencies"]["lab"]
    assert set(listed) == {canonicalize_name(Requirement(line).name) for line in asked}


def test_running_needs_no_jupyterlab(root):
    lock = (root / "requirements.lock").read_text()
    groups = dict(
        reversed(m) for m in re.findall(r"^# groups: (.+)\n([A-Za-z0-9._-]+)==", lock, re.M)
    )
    assert "run" not in groups["jupyterlab"].split()
    assert "run" in groups["papermill"].split()
