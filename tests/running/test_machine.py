"""How many runs a machine is given at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.running import machine


def test_control_groups_of_either_version_and_every_level_count(tmp_path: Path) -> None:
    def group(path: str, name: str, content: str) -> None:
        (tmp_path / path).mkdir(parents=True, exist_ok=True)
        (tmp_path / path / name).write_text(content)

    own = tmp_path / "self"
    group("self", "cgroup", "4:memory:/a\n2:cpu:/\n0::/user/session\n")
    group("memory/a", "memory.limit_in_bytes", "400\n")
    group("memory", "memory.limit_in_bytes", "9000\n")
    group("user", "memory.max", "300\n")
    group("user/session", "memory.max", "max\n")
    assert sorted(machine._ceilings(tmp_path, own)) == [300, 400, 9000]
    assert machine._ceilings(tmp_path / "none", own) == []


def test_little_memory_means_few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "available_cores", lambda: 8)
    for memory, jobs, slots in ((64_000, 9, 2), (2_000, 2, 2), (1_000, 1, 1), (100, 1, 1)):
        monkeypatch.setattr(machine, "available_memory_mb", lambda memory=memory: memory)
        assert machine.default_jobs() == jobs
        assert machine.slots_for(1) == slots
