"""The head of a notebook: status, what it accompanies, the answer; and the line at its foot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.display import cards, output, prose, theme, units
from helpers.display.record import MIME


def title_of(notebook: str) -> str:
    """The first heading of ``notebooks/<notebook>.ipynb``: the question; empty if there is none."""
    path = Path(__file__).resolve().parents[3] / "notebooks" / f"{notebook}.ipynb"
    if not path.is_file():
        return ""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return ""


def show(study: Any) -> None:
    """Style, status line and article reference, then the empty place of the answer."""
    status = status_line(study)
    article = (
        f"Companion to “{theme.ARTICLE_TITLE}”, published {units.date(theme.ARTICLE_DAY)}; "
        "its claims are told in our words."
    )
    inner = f"<p>{output.text(status)}</p><p class='muted'>{output.text(article)}</p>"
    output.show(output.style() + output.block(inner, "status"), f"{status}\n{article}")
    show_answer(study.notebook, "", update=False)


def status_line(study: Any) -> str:
    """``As of 3 October 2024 (the day the article appeared) · dataset a1b2c3d4e5f6``."""
    day = units.date(study.as_of)
    if study.as_of == theme.ARTICLE_DAY:
        day += " (the day the article appeared)"
    elif study.as_of == study.data.last_day:
        day += " (the newest day of the dataset)"
    return f"As of {day} · only what was known by then · dataset {study.data.fingerprint}"


def show_answer(notebook: str, answer: str, *, update: bool) -> None:
    """The answer at its place on top; an empty one until :meth:`Study.answer` was called."""
    lines = "".join(f"<p>{output.text(line)}</p>" for line in answer.split("\n") if line.strip())
    inner = (
        lines
        or "<p class='muted'>The answer is computed below and stands here when the notebook has run.</p>"
    )
    output.publish(
        {"text/html": output.block(inner, "answer"), "text/plain": answer or "(answer follows)"},
        display_id=f"answer-{notebook}",
        update=update,
    )


def summary(record: Mapping[str, Any]) -> str:
    """One line on what the record holds."""
    labels = Counter(verdict["label"] for verdict in record["verdicts"])
    told = ", ".join(
        f"{n} {cards.badge(label)}" for label in cards.BADGES if (n := labels.get(label))
    )
    return (
        f"Record: {prose.counted(len(record['verdicts']), 'claim')} judged"
        + (f" ({told})" if told else "")
        + f", {prose.counted(len(record['figures']), 'figure')}, {prose.counted(len(record['tables']), 'table')}, "
        f"{prose.counted(len(record['sources']), 'source')}."
    )


def show_record(content: dict[str, Any]) -> None:
    """Emit the record as an output of its own MIME type, with one line to read."""
    told = summary(content)
    line = output.block(f"<p class='muted'>{output.text(told)}</p>")
    output.publish({MIME: content, "text/html": line, "text/plain": told})
