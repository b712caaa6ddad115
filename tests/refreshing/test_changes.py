"""What two ledgers differ in; made-up claims, judged by the real rules where it matters."""

from __future__ import annotations

import json

import pytest

from helpers.claims import ledger
from helpers.claims.verdict import Verdict
from helpers.errors import RefreshError
from helpers.refreshing.changes import (
    Rehearsal,
    _move_agreement,
    _take_over,
    between,
    read_ledger,
    told,
)
from helpers.running.project import Project


def a_verdict(claim_id: str, label: str, as_of: str = "2026-11-23", **more) -> Verdict:
    estimate = {"value": more.pop("value", 1.0), "low": 0.5, "high": 1.5}
    return Verdict(
        claim_id=claim_id, statement=f"Made up: {claim_id}.", theme="overview", kind="trend",
        test_kind="effect", as_of=as_of, label=label, score=None, rule="made.up", because="",
        provisional=label, inputs={"about": "period"}, estimate=estimate,
        **({"grade": "B", "rows": {"prices": "2-4"}} | more),
    )  # fmt: skip


def a_ledger(*rows: tuple[Verdict | None, Verdict | None]) -> dict:
    out = []
    for published, today in rows:
        claim_id = (today or published).claim_id
        readings = {
            name: ({claim_id: (one, "made_up")} if one else {}, {})
            for name, one in (("published", published), ("today", today))
        }
        out.append(ledger.row_of(claim_id, readings, {}, {}))
    return {"schema": ledger.SCHEMA, "claims": out}


THEN = a_verdict("xx-01", "unresolved", "2024-10-03")


def test_the_same_ledger_changes_nothing():
    one = a_ledger((THEN, a_verdict("xx-01", "mixed")))
    assert between(one, one) == []
    assert told(one, one) == "no verdict of 1 claims would change"


def test_a_changed_verdict_is_named_with_its_reason():
    before = a_ledger((THEN, a_verdict("xx-01", "mixed")), (None, a_verdict("xx-02", "supported")))
    after = a_ledger(
        (THEN, a_verdict("xx-01", "contradicted", value=-2.0, rows={"prices": "2-9"})),
        (None, a_verdict("xx-02", "supported", grade="C")),
    )
    (change,) = between(before, after)
    assert (change.claim_id, change.reading) == ("xx-01", "today")
    assert (change.before, change.after) == ("mixed", "contradicted")
    assert "newly known row" in change.why
    text = told(before, after)
    assert "xx-01 today: Mixed -> Contradicted" in text or "mixed -> contradicted" in text
    assert "xx-02 today (B -> C)" in text
    assert "1 of 2 claims would change" in text


def test_a_claim_that_held_and_no_longer_does_is_called_outdated():
    held = a_verdict("xx-01", "supported", "2024-10-03")
    before = a_ledger((held, a_verdict("xx-01", "supported")))
    after = a_ledger((held, a_verdict("xx-01", "contradicted", value=-2.0, rows={"prices": "2-9"})))
    (change,) = between(before, after)
    assert change.after == "outdated"


def test_claims_that_come_and_go():
    before = a_ledger((None, a_verdict("xx-01", "mixed")))
    after = a_ledger((None, a_verdict("xx-02", "mixed")))
    assert [(one.claim_id, one.why) for one in between(before, after)] == [
        ("xx-02", "it was not judged before"),
        ("xx-01", "it is no longer judged"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "no ledger to compare with"), ("{", "is not a ledger"), ('{"schema": "x"}', "not a ledger of")],
)  # fmt: skip
def test_something_else_than_a_ledger(tmp_path, text, words):
    path = tmp_path / "ledger.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(RefreshError, match=words):
        read_ledger(path, "ledger.json")


def test_a_rehearsal_starts_from_the_runs_at_hand_and_leaves_them_alone(tmp_path):
    project = Project(tmp_path)
    for kind in ("runs", "state"):
        (project.build / kind / "today").mkdir(parents=True)
        (project.build / kind / "today" / "one.json").write_text(json.dumps(kind))
    (project.build / "robustness.json").write_text("{}")
    aside = Rehearsal(tmp_path)
    (aside.build / "runs" / "today").mkdir(parents=True)
    (aside.build / "runs" / "today" / "left.json").write_text("old")
    _take_over(project, aside)
    found = {path.relative_to(aside.build).as_posix() for path in aside.build.rglob("*.json")}
    assert found == {"robustness.json", "runs/today/one.json", "state/today/one.json"}


def test_a_later_day_of_the_data_keeps_the_agreement_of_the_last_multiverse(tmp_path):
    path = tmp_path / "robustness.json"
    entry = {"xx-01": {"n_runs": 20}}
    path.write_text(json.dumps({"claims": {"2024-10-03": {}, "2026-11-23": entry}}))
    _move_agreement(path, "2026-11-24")
    assert json.loads(path.read_text())["claims"]["2026-11-24"] == entry
    _move_agreement(tmp_path / "none.json", "2026-11-24")
    assert not (tmp_path / "none.json").exists()
