"""What an analyst gets from an open dataset: types, row names, sources, coverage, licences."""

from __future__ import annotations

import datetime
import subprocess
import sys

import pandas as pd
import pytest

from helpers import dataset
from helpers.dataset import DatasetError, coverage
from helpers.dataset.fingerprint import fingerprint, table_hashes


@pytest.fixture
def data(small):
    return dataset.open(folder=small.folder)


def test_columns_are_typed(data):
    prices = data.table("prices")
    kinds = prices.dtypes.astype(str).to_dict()
    assert kinds == {
        "row_id": "str", "firm": "str", "date": "datetime64[us]", "date_precision": "category",
        "kind": "category", "price": "float64", "rank": "Int64", "free": "boolean",
        "source_id": "str", "other_source_ids": "str", "note": "str", "known_on": "datetime64[us]",
    }  # fmt: skip
    assert list(prices["kind"].cat.categories) == ["list", "cut"]
    assert pd.isna(prices.loc["prices:4", "rank"])
    assert pd.isna(prices.loc["prices:6", "date"])


def test_rows_are_named_by_line_and_keep_their_name(data, small):
    prices = data.table("prices")
    lines = (small.folder / small.path("prices")).read_text().splitlines()
    assert prices.index.name == "row"
    for label, row in prices[prices["price"] > 5].sort_values("price").iterrows():
        assert lines[int(label.split(":")[1]) - 1].startswith(f"{row['row_id']},")


def test_changing_a_frame_leaves_the_dataset_alone(data, small):
    first = data.table("prices")
    first.loc["prices:2", "price"] = 999
    first["more"] = 1
    assert data.table("prices").loc["prices:2", "price"] == 10
    assert "more" not in dataset.open(folder=small.folder).table("prices")


def test_a_header_without_rows_is_an_empty_table(data, small):
    small.write("corrections.csv", "table,key,column,wrong_value,right_value,reason,source_id\n")
    assert dataset.open(folder=small.folder).table("corrections").empty


def test_sources_of_rows_include_the_further_ones(data):
    rows = data.table("prices").loc[["prices:3", "prices:5"]]
    assert data.sources_of(rows)["source_id"].tolist() == ["s-day", "s-month", "s-nc", "s-year"]
    assert data.sources_of(rows.iloc[:0]).empty


def test_commercial_use_leaves_out_rows_whose_own_source_forbids_it(small):
    free = dataset.open(folder=small.folder, commercial_use=True)
    assert free.table("prices")["row_id"].tolist() == ["p1", "p2", "p4", "p5"]
    assert free.table("investment").query("series == 'US'")["value"].tolist() == [50]
    assert "s-nc" in set(free.table("sources")["source_id"])


def test_an_edition_that_may_not_be_used_gives_way_to_the_one_before(small):
    small.put("investment", 4, "source_id", "s-nc")
    free = dataset.open(folder=small.folder, commercial_use=True).table("investment")
    china_2021 = (free["series"] == "CN") & (free["period_start"].dt.year == 2021)
    assert free.loc[china_2021, "value"].tolist() == [20]


def test_coverage_tells_span_sources_holes_and_gaps(small):
    data = dataset.open(as_of="2024-10-03", folder=small.folder)
    seen = data.coverage("boards")
    assert (seen.rows, seen.rows_withheld) == (3, 1)
    assert (seen.first, seen.last) == (datetime.date(2023, 6, 1), datetime.date(2024, 10, 3))
    assert seen.by_source.to_dict("list")["rows"] == [3]
    assert seen.by_month["rows"].tolist() == [2, 1]
    assert seen.missing["note"] == 1
    assert seen.missing["score"] == 0
    assert "known_on" not in seen.missing
    assert data.coverage("prices").caveats == ["Made-up caveat."]


def test_coverage_of_some_rows_by_another_column(data):
    prices = data.table("prices")
    seen = data.coverage("prices", prices[prices["price"] > 0], by="firm")
    assert seen.by_source.set_index("firm")["rows"].to_dict() == {"Alpha": 2, "Beta AI": 1, "Gamma": 1}
    with pytest.raises(DatasetError, match="no column 'colour'"):
        data.coverage("prices", by="colour")


