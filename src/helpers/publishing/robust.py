"""The runs of the multiverse laid out: curves per claim, choices per theme, files for the switch."""

from __future__ import annotations

from collections import Counter
from typing import Any

from helpers.publishing.inputs import Inputs
from helpers.publishing.marks import same_value, specification_curve, strip
from helpers.publishing.settings import Settings

_ORDER = ("contradicted", "outdated", "mixed", "unresolved", "not_checkable", "supported_with_caveat", "supported")


def choices_of(inputs: Inputs, notebook: str) -> list[dict[str, Any]]:
    """The choices of a notebook with their alternatives, the printed one first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in inputs.table_rows("choices"):
        if row["notebook"] == notebook:
            found.setdefault(row["choice"], []).append({
                "value": row["alternative"], "is_default": row["is_default"] == "true", "why": row.get("why", ""),
            })
    return [
        {"name": name, "title": name.replace("_", " "), "alternatives": sorted(items, key=lambda item: not item["is_default"])}
        for name, items in found.items()
    ]


def runs_of(inputs: Inputs, notebook: str, article_day: str) -> list[dict[str, Any]]:
    """Each variant run: its reading, its choices, and what it says of each claim."""
    runs = {
        name: {"reading": _reading(run["as_of"], article_day), "parameters": run["choices"], "verdicts": {}}
        for name, run in inputs.robustness.get("runs", {}).items() if run["notebook"] == notebook
    }
    for claims in inputs.robustness.get("claims", {}).values():
        for claim_id, told in claims.items():
            for tick in told["ticks"] if told.get("notebook") == notebook else ():
                if "variant" not in tick and tick["run"] in runs:
                    runs[tick["run"]]["verdicts"][claim_id] = tick
    return [runs[name] for name in sorted(runs)]


def add_curves(inputs: Inputs, views: list[dict[str, Any]], settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Give each view its specification curves; the runs by notebook come back for the other pages."""
    by_day = inputs.robustness.get("claims", {})
    for view in views:
        choices = choices_of(inputs, view["notebook"])
        for day in sorted(by_day, reverse=True):
            told = by_day[day].get(view["id"])
            if told and told.get("family") == "effect":
                view["curves"].append(_curve(view, _reading(day, settings.article.day), told, inputs.robustness["runs"], choices))
    return {theme.notebook: runs_of(inputs, theme.notebook, settings.article.day) for theme in settings.themes}


def _reading(day: str, article_day: str) -> str:
    return "published" if day == article_day else "today"


def _curve(
    view: dict[str, Any], reading: str, told: dict[str, Any], runs: dict[str, Any], choices: list[dict[str, Any]]
) -> dict[str, Any]:
    mine = [{**tick, "parameters": runs[tick["run"]]["choices"]} for tick in told["ticks"]]
    mine.sort(key=lambda run: (run["value"] is None, run["value"] or 0.0, _ORDER.index(run["label"])))
    counts = Counter(run["label"] for run in mine)
    words = f"{len(mine)} runs for {view['id']}: " + ", ".join(f"{n} {label.replace('_', ' ')}" for label, n in counts.most_common())
    taken = {name for run in mine for name in run["parameters"]}
    moving = [choice for choice in choices if choice["name"] in taken and len(choice["alternatives"]) > 1]
    mover = told.get("choice", "")
    return {
        "reading": reading, "n": len(mine), "agree": counts[view[reading]["label_of_the_day"]],
        "mover": mover, "mover_title": mover.replace("_", " "),
        "svg": specification_curve(mine, moving, words, (view[reading]["estimate"] or {}).get("unit", "")),
        "strip": strip([run["label"] for run in mine], words),
    }


def robustness_blocks(
    inputs: Inputs, views: list[dict[str, Any]], all_runs: dict[str, list[dict[str, Any]]], settings: Settings
) -> list[dict[str, Any]]:
    """One block per theme that has variant runs."""
    blocks = []
    for theme in settings.themes:
        runs = all_runs.get(theme.notebook, [])
        mine = [view for view in views if view["notebook"] == theme.notebook and view["curves"]]
        if not runs or not mine:
            continue
        choices = choices_of(inputs, theme.notebook)
        rows = []
        for view in mine:
            curve = view["curves"][0]
            rows.append({"claim": view, "svg": curve["strip"], "agree": curve["agree"], "n": curve["n"], "mover": curve["mover_title"]})
        moved = min(rows, key=lambda row: row["agree"] / row["n"])
        blocks.append({
            "moved": moved["claim"], "moved_curve": moved["claim"]["curves"][0]["svg"],
            "notebook": theme.notebook, "slug": theme.slug, "title": theme.title, "choices": choices,
            "claims": rows, "shares": _shares(runs, mine, choices),
        })
    return blocks


def _shares(
    runs: list[dict[str, Any]], views: list[dict[str, Any]], choices: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    printed = {view["id"]: view for view in views}
    rows = []
    for choice in choices:
        for alternative in choice["alternatives"]:
            chosen = [run for run in runs if same_value(run["parameters"].get(choice["name"]), alternative["value"])]
            pairs = [
                (verdict["label"], printed[claim_id][run["reading"]]["label_of_the_day"])
                for run in chosen for claim_id, verdict in run["verdicts"].items() if claim_id in printed
            ]
            rows.append({
                "choice": choice["title"], "alternative": alternative["value"], "runs": len(chosen),
                "equal": sum(a == b for a, b in pairs), "all": len(pairs),
            })
    return rows


def switch_file(runs: list[dict[str, Any]], choices: list[dict[str, Any]]) -> dict[str, Any]:
    """What the assumption switch reads: for each run the alternative taken per choice, and the labels."""
    packed = []
    for run in runs:
        taken = [
            next((place for place, item in enumerate(choice["alternatives"])
                  if same_value(run["parameters"].get(choice["name"]), item["value"])), -1)
            for choice in choices
        ]
        told = {claim_id: [v["label"], v.get("value"), v.get("low"), v.get("high")] for claim_id, v in run["verdicts"].items()}
        packed.append({"r": run["reading"], "c": taken, "v": told})
    return {
        "choices": [{"name": choice["name"], "alternatives": [item["value"] for item in choice["alternatives"]]} for choice in choices],
        "runs": packed,
    }
