"""Which lines count, and whether they agree."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from planted import TODAY, a_claim, a_line, a_source, a_test, lines

from helpers.claims import ARTICLE_DAY, Line, reference
from helpers.claims.agreeing import agreement_of
from helpers.claims.evidence import read_lines, tally, weigh
from helpers.claims.sourcing import attach, disclosure_of, read_sources
from helpers.claims.times import as_day, last_day, shift_months
from helpers.errors import ClaimError


@pytest.mark.parametrize(
    ("value", "within"),
    [(100, "tol"), (105, "tol"), (95, "tol"), (105.1, "2tol"), (110, "2tol"), (90, "2tol"), (110.1, "no"), (89.9, "no")],
)
def test_relative_tolerance_at_its_edges(value, within):
    assert agreement_of(a_line(value), a_claim(), a_test()) == within


@pytest.mark.parametrize(("value", "within"), [(3, "tol"), (2.5, "tol"), (2, "2tol"), (1.9, "no")])
def test_absolute_tolerance(value, within):
    test = a_test(claimed="3", tolerance="0.5", tolerance_kind="absolute")
    assert agreement_of(a_line(value), a_claim(), test) == within


def test_exact_numbers_have_no_near():
    test = a_test(tolerance="0", tolerance_kind="exact")
    assert agreement_of(a_line(100), a_claim(), test) == "tol"
    assert agreement_of(a_line(101), a_claim(), test) == "no"


@pytest.mark.parametrize(
    ("direction", "value", "within"),
    [("1", 95, "tol"), ("1", 900, "tol"), ("1", 92, "2tol"), ("1", 80, "no"), ("-1", 105, "tol"), ("-1", 1, "tol"), ("-1", 200, "no")],
)
def test_one_sided_claims(direction, value, within):
    assert agreement_of(a_line(value), a_claim(), a_test(direction=direction)) == within


@pytest.mark.parametrize(
    ("direction", "bound", "value", "within"),
    [
        ("", "lower", 50, "says nothing"),      # over 50 is compatible with 100
        ("", "lower", 104, "says nothing"),
        ("", "lower", 108, "2tol"),
        ("", "lower", 300, "no"),               # over 300 refutes 100
        ("", "upper", 300, "says nothing"),
        ("", "upper", 20, "no"),
        ("1", "lower", 120, "tol"),             # over 120 confirms at least 100
        ("1", "lower", 60, "says nothing"),
        ("1", "upper", 60, "no"),
        ("-1", "upper", 60, "tol"),
        ("-1", "lower", 300, "no"),
    ],
)
def test_bounds_only_speak_where_they_can(direction, bound, value, within):
    found = agreement_of(a_line(value, bound=bound), a_claim(), a_test(direction=direction))
    assert found == within or found.endswith(within)


@pytest.mark.parametrize(
    ("unit", "claimed", "stated", "within"),
    [
        ("month", "2024-03", "2024-03", "tol"),
        ("month", "2024-03", "2024-03-31", "tol"),
        ("month", "2024-03", "2024-04", "2tol"),
        ("month", "2024-01", "2023-12", "2tol"),
        ("month", "2024-03", "2023-03", "no"),
        ("date", "2024-03-05", "2024-03-04", "2tol"),
        ("date", "2024-03-05", "2024-03-03", "no"),
        ("year", "2020", 2020.0, "tol"),
        ("year", "2020", "2021", "2tol"),
        ("quarter", "2024-01", "2024-03", "tol"),
        ("month", "2024-03", "spring", "no date stated"),
    ],
)
def test_dates_agree_at_their_stated_precision(unit, claimed, stated, within):
    line = replace(a_line(None, unit=unit), value=stated)
    test = a_test(unit=unit, tolerance="0", tolerance_kind="exact")
    assert agreement_of(line, a_claim(quantity=claimed, unit=unit), test) == within


def test_codes_are_used_for_testimony_only():
    coded = a_line(500, agrees="yes")
    assert agreement_of(coded, a_claim(), a_test()) == "no"
    assert agreement_of(coded, a_claim(), a_test("testimony")) == "yes"
    assert agreement_of(a_line(agrees="unclear"), a_claim(), a_test("testimony")).startswith("unclear")


def test_another_unit_is_never_converted():
    assert agreement_of(a_line(100, unit="cny_bn"), a_claim(), a_test()) == "another unit (cny_bn)"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"role": "origin"}, "origin of the claim"),
        ({"role": "context"}, "context only"),
        ({"circular": "true"}, "circular: the article or a copy of it"),
        ({"known_on": "2024-10-04"}, "not yet known"),
        ({"role": "later", "known_on": "2024-07-01"}, "later than the article"),
        ({"unit": "years"}, "another unit (years)"),
    ],
)
def test_rows_that_do_not_count_say_why(more, reason):
    counted, aside = weigh([a_line(**more)], a_claim(), a_test(), ARTICLE_DAY)
    assert not counted
    assert aside[0].within == reason


def test_later_evidence_counts_today():
    row = a_line(role="later", known_on="2025-01-01")
    counted, _ = weigh([row], a_claim(), a_test(), TODAY)
    assert len(counted) == 1


def test_copies_of_one_report_count_once():
    copies = lines(100, 100, 300, line="one-report")
    counted, aside = weigh([*copies, a_line(100, "ev-009")], a_claim(), a_test(), TODAY)
    assert tally(counted) == {"lines": 2, "within": 2, "near": 2, "primary": 0}
    assert [line.within for line in aside] == ["copy of ev-001: one line of evidence"] * 2


def test_of_copies_the_one_nearest_in_time_speaks_then_the_best_source():
    early = a_line(300, "ev-001", line="one", date="2023-01-01")
    close = a_line(100, "ev-002", line="one", date="2024-06-01")
    record = a_line(101, "ev-003", line="one", date="2024-06-01", kind="primary")
    counted, _ = weigh([early, close, record], a_claim(), a_test(), TODAY)
    assert [line.evidence_id for line in counted] == ["ev-003"]


@pytest.mark.parametrize(
    ("about", "window", "date", "as_of", "counts"),
    [
        ("", "", "2020-01-01", TODAY, True),
        ("period", "3", "2023-10-01", TODAY, True),
        ("period", "3", "2023-08-01", TODAY, False),
        ("period", "3", "2024-09-30", TODAY, True),
        ("end", "1", "2024-02-01", TODAY, False),
        ("end", "1", "2024-05-01", TODAY, True),
        ("end", "1", "2024-08-01", TODAY, False),
        ("state", "12", "2024-06-01", TODAY, False),
        ("state", "12", "2026-01-01", TODAY, True),
        ("state", "12", "2024-06-01", ARTICLE_DAY, True),
    ],
)
def test_references_must_be_about_the_time_of_the_claim(about, window, date, as_of, counts):
    row = a_line(date=date, known_on=str(min(as_day(date), as_of)))
    counted, _ = weigh([row], a_claim(), a_test(about=about, window_months=window), as_of)
    assert bool(counted) is counts


def test_uses_fixed_in_the_test_bind_rows_of_the_table_only():
    test = a_test(evidence_use="*=context")
    own = reference(100, "things", "src-x", line="mine")
    counted, aside = weigh([a_line(), own], a_claim(), test, TODAY)
    assert [line.line for line in counted] == ["mine"]
    assert aside[0].within.startswith("measures another thing")
    counted, aside = weigh([a_line(50)], a_claim(), a_test(evidence_use="ev-001=lower"), TODAY)
    assert not counted
    assert "lower bound" in aside[0].within


def test_lines_come_from_a_frame_with_its_row_names():
    frame = pd.DataFrame(
        {
            "claim_id": ["xx-01", "xx-02"], "evidence_id": ["ev-001", "ev-002"],
            "source_id": ["a", "b"], "value_number": [100.0, float("nan")], "unit": ["things", "text"],
            "circular": pd.array([False, None], dtype="boolean"),
            "known_on": pd.to_datetime(["2024-01-05", "2024-02-01"]),
        },
        index=["claim_evidence:2", "claim_evidence:3"],
    )
    (line,) = read_lines(frame, "xx-01")
    assert (line.value, line.row, line.known_on, line.line) == (100.0, "claim_evidence:2", "2024-01-05", "a")


def test_sources_give_kind_and_make_the_articles_own_rows_circular():
    known = read_sources([a_source("src-ev-001", "primary"), a_source("copy", article_or_copy="true")], {"src-ev-001", "copy"})
    first, second = attach([a_line(kind=""), a_line(source_id="copy")], known)
    assert (first.source_kind, second.circular) == ("primary", True)
    assert read_sources(known, {"copy", "unknown"}) == {"copy": known["copy"]}      # read before


def test_two_ids_of_one_source_are_one_line():
    known = read_sources([a_source("b", same_as="a")], {"b"})
    (line,) = attach([Line("ev-001", "b", line="b")], known)
    assert line.line == "a"


def test_disclosure_names_what_author_and_publisher_stand_behind():
    known = read_sources([a_source("hub", relation_to_article="publisher"), a_source("other")], {"hub", "other"})
    assert disclosure_of(a_claim(), ["other"], known) == ""
    assert "1 of 2 sources" in disclosure_of(a_claim(), ["hub", "other"], known)
    assert "published the article" in disclosure_of(a_claim(entity="Hugging Face"), [], known)


def test_times():
    assert last_day("2024-02") == dt.date(2024, 2, 29)
    assert last_day("2024-01-01", "year") == dt.date(2024, 12, 31)
    assert last_day("2024-04-01", "quarter") == dt.date(2024, 6, 30)
    assert shift_months(dt.date(2024, 8, 31), -6) == dt.date(2024, 2, 29)
    assert as_day(pd.Timestamp("2024-03-05")) == dt.date(2024, 3, 5)
    with pytest.raises(ClaimError, match="spring"):
        as_day("spring")


def test_a_reference_test_without_a_value_is_refused():
    with pytest.raises(ClaimError, match="claimed value"):
        weigh([a_line()], a_claim(quantity=""), a_test(), TODAY)
