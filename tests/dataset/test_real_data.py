"""The dataset of this clone: whole, readable by others, and closed to what was not known yet."""

from __future__ import annotations

import datetime
import re
import time

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import dataset
from helpers.dataset import declaration, dictionary, licences, location, store
from helpers.dataset.dataset import Dataset
from helpers.dataset.store import Store

ARTICLE_DAY = datetime.date(2024, 10, 3)
LARGEST = "hub_trending"


@pytest.fixture(scope="module")
def today(root):
    return dataset.open(folder=root / "data")


@pytest.fixture(scope="module")
def declared(root):
    return declaration.read(root / "data")


def test_no_check_finds_a_problem(root):
    problems = dataset.check(root / "data")
    assert problems == [], "\n".join(map(str, problems[:30]))


def test_every_table_holds_what_its_declaration_says(today):
    for name in today.names:
        rows = today.table(name, vintages="all")
        assert rows.index.is_unique
        assert rows["known_on"].notna().all()


@settings(max_examples=15, deadline=None)
@given(
    one=st.dates(datetime.date(2022, 1, 1), ARTICLE_DAY),
    other=st.dates(ARTICLE_DAY, datetime.date(2026, 11, 23)),
)
@example(one=ARTICLE_DAY, other=ARTICLE_DAY)
def test_nothing_is_known_before_its_day_and_nothing_gets_lost(declared, one, other):
    tables = Store(declared)
    earlier, later = Dataset(tables, one), Dataset(tables, other)
    for name in earlier.names:
        before, after = earlier.table(name, vintages="all"), later.table(name, vintages="all")
        assert (before["known_on"] <= pd.Timestamp(one)).all(), name
        assert set(before.index) <= set(after.index), name


def test_facts_of_the_article_day_rest_on_nothing_later(root, declared):
    """By the declared rule, and from the written dates rather than from known_on."""
    data = dataset.open(as_of=ARTICLE_DAY, folder=root / "data")
    day = pd.Timestamp(ARTICLE_DAY)
    sources = data.table("sources").set_index("source_id")
    for name in data.names:
        table, rows = declared.tables[name], data.table(name, vintages="all")
        published = rows.get("source_id", pd.Series(dtype="str")).map(sources["published"])
        if table.known.rule == "source":
            assert (published <= day).all(), name
        elif table.known.rule == "snapshot":
            assert (rows[table.known.column] <= day).all(), name
        elif table.known.rule == "own_date":
            assert ((rows[table.known.column] <= day) | (published <= day)).all(), name


def test_notes_of_the_article_day_tell_nothing_later(root, declared):
    """A note is part of its row: it may not carry figures of the years after."""
    data = dataset.open(as_of=ARTICLE_DAY, folder=root / "data")
    told = {
        label: note
        for name, table in declared.tables.items()
        if table.needs_source and "note" in table.columns
        for label, note in data.table(name, vintages="all")["note"].dropna().items()
        if re.search(r"\b202[5-9]\b", note)
    }
    assert told == {}


def test_each_series_shows_one_vintage(today, declared):
    for name, table in declared.tables.items():
        if table.vintage:
            series = today.table(name).groupby(list(table.series_key), dropna=False, observed=True)
            assert (series[table.vintage].nunique() <= 1).all(), name


def test_the_data_dictionary_is_current(root):
    dictionary.ensure_current(root / "data")


def test_non_commercial_rows_are_left_out_on_request(root, today):
    sources = today.table("sources")
    nonc = sources[sources["licence"].fillna("").str.contains("NC")]
    assert len(nonc) > 0
    assert (nonc["commercial_use"] == licences.FORBIDDEN).all()
    free = dataset.open(folder=root / "data", commercial_use=True)
    for name in free.names:
        rows = free.table(name)
        if "source_id" in rows and name != "sources":
            assert not rows["source_id"].isin(nonc["source_id"]).any(), name
    assert len(free.table("ai_investment")) < len(today.table("ai_investment"))


def test_every_table_says_what_to_mind(declared):
    facts = [table for table in declared.tables.values() if table.needs_source]
    assert [table.name for table in facts if not table.caveats] == []


def test_the_documents_beside_the_tables_exist(root):
    assert (root / "data" / "LICENSE.md").is_file()
    assert (root / "data" / location.DECLARATION).is_file()


def test_opening_the_largest_table_stays_cheap(root, capsys):
    """A measurement to look at, not a gate: shared machines differ."""
    store.forget()
    start = time.perf_counter()
    rows = dataset.open(as_of=ARTICLE_DAY, folder=root / "data").table(LARGEST)
    taken = time.perf_counter() - start
    with capsys.disabled():
        print(f"\n{LARGEST} opened and checked in {taken:.2f} s, {len(rows)} rows known by {ARTICLE_DAY}")


@pytest.mark.slow
def test_frictionless_finds_nothing(root, monkeypatch):
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(root / "data")
    report = frictionless.validate("datapackage.json")
    errors = report.flatten(["title", "rowNumber", "fieldName", "message"])
    assert report.valid, errors[:20]
