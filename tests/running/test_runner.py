"""Whole runs by the real command: skipping, status, records, equal bytes, reports."""

from __future__ import annotations

import json

import pytest
from tiny_projects import SHOW, TinyProject

from helpers.errors import ParameterError, RunError
from helpers.running import plans
from helpers.running.outputs import OutputFolder
from helpers.running.progress import display_for
from helpers.running.project import Project
from helpers.running.runner import Options, Runner

pytestmark = pytest.mark.slow

FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, seed]); plt.title('x');"
TABLE = "import pandas as pd\npd.DataFrame({'a': [seed]})"


def test_run_skip_and_say_why_stale(project: TinyProject) -> None:
    path = project.notebook("a", "print(seed)", SHOW)
    project.notebook("b", SHOW)
    project.plan("p", "a", "b", defaults={"as_of": "2024-10-03"})

    first = project.run("p")
    assert first.returncode == 0, first.stderr
    assert "2 executed" in first.stdout
    assert "done" in first.stdout  # plain lines where there is no terminal
    outputs = project.outputs()
    assert set(outputs) == {"p/a.ipynb", "p/a.json", "p/b.ipynb", "p/b.json"}
    assert json.loads(outputs["p/a.json"]) == {"as_of": "2024-10-03", "seed": 1}
    executed = json.loads(outputs["p/a.ipynb"])
    assert "papermill" not in json.dumps(executed)
    assert executed["cells"][1]["id"] == "injected-parameters"
    assert project.cases() == {"a": "passed", "b": "passed"}

    again = project.run("p")
    assert again.returncode == 0
    assert "nothing to do: all 2 runs are up to date" in again.stdout
    assert "fresh" in project.command("status", "p").stdout
    assert project.cases() == {"a": "skipped", "b": "skipped"}

    # Comments and layout do not count; code does, and only for the notebook it stands in.
    content = path.read_text()
    path.write_text(content.replace("print(seed)", "print( seed )  # the seed"))
    assert "nothing to do" in project.run("p").stdout
    path.write_text(content.replace("print(seed)", "print(seed + 1)"))
    status = project.command("status", "p").stdout.splitlines()
    assert status[0].split() == ["p/a", "stale", "its", "code"]
    assert status[1].split() == ["p/b", "fresh"]
    assert "1 executed, 1 up to date" in project.run("p").stdout

    # A table that changes is named.
    (project.root / "data" / "identity" / "firms.csv").write_text("firm\nA\n")
    assert "data/identity/firms.csv" in project.command("status", "p").stdout
    # An output that was touched by hand is made anew.
    project.run("p")
    (project.root / "build" / "runs" / "p" / "a.json").write_text("{}")
    assert "a.json is missing or was changed" in project.command("status", "p").stdout
    assert "1 executed" in project.run("p").stdout


def test_two_executions_give_equal_bytes_warm_and_cold(project: TinyProject) -> None:
    project.notebook("a", FIGURE, TABLE, "print('x')\nprint('y')", "import random; 1 + 1", SHOW)
    project.plan("p", "a")
    found = []
    for options in ([], ["--fresh"], ["--fresh", "--cold"]):
        done = project.run("p", *options)
        assert done.returncode == 0, done.stderr
        assert "warning" not in done.stdout
        found.append(project.outputs())
    assert found[0] == found[1] == found[2]
    assert b"image/png" in found[0]["p/a.ipynb"]


def test_other_runs_finish_when_one_fails(project: TinyProject) -> None:
    project.notebook("a", "# % a text", "print('before')\nvalue = 1 / 0", SHOW)
    project.notebook("b", SHOW)
    project.plan("p", "a", "b", defaults={"seed": 7})
    done = project.run("p")
    assert done.returncode == 1
    assert set(project.outputs()) == {"p/b.ipynb", "p/b.json"}
    assert project.cases() == {"a": "failure", "b": "passed"}
    for part in (
        "FAILED p/a: ZeroDivisionError: division by zero",
        "cell        3 of 4: print('before')",
        "parameters  seed=7",
        "chuhai run a -p seed=7",
        "value = 1 / 0",
    ):
        assert part in done.stderr, part
    assert (project.root / "build" / "failed" / "p" / "a.ipynb").is_file()
    assert "failed" in project.command("status", "p").stdout
    # The command that is printed reproduces it alone.
    alone = project.run("a", "-p", "seed=7")
    assert alone.returncode == 1
    assert "ZeroDivisionError" in alone.stderr
    # The next run takes up where this one stopped.
    project.notebook("a", SHOW)
    assert "1 executed, 1 up to date" in project.run("p").stdout
    assert not (project.root / "build" / "failed" / "p" / "a.ipynb").exists()


