"""Every notebook runs at both reading days, quietly, and judges each of its claims."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import helpers.dataset
from helpers.methods.estimate import from_ranges

pytestmark = pytest.mark.slow
LIST = Path(__file__).resolve().parents[2] / "data" / "notebooks.csv"
THEMES = [row["notebook"] for row in csv.DictReader(LIST.read_text("utf-8").splitlines())]
#: "31% (22% to 43%)", as sentences write an estimate.
WITH_INTERVAL = re.compile(
    r"\d%? [^()<>.\d]{0,60}\([−\d.,]+%? to [−\d.,]+%?\)|\d%? \([−\d.,]+%? to [−\d.,]+%?\)"
)
PLANS = {"published": "2024-10-03", "today": helpers.dataset.open().last_day.isoformat()}


@pytest.fixture(scope="module")
def build(root, tmp_path_factory):
    """The outputs of the plans ``published`` and ``today`` in a folder of their own."""
    folder = tmp_path_factory.mktemp("build")
    for plan in PLANS:
        done = subprocess.run(
            [sys.executable, "-m", "helpers.cli", "run", plan, "--quiet"],
            cwd=root,
            env={**os.environ, "CHUHAI_BUILD": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def record_of(build, plan, notebook):
    return json.loads((build / "runs" / plan / f"{notebook}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def claims(root):
    with (root / "data" / "claim_tests.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("notebook", [*THEMES, "ledger"])
def test_it_runs_without_a_word_on_stderr(build, plan, notebook):
    path = build / "runs" / plan / f"{notebook}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert outputs
    noise = [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert not noise, noise[:2]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("notebook", THEMES)
def test_its_record_holds_figures_and_a_verdict_for_each_claim(build, claims, plan, notebook):
    record = record_of(build, plan, notebook)
    own = {test["claim_id"] for test in claims if test["notebook"] == notebook}
    assert {verdict["claim_id"] for verdict in record["verdicts"]} == own
    assert record["as_of"] == PLANS[plan]
    assert record["answer"]
    assert len(record["figures"]) >= 3
    assert all(figure["alt"] and figure["title"] for figure in record["figures"])


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("notebook", THEMES)
def test_every_estimate_names_the_rows_that_it_rests_on(build, plan, notebook):
    bare = {
        name
        for name, estimate in record_of(build, plan, notebook)["estimates"].items()
        if any(estimate[end] is not None for end in ("value", "low", "high"))
        and not estimate["basis"]["rows"]
    }
    assert bare == set()


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("notebook", THEMES)
def test_every_number_with_an_interval_leads_to_its_estimate(build, plan, notebook):
    tracing = pytest.importorskip("helpers.publishing.tracing", exc_type=ImportError)
    record = record_of(build, plan, notebook)
    titles = [made["title"] for kind in ("figures", "tables") for made in record[kind]]
    lost = [
        text
        for text in [*record["prose"], *record["answer"].split("\n"), *titles]
        if WITH_INTERVAL.search(re.sub(r"<a .*?</a>", "", tracing.linked_estimates(text, record)))
    ]
    assert lost == []


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("notebook", [*THEMES, "ledger"])
def test_its_record_fits_the_published_schema(root, build, plan, notebook):
    schema = json.loads((root / "src/helpers/display/record.schema.json").read_text("utf-8"))
    jsonschema.validate(record_of(build, plan, notebook), schema)


def test_no_row_behind_a_published_verdict_was_known_later(root, build):
    data = helpers.dataset.open(as_of="2024-10-03")
    known = {}
    for notebook in THEMES:
        for verdict in record_of(build, "published", notebook)["verdicts"]:
            for table, ranges in (verdict["rows"] or {}).items():
                if table not in known:
                    known[table] = set(data.table(table, vintages="all").index)
                lines = from_ranges(ranges) if isinstance(ranges, str) else ranges
                late = {f"{table}:{line}" for line in lines} - known[table]
                assert not late, f"{verdict['claim_id']}: {sorted(late)[:3]}"


def test_the_ledger_has_a_verdict_or_a_reason_for_every_claim(root, build, claims):
    ledger = json.loads((build / "ledger.json").read_text(encoding="utf-8"))
    schema = json.loads((root / "src/helpers/claims/ledger.schema.json").read_text("utf-8"))
    jsonschema.validate(ledger, schema)
    assert len(ledger["claims"]) == len(claims)
    for claim in ledger["claims"]:
        for side in PLANS:
            assert claim[side]["label"]
            assert claim[side]["because"]


def test_every_number_behind_a_verdict_leads_to_rows(build):
    ledger = json.loads((build / "ledger.json").read_text(encoding="utf-8"))
    bare = [
        (claim["claim_id"], side) for claim in ledger["claims"] for side in PLANS
        if (claim[side]["references"] or (claim[side]["estimate"] or {}).get("value") is not None) and not claim[side]["rows"]
    ]
    assert bare == []


def test_a_second_run_has_nothing_to_do(root, build):
    done = subprocess.run(
        [sys.executable, "-m", "helpers.cli", "run", "today"],
        cwd=root,
        env={**os.environ, "CHUHAI_BUILD": str(build)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "done" not in done.stdout
