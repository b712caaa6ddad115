"""Tables to take away: CSV that is safe in a spreadsheet, Parquet, rows for the viewer, the package."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers.errors import PublishingError
from helpers.publishing.inputs import Inputs, Table
from helpers.publishing.safety import safe_url

CHUNK = 500
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_STAMP = (2024, 10, 3, 0, 0, 0)     # a fixed time inside archives: same content, same bytes


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay as they are."""
    if text.startswith(_RISKY):
        try:
            float(text)
        except ValueError:
            return "'" + text
    return text


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV, guarded against formulas, with LF line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([safe_cell("" if cell is None else str(cell)) for cell in row])
    return out.getvalue()


def records_csv(records: list[dict[str, Any]]) -> str:
    """A list of mappings as CSV; columns in the order of their first appearance."""
    columns = list(dict.fromkeys(key for record in records for key in record))
    return csv_text([columns, *([record.get(name) for name in columns] for record in records)])


def write_tables(inputs: Inputs, site: Path) -> None:
    """CSV, Parquet and viewer rows of every table, and the data package as one archive."""
    for folder in ("csv", "parquet"):
        (site / "downloads" / folder).mkdir(parents=True, exist_ok=True)
    sources = {row["source_id"]: row for row in inputs.table_rows("sources")}
    for table in inputs.tables.values():
        (site / "downloads" / "csv" / f"{table.name}.csv").write_text(csv_text(table.cells), "utf-8", newline="")
        write_parquet(table, site / "downloads" / "parquet" / f"{table.name}.parquet")
        _write_chunks(table, site / "data" / "rows" / table.name)
        _write_sources(table, sources, site / "data" / "rows" / table.name)
    data = inputs.root / "data"
    shutil.copy(data / "datapackage.json", site / "downloads" / "datapackage.json")
    files = [data / "datapackage.json", *(table.path for table in inputs.tables.values())]
    files += [path for path in (data / "README.md", data / "LICENSE.md") if path.is_file()]
    with archive(site / "downloads" / "chuhai-data.zip") as package:
        for path in sorted(files):
            add(package, path.relative_to(data).as_posix(), path.read_bytes())


def write_parquet(table: Table, target: Path) -> None:
    """The table with its declared types; the values are those of the CSV."""
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    kinds = {
        "number": pyarrow.float64(), "integer": pyarrow.int64(), "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }
    types = {field["name"]: kinds.get(field["type"], pyarrow.string()) for field in table.fields}
    read = pyarrow.csv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True,
        true_values=["true"], false_values=["false"],
    )
    quoted = pyarrow.csv.ParseOptions(newlines_in_values=True)
    try:
        frame = pyarrow.csv.read_csv(table.path, convert_options=read, parse_options=quoted)
    except pyarrow.ArrowInvalid as error:
        told = str(error).partition("\n")[0][:160]
        raise PublishingError(f"does not read as declared ({told})", where=str(table.path), mend="`chuhai check` names the line") from error
    pyarrow.parquet.write_table(frame, target, compression="zstd")


def _write_chunks(table: Table, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    body = table.cells[1:]
    for number, start in enumerate(range(0, max(len(body), 1), CHUNK)):
        write_json(folder / f"{number}.json", {"columns": table.columns, "rows": body[start : start + CHUNK]})


def _write_sources(table: Table, sources: dict[str, dict[str, str]], folder: Path) -> None:
    """Title and address of each source of the table, so that a row shows them at once."""
    used = sorted(set(table.column("source_id")) & set(sources)) if "source_id" in table.columns else []
    write_json(folder / "sources.json", {name: [sources[name].get("title", ""), safe_url(sources[name].get("url", ""))] for name in used})


def write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8", newline="")


def archive(path: Path) -> zipfile.ZipFile:
    """A new archive at ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)


def add(package: zipfile.ZipFile, name: str, content: bytes | str) -> None:
    """Put a file into an archive without its clock or its owner."""
    item = zipfile.ZipInfo(name, _STAMP)
    item.compress_type = zipfile.ZIP_DEFLATED
    item.external_attr = 0o644 << 16
    package.writestr(item, content)
