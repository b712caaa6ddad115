"""From records of runs to robustness and ledger."""

from __future__ import annotations

import csv
import json

import jsonschema
import pytest
from planted import TODAY, a_claim, a_source, a_test, lines

from helpers.claims import ARTICLE_DAY, Agreement, judge, ledger, robustness
from helpers.claims.change import change_of
from helpers.claims.times import as_day
from helpers.errors import ClaimError
from helpers.methods.estimate import Basis, Estimate

SOURCES = [a_source("a", "dataset"), a_source("b")]


def estimate(value, rows=(2, 3)):
    return Estimate(value, value - 0.2, value + 0.2, unit="share", n=30, basis=Basis({"events": rows}, ("a", "b")))


def verdict(value, day=TODAY, agreement=None, rows=(2, 3), **test):
    return judge(
        a_claim(), a_test("effect", about="state", **test), as_of=day, estimate=estimate(value, rows),
        sources=SOURCES, agreement=agreement,
    )


def record(notebook, verdicts, day=TODAY, **parameters):
    return {
        "notebook": notebook, "as_of": day.isoformat(), "dataset": {"fingerprint": "abc"},
        "parameters": {"as_of": day.isoformat(), "variant": True, **parameters},
        "verdicts": [one.to_dict() for one in verdicts],
    }


def put(folder, name, content):
    path = folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def multiverse(tmp_path):
    """Four runs: window moves the sign, depth moves nothing, fx has one value only."""
    folder = tmp_path / "runs" / "multiverse"
    values = {(3, 10): 0.5, (3, 30): 0.5, (6, 10): 0.1, (6, 30): 0.5}
    for place, ((window, depth), value) in enumerate(values.items()):
        put(folder / "topic", f"{place:012x}", record("topic", [verdict(value)], window=window, depth=depth, fx="daily"))
    return tmp_path


def test_shares_follow_from_intervals_then_from_labels(multiverse):
    built = robustness.build(multiverse / "runs" / "multiverse")
    assert built["n_runs"] == 4
    entry = built["claims"]["2026-11-23"]["xx-01"]
    assert (entry["n_runs"], entry["above"], entry["below"]) == (4, 0.75, 0.0)
    # 75% of the runs lie above 0: each of these is judged with that share.
    assert entry["labels"] == {"supported_with_caveat": 0.75, "unresolved": 0.25}
    assert [tick["sign"] for tick in entry["ticks"]] == [1, 1, 0, 1]


def test_the_choice_that_moves_most_is_named(multiverse):
    built = robustness.build(multiverse / "runs" / "multiverse")
    entry = built["claims"]["2026-11-23"]["xx-01"]
    assert (entry["choice"], entry["choice_moves"]) == ("depth", 0.5)
    assert [row["choice"] for row in entry["choices"]] == ["depth", "window"]
    assert entry["choices"][0]["share_of_commonest"] == {"10": 0.5, "30": 1.0}
    assert all("fx" not in run["choices"] for run in built["runs"].values())


def test_robustness_is_the_same_each_time(multiverse):
    folder = multiverse / "runs" / "multiverse"
    assert json.dumps(robustness.build(folder)) == json.dumps(robustness.build(folder))


def test_agreement_reads_what_was_built(multiverse):
    built = robustness.build(multiverse / "runs" / "multiverse")
    agreement = Agreement.from_robustness(built, "xx-01", TODAY)
    assert agreement.share_of("supported_with_caveat") == 0.75
    assert Agreement.from_robustness(built, "xx-01", ARTICLE_DAY) is None
    assert Agreement.from_robustness(None, "xx-01", TODAY) is None
    printed = verdict(0.5, agreement=agreement)
    assert (printed.label, printed.confidence, printed.n_runs) == ("supported_with_caveat", 0.75, 4)


def test_runs_of_documents_that_can_not_differ_count_once(tmp_path):
    same = judge(a_claim(), a_test(), as_of=TODAY, evidence=lines(100, 107))
    other = judge(a_claim(), a_test(), as_of=TODAY, evidence=lines(100, 200))
    for place, one in enumerate([same, same, same, other]):
        put(tmp_path / "topic", str(place), record("topic", [one], window=place % 2))
    entry = robustness.build(tmp_path)["claims"]["2026-11-23"]["xx-01"]
    assert entry["n_notebook_runs"] == 2
    assert entry["n_runs"] == 2 + len(same.variants) + len(other.variants)
    assert sum(entry["labels"].values()) == pytest.approx(1)


# -- change -------------------------------------------------------------------------------------


def full(label):
    return Agreement(100, 1.0, 0.0, {label: 1.0})


def test_a_claim_that_held_and_no_longer_does_is_outdated():
    then, now = verdict(0.5, ARTICLE_DAY, full("supported")), verdict(-0.5, rows=(4, 5))
    change = change_of(then, now)
    assert (change.then, change.now, change.reason) == ("supported", "outdated", "world_changed")
    assert "0.500 (0.300 to 0.700) to −0.500" in change.sentence


def test_a_claim_that_never_held_is_not_outdated():
    change = change_of(verdict(0.1, ARTICLE_DAY), verdict(-0.5))
    assert (change.then, change.now) == ("unresolved", "contradicted")


