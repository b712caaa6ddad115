"""Every planted fault ends in one clear message: file, line, column, value, mend."""

from __future__ import annotations

import pytest

from helpers import dataset
from helpers.dataset import BrokenTableError, DatasetError


def cell(table, line, column, value):
    return lambda small: small.put(table, line, column, value)


def text(table, old, new):
    return lambda small: small.change(table, lambda content: content.replace(old, new, 1))


def raw(path, content):
    return lambda small: small.write(path, content)


def field_of(table, column, **changes):
    def edit(package):
        resource = next(item for item in package["resources"] if item["name"] == table)
        next(item for item in resource["schema"]["fields"] if item["name"] == column).update(changes)

    return lambda small: small.declare(edit)


def house_of(table, **changes):
    def edit(package):
        next(item for item in package["resources"] if item["name"] == table)["chuhai"].update(changes)

    return lambda small: small.declare(edit)


PRICES = "data/market/prices.csv"
HEADER = "row_id,firm,date,date_precision,kind,price,rank,free,source_id,other_source_ids,note"

# name: (how it is planted, table opened, file, line, column, value, words of the fault, words of the mend)
FAULTS = {
    "unknown source": (
        cell("prices", 2, "source_id", "s-dya"), "prices",
        PRICES, 2, "source_id", "s-dya", "is not in data/sources.csv", "'s-day'"),
    "unknown further source": (
        cell("prices", 5, "other_source_ids", "s-day;s-yaer"), "prices",
        PRICES, 5, "other_source_ids", "s-yaer", "is not in data/sources.csv", "'s-year'"),
    "no source": (
        cell("prices", 3, "source_id", ""), "prices",
        PRICES, 3, "source_id", "", "a fact without a source", "sources.csv"),
    "no such day": (
        cell("prices", 2, "date", "2023-02-30"), "prices",
        PRICES, 2, "date", "2023-02-30", "not a day of the calendar", "YYYY-MM-DD"),
    "month in a day column": (
        cell("prices", 3, "date", "2024-02"), "prices",
        PRICES, 3, "date", "2024-02", "not a day of the calendar", "precision"),
    "day too early": (
        cell("prices", 2, "date", "1999-01-15"), "prices",
        PRICES, 2, "date", "1999-01-15", "lies before 2010-01-01", "constraints.minimum"),
    "day in the future": (
        cell("prices", 2, "date", "2027-01-15"), "prices",
        PRICES, 2, "date", "2027-01-15", "lies after 2026-11-23", "constraints.minimum or .maximum"),
    "not the first day of its period": (
        cell("prices", 3, "date", "2024-02-17"), "prices",
        PRICES, 3, "date", "2024-02-17", "not the first day of a month", "2024-02-01"),
    "date without precision": (
        cell("prices", 3, "date_precision", ""), "prices",
        PRICES, 3, "date_precision", "", "has no date_precision", "write day, month"),
    "period ends before it starts": (
        cell("investment", 2, "period_end", "2020-12-31"), "investment",
        "data/market/investment.csv", 2, "period_end", "2020-12-31", "ends before it starts", "source"),
    "duplicated key": (
        cell("boards", 5, "date", "2024-10-03"), "boards",
        "data/market/boards.csv", 5, "date+firm", "2024-10-03+Alpha", "already stands on line 4", "remove the row"),
    "repeated key of one column": (
        cell("firms", 3, "firm", "Alpha"), "firms",
        "data/identity/firms.csv", 3, "firm", "Alpha", "already stands on line 2", "remove the row"),
    "empty key": (
        text("firms", "Beta AI,", ","), "firms",
        "data/identity/firms.csv", 3, "firm", "", "the key of the row is empty", "fill it"),
    "repeated unique value": (
        field_of("firms", "tier", constraints={"unique": True}), "firms",
        "data/identity/firms.csv", 4, "tier", "startup", "the value already stands on line 3", "keep one"),
    "repeated row": (
        text("prices", "p2,", "p1,Alpha,2023-01-15,day,list,10,1,false,s-day,,\np2,"), "prices",
        PRICES, 3, "row_id", "p1", "the primary key already stands on line 2", "remove the row"),
    "firm spelled differently": (
        cell("prices", 4, "firm", "BETA-AI"), "prices",
        PRICES, 4, "firm", "BETA-AI", "is not in data/identity/firms.csv", "'Beta AI'"),
    "firm under an alias": (
        cell("prices", 2, "firm", "Aleph"), "prices",
        PRICES, 2, "firm", "Aleph", "is not in data/identity/firms.csv", "'Alpha'"),
    "firm nobody knows": (
        cell("prices", 2, "firm", "Zzyx"), "prices",
        PRICES, 2, "firm", "Zzyx", "is not in data/identity/firms.csv", "add it to data/identity/firms.csv"),
    "not a number": (
        cell("prices", 2, "price", "1,000"), "prices",
        PRICES, 2, "price", "1,000", "is not a number", "no thousands signs"),
    "infinite number": (
        cell("prices", 2, "price", "inf"), "prices",
        PRICES, 2, "price", "inf", "is not a number", "plain number"),
    "not a whole number": (
        cell("prices", 2, "rank", "1.5"), "prices",
        PRICES, 2, "rank", "1.5", "is not a whole number", "digits only"),
    "neither true nor false": (
        cell("prices", 2, "free", "yes"), "prices",
        PRICES, 2, "free", "yes", "neither true nor false", "write true or false"),
    "value not allowed": (
        cell("prices", 2, "kind", "lists"), "prices",
        PRICES, 2, "kind", "lists", "is not an allowed value", "write 'list' (allowed: list, cut)"),
    "below the minimum": (
        cell("prices", 2, "price", "-1"), "prices",
        PRICES, 2, "price", "-1", "is below 0", "look it up in the source"),
    "above the maximum": (
        cell("prices", 2, "price", "1000.5"), "prices",
        PRICES, 2, "price", "1000.5", "is above 1000", "look it up in the source"),
    "pattern": (
        cell("prices", 2, "row_id", "x1"), "prices",
        PRICES, 2, "row_id", "x1", "does not have the form p[0-9]+", "write it in that form"),
    "blanks around a text": (
        cell("prices", 2, "note", "late "), "prices",
        PRICES, 2, "note", "late ", "has blanks around it", "'late'"),
    "one source says two things": (
        cell("investment", 7, "source_id", "s-month"), "investment",
        "data/market/investment.csv", 7, "series+period_start+vintage+source_id",
        "US+2021-01-01+2024-01-01+s-month", "the same source says the same fact", "keep one of the two"),
    "the same fact under two identifiers": (
        text("prices", "p2,", "p9,Alpha,2023-01-15,day,list,10,1,false,s-day,,again\np2,"), "prices",
        PRICES, 3, "firm+date+date_precision+kind+price+rank+free+source_id+other_source_ids",
        "Alpha+2023-01-15+day+list+10+1+false+s-day+", "the row is that of line 2", "keep one of the two"),
    "known_on not computable": (
        cell("sources", 6, "retrieved", ""), "prices",
        PRICES, 6, "date", "", "known_on cannot be computed", "give the row its date"),
    "wrong value is back": (
        cell("prices", 4, "price", "80"), "prices",
        "data/corrections.csv", 2, "wrong_value", "80", "the corrected value is back (data/market/prices.csv, line 4",
        "write '8' there"),
    "source was mended": (
        cell("boards", 3, "score", "12"), "boards",
        "data/corrections.csv", 3, "right_value", "11", "neither the wrong nor the right value", "look at the source"),
    "correction of a row that is gone": (
        cell("corrections", 2, "key", "p33"), "corrections",
        "data/corrections.csv", 2, "key", "p33", "names a row that is not in data/market/prices.csv", "mend the key"),
    "too few cells": (
        text("boards", "2024-10-03,Alpha,12,s-undated,,", "2024-10-03,Alpha,12"), "boards",
        "data/market/boards.csv", 4, "", None, "the row has 3 cells, the header 6", "quotes"),
    "too many cells": (
        text("boards", "2024-10-03,Alpha,12,", "2024-10-03,Alpha,1,2,"), "boards",
        "data/market/boards.csv", 4, "", None, "the row has 7 cells, the header 6", "quotes"),
    "empty line": (
        text("boards", "2024-10-03", "\n2024-10-03"), "boards",
        "data/market/boards.csv", 4, "", None, "the row has 0 cells", "an empty line has to go"),
    "line break in a cell": (
        text("prices", "a note, with", "a note,\nwith"), "prices",
        PRICES, 4, "", "a note,\nwith a comma", "a cell runs over 2 lines", "one line"),
    "open quote": (
        text("prices", '"a note, with a comma"', '"a note, with a comma'), "prices",
        PRICES, 4, "", None, "cannot be split into cells", "close the quotes"),
    "unknown column": (
        text("prices", "free,source_id", "fre,source_id"), "prices",
        PRICES, 1, "fre", None, "the column is not declared", "rename it 'free'"),
    "missing column": (
        lambda small: small.write("identity/firms.csv", "firm\nAlpha\nBeta AI\nGamma\n"), "firms",
        "data/identity/firms.csv", 1, "tier", None, "the declared column is missing", "add the column"),
    "column twice": (
        text("firms", "firm,tier", "firm,firm"), "firms",
        "data/identity/firms.csv", 1, "firm", None, "names this column twice", "rename or remove"),
    "columns in another order": (
        lambda small: small.write("identity/firms.csv", "tier,firm\ngiant,Alpha\nx,Beta AI\nx,Gamma\n"), "firms",
        "data/identity/firms.csv", 1, "tier", None, "another order than declared", "firm,tier"),
    "byte order mark": (
        raw("identity/firms.csv", b"\xef\xbb\xbffirm,tier\nAlpha,\nBeta AI,\nGamma,\n"), "firms",
        "data/identity/firms.csv", 1, "", None, "byte order mark", "without BOM"),
    "other line ends": (
        raw("identity/firms.csv", b"firm,tier\r\nAlpha,\r\nBeta AI,\r\nGamma,\r\n"), "firms",
        "data/identity/firms.csv", 1, "", None, "CR or CRLF", "LF line ends"),
    "no last line end": (
        text("firms", "Gamma,startup\n", "Gamma,startup"), "firms",
        "data/identity/firms.csv", 4, "", None, "the last line has no line end", "end it with LF"),
    "other encoding": (
        raw("identity/firms.csv", "firm,tier\nAlpha,\nBéta,\n".encode("latin-1")), "firms",
        "data/identity/firms.csv", 3, "", "\\xe9", "not UTF-8", "save the file as UTF-8"),
    "empty file": (
        raw("identity/firms.csv", ""), "firms",
        "data/identity/firms.csv", None, "", None, "the file is empty", "write the header firm,tier"),
    "missing file": (
        lambda small: (small.folder / "market/boards.csv").unlink(), "boards",
        "data/market/boards.csv", None, "", None, "the file of this declared table is missing", "put the file there"),
    "missing file of a table pointed to": (
        lambda small: (small.folder / "identity/firms.csv").unlink(), "boards",
        "data/identity/firms.csv", None, "", None, "the file of this declared table is missing", "put the file there"),
    "no unit": (
        field_of("prices", "price", unit=""), "prices",
        "data/datapackage.json", None, "price", None, "table prices: the number has no unit", "declare `unit`"),
    "no such type": (
        field_of("prices", "price", type="money"), "prices",
        "data/datapackage.json", None, "price", "money", "the type is not allowed", "one of string, number"),
    "no description": (
        field_of("prices", "price", description=""), "prices",
        "data/datapackage.json", None, "price", None, "the column has no description", "say what it holds"),
    "no rule of known_on": (
        house_of("prices", known={}), "prices",
        "data/datapackage.json", None, "", "", "table prices: no rule of known_on", "own_date, snapshot"),
    "rule without its date": (
        house_of("prices", known={"rule": "own_date", "column": "day"}), "prices",
        "data/datapackage.json", None, "day", None, "needs a date column", "chuhai.known.column"),
    "vintage without series": (
        house_of("investment", series_key=[]), "investment",
        "data/datapackage.json", None, "vintage", None, "a vintage without a series key", "series_key"),
}  # fmt: skip


