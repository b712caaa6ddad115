"""A table and its larger Parquet twin: the same rows, names and types by column and filter."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from helpers import dataset
from helpers.dataset import twins
from helpers.dataset.declaration import read
from helpers.errors import DatasetError

pytest.importorskip("pyarrow", reason="extra `site` is not installed")

TABLE, PATH = "prices", "market/prices.parquet"
DEAR = [("price", ">", 6), ("firm", "known", True)]


def declare_twin(small, table: str = TABLE) -> None:
    small.declare(lambda _: small.resource(table)["chuhai"].update(twin=PATH))


def make(small, *frames: pd.DataFrame) -> None:
    declaration = read(small.folder)
    twins.write(declaration, declaration.table(TABLE), frames, small.folder / PATH)


@pytest.fixture
def whole(small) -> pd.DataFrame:
    """All rows of the CSV, whose table has a twin declared and not made yet."""
    declare_twin(small)
    return dataset.open(folder=small.folder).table(TABLE)


def with_pythons_text(frame):
    """A twin keeps its millions of words as Arrow does."""
    text = frame.select_dtypes("str").columns
    assert {frame[name].dtype.storage for name in text} | {frame.index.dtype.storage} == {"pyarrow"}
    python = pd.StringDtype("python", na_value=np.nan)
    return frame.astype(dict.fromkeys(text, python)).set_axis(frame.index.astype(python))


@pytest.mark.parametrize(
    "where",
    [
        None,
        DEAR,
        [("date", "<", "2024-02-01")],
        [[("kind", "==", "cut")], [("note", "contains", "NO DATE"), ("rank", "!=", 3)]],
        [("firm", "not in", ["Alpha"]), ("rank", "known", False)],
        [("firm", "==", "nobody")],
    ],
)
def test_csv_and_twin_give_the_same_frames(small, whole, monkeypatch, where):
    monkeypatch.setattr(twins, "ROW_GROUP", 2)
    parts = (None, ["price"], ["kind", "date", "free", "rank"])

    def frames():
        for day in ("2023-12-31", "2024-10-03", "latest"):
            data = dataset.open(day, folder=small.folder)
            yield from (data.table(TABLE, columns=columns, where=where) for columns in parts)

    from_csv = list(frames())
    make(small, whole)
    for found, expected in zip(frames(), from_csv, strict=True):
        pd.testing.assert_frame_equal(with_pythons_text(found), expected)


def test_commercial_use_and_coverage_are_those_of_the_csv(small, whole):
    def told():
        data = dataset.open("2024-10-03", folder=small.folder, commercial_use=True)
        return data.table(TABLE, columns=["price"]), dataset.open(folder=small.folder).coverage(TABLE)

    frame, covered = told()
    make(small, whole)
    frame_of_twin, covered_of_twin = told()
    pd.testing.assert_frame_equal(with_pythons_text(frame_of_twin), frame)
    assert str(covered_of_twin) == str(covered)


def test_a_twin_holds_more_and_names_its_rows_on(small, whole):
    more = whole.tail(1).assign(row_id="p6", price=900.0)
    before = dataset.open(folder=small.folder).fingerprint
    make(small, whole, more)
    data = dataset.open(folder=small.folder)
    assert data.table(TABLE, where=[("price", ">", 800)]).index.tolist() == ["prices:7"]
    assert data.fingerprint != before
    assert dataset.check(small.folder) == []


def test_the_source_comes_along(small, whole):
    assert set(whole[["price"]]) < set(dataset.open(folder=small.folder).table(TABLE, columns=["price"]))
    make(small, whole)
    data = dataset.open(folder=small.folder)
    part = data.table(TABLE, columns=["price"])
    assert list(part) == ["price", "source_id", "known_on"]
    assert len(data.sources_of(part)) == 4


def test_a_twin_made_beside_another_csv_is_refused(small, whole):
    make(small, whole)
    small.put(TABLE, 2, "price", "11")
    with pytest.raises(DatasetError, match=r"not made beside the market/prices\.csv that is here"):
        dataset.open(folder=small.folder).table(TABLE)
    assert "make it anew from this CSV, or remove it" in str(dataset.check(small.folder))


def test_half_a_file_is_refused(small, whole):
    make(small, whole)
    content = (small.folder / PATH).read_bytes()
    (small.folder / PATH).write_bytes(content[: len(content) // 2])
    with pytest.raises(DatasetError, match="not a whole Parquet file"):
        dataset.open(folder=small.folder).table(TABLE)


def test_a_twin_is_written_whole_or_not_at_all(small, whole):
    def frames():
        yield whole
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        make(small, *frames())
    assert [path.name for path in (small.folder / "market").glob("*parquet*")] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"price": 5000.0}, "lies above 1000.0"),
        ({"firm": "Nobody"}, "is not in the table that the column points to"),
        ({"source_id": "nowhere"}, "is not in the table that the column points to"),
        ({"date": pd.Timestamp("1999-01-01")}, "lies below 2010"),
        ({"firm": None}, "a required cell is empty"),
        ({"row_id": "q6"}, "does not have the form"),
        ({"row_id": "p1"}, "1 rows have the primary key of an earlier one"),
    ],
)
def test_the_check_names_what_a_twin_must_not_hold(small, whole, change, words):
    make(small, whole, whole.tail(1).assign(**{"row_id": "p6"} | change))
    (problem,) = dataset.check(small.folder)
    assert words in str(problem)
    assert "data/market/prices.parquet" in str(problem)


def test_a_word_that_is_not_allowed_is_named(small, whole):
    small.declare(
        lambda _: small.resource(TABLE)["schema"]["fields"][4]["constraints"]["enum"].append("gift")
    )
    gift = whole.tail(1).assign(row_id="p6", kind="gift")
    make(small, whole, gift)
    small.declare(
        lambda _: small.resource(TABLE)["schema"]["fields"][4]["constraints"]["enum"].remove("gift")
    )
    assert "holds 'gift', which is not an allowed value" in str(dataset.check(small.folder)[0])


def test_a_table_with_vintages_has_no_twin(small):
    declare_twin(small, "investment")
    assert "a table with vintages can not have a twin" in str(dataset.check(small.folder)[0])


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"columns": ["prise"]}, "did you mean 'price'"),
        ({"columns": "price"}, "give a list"),
        ({"where": [("prise", ">", 1)]}, "did you mean 'price'"),
        ({"where": [("price", "~", 1)]}, "cannot read the conditions"),
        ({"where": ["price > 1"]}, "cannot read the conditions"),
    ],
)
def test_what_can_not_be_asked_for(small, wanted, words):
    with pytest.raises(DatasetError, match=words):
        dataset.open(folder=small.folder).table(TABLE, **wanted)


def test_reading_a_twin_starts_no_thread(small, whole):
    make(small, whole)
    code = (
        "from helpers import dataset\n"
        "from helpers.running.preloading import threads_running\n"
        f"part = dataset.open(folder={str(small.folder)!r}).table({TABLE!r}, where={DEAR!r})\n"
        "print(len(part), threads_running())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1) == ["3", "[]\n"]
