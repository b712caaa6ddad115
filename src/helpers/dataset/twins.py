"""The larger Parquet twin of a table: the rows of its CSV and millions more.

A table of the declaration may name a twin (``chuhai.twin``). Where the file lies in the data
folder it is read instead of the CSV, by column and filter, one row group after the other;
where it does not, nothing changes. Its first rows are those of the CSV, so that a row keeps
its name (``hub_models:17``) whichever is read.

pyarrow is imported when a twin is read and asked not to use threads: the processes that fork
must not have any.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from helpers.dataset.declaration import Declaration, Field, Table
from helpers.dataset.location import shown
from helpers.dataset.selecting import Selection
from helpers.errors import DatasetError

if TYPE_CHECKING:
    import pyarrow

MADE_BESIDE = b"chuhai.csv"
FIRST_LINE = 2
ROW_GROUP = 2**17


def place(declaration: Declaration, table: Table) -> Path | None:
    """Where the twin of ``table`` lies; None where the table has none at hand."""
    path = declaration.folder / table.twin if table.twin else None
    return path if path and path.is_file() else None


def read(declaration: Declaration, table: Table, wanted: Selection) -> pd.DataFrame:
    """The rows of the twin that are wanted, typed and named as those of a CSV are.

    Only the columns asked for are decoded, and of a row group without a row that meets the
    conditions only those that the conditions read. Raises DatasetError when the twin was made
    beside another CSV, lacks a column or holds another type than declared.
    """
    file = opened(declaration, table)
    fields = [
        field for field in table.fields if wanted.columns is None or field.name in wanted.columns
    ]
    first = [field for field in table.fields if field.name in wanted.asks_for]
    parts, lines, start = [], [], FIRST_LINE
    for number in range(file.num_row_groups):
        rows = file.metadata.row_group(number).num_rows
        chosen = np.ones(rows, dtype=bool)
        if first:
            chosen = wanted.meets(_typed(_group(file, number, first), first)).to_numpy()
        if chosen.any() or number == 0:  # an empty part has the types, too
            part = _group(file, number, fields)
            parts.append(part if chosen.all() else part.filter(chosen))
            lines.append(np.flatnonzero(chosen) + start)
        start += rows
    import pyarrow

    frame = _typed(pyarrow.concat_tables(parts), fields)
    return frame.set_axis(_names(table.name, np.concatenate(lines)), axis=0)


def opened(declaration: Declaration, table: Table) -> Any:
    """The twin as a file of pyarrow, with its columns and its CSV looked at."""
    path = place(declaration, table)
    where = shown(declaration.folder, table.twin)
    if path is None:
        raise DatasetError("the file is not there", where=where)
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise DatasetError(
            "reading it needs pyarrow, which is not installed",
            where=where,
            mend="`python3 tools/environment.py run site`, or remove the file: the CSV is used",
        ) from None
    try:
        file = pyarrow.parquet.ParquetFile(path, pre_buffer=False)
    except (pyarrow.ArrowException, OSError) as error:
        raise DatasetError(
            f"is not a whole Parquet file ({type(error).__name__})",
            where=where,
            mend="make it anew, or remove it: the CSV is used",
        ) from None
    if (file.metadata.metadata or {}).get(MADE_BESIDE, b"").decode() != beside(declaration, table):
        raise DatasetError(
            f"was not made beside the {table.path} that is here",
            where=where,
            mend="make it anew from this CSV, or remove it: the CSV is used",
        )
    for field in table.fields:
        position = file.schema_arrow.get_field_index(field.name)
        found = None if position < 0 else file.schema_arrow.field(position).type
        if found != arrow_type(field):
            raise DatasetError(
                f"column {field.name} is {found or 'missing'}, not {arrow_type(field)}",
                where=where,
                mend="make it anew with helpers.dataset.twins.write",
            )
    return file


def write(
    declaration: Declaration, table: Table, frames: Iterable[pd.DataFrame], path: Path
) -> int:
    """Write a twin to ``path``: ``frames`` in turn, the rows of the CSV first; how many rows.

    Frames have the columns of the table, typed as ``Dataset.table`` types them. The file
    appears whole or not at all.
    """
    import pyarrow
    import pyarrow.parquet

    schema = pyarrow.schema(
        [pyarrow.field(field.name, arrow_type(field)) for field in table.fields],
        metadata={MADE_BESIDE: beside(declaration, table).encode()},
    )
    aside = path.with_name(f".{path.name}.part")
    written = 0
    try:
        with pyarrow.parquet.ParquetWriter(aside, schema, compression="zstd") as file:
            for frame in frames:
                columns = [
                    pyarrow.array(frame[name].astype("str") if frame[name].dtype == "category"
                                  else frame[name], type=schema.field(name).type, from_pandas=True)
                    for name in schema.names
                ]  # fmt: skip
                part = pyarrow.Table.from_arrays(columns, schema=schema)
                file.write_table(part, row_group_size=ROW_GROUP)
                written += len(frame)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return written


def groups(declaration: Declaration, table: Table) -> Iterator[pd.DataFrame]:
    """The whole twin, one row group after the other, named and typed."""
    file, start = opened(declaration, table), FIRST_LINE
    for number in range(file.num_row_groups):
        frame = _typed(_group(file, number, table.fields), table.fields)
        lines = np.arange(start, start + len(frame))
        yield frame.set_axis(_names(table.name, lines), axis=0)
        start += len(frame)


def beside(declaration: Declaration, table: Table) -> str:
    """SHA-256 of the CSV that a twin extends."""
    return hashlib.sha256((declaration.folder / table.path).read_bytes()).hexdigest()


def arrow_type(field: Field) -> pyarrow.DataType:
    """How a column lies in a twin: dates as days, everything else as its own type."""
    import pyarrow

    return {
        "string": pyarrow.large_string(),
        "number": pyarrow.float64(),
        "integer": pyarrow.int64(),
        "year": pyarrow.int64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }[field.type]


def _group(file: Any, number: int, fields: Iterable[Field]) -> pyarrow.Table:
    names = [field.name for field in fields]
    return file.read_row_group(number, columns=names, use_threads=False)


def _typed(part: pyarrow.Table, fields: Iterable[Field]) -> pd.DataFrame:
    """A part of a twin with the dtypes that ``cells.typed`` gives a CSV."""
    columns = {field.name: _column(part.column(field.name), field) for field in fields}
    return pd.DataFrame(columns, index=range(part.num_rows))


def _column(cells: pyarrow.ChunkedArray, field: Field) -> Any:
    if field.enum and field.type == "string":
        words, allowed = _text(cells), pd.Index(field.enum, dtype="str")
        codes = allowed.get_indexer(words)
        strange = (codes < 0) & ~words.isna()
        if strange.any():
            raise DatasetError(
                f"holds {words[strange][0]!r}, which is not an allowed value",
                where=f"the Parquet twin, column {field.name}",
                mend=f"make it anew; allowed: {', '.join(field.enum)}",
            )
        return pd.Categorical.from_codes(codes, categories=allowed)
    if field.type == "date":
        return cells.to_numpy().astype("datetime64[us]")
    if field.type == "number":
        return cells.to_numpy().astype(float)
    if field.type in ("integer", "year"):
        return pd.Int64Dtype().__from_arrow__(cells)
    if field.type == "boolean":
        return pd.BooleanDtype().__from_arrow__(cells)
    return _text(cells)


def _text(cells: pyarrow.ChunkedArray) -> Any:
    return pd.StringDtype("pyarrow", na_value=np.nan).__from_arrow__(cells)


def _names(table: str, lines: np.ndarray) -> pd.Index:
    import pyarrow
    import pyarrow.compute

    text = pyarrow.array(lines).cast(pyarrow.large_string())
    parts = [pyarrow.scalar(part, pyarrow.large_string()) for part in (table, ":")]
    named = pyarrow.compute.binary_join_element_wise(parts[0], text, parts[1])
    return pd.Index(_text(pyarrow.chunked_array([named])), name="row")