def test_the_small_dataset_itself_is_whole(small):
    assert dataset.check(small.folder) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named(small, name):
    plant, table, file, line, column, value, what, mend = FAULTS[name]
    plant(small)
    with pytest.raises(BrokenTableError) as caught:
        dataset.open(folder=small.folder).table(table)
    assert len(caught.value.problems) == 1, str(caught.value)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.column, problem.value) == (file, line, column, value)
    assert what in problem.what
    assert mend in problem.mend
    assert str(problem) in str(caught.value)
    assert problem in dataset.check(small.folder)


def test_all_problems_of_a_table_come_at_once(small):
    small.put("prices", 2, "source_id", "nowhere")
    small.put("prices", 2, "price", "cheap")
    small.put("prices", 3, "firm", "Gama")
    small.put("prices", 5, "date", "2031-07-01")
    with pytest.raises(BrokenTableError) as caught:
        dataset.open(folder=small.folder).table("prices")
    places = {(problem.line, problem.column) for problem in caught.value.problems}
    assert places == {(2, "source_id"), (2, "price"), (3, "firm"), (5, "date")}
    assert "table prices: 4 problems" in str(caught.value)


def test_line_numbers_stay_true_after_faults_of_form(small):
    small.change("prices", lambda text: text.replace("p2,", "\np2,", 1).replace("Gamma,2026", "Gmma,2026"))
    with pytest.raises(BrokenTableError) as caught:
        dataset.open(folder=small.folder).table("prices")
    assert [problem.line for problem in caught.value.problems] == [3, 6]


