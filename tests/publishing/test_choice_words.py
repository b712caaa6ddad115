"""Each choice is a question in words, each alternative an answer, in both languages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

CHOICES = Path(__file__).resolve().parents[2] / "data" / "choices.csv"
WORDS = ("question", "question_zh", "label", "label_zh")


def faults(rows: list[dict[str, str]]) -> list[str]:
    """``notebook.choice (alternative): what is wrong`` for each choice without proper words."""
    found = []
    questions: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows:
        name = (row["notebook"], row["choice"])
        where = f"{'.'.join(name)} ({row['alternative']})"
        found += [f"{where}: no {column}" for column in WORDS if not row[column].strip()]
        if questions.setdefault(name, (row["question"], row["question_zh"])) != (row["question"], row["question_zh"]):
            found.append(f"{where}: the question differs from the line above")
        found += [f"{where}: {column} is written as a name of code" for column in ("question", "label") if "_" in row[column]]
        found += [f"{where}: {column} holds no Chinese" for column in ("question_zh", "label_zh")
                  if not re.search(r"[\u4e00-\u9fff]", row[column])]
    labels = [(row["notebook"], row["choice"], row["label"]) for row in rows]
    return found + [f"{'.'.join(label[:2])}: two alternatives are called {label[2]!r}" for label in set(labels) if labels.count(label) > 1]


def test_every_choice_is_put_in_words():
    with CHOICES.open(encoding="utf-8", newline="") as stream:
        assert not faults(list(csv.DictReader(stream)))


def test_a_choice_without_words_is_named():
    row = {"notebook": "a", "choice": "b_c", "alternative": "1", "question": "", "question_zh": "问？", "label": "b_c", "label_zh": "是"}
    assert faults([row]) == ["a.b_c (1): no question", "a.b_c (1): label is written as a name of code"]