def test_an_ended_instrument_makes_a_held_claim_outdated():
    end = {"instrument_end": "2025-03-31"}
    change = change_of(verdict(0.5, ARTICLE_DAY, **end), verdict(0.5, **end))
    assert (change.now, change.reason) == ("outdated", "instrument_ended")


@pytest.mark.parametrize(
    ("value", "rows", "about", "reason"),
    [
        (0.5, (2, 3), "period", "same"),
        (0.5, (2, 3, 4), "period", "same"),             # more rows, same reading
        (0.6, (2, 3, 4), "period", "new_evidence"),
        (0.6, (3, 4), "period", "revised_vintage"),
        (0.6, (3, 4), "state", "world_changed"),
        (0.6, (2, 3), "state", "world_changed"),
    ],
)
def test_why_two_estimates_differ(value, rows, about, reason):
    test = a_test("effect", about=about)
    then = judge(a_claim(), test, as_of=ARTICLE_DAY, estimate=estimate(0.5), sources=SOURCES)
    now = judge(a_claim(), test, as_of=TODAY, estimate=estimate(value, rows), sources=SOURCES)
    assert change_of(then, now).reason == reason


def test_why_two_readings_of_documents_differ():
    def on(day, evidence, **test):
        return judge(a_claim(), a_test(**test), as_of=day, evidence=evidence)

    then = on(ARTICLE_DAY, lines(100))
    late = lines(300, 300, known_on="2025-05-01", role="later", date="2024-05-01")
    assert change_of(then, on(TODAY, [*lines(100)[:1], *late])).reason == "new_evidence"
    after = lines(100, 300, 300, known_on="2025-05-01", role="later", date="2025-05-01")[1:]
    assert change_of(then, on(TODAY, [*lines(100), *after])).reason == "world_changed"
    assert change_of(then, on(TODAY, lines(103))).reason == "revised_vintage"
    assert change_of(then, on(TODAY, lines(100))).sentence == "Still supported: on the same evidence."
    assert change_of(then, None).reason == "missing"
    state = {"about": "state", "window_months": "12"}
    then, now = on(ARTICLE_DAY, lines(100), **state), on(TODAY, lines(100), **state)
    assert change_of(then, now).reason == "world_changed"
    fixed = {"about": "end", "window_months": "18"}
    then, now = on(ARTICLE_DAY, lines(100), **fixed), on(TODAY, [*lines(100), *after], **fixed)
    assert change_of(then, now).reason == "new_evidence"


# -- ledger -------------------------------------------------------------------------------------


@pytest.fixture
def built(multiverse):
    put(multiverse, "robustness", robustness.build(multiverse / "runs" / "multiverse"))
    put(multiverse / "runs" / "published", "topic", record("topic", [verdict(0.5, ARTICLE_DAY, full("supported"))], ARTICLE_DAY))
    put(multiverse / "runs" / "today", "topic", record("topic", [verdict(-0.5, rows=(4,))]))
    put(multiverse / "runs" / "today", "ledger", record("ledger", []))
    return multiverse


def test_the_ledger_fits_its_schema_and_is_written_whole(built, root):
    ledger.write(built)
    told = json.loads((built / "ledger.json").read_text("utf-8"))
    schema = json.loads((root / "src/helpers/claims/ledger.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)
    (row,) = told["claims"]
    assert (row["published"]["label"], row["today"]["label"], row["today"]["score"]) == ("supported", "outdated", 2)
    assert row["today"]["label_of_the_day"] == "contradicted"
    assert row["today"]["robustness"]["n_runs"] == 4
    assert told["counts"] == {"published": {"supported": 1}, "today": {"outdated": 1}}
    assert sorted(path.name for path in built.iterdir()) == ["ledger.csv", "ledger.json", "robustness.json", "runs"]
    again = (built / "ledger.json").read_bytes()
    ledger.write(built)
    assert (built / "ledger.json").read_bytes() == again


def test_the_flat_ledger_has_one_row_a_claim_and_no_live_cell(built):
    claims = [{"claim_id": "xx-01", "statement": "=1+1", "theme": "t", "kind": "k"}, {"claim_id": "xx-02", "statement": "s", "theme": "t", "kind": "k"}]
    ledger.write(built, claims)
    with (built / "ledger.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["claim_id"] for row in rows] == ["xx-01", "xx-02"]
    assert rows[0]["statement"] == "'=1+1"
    assert (rows[0]["published_estimate"], rows[0]["today_rows"]) == ("0.5", "events:4")
    assert rows[1]["change_sentence"] == "Only one of the two readings was made."
    assert rows[1]["published_label"] == ""


def test_a_claim_judged_twice_is_refused(built):
    put(built / "runs" / "today", "other", record("other", [verdict(0.5)]))
    with pytest.raises(ClaimError, match="judged by"):
        ledger.collect(built)


def test_a_claim_is_checked_again_after_a_quarter_at_the_latest(built):
    row = ledger.collect(built)["claims"][0]
    assert row["last_checked"] == row["today"]["as_of"]
    assert (as_day(row["next_check"]) - as_day(row["last_checked"])).days in range(89, 93)
