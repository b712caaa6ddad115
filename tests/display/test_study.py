"""The study from opening to record, in a plain process, on made-up rows."""

from __future__ import annotations

import json

import jsonschema
import pytest

from helpers.display import plain
from helpers.display.record import MIME, schema
from helpers.errors import ChuhaiError, ClaimError
from helpers.methods.estimate import Estimate


def run(study):
    """A small notebook."""
    study.opening("Do visits grow?")
    visits = study.table("visits")
    kept = study.keep(visits, "n > 3", why="small counts left out")
    study.coverage("visits")
    share = Estimate(0.8, 0.7, 0.9, unit="share", n=20, method="made up").resting_on(kept)
    study.say("The share was {share}, of {n} rows.", share=share, n=len(kept))
    study.figure(
        "line", kept, name="visits", title=study.words("{share} came from China", share=share),
        subtitle="visits", unit="visits", y="n", by="country",
    )  # fmt: skip
    study.display_table(kept[["firm", "n"]], name="table", title="Visits")
    study.judge("xx-02", share)
    study.judge_rest()
    study.robustness()
    study.change_our_mind()
    study.limits(["Made-up <rows>."])
    study.answer("It was {share}.\nNothing else.", share=share)
    study.closing()
    return study.record.to_dict()


def test_a_run_leaves_a_record_that_meets_its_schema(new_study, shown):
    record = run(new_study())
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(record, schema())
    assert record["answer"] == "It was 80% (70% to 90%).\nNothing else."
    assert [verdict["claim_id"] for verdict in record["verdicts"]] == ["xx-02", "xx-01", "xx-03"]
    assert [verdict["label"] for verdict in record["verdicts"]][1:] == [
        "supported",
        "not_checkable",
    ]
    assert record["estimates"]["xx-02"]["basis"]["sources"] == ["s-late"]
    assert {source["source_id"] for source in record["sources"]} == {"s-late", "s-one", "s-two"}
    assert record["figures"][0]["data"][0]["country"] == "CN"
    assert record["figures"][0]["basis"]["rows"]["visits"]
    assert record["coverage"][0]["rows"] == 12
    assert record["coverage"][0]["rows_withheld"] == 2
    sent = [bundle for bundle in shown if MIME in bundle]
    assert len(sent) == 1
    assert sent[0][MIME] == record


def test_two_runs_give_the_same_record_and_the_same_outputs(new_study, shown):
    first = plain.canonical(run(new_study()))
    outputs = json.dumps(shown, default=str)
    shown.clear()
    assert plain.canonical(run(new_study())) == first
    assert json.dumps(shown, default=str) == outputs


def test_an_estimate_without_rows_takes_those_of_its_sentence_and_names_do_not_hide_each_other(new_study, shown):
    study = new_study()
    visits = study.table("visits")
    bare, own = Estimate(0.8, 0.7, 0.9, unit="share"), Estimate(0.5).resting_on(visits.head(1))
    study.say("{a} and {b}", a=bare, b=own, basis=visits)
    study.say("{a}", a=Estimate(0.1), basis=[visits.tail(1)])
    study.say("{a}", a=Estimate(0.1), basis=[visits.tail(1)])
    kept = study.record.estimates
    assert list(kept) == ["a", "b", "a 2"]
    assert kept["b"]["basis"] == own.basis.to_dict()
    assert kept["a"]["basis"]["rows"] != kept["a 2"]["basis"]["rows"] != {}


def test_a_filter_says_what_it_leaves_and_is_silent_where_no_row_goes(new_study, shown):
    study = new_study()
    visits = study.table("visits")
    assert len(study.keep(visits, visits["n"].notna(), why="all of them")) == len(visits)
    assert shown == []
    kept = study.keep(visits, "n > 3", why="small counts left out")
    assert f"{len(kept)} of {len(visits)} rows left: small counts left out" in shown[-1]["text/html"]


def test_a_variant_shows_nothing_and_records_its_verdicts(new_study, shown):
    record = run(new_study(variant=True))
    jsonschema.validate(record, schema())
    assert len(record["verdicts"]) == 3
    assert record["figures"] == record["tables"] == record["coverage"] == []
    assert [MIME in bundle for bundle in shown] == [True]