def test_limits_of_cell_and_run(project: TinyProject) -> None:
    project.notebook("a", "import time\nprint('waiting', flush=True)\ntime.sleep(60)")
    project.notebook("b", *["import time; time.sleep(0.4)"] * 9)
    project.plan("cell", "a", limits={"cell_seconds": 1})
    project.plan("run", "b", limits={"run_seconds": 2})
    cell = project.run("cell")
    assert cell.returncode == 1
    assert "the cell took longer than its limit of 1 s" in cell.stderr
    assert "2 of 2: import time" in cell.stderr
    assert "waiting" in cell.stderr
    run = project.run("run")
    assert "the run took longer than its limit of 2 s" in run.stderr
    assert not project.outputs()
    assert project.wait_until_gone() == []


def test_warnings_of_a_notebook_are_listed(project: TinyProject) -> None:
    project.notebook("a", "import warnings; warnings.warn('mind this')", SHOW)
    project.plan("p", "a")
    done = project.run("p")
    assert done.returncode == 0
    assert "warning: cell 2 wrote to stderr" in done.stdout


def test_a_run_that_leaves_its_plan_takes_its_outputs_along(project: TinyProject) -> None:
    project.notebook("a", SHOW)
    project.notebook("b", SHOW)
    project.plan("p", "a", "b")
    project.run("p")
    project.plan("p", "a")
    assert "nothing to do" in project.run("p").stdout
    assert set(project.outputs()) == {"p/a.ipynb", "p/a.json"}


def test_parameters_are_checked_before_any_kernel(project: TinyProject) -> None:
    project.notebook("a", SHOW)
    project.plan("p", "a", defaults={"sed": 1})
    done = project.run("p")
    assert done.returncode == 2
    assert "did you mean 'seed'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert not project.outputs()
    assert project.processes() == []


@pytest.mark.parametrize("refused", ["parameters", "folder"])
def test_kernels_on_the_way_end_when_the_command_is_refused(
    project: TinyProject, refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process they are forked from starts first of all; here it would live on with pytest."""
    project.notebook("a", SHOW)
    project.plan("p", "a", defaults={"sed": 1} if refused == "parameters" else {})
    for name in ("CHUHAI_DATA", "CHUHAI_PRELOAD"):
        monkeypatch.setenv(name, project.environment[name])
    own = Project.find(project.root)
    runner = Runner(own, Options(), display_for(True))
    plan = plans.load(own, "p")
    if refused == "parameters":
        with pytest.raises(ParameterError):
            runner.validate([plan])
    else:
        runner.validate([plan])
        assert runner._forge.process.poll() is None
        with OutputFolder(own).held(), pytest.raises(RunError, match="another run"):
            runner.working().__enter__()
    assert runner._forge.process.poll() is not None


def test_any_notebook_can_be_run_by_its_path(project: TinyProject) -> None:
    path = project.notebook("a", SHOW)
    other = project.root / "elsewhere.ipynb"
    path.rename(other)
    done = project.run("elsewhere.ipynb", "-p", "seed=5", "--quiet")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["1 executed"]
    (record,) = [v for k, v in project.outputs().items() if k.endswith(".json")]
    assert json.loads(record)["seed"] == 5


VARIANT = """
record = {"notebook": "a", "as_of": as_of, "verdicts": [],
          "parameters": {"as_of": as_of, "variant": variant, "seed": seed}}
display({"application/vnd.chuhai.record+json": record}, raw=True)
"""


def test_everything_in_order_and_then_nothing(project: TinyProject) -> None:
    """Robustness runs first; what shows them becomes stale when they change."""
    given = "as_of = '2024-10-03'  # day\nseed = 1  # draw\nvariant = False  # robustness run"
    project.notebook("a", VARIANT, parameters=given)
    project.plan("p", "a")
    header = "notebook,choice,alternative,is_default,why\n"
    choices = project.root / "data" / "choices.csv"
    choices.write_text(header + "a,seed,1,true,x\na,seed,2,false,x\n")
    spread = {"choices": "data/choices.csv", "as_of": ["2024-10-03", "2026-11-23"]}
    plan = {"name": "multiverse", "defaults": {"variant": True}, "multiverse": spread}
    (project.root / "plans" / "multiverse.yml").write_text(json.dumps(plan))
    first = project.command("run")  # as many workers as the machine takes
    assert first.returncode == 0, first.stderr
    assert "5 executed" in first.stdout
    robustness = json.loads((project.root / "build" / "robustness.json").read_text())
    assert robustness["n_runs"] == 4
    again = project.run()
    assert "nothing to do: all 5 runs are up to date" in again.stdout
    (project.root / "build" / "robustness.json").write_text("{}")
    assert "robustness" in project.command("status", "p").stdout
    assert "nothing to do" in project.run().stdout  # it is gathered again, and as it was
    assert json.loads((project.root / "build" / "robustness.json").read_text()) == robustness
