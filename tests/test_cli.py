"""The command: thin, quick, and one message for what a person can mend."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers import cli

HEAVY = ("pandas", "numpy", "papermill", "nbclient", "jupyter_client", "rich", "pydantic")


def chuhai(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "helpers.cli", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        cli.main(["--help"])
    assert ending.value.code == 0
    shown = capsys.readouterr().out
    for name in ("run", "status", "parameters", "check", "dictionary", "site", "serve"):
        assert name in shown


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["version"]) == 0
    assert capsys.readouterr().out.startswith("chuhai 0.")


def test_parameters_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["parameters", "ledger"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["parameter", "default", "allowed", "meaning"]
    assert lines[1].startswith("as_of")


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["parameters", "legder"], 2, "did you mean 'ledger'?"),
        (["run", "publishd"], 2, "there is no plan or notebook 'publishd'"),
        (["run", "published", "-p", "as_of=latest"], 2, "edit plans/published.yml"),
        (["run", "-p", "as_of=latest"], 2, "name the notebook"),
        (["run", "ledger", "-p", "as_of"], 2, "is not NAME=VALUE"),
        (["run", "ledger", "-p", "as_of=2024-01-01"], 2, "an ISO day from 2024-10-03"),
        (["run", "ledger", "-p", "as_off=latest"], 2, "did you mean 'as_of'?"),
        (["status", "nonsense"], 2, "there is no plan 'nonsense'"),
    ],
)
def test_mistakes_end_in_one_message(
    arguments: list[str], code: int, expected: str, root: Path
) -> None:
    done = chuhai(*arguments, cwd=root)
    assert done.returncode == code
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_outside_a_project_the_package_s_own_is_used(tmp_path: Path) -> None:
    done = chuhai("parameters", "ledger", cwd=tmp_path)
    assert done.returncode == 0


def test_debug_shows_the_traceback(root: Path) -> None:
    assert "Traceback" in chuhai("parameters", "x", "--debug", cwd=root).stderr


def test_jobs_must_be_a_number(root: Path) -> None:
    done = chuhai("run", "--jobs", "0", cwd=root)
    assert done.returncode == 2
    assert "is not a whole number above 0" in done.stderr


def test_status_imports_nothing_heavy_and_is_quick(root: Path) -> None:
    """``status`` does what a no-op ``run`` does: read plans, hash inputs, compare."""
    code = (
        "import sys; from helpers import cli; cli.main(['status', 'published'])\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=root, capture_output=True, timeout=60)  # fills the cache of hashes
    started = time.process_time()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert time.process_time() - started < 1
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
