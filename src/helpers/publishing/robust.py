"""The runs of the multiverse laid out: curves per claim, choices per theme, what one switch does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpers.publishing import formatting
from helpers.publishing.claimviews import LABEL_WORDS
from helpers.publishing.curves import curve, strip
from helpers.publishing.inputs import Inputs
from helpers.publishing.marks import same_value
from helpers.publishing.settings import Settings
from helpers.publishing.words import Words

_ORDER = ("contradicted", "outdated", "mixed", "unresolved", "not_checkable", "supported_with_caveat", "supported")
_TOLD = ("label", "value", "low", "high")


def choices_of(inputs: Inputs, notebook: str) -> list[dict[str, Any]]:
    """The choices of a notebook as questions with their answers, the printed one first."""
    found: dict[str, dict[str, Any]] = {}
    for row in inputs.table_rows("choices"):
        if row["notebook"] != notebook:
            continue
        plain = row["choice"].replace("_", " ")
        asked = found.setdefault(row["choice"], {
            "name": row["choice"], "title": row.get("question") or plain, "question": row.get("question") or plain,
            "question_zh": row.get("question_zh") or row.get("question") or plain, "alternatives": [],
        })
        label = row.get("label") or row["alternative"]
        asked["alternatives"].append({
            "value": row["alternative"], "label": label, "label_zh": row.get("label_zh") or label,
            "is_default": row["is_default"] == "true", "why": row.get("why", ""),
        })
    for asked in found.values():
        asked["alternatives"].sort(key=lambda item: not item["is_default"])
    return list(found.values())


def runs_of(inputs: Inputs, notebook: str, choices: Sequence[Mapping[str, Any]], article_day: str) -> list[dict[str, Any]]:
    """Each variant run: its reading, the place of the alternative it took per choice, and what it says of each claim."""
    runs = {}
    for name, run in inputs.robustness.get("runs", {}).items():
        if run["notebook"] == notebook:
            taken = {choice["name"]: _place(choice, run["choices"]) for choice in choices}
            runs[name] = {
                "id": name.rpartition("/")[2], "reading": _reading(run["as_of"], article_day), "taken": taken,
                "printed": not any(taken.values()), "verdicts": {},
            }
    for claims in inputs.robustness.get("claims", {}).values():
        for claim_id, told in claims.items():
            for tick in told["ticks"] if told.get("notebook") == notebook else ():
                if "variant" not in tick and tick["run"] in runs:
                    runs[tick["run"]]["verdicts"][claim_id] = {key: tick.get(key) for key in _TOLD}
    return [runs[name] for name in sorted(runs)]


def _place(choice: Mapping[str, Any], parameters: Mapping[str, Any]) -> int:
    """Which alternative a run took; -1 for one that the table no longer holds."""
    given = parameters.get(choice["name"])
    return next((place for place, item in enumerate(choice["alternatives"]) if same_value(given, item["value"])), -1)


def _reading(day: str, article_day: str) -> str:
    return "published" if day == article_day else "today"


class Robustness:
    """All variant runs of one build, by theme, and the curves of the claims that they reach."""

    def __init__(self, inputs: Inputs, views: list[dict[str, Any]], settings: Settings, words: Mapping[str, Words]) -> None:
        self.themes, self.settings, self.words = settings.themes, settings, words
        self.choices = {theme.notebook: choices_of(inputs, theme.notebook) for theme in self.themes}
        self.runs = {
            theme.notebook: runs_of(inputs, theme.notebook, self.choices[theme.notebook], settings.article.day) for theme in self.themes
        }
        self.tests = {row["claim_id"]: row for row in inputs.table_rows("claim_tests")}
        self.views = [view for view in views if self._add_curves(view, inputs)]

    @property
    def n_runs(self) -> int:
        return sum(map(len, self.runs.values()))

    def _add_curves(self, view: dict[str, Any], inputs: Inputs) -> bool:
        for day in sorted(inputs.robustness.get("claims", {}), reverse=True):
            told = inputs.robustness["claims"][day].get(view["id"])
            if told and told.get("family") == "effect":
                made = self._curve(view, _reading(day, self.settings.article.day), told.get("choice", ""))
                if made:
                    view["curves"].append(made)
        return bool(view["curves"])

    def ordered(self, view: Mapping[str, Any], reading: str) -> list[dict[str, Any]]:
        """The runs that judged a claim, by their estimate."""
        mine = [
            {**run, **run["verdicts"][view["id"]]} for run in self.runs.get(view["notebook"], ())
            if run["reading"] == reading and view["id"] in run["verdicts"]
        ]
        mine.sort(key=lambda run: (run["value"] is None, run["value"] or 0.0, _ORDER.index(run["label"])))
        return mine

    def _curve(self, view: dict[str, Any], reading: str, mover: str) -> dict[str, Any] | None:
        runs = self.ordered(view, reading)
        if not runs:
            return None
        choices = self.choices[view["notebook"]]
        counts = Counter(run["label"] for run in runs)
        told = {language: _counted(view["id"], counts, words) for language, words in self.words.items()}
        touching = [choice for choice in choices if self.touches(choice["name"], runs)]
        test = self.tests.get(view["id"], {})
        unit = (view[reading]["estimate"] or {}).get("unit", "")
        drawn = {
            language: curve(
                runs, touching, told[language], unit=unit, language=language, log=test.get("scale") == "log",
                null=_number(test.get("null_value")), delta=_number(test.get("delta")), tell=words,
            )
            for language, words in self.words.items()
        }
        moving = next((choice for choice in choices if choice["name"] == mover), None)
        return {
            "reading": reading, "n": len(runs), "agree": counts[view[reading]["label_of_the_day"]], "mover": moving,
            "svg": drawn, "strip": strip(runs, told["en"]), "counts": [(label, counts[label]) for label in reversed(_ORDER) if counts[label]],
            "rows": [self.row(run, choices, unit) for run in runs], "touching": touching,
            "idle": [choice for choice in choices if choice not in touching],
        }

    @staticmethod
    def row(run: Mapping[str, Any], choices: Sequence[Mapping[str, Any]], unit: str) -> dict[str, Any]:
        """A run in words: what it took otherwise than printed, its estimate, its verdict."""
        otherwise = [(choice, choice["alternatives"][run["taken"][choice["name"]]]) for choice in choices if run["taken"][choice["name"]] > 0]
        return {"id": run["id"], "label": run["label"], "estimate": {**run, "unit": unit}, "otherwise": otherwise, "printed": run["printed"]}

    @staticmethod
    def touches(name: str, runs: Sequence[Mapping[str, Any]]) -> bool:
        """Whether switching this one choice, all others as printed, changes anything that a run says."""
        printed = next((run for run in runs if run["printed"]), None)
        alone = [run for run in runs if run["taken"][name] > 0 and sum(place != 0 for place in run["taken"].values()) == 1]
        if printed is None or not alone:
            return True
        return any(run[key] != printed[key] for run in alone for key in _TOLD)

    # -- pages ----------------------------------------------------------------------------------

    def pages(self) -> Iterator[tuple[str, dict[str, Any], str]]:
        """The overview and one workbench a theme."""
        title = "Would other choices change the answer?"
        blocks = [self._block(theme) for theme in self.themes]
        found = [block for block in blocks if block]
        claims = sorted((row for block in found for row in block["rows"]), key=lambda row: row["agree"] / row["n"])      # then in the order of the ledger
        yield "robustness", {"page_kind": "robustness", "page_title": title, "blocks": found, "claims": claims, "n_runs": self.n_runs}, "pages/robustness.html"
        for block in found:
            yield f"robustness/{block['theme'].slug}", {"page_kind": "switches", "page_title": title, **block}, "pages/switches.html"

    def _block(self, theme: Any) -> dict[str, Any] | None:
        views = [view for view in self.views if view["notebook"] == theme.notebook]
        if not views:
            return None
        rows = [{"claim": view, "curve": view["curves"][0], "agree": view["curves"][0]["agree"], "n": view["curves"][0]["n"]} for view in views]
        moved = min(rows, key=lambda row: row["agree"] / row["n"])
        return {"theme": theme, "choices": self.choices[theme.notebook], "rows": rows, "moved": moved, "switches": self._switches(theme.notebook, views)}

    def _switches(self, notebook: str, views: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What each alternative does by itself today: verdicts that change, claims whose numbers move."""
        runs = [run for run in self.runs[notebook] if run["reading"] == "today"]
        printed = next((run for run in runs if run["printed"]), None)
        found = []
        for choice in self.choices[notebook]:
            for number, item in enumerate(choice["alternatives"]):
                run = next((run for run in runs if run["taken"] == {**dict.fromkeys(run["taken"], 0), choice["name"]: number}), None)
                if not number or run is None or printed is None:
                    continue
                flipped, moved = [], []
                for view in views:
                    before, after = printed["verdicts"].get(view["id"]), run["verdicts"].get(view["id"])
                    if before and after and before != after:
                        unit = (view["today"]["estimate"] or {}).get("unit", "")
                        told = [formatting.estimate_text({**verdict, "unit": unit}) for verdict in (before, after)]
                        target = flipped if before["label"] != after["label"] else moved
                        target.append({"claim": view, "before": before["label"], "after": after["label"], "texts": told})
                found.append({"choice": choice, "alternative": item, "flipped": flipped, "moved": moved})
        return found

    def switch_file(self, notebook: str) -> dict[str, Any]:
        """What the switches read: each run's alternatives, and what it says of each claim, in numbers and in words."""
        views = {view["id"]: view for view in self.views if view["notebook"] == notebook}
        choices = self.choices[notebook]
        packed = []
        for run in self.runs[notebook]:
            told = {}
            for claim_id, verdict in run["verdicts"].items():
                if claim_id in views:
                    unit = (views[claim_id][run["reading"]]["estimate"] or {}).get("unit", "")
                    text = formatting.estimate_text({**verdict, "unit": unit})
                    told[claim_id] = [verdict["label"], text, verdict["value"], verdict["low"], verdict["high"]]
            packed.append({"id": run["id"], "reading": run["reading"], "taken": [run["taken"][choice["name"]] for choice in choices], "verdicts": told})
        return {
            "choices": [
                {"name": choice["name"], "question": choice["question"],
                 "alternatives": [{"value": item["value"], "label": item["label"]} for item in choice["alternatives"]]}
                for choice in choices
            ],
            "order": {
                claim_id: {curve["reading"]: [row["id"] for row in curve["rows"]] for curve in view["curves"]} for claim_id, view in views.items()
            },
            "runs": packed,
        }


def _counted(claim_id: str, counts: Counter[str], words: Words) -> str:
    """``20 runs for mk-10: 18 supported, 2 mixed``."""
    told = [(n, words.verdict(LABEL_WORDS[label])) for label, n in counts.most_common()]
    if words.language == "en":
        return f"{counts.total()} runs for {claim_id}: " + ", ".join(f"{n} {label}" for n, label in told)
    return f"{claim_id}的{counts.total()}次运行：" + "，".join(f"{label}{n}次" for n, label in told)


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
