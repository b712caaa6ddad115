"""The runs of the multiverse laid out: curves per claim, choices per theme, files for the switch."""

from __future__ import annotations

from collections import Counter
from typing import Any

from helpers.publishing.inputs import READINGS, Inputs
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
    """Each variant run: its reading, parameters, and what it says of each claim."""
    runs = []
    for record in inputs.multiverse.get(notebook, []):
        reading = "published" if record["as_of"] == article_day else "today"
        verdicts = {
            item["claim_id"]: {
                "label": item.get("provisional") or item["label"],
                **{key: (item.get("estimate") or {}).get(key) for key in ("value", "low", "high")},
                "unit": (item.get("estimate") or {}).get("unit", ""),
            }
            for item in record["verdicts"]
        }
        runs.append({"reading": reading, "parameters": record["parameters"], "verdicts": verdicts})
    return runs


def add_curves(inputs: Inputs, views: list[dict[str, Any]], settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Give each view its specification curves; the runs by notebook come back for the other pages."""
    all_runs = {theme.notebook: runs_of(inputs, theme.notebook, settings.article.day) for theme in settings.themes}
    for view in views:
        if view["today"]["test_kind"] in {"testimony", "reference", "none"} and not _varies(all_runs, view):
            continue
        choices = choices_of(inputs, view["notebook"])
        for reading in reversed(READINGS):
            curve = _curve(view, reading, all_runs[view["notebook"]], choices)
            if curve:
                view["curves"].append(curve)
    return all_runs


def _varies(all_runs: dict[str, list[dict[str, Any]]], view: dict[str, Any]) -> bool:
    return len({run["verdicts"][view["id"]]["label"] for run in all_runs[view["notebook"]] if view["id"] in run["verdicts"]}) > 2


def _curve(
    view: dict[str, Any], reading: str, runs: list[dict[str, Any]], choices: list[dict[str, Any]]
) -> dict[str, Any] | None:
    mine = [
        {**run["verdicts"][view["id"]], "parameters": run["parameters"]}
        for run in runs if run["reading"] == reading and view["id"] in run["verdicts"]
    ]
    if not mine:
        return None
    mine.sort(key=lambda run: (run["value"] is None, run["value"] or 0.0, _ORDER.index(run["label"])))
    printed = view[reading]
    agree = round(printed["agreement"] * printed["n_runs"]) if printed["agreement"] is not None and printed["n_runs"] else \
        sum(run["label"] == printed["label"] for run in mine)
    told = Counter(run["label"] for run in mine)
    words = f"{len(mine)} runs for {view['id']}: " + ", ".join(f"{n} {label.replace('_', ' ')}" for label, n in told.most_common())
    moving = [choice for choice in choices if len(choice["alternatives"]) > 1]
    return {
        "reading": reading, "n": printed["n_runs"] or len(mine), "agree": agree,
        "mover": printed.get("choice", ""), "mover_title": printed.get("choice", "").replace("_", " "),
        "svg": specification_curve(mine, moving, words, mine[0]["unit"]),
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
        blocks.append({
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
                (verdict["label"], printed[claim_id][run["reading"]]["label"])
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
        told = {claim_id: [v["label"], v["value"], v["low"], v["high"]] for claim_id, v in run["verdicts"].items()}
        packed.append({"r": run["reading"], "c": taken, "v": told})
    return {
        "choices": [{"name": choice["name"], "alternatives": [item["value"] for item in choice["alternatives"]]} for choice in choices],
        "runs": packed,
    }
