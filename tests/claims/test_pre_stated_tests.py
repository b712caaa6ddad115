"""The frozen tests, the choices, and the promise that nobody picks a label."""

from __future__ import annotations

import ast
import csv
import re

import pytest

from helpers.claims import LABELS, Claim, ClaimTest
from helpers.claims.agreeing import claimed_value
from helpers.claims.sums import recompute
from helpers.claims.times import ordinal


def by_id(tables):
    return {row["claim_id"]: row for row in tables["claim_tests"]}


def test_every_claim_has_one_test_and_one_notebook(tables):
    assert [row["claim_id"] for row in tables["claims"]] == list(by_id(tables))
    assert {row["notebook"] for row in tables["claim_tests"]} <= {row["notebook"] for row in tables["notebooks"]}
    homes = {row["claim_id"]: row["notebook"] for row in tables["claims"]}
    assert {row["claim_id"]: row["notebook"] for row in tables["claim_tests"]} == homes


def test_every_claim_says_where_the_article_has_it(tables):
    claims = tables["claims"]
    assert [int(row["seq"]) for row in claims] == list(range(1, len(claims) + 1))
    paragraphs = [int(row["paragraph"]) for row in claims]
    assert paragraphs == sorted(paragraphs)
    for row in claims:
        assert row["edition"] in ("english", "chinese"), row["claim_id"]
        chinese = re.search("[\u4e00-\u9fff]", row["words"])
        assert bool(chinese) == (row["edition"] == "chinese"), row["claim_id"]
        assert 0 < len(row["words"].split()) <= 7, "a few words only: " + row["claim_id"]


def test_the_map_of_sections_holds_every_claim_in_order(tables):
    members = {}
    for row in tables["claims"]:
        members.setdefault((row["section"], row["theme"]), []).append(row["claim_id"])
    told = {(row["section"], row["theme"]): row["claim_ids"].split(";") for row in tables["article_sections"]}
    assert told == members
    assert [int(row["n_claims"]) for row in tables["article_sections"]] == [len(ids) for ids in told.values()]


def test_every_test_can_be_applied(tables):
    claims = {row["claim_id"]: Claim.of(row) for row in tables["claims"]}
    for row in tables["claim_tests"]:
        test = ClaimTest.of(row)
        assert test.statistic, row["claim_id"]
        assert test.would_settle, row["claim_id"]
        if test.test_kind in ("reference", "arithmetic"):
            value = claimed_value(claims[test.claim_id], test)
            if test.dated:
                assert ordinal(value, test.unit)
            else:
                assert float(value)
        if test.test_kind == "effect":
            assert row["delta_reason"], test.claim_id
        if test.test_kind != "none":
            assert row["supports_if"], test.claim_id
            assert row["contradicts_if"], test.claim_id
            assert test.tables, test.claim_id


def test_tolerances_follow_the_scale_or_say_why_not(tables):
    defaults = {"usd_m": "0.2", "usd_bn": "0.2", "mau_m": "0.1"}
    for row in tables["claim_tests"]:
        if row["tolerance_kind"] != "relative":
            continue
        if row["tolerance"] != defaults.get(row["unit"], "0.05"):
            assert re.search(r"\d+% instead of", row["design_note"]), row["claim_id"]


def test_causes_are_marked(tables):
    tests = by_id(tables)
    for row in tables["claims"]:
        assert (row["kind"] == "causal") == (tests[row["claim_id"]]["causal"] == "true"), row["claim_id"]


def test_tables_named_in_tests_exist(tables, root):
    known = {path.stem for path in (root / "data").glob("**/*.csv")}
    for row in tables["claim_tests"]:
        assert set(filter(None, row["tables"].split("|"))) <= known, row["claim_id"]


def test_evidence_named_in_tests_exists(tables):
    known = {row["evidence_id"]: row["claim_id"] for row in tables["claim_evidence"]}
    for row in tables["claim_tests"]:
        for part in filter(None, row["evidence_use"].split("|")):
            name = part.split("=")[0]
            assert name == "*" or known[name] == row["claim_id"]


def test_sums_come_out_as_the_table_says(tables):
    tests = by_id(tables)
    for row in tables["claims"]:
        for found, _ in recompute(tables["claim_arithmetic"], Claim.of(row), ClaimTest.of(tests[row["claim_id"]])):
            assert found["as_stated"], found


@pytest.mark.parametrize("column", ["statistic", "supports_if", "contradicts_if", "would_settle", "design_note", "delta_reason"])
def test_no_test_names_an_outcome(tables, column):
    words = re.compile(r"\b(is|was|holds|are) (supported|contradicted|mixed|outdated|unresolved|true|false|wrong)\b")
    for row in tables["claim_tests"]:
        assert not words.search(row[column]), row["claim_id"]


def test_no_table_gives_a_claim_its_label(root):
    """No cell of a table about claims is a label: nobody picks one."""
    found = []
    for path in (root / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                cells = {str(cell).strip().lower().replace(" ", "_") for cell in row.values()}
                if "claim_id" in row and cells & set(LABELS):
                    found.append(f"{path.name}: {row['claim_id']}")
    assert not found


def test_no_module_speaks_of_a_single_claim(root, tables):
    """Code that knows a claim by its id could treat it apart; examples in docstrings may name one."""
    ids = {row["claim_id"] for row in tables["claims"]}
    found = []
    for path in (root / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ids:
                found.append(f"{path.relative_to(root)}:{node.lineno}: {node.value}")
    assert not found, "\n".join(found)


def test_each_choice_has_one_default_and_a_reason(tables):
    seen: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in tables["choices"]:
        seen.setdefault((row["notebook"], row["choice"]), []).append(row)
        assert row["why"]
    for choice, rows in seen.items():
        assert len(rows) > 1, choice
        assert sum(row["is_default"] == "true" for row in rows) == 1, choice
        assert len({row["alternative"] for row in rows}) == len(rows), choice


def test_each_choice_is_a_parameter_with_the_same_default(tables):
    from helpers.running.parameters import model_of, validate
    from helpers.running.reading_yaml import scalar

    for row in tables["choices"]:
        field = model_of(row["notebook"]).model_fields.get(row["choice"])
        assert field is not None, f"{row['notebook']} has no parameter {row['choice']}"
        value = scalar(row["alternative"])
        validate(row["notebook"], {row["choice"]: value})
        if row["is_default"] == "true":
            assert field.default == value, (row["notebook"], row["choice"])


def test_alternatives_are_read_as_they_are_written():
    from helpers.running.reading_yaml import scalar

    assert [scalar(text) for text in ("3:1", "10", "0.5", "true", "none")] == ["3:1", 10, 0.5, True, "none"]
