"""The data dictionary says what the declaration and the rows say."""

from __future__ import annotations

import pytest

from helpers.dataset import DatasetError, dictionary


def test_it_tells_each_table_and_column(small):
    text = dictionary.render(small.folder)
    assert "7 tables, 26 rows" in text
    assert "### prices\n" in text
    assert "[`market/prices.csv`](market/prices.csv). Made up for tests: prices." in text
    assert "5 rows; 2023-01-15 to 2026-07-01; key `row_id`" in text
    assert "A row is known on its own date (`date`)" in text
    assert "series `series`, `period_start`, vintage `vintage`" in text
    assert "- Made-up caveat." in text
    assert "| `price` | number | USD | made up: price; from 0 to 1000 |" in text
    assert "| `kind` | string |  | made up: kind; one of `list`, `cut`; coding |" in text
    assert "in [`sources`](sources.csv), several separated by `;`" in text
    assert "| CC BY-NC 4.0 | yes | no | 1 | 2 |" in text


def test_it_is_written_once_and_noticed_when_stale(small):
    assert dictionary.write(small.folder)
    assert not dictionary.write(small.folder)
    dictionary.ensure_current(small.folder)
    small.change("boards", lambda text: text + "2025-01-01,Gamma,1,s-day,,\n")
    with pytest.raises(DatasetError, match=r"data/README\.md: the data dictionary is out of date"):
        dictionary.ensure_current(small.folder)


def test_a_broken_table_is_named_before_anything_is_written(small):
    small.put("prices", 2, "price", "cheap")
    with pytest.raises(DatasetError, match="table prices"):
        dictionary.write(small.folder)
    assert not (small.folder / "README.md").exists()
