"""The hosted workflow holds nothing that cannot be run by hand, and nothing that could change unseen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit_and_targets_exist(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for job in workflow["jobs"].values():
        assert not job["runs-on"].endswith("latest")
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]), step
            for target in re.findall(r"^make ([a-z]+)", step.get("run", ""), re.M):
                assert target in targets, target


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_words_of_others_do_not_reach_a_shell(path: Path) -> None:
    """Titles, branches and bodies of requests are not written into commands."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_command_is_a_target_or_a_tool_that_the_first_step_installs(path: Path) -> None:
    """Nothing is run by a service: make, and the plain tools of a Debian machine."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    for job in workflow["jobs"].values():
        commands = [step["run"] for step in job["steps"] if "run" in step]
        installed = set(re.findall(r"[a-z][a-z0-9-]+", commands[0].partition("install")[2])) if commands else set()
        for line in "\n".join(commands).splitlines():
            for part in re.split(r"&&|\|\||;", line):
                word = (part.split() or ["echo"])[0]
                assert word in installed | {"apt-get", "echo", "mkdir", "rm"} or re.match(r"[a-z]+=", word), part
        if commands:
            assert {"chromium", "git", "make", "python3-venv"} <= installed


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_rights_are_the_least_and_only_the_finished_pages_go_out(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    for name, job in workflow["jobs"].items():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
        if "container" in job:      # git refuses a clone that belongs to another user
            assert job["env"]["GIT_CONFIG_KEY_0"] == "safe.directory"
        assert set(job.get("permissions", {})) <= {"pages", "id-token"}
        if "write" in job.get("permissions", {}).values():
            assert not [step for step in job["steps"] if "run" in step], "a job with rights runs no code of the repository"
            assert job["needs"], name
            assert "pull_request" in job["if"]
