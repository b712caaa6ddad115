"""Make the project's own environment in .venv, with the groups asked for and no more.

    python3 tools/environment.py run site

Needs Python 3.11 to 3.13 somewhere on the machine, and nothing else. Packages come from
requirements.lock and every hash is checked. uv does the work; where uv cannot be had, pip does.
Calling it again with nothing changed costs a few milliseconds.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
RECEIPT = VENV / "chuhai-groups.json"
SUPPORTED = ((3, 11), (3, 12), (3, 13))


def say(text):
    print(f"[environment] {text}", flush=True)


def venv_python():
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def find_python():
    """A supported interpreter: the one that runs this, or the newest found on the path."""
    candidates = [sys.executable]
    candidates += [shutil.which(f"python3.{minor}") for _, minor in reversed(SUPPORTED)]
    for candidate in filter(None, candidates):
        probe = [candidate, "-c", "import sys; print(*sys.version_info[:2])"]
        asked = subprocess.run(probe, capture_output=True, text=True, check=False)
        if asked.returncode == 0 and tuple(map(int, asked.stdout.split())) in SUPPORTED:
            return candidate
    sys.exit("Chuhai needs Python 3.11, 3.12 or 3.13; none was found. Install one and try again.")


def locked_for(groups):
    """The part of the lock that the groups need, as the text of a requirements file."""
    wanted = {"run", *groups}
    kept = []
    keep = False
    for line in LOCK.read_text().splitlines():
        heading = re.match(r"# groups: (.*)", line)
        if heading:
            keep = bool(wanted & set(heading[1].split()))
        elif keep:
            kept.append(line)
    return "\n".join(kept) + "\n"


def locked_build_tools():
    """uv and the build backend, with hashes."""
    text = LOCK.read_text()
    blocks = re.findall(r"^# groups: ([^\n]*)\n((?:(?!# groups:)[^\n]*\n)+)", text, re.M)
    return "".join(block for groups, block in blocks if "build" in groups.split())


def run(command):
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode == 0


def install(requirements, installer):
    """Install a hashed requirements text, which is complete; False if the installer failed."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "requirements.txt"
        listing.write_text(requirements)
        return run([*installer, "--quiet", "--no-deps", "--require-hashes", "-r", listing])


def main(groups):
    known = set(" ".join(re.findall(r"^# groups: (.*)$", LOCK.read_text(), re.M)).split())
    unknown = sorted(set(groups) - known)
    if unknown:
        sys.exit(f"Unknown group {', '.join(unknown)}; allowed: {', '.join(sorted(known))}.")
    declared = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    state = hashlib.sha256(declared).hexdigest()
    have = set()
    if RECEIPT.exists() and venv_python().exists():
        receipt = json.loads(RECEIPT.read_text())
        have = set(receipt["groups"]) if receipt["state"] == state else set()
    if have >= {"run", *groups}:
        return
    if not venv_python().exists():
        python = find_python()
        say(f"making {VENV.name} with {python}")
        if not run([python, "-m", "venv", VENV]):
            sys.exit("Could not make a virtual environment (on Debian: install python3-venv).")
    groups = sorted({"run", *groups} | have)
    say(f"installing {', '.join(groups)} from {LOCK.name} (hashes checked)")
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "install"]
    if not install(locked_build_tools(), pip):
        sys.exit("Could not install the build tools; is a package index within reach?")
    uv = [venv_python(), "-m", "uv", "pip", "install", "--python", venv_python()]
    if not install(locked_for(groups), uv):
        say("uv did not succeed, trying pip")
        if not install(locked_for(groups), pip):
            sys.exit("Could not install the packages of requirements.lock; see the lines above.")
    if not run([*pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", "."]):
        sys.exit("Could not install the project itself; see the lines above.")
    RECEIPT.write_text(json.dumps({"state": state, "groups": groups}))
    say("ready")


if __name__ == "__main__":
    main(sys.argv[1:])
