"""A dataset opened as of a day holds nothing that could not be known then."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import dataset
from helpers.dataset import DatasetError

FIRST, LAST = datetime.date(2022, 1, 1), datetime.date(2026, 11, 23)
days = st.dates(FIRST, LAST)
same_folder = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def read(small):
    """Open the small dataset as of a day."""
    return lambda as_of, **options: dataset.open(as_of=as_of, folder=small.folder, **options)


@same_folder
@given(day=days)
def test_no_row_is_known_later_than_the_reading_day(read, day):
    data = read(day)
    for name in data.names:
        assert (data.table(name, vintages="all")["known_on"] <= pd.Timestamp(day)).all()


@same_folder
@given(one=days, other=days)
def test_a_later_day_never_loses_a_row(read, one, other):
    earlier, later = read(min(one, other)), read(max(one, other))
    for name in earlier.names:
        rows = earlier.table(name, vintages="all").index
        assert rows.isin(later.table(name, vintages="all").index).all()


@same_folder
@given(day=days)
def test_the_newest_vintage_known_is_given(read, day):
    data = read(day)
    every, newest = data.table("investment", vintages="all"), data.table("investment")
    for _, series in every.groupby(["series", "period_start"]):
        wanted = series[series["vintage"] == series["vintage"].max()]
        assert set(wanted.index) == set(newest.index) & set(series.index)


def known_on(read, table):
    frame = read("latest").table(table, vintages="all")
    return frame["known_on"].dt.date.astype(str).to_dict()


def test_own_date_is_the_end_of_the_period_or_the_earlier_publication(read):
    assert known_on(read, "prices") == {
        "prices:2": "2023-01-15",    # its day
        "prices:3": "2024-02-29",    # end of its month
        "prices:4": "2024-06-15",    # year 2024, but its source appeared in June
        "prices:5": "2024-03-31",    # announced ahead: when the announcement appeared
        "prices:6": "2026-11-23",    # no date, source without a date: when retrieved
    }


def test_a_snapshot_is_known_on_its_day_whenever_its_source_appeared(read):
    assert list(known_on(read, "boards").values())[-2:] == ["2024-10-03", "2024-10-04"]
    assert len(read("2024-10-03").table("boards")) == 3


def test_a_statistic_is_known_when_its_source_appeared(read):
    assert known_on(read, "investment") == {
        "investment:2": "2023-05-10",
        "investment:3": "2024-03-31",
        "investment:4": "2025-12-31",    # a source that says only its year: its last day
        "investment:5": "2023-05-10",
        "investment:6": "2024-03-31",
        "investment:7": "2024-06-15",
    }


def test_of_a_revised_series_the_edition_of_the_time_is_given(read):
    def china_2021(day):
        rows = read(day).table("investment").query("series == 'CN'")
        return rows.loc[rows["period_start"].dt.year == 2021, "value"].tolist()

    assert china_2021("2023-12-31") == [17]
    assert china_2021("2024-10-03") == [20]
    assert china_2021("latest") == [23]
    assert china_2021("2023-01-01") == []


def test_sources_that_disagree_within_one_vintage_both_stay(read):
    assert read("latest").table("investment").query("series == 'US'")["value"].tolist() == [50, 55]


def test_all_vintages_on_request(read):
    assert len(read("latest").table("investment", vintages="all")) == 6
    with pytest.raises(DatasetError, match="'newest', 'all'"):
        read("latest").table("investment", vintages="last")


@pytest.mark.parametrize(
    "as_of",
    ["2024-10-03", datetime.date(2024, 10, 3), datetime.datetime(2024, 10, 3, 9), pd.Timestamp("2024-10-03")],
)
def test_a_day_may_be_given_in_several_ways(read, as_of):
    assert read(as_of).as_of == datetime.date(2024, 10, 3)


def test_latest_is_the_day_the_dataset_was_compiled(read):
    data = read("latest")
    assert data.as_of == data.last_day == LAST
    assert read(LAST).as_of == LAST


@pytest.mark.parametrize("as_of", ["2021-12-31", "2026-11-24", datetime.date(1999, 1, 1)])
def test_a_day_outside_coverage_is_refused(read, as_of):
    with pytest.raises(DatasetError, match="from 2022-01-01 to 2026-11-23") as caught:
        read(as_of)
    assert str(as_of) in str(caught.value)


@pytest.mark.parametrize("as_of", ["3 October 2024", "2024-13-01", "", None, 20241003, float("nan"), pd.NaT])
def test_what_is_no_day_is_refused(read, as_of):
    with pytest.raises(DatasetError, match=r"cannot read .* as a day"):
        read(as_of)