def test_documents_are_judged_by_one_variant_only(new_study, shown):
    record = run(new_study(variant=True, depth=5))
    assert [verdict["claim_id"] for verdict in record["verdicts"]] == ["xx-02"]


def test_nothing_from_the_data_becomes_markup(new_study, shown):
    run(new_study())
    pages = " ".join(bundle["text/html"] for bundle in shown)
    assert "<script" not in pages
    assert "&lt;script&gt;" in pages
    assert "<caveat>" not in pages
    assert "阿里 <b>" not in pages


def test_figures_carry_their_alternative_text(new_study, shown):
    record = run(new_study())
    (figure,) = [bundle for bundle in shown if 'data-figure="visits"' in bundle["text/html"]]
    assert f'alt="{record["figures"][0]["alt"]}"' in figure["text/html"]
    assert figure["text/html"].count("data:image/png;base64,") == 2
    assert figure["how"]["metadata"] == {"chuhai": {"figure": "visits"}}


def test_the_answer_goes_to_its_place_on_top(new_study, shown):
    run(new_study())
    places = [bundle["how"] for bundle in shown if bundle["how"].get("display_id")]
    assert places == [
        {"display_id": "answer-made_up", "update": False},
        {"display_id": "answer-made_up", "update": True},
    ]


def test_rows_not_known_yet_draw_no_figure(new_study, shown):
    study = new_study(as_of="2023-06-01")
    study.figure("line", study.table("visits"), name="none", title="T", y="n")
    assert study.record.figures == []
    assert "no row known by 1 June 2023" in shown[-1]["text/html"]


def test_closing_refuses_while_a_claim_has_no_verdict(new_study):
    study = new_study()
    study.judge("xx-01")
    with pytest.raises(ChuhaiError, match="xx-02, xx-03"):
        study.closing()


def test_a_verdict_knows_its_sources_those_of_evidence_and_those_of_its_estimate(new_study, shown):
    estimated, documented, _ = run(new_study())["verdicts"]
    assert [line["source_kind"] for line in documented["references"]] == ["primary", "news"]
    assert "dataset" in json.dumps(estimated["grade_steps"])     # s-late, which no evidence names


def test_a_claim_is_judged_once_and_must_exist(new_study):
    study = new_study()
    study.judge("xx-01")
    with pytest.raises(ClaimError, match="judged twice"):
        study.judge("xx-01")
    with pytest.raises(ClaimError, match="there is no claim 'xx-99'"):
        study.judge("xx-99")


def test_robustness_is_read_from_the_build_folder(new_study, folder, shown):
    entry = {
        "n_runs": 40,
        "above": 1.0,
        "below": 0.0,
        "labels": {"supported": 0.95},
        "choice": "top_k",
        "choice_moves": 0.1,
    }
    build = folder / "build"
    build.mkdir()
    (build / "robustness.json").write_text(json.dumps({"claims": {"2024-10-03": {"xx-02": entry}}}))
    record = run(new_study())
    assert record["robustness"] == [
        {"claim": "xx-02", "verdict": "supported", "runs": 40, "share_with_this_verdict": 0.95,
         "choice_that_moves_it_most": "How many are the top?", "moved_by": 0.1}
    ]  # fmt: skip
    assert record["verdicts"][0]["n_runs"] == 40


def test_floats_are_rounded_to_ten_digits_and_missing_is_null():
    import numpy as np
    import pandas as pd

    assert plain.plain({"a": 1 / 3, "b": float("nan"), "c": pd.NA, "d": np.float64(2.0)}) == {
        "a": 0.3333333333, "b": None, "c": None, "d": 2,
    }  # fmt: skip
    assert plain.plain(pd.Timestamp("2024-10-03")) == "2024-10-03"


def test_two_figures_of_one_name_are_refused(new_study):
    study = new_study()
    study.figure("line", study.table("visits"), name="one", title="T", y="n", by="firm")
    with pytest.raises(ChuhaiError, match="two figures are named 'one'"):
        study.figure("line", study.table("visits"), name="one", title="T", y="n", by="firm")
