"""The challenge packet of a claim: all that is needed to recompute its verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers.publishing.downloads import add, archive, csv_text
from helpers.publishing.inputs import READINGS, Inputs, Table
from helpers.publishing.ranges import numbers_of

_READ_ME = """Challenge packet of claim {id}

{statement}

verdicts.json     both verdicts with the rule that fired and every number it used
claim.json        the claim, its test as fixed beforehand, its evidence rows
parameters/       the parameters of both runs
rows/             the rows of each table that the verdicts rest on (first column: line of the CSV file)
sources.csv       the sources of those rows
notebook.ipynb    the notebook as it was executed on (code, without outputs)
{lock}citation.txt      how to cite

To recompute, you need git, make and Python 3.11 to 3.13. {clone}

  make environment
  .venv/bin/chuhai run {notebook} -p as_of=2024-10-03
  .venv/bin/chuhai run {notebook} -p as_of={day}

Each run takes about a minute and leaves a record below build/runs/single/. Its list "verdicts" has an
entry {id}: compare it with verdicts.json here, or change a row, a parameter or the notebook and run it
again. How many robustness runs agree, and the confidence, come from `make run`, which makes those runs
too (some minutes); without them an effect that would be supported reads "supported with caveat".
"""


def write_packets(
    inputs: Inputs, views: list[dict[str, Any]], site: Path, citation: str, day: str, repository: str
) -> None:
    """``packets/<claim>.zip`` for every claim; the same inputs give the same bytes."""
    shared = {name: _source(inputs, name) for name in {view["notebook"] for view in views}}
    lock = inputs.root / "requirements.lock"
    locked = lock.read_text("utf-8") if lock.is_file() else None
    sources = inputs.tables.get("sources")
    for view in views:
        with archive(site / "packets" / f"{view['id']}.zip") as packet:
            add(packet, "README.txt", _READ_ME.format(
                id=view["id"], statement=view["statement"], notebook=view["notebook"], day=day,
                clone=f"First\n\n  git clone {repository} chuhai && cd chuhai\n\nthen" if repository else "In a clone of the project:",
                lock="requirements.lock the exact versions of all packages, with their hashes\n" if locked else "",
            ))
            add(packet, "citation.txt", citation.replace("{claim}", view["id"]))
            add(packet, "verdicts.json", _json({name: view[name] for name in READINGS}))
            add(packet, "claim.json", _json({
                "claim": {key: view[key] for key in ("id", "statement", "kind", "section", "notebook")},
                "test": _one(inputs, "claim_tests", view["id"]), "evidence": view["evidence"],
                "arithmetic": view["arithmetic"],
            }))
            for name in READINGS:
                record = inputs.records.get((name, view["notebook"]))
                if record:
                    add(packet, f"parameters/{name}.json", _json(record["parameters"]))
            for table, lines in sorted(_rows(view).items()):
                if table in inputs.tables:
                    add(packet, f"rows/{table}.csv", _rows_csv(inputs.tables[table], lines))
            if sources:
                add(packet, "sources.csv", _sources_csv(sources, view))
            if shared[view["notebook"]]:
                add(packet, "notebook.ipynb", shared[view["notebook"]])
            if locked:
                add(packet, "requirements.lock", locked)


def _rows(view: dict[str, Any]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name in READINGS:
        for table, ranges in (view[name].get("rows") or {}).items():
            found.setdefault(table, set()).update(numbers_of(ranges))
    return found


def _rows_csv(table: Table, lines: set[int]) -> str:
    chosen = [[line, *table.cells[line - 1]] for line in sorted(lines) if 1 < line <= len(table.cells)]
    return csv_text([["line", *table.columns], *chosen])


def _sources_csv(sources: Table, view: dict[str, Any]) -> str:
    wanted = {item for name in READINGS for item in view[name].get("sources") or ()}
    wanted |= {row["source_id"] for row in view["evidence"]}
    place = sources.columns.index("source_id")
    return csv_text([sources.columns, *(row for row in sources.cells[1:] if row[place] in wanted)])


def _source(inputs: Inputs, notebook: str) -> str:
    """The notebook without outputs, as it stands in the repository."""
    path = inputs.root / "notebooks" / f"{notebook}.ipynb"
    return path.read_text("utf-8") if path.is_file() else ""


def _one(inputs: Inputs, table: str, claim_id: str) -> dict[str, str]:
    return next((row for row in inputs.table_rows(table) if row["claim_id"] == claim_id), {})


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
