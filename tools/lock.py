"""Write requirements.lock (every package, pinned by version and hash) and environment.yml.

One universal file serves Python 3.11 to 3.13. Above each package stands the list of groups
that need it, so that ``tools/environment.py`` can install a group and nothing more. The file
holds no index line: whoever installs uses the package index of their own machine.

    make lock              # what pyproject.toml newly asks for; pins that still fit stay
    make lock UPGRADE=1    # the newest of everything
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
CONDA = ROOT / "environment.yml"
CONDA_PYTHON = "3.12"
# What installs the rest: uv for speed, and the build backend of the project itself.
BUILD = ["uv", "setuptools>=77"]
# Left out: JupyterLab's dependencies ask for it to check IRIs, which nothing here does, and it
# parses a grammar for a second and a half of every import of nbformat. jsonschema does without.
LEFT_OUT = "rfc3987-syntax ; python_version < '3'"
HEADER = """\
# Written by `make lock` from pyproject.toml; do not edit.
# One universal lock for Python 3.11 to 3.13. The comment above a package names the groups
# that need it; tools/environment.py installs by group and checks every hash.
"""


def requirements_by_group() -> dict[str, list[str]]:
    """What each group asks for by name, as declared in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"build": BUILD, "run": project["dependencies"]}
    groups.update(project["optional-dependencies"])
    return groups


def compile_pins(requirements: list[str], *options: str) -> str:
    """Resolve ``requirements`` for all supported Pythons with uv."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        sys.exit("make lock needs uv: run `make environment` first")
    command = [uv, "pip", "compile", "-", "--universal", "--python-version", "3.11", "--quiet"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", *options]
    with tempfile.TemporaryDirectory() as folder:
        overrides, output = Path(folder) / "overrides.txt", Path(folder) / "lock.txt"
        overrides.write_text(LEFT_OUT)
        if LOCK.is_file() and "--upgrade" not in options:
            shutil.copy(LOCK, output)    # uv prefers the pins it finds where it writes
        done = subprocess.run(
            [*command, "--overrides", overrides, "--output-file", output],
            input="\n".join(requirements),
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"uv could not resolve the requirements:\n{done.stderr}")
        return output.read_text()


def conda_environment(lock: str, groups: dict[str, list[str]]) -> str:
    """environment.yml for conda and Binder: what is asked for by name, at the lock's versions."""
    from packaging.markers import Marker
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    version = {"python_full_version": f"{CONDA_PYTHON}.0", "python_version": CONDA_PYTHON}
    pins = {}
    for name, pin, marker in re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;]+)(?: ; ([^\\\n]+))?", lock, re.M
    ):
        if not marker or Marker(marker.strip()).evaluate(version):
            pins[canonicalize_name(name)] = pin
    asked = sorted(
        {canonicalize_name(Requirement(line).name) for line in groups["run"] + groups["lab"]}
    )
    lines = [
        "# Written by `make lock`: the versions of requirements.lock, for conda and Binder.",
        "name: chuhai",
        "channels: [conda-forge]",
        "dependencies:",
        f"  - python={CONDA_PYTHON}",
        "  - pip",
        "  - pip:",
        *[f"      - {name}=={pins[name]}" for name in asked],
        "      - --editable .",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    groups = requirements_by_group()
    everything = [line for wanted in groups.values() for line in wanted]
    pinned = compile_pins(everything, "--generate-hashes", *sys.argv[1:])
    bare = LOCK.with_suffix(".constraints")
    try:
        bare.write_text(re.sub(r" \\\n\s+--hash=\S+", "", pinned))
        needed_by: dict[str, list[str]] = {}
        for group, wanted in groups.items():
            # A group other than `build` is always installed on top of `run`.
            base = [] if group in ("build", "run") else groups["run"]
            pins = compile_pins([*base, *wanted], "--constraints", str(bare))
            for name in dict.fromkeys(re.findall(r"^([A-Za-z0-9._-]+)==", pins, re.M)):
                needed_by.setdefault(name, []).append(group)
    finally:
        bare.unlink(missing_ok=True)
    lines = []
    for line in pinned.splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==", line):
            lines.append(f"# groups: {' '.join(needed_by[match[1]])}")
        lines.append(line)
    LOCK.write_text(HEADER + "\n".join(lines) + "\n")
    CONDA.write_text(conda_environment(LOCK.read_text(), groups))
    print(f"{LOCK.name}: {len(needed_by)} packages, {len(groups)} groups")


if __name__ == "__main__":
    main()