def test_a_flood_of_problems_is_cut_in_the_message_only(small):
    rows = "".join(f"p{n},Nobody {n},2023-01-15,day,list,1,,,s-day,,\n" for n in range(100, 300))
    small.change("prices", lambda text: text + rows)
    with pytest.raises(BrokenTableError) as caught:
        dataset.open(folder=small.folder).table("prices")
    assert len(caught.value.problems) == 200
    assert "... and 150 more" in str(caught.value)


def test_one_value_wrong_on_many_lines_is_said_once(small):
    rows = "".join(f"p{n},Alpa,2023-01-15,day,list,{n},,,s-day,,\n" for n in range(100, 300))
    small.change("prices", lambda text: text + rows)
    with pytest.raises(BrokenTableError) as caught:
        dataset.open(folder=small.folder).table("prices")
    assert len(caught.value.problems) == 200
    assert str(caught.value).count("'Alpa'") == 1
    assert "line 7, column firm" in str(caught.value)
    assert "(also on 199 more lines: 8, 9, 10, 11, 12, ...)" in str(caught.value)


def test_a_broken_table_does_not_keep_others_closed(small):
    small.put("prices", 2, "price", "cheap")
    assert len(dataset.open(folder=small.folder).table("boards")) == 4


def test_broken_sources_are_named_where_they_are_needed(small):
    small.put("sources", 2, "published", "yesterday")
    with pytest.raises(BrokenTableError, match=r"data/sources\.csv, line 2, column published"):
        dataset.open(folder=small.folder).table("investment")
    assert len(dataset.check(small.folder)) == 1


def test_a_file_that_nobody_declared_is_named(small):
    small.write("market/extra.csv", "a\n1\n")
    (problem,) = dataset.check(small.folder)
    assert problem.file == "data/market/extra.csv"
    assert "not declared" in problem.what


def test_a_mended_file_opens_in_the_same_process(small):
    small.put("prices", 2, "price", "cheap")
    with pytest.raises(BrokenTableError):
        dataset.open(folder=small.folder).table("prices")
    small.put("prices", 2, "price", "10")
    assert len(dataset.open(folder=small.folder).table("prices")) == 5


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "not readable JSON"), ("{}", "missing or mistyped"), ('{"resources": [{}]}', "KeyError")],
)
def test_a_broken_declaration_is_named(small, content, words):
    small.write("datapackage.json", content)
    with pytest.raises(DatasetError, match=words) as caught:
        dataset.open(folder=small.folder)
    assert caught.value.where == "data/datapackage.json"
    assert caught.value.mend


def test_an_unknown_table_is_refused_with_the_closest(small):
    with pytest.raises(DatasetError, match="did you mean 'prices'"):
        dataset.open(folder=small.folder).table("price")