def test_a_hole_is_a_pause_that_is_long_for_its_table():
    daily = pd.date_range("2024-01-01", periods=20).append(pd.date_range("2024-06-01", periods=20))
    daily = pd.Series(daily)
    assert coverage.holes(daily, daily) == [(datetime.date(2024, 1, 21), datetime.date(2024, 5, 31))]
    years = pd.Series(pd.to_datetime(["2019-01-01", "2020-01-01", "2021-01-01", "2022-01-01"]))
    assert coverage.holes(years, years) == []
    assert coverage.holes(years[:0], years[:0]) == []


def test_a_row_that_stands_for_a_year_leaves_no_hole_in_it():
    start = pd.Series(pd.to_datetime(["2023-01-01", *(f"2024-{month:02}-01" for month in range(3, 9))]))
    end = start.where(start.dt.year > 2023, pd.Timestamp("2023-12-31"))
    assert coverage.holes(start, end) == []
    assert coverage.holes(start, start) == [(datetime.date(2023, 1, 2), datetime.date(2024, 2, 29))]


def test_caveats_and_declaration_can_be_read(data):
    assert data.caveats("prices") == ["Made-up caveat."]
    data.declaration("prices")["chuhai"]["caveats"].clear()
    assert data.declaration("prices")["chuhai"]["caveats"] == ["Made-up caveat."]
    assert data.names[:2] == ("sources", "corrections")
    assert data.fingerprint in repr(data)


def test_the_fingerprint_follows_content_and_declaration(small):
    before, prices = fingerprint(folder=small.folder), fingerprint(["prices"], small.folder)
    assert len(before) == 12
    assert dataset.open(folder=small.folder).fingerprint == before
    small.put("boards", 2, "score", "9")
    assert fingerprint(folder=small.folder) != before
    assert fingerprint(["prices"], small.folder) == prices
    small.put("sources", 2, "published", "2023-05-11")
    assert fingerprint(["prices"], small.folder) != prices
    declared = fingerprint(["boards"], small.folder)
    small.declare(lambda package: package["resources"][-2]["chuhai"].update(caveats=["new"]))
    assert fingerprint(["boards"], small.folder) != declared


def test_the_fingerprint_names_what_a_table_rests_on(small):
    assert list(table_hashes(["boards"], small.folder)) == ["boards", "firms", "sources"]
    with pytest.raises(DatasetError, match="did you mean 'boards'"):
        fingerprint(["bords"], small.folder)


def test_importing_the_room_and_the_fingerprint_imports_no_pandas():
    code = (
        "import sys, helpers.dataset, helpers.dataset.fingerprint as f; f.fingerprint;"
        "heavy = {'pandas', 'numpy'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_dataset_can_be_opened_with_pandas_alone(small):
    code = (
        "import sys, helpers.dataset as d; d.open(folder=sys.argv[1]).table('prices');"
        "heavy = {'frictionless', 'pydantic', 'scipy', 'matplotlib'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, str(small.folder)], check=True)


def test_the_folder_is_found_by_environment_or_asked_for(small, tmp_path, monkeypatch):
    monkeypatch.setenv("CHUHAI_DATA", str(small.folder))
    assert "prices" in dataset.open().names
    monkeypatch.setenv("CHUHAI_DATA", str(tmp_path))
    with pytest.raises(DatasetError, match=r"CHUHAI_DATA holds no datapackage\.json"):
        dataset.open()
    with pytest.raises(DatasetError, match=r"the folder asked for holds no datapackage\.json"):
        dataset.open(folder=tmp_path / "nowhere")


def test_outside_a_clone_the_error_says_what_to_do(monkeypatch, tmp_path):
    from helpers.dataset import location

    monkeypatch.delenv("CHUHAI_DATA", raising=False)
    monkeypatch.setattr(location, "__file__", str(tmp_path / "helpers" / "dataset" / "location.py"))
    with pytest.raises(DatasetError, match="set CHUHAI_DATA"):
        location.find()


def test_what_the_room_does_not_hold_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'shut'"):
        dataset.shut  # noqa: B018
    assert "open" in dir(dataset)
