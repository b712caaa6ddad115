"""What a new theme begins with: its notebook and its parameters, as text.

The notebook is whole from the start. It shows what is known of one table (rows by year, by
source, and by the day on which they became known), judges its claims and says what it cannot
tell; its figures are drawn from that table, none is invented. An analyst replaces the section
by the estimates that answer the question.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Start:
    """What the template is filled with.

    ``table`` is drawn by the year of ``date`` (a column, or ``known_on``), from ``first_year``
    on; ``effects`` are the claims that need an estimate of their own.
    """

    name: str
    title: str
    question: str
    table: str
    date: str
    first_year: int
    last_year: int
    effects: tuple[str, ...]


def notebook(start: Start) -> str:
    """The text of ``notebooks/NAME.ipynb``, without outputs."""
    content = {
        "cells": [_cell(name, source) for name, source in _cells(start)],
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def parameters(start: Start) -> str:
    """The text of the module of parameters."""
    return f'''"""Parameters of ``notebooks/{start.name}.ipynb``."""

from pydantic import Field

from helpers.running.parameters.base import NotebookParameters


class Parameters(NotebookParameters):
    """{start.title}."""

    window_start: int = Field(
        {start.first_year}, ge={start.first_year}, le={start.last_year}, description="first year of rows drawn"
    )
'''


def _cells(start: Start) -> list[tuple[str, str]]:
    table, date = start.table, start.date
    dated = "dated" if date != "known_on" else "known from"
    cells = [
        ("title", f"# {start.question}\n\n"
         "In October 2024 an article made the claims that are judged here. This notebook sets dated rows beside them."),
        ("parameters",
         'as_of = "latest"        # reading day: only facts known by then count\n'
         "variant = False         # one of the robustness runs: no figures\n"
         f"window_start = {start.first_year}     # first year of rows drawn"),
        ("opening", "import helpers\n" + ("from helpers.methods.estimate import Estimate\n" if start.effects else "") + "\n"
         f'study = helpers.study("{start.name}", as_of=as_of, variant=variant, window_start=window_start)\nstudy.opening()'),
        ("coverage-text", "## What the data cover\n\nSpan, sources and holes of the table that this notebook reads."),
        ("coverage", f'study.coverage("{table}")'),
        ("rows-text", "## What is known?\n\n"
         f"Rows of the table `{table}`, by year, by who published them, and by the day from which they could be known. "
         "Counts of rows follow who looked and when: they show what there is to work with, not what happened."),
        ("rows-by-year",
         f'rows = study.table("{table}")\n'
         f'rows = study.keep(rows, rows["{date}"].dt.year.ge(window_start), why=f"{dated} {{window_start}} or later")\n'
         f'per_year = rows.groupby(rows["{date}"].dt.year.rename("year")).size().rename("n").reset_index()\n'
         'most = per_year.sort_values("n")["year"].tail(1).tolist()\n'
         "study.figure(\n"
         '    "bar", per_year, x="year", y="n", name="rows-by-year", unit="rows", basis=rows,\n'
         '    title=study.words("Most rows are from {year}", year=most),\n'
         f'    subtitle="Rows of the table {table} by year",\n'
         ")"),
        ("rows-by-source",
         'publishers = study.data.sources_of(rows).set_index("source_id")["publisher"]\n'
         'by_source = rows["source_id"].map(publishers).value_counts().rename_axis("publisher").rename("n").reset_index()\n'
         "study.figure(\n"
         '    "bar", by_source.head(12), x="n", y="publisher", name="rows-by-source", unit="rows", basis=rows,\n'
         '    title=study.words("{n} publishers; the first holds {share:.0%} of the rows", n=len(by_source), share=by_source["n"].max() / max(len(rows), 1)),\n'
         '    subtitle="Rows by publisher of their source, the twelve largest",\n'
         ")"),
        ("rows-known",
         'known = rows.groupby("known_on").size().cumsum().rename("n").reset_index()\n'
         "study.figure(\n"
         '    "step", known, x="known_on", y="n", name="rows-known", unit="rows", basis=rows,\n'
         '    title=study.words("{n} rows are known by the reading day", n=len(rows)),\n'
         '    subtitle="Rows by the day from which they could be known, cumulative",\n'
         ")"),
    ]  # fmt: skip
    if start.effects:
        told = [
            f'study.judge("{claim}", Estimate.unavailable("no estimate has been made yet"))'
            for claim in start.effects
        ]
        text = "## Claims that need an estimate\n\nUntil the statistic of the test is computed these stay open."
        cells += [("effects-text", text), ("effects", "\n".join(told))]
    cells += [
        ("documents-text", "## Claims checked from documents\n\n"
         "Statements that no table can estimate are judged by what independent sources say, or not at all: "
         "then the card says what data would settle them."),
        ("documents", "study.judge_rest()"),
        ("robust-text", "## How firm is this?"),
        ("robustness", "study.robustness()"),
        ("limits",
         "study.limits([\n"
         '    "Rows follow who looked and when: a year without rows is not a year in which nothing happened.",\n'
         '    "No estimate has been made from the table yet; the claims are judged from documents.",\n'
         "])\nstudy.change_our_mind()"),
        ("closing",
         "study.answer(\n"
         f'    "{{n}} rows of {table}, {dated} {{first}} to {{last}}, from {{k}} publishers.\\n"\n'
         '    "What they say on the question has not been estimated yet; the claims are judged from documents.",\n'
         f'    n=len(rows), first=rows["{date}"].min(), last=rows["{date}"].max(), k=len(by_source),\n'
         ")\nstudy.closing()"),
    ]  # fmt: skip
    return cells


def _cell(name: str, source: str) -> dict[str, object]:
    lines = source.splitlines(keepends=True)
    if name == "title" or name.endswith("-text"):
        return {"cell_type": "markdown", "id": name, "metadata": {}, "source": lines}
    tags = {"tags": ["parameters"]} if name == "parameters" else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": tags,
        "outputs": [],
        "source": lines,
    }
