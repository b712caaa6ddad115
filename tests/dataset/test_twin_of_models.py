"""The real table of models from its CSV and from a small Parquet twin: the same estimates."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from helpers import dataset
from helpers.dataset import twins
from helpers.dataset.declaration import read
from helpers.methods import attention, standing, trending

pytest.importorskip("pyarrow", reason="extra `site` is not installed")

TABLE = "hub_models"


@pytest.fixture(scope="module")
def folder(root, tmp_path_factory):
    return shutil.copytree(root / "data", tmp_path_factory.mktemp("twin") / "data")


def estimates(folder, attribute: str = "likes") -> list:
    """What the notebook on visibility makes of the table, without its regressions."""
    data = dataset.open(folder=folder)
    hub = data.table(TABLE, **attention.HUB)
    newest = standing.newest_snapshot(hub, attribute)
    models = newest.assign(chinese=trending.chinese(newest))
    best = data.table("arena_scores").nlargest(50, "score")
    board = best.assign(chinese=best["firm_country"].eq("CN"))
    coder = standing.newest_with(hub, "deepseek-coder")
    name = standing.most_liked(coder, "deepseek-coder")
    peers = standing.code_models(coder)
    samples = attention.samples(hub, "US")
    return [
        standing.share_gap(models, board, weight=attribute, seed=51, draws=99),
        standing.percentile_among_peers(coder, name, attribute, peers=peers, seed=21),
        *(attention.origin_ratio(rows, attribute) for rows in samples.values()),
    ]


def test_csv_and_twin_give_the_same_estimates(folder):
    from_csv = estimates(folder)
    assert any(found.available for found in from_csv)
    declaration = read(folder)
    table = declaration.table(TABLE)
    path = folder / table.twin
    held = dataset.open(folder=folder).table(TABLE)
    twins.write(declaration, table, [held], path)
    assert estimates(folder) == from_csv
    more = held.tail(3).assign(
        model_id=["a/quiet", "a/known-code", "b/liked-code"], sampling="whole_hub",
        firm=pd.array([None, "DeepSeek", None], dtype="str"), base_country=None, likes=[9, 0, 4],
    )  # fmt: skip
    twins.write(declaration, table, [held, more.astype(held.dtypes)], path)
    found = dataset.open(folder=folder).table(TABLE, **attention.HUB)
    whole = found[found["sampling"].eq("whole_hub")]
    assert whole["model_id"].tolist() == ["a/known-code", "b/liked-code"]
    assert whole.index[0] == f"{TABLE}:{len(held) + 3}"
    path.unlink()
