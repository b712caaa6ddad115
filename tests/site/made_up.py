"""A small build with made-up claims, rows and runs: nothing here is a finding about anything.

It holds what is awkward on purpose: markup and formulas in cells, a claim without evidence,
a choice with two alternatives, long row lists.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import every_kind

ARTICLE_DAY, TODAY = "2024-10-03", "2026-11-23"
MARKUP = '<script>alert("row")</script><b>bold</b>'
FORMULA = '=HYPERLINK("http://example.invalid","x")'
LABELS = {
    "supported": 5, "supported_with_caveat": 4, "mixed": 3, "contradicted": 1, "outdated": 2,
    "unresolved": None, "not_checkable": None,
}
KINDS_IN = "who_goes_where"      # the notebook that holds a figure of every kind
WEIGHED_IN = "localization"      # the notebook that holds a ranking to be weighed
WEIGHTS = {"weight_people": 1, "weight_income": 2, "weight_distance": 0.5}
NOTEBOOKS = ("domestic_competition", "funding_climate", "localization", "open_source_visibility", "who_goes_where")
_FIELDS = {
    "sources": ("source_id", "title", "publisher", "url", "published", "published_precision", "kind", "licence", "commercial_use", "note"),
    "claims": ("claim_id", "seq", "theme", "section", "edition", "words", "kind", "statement", "short", "implied", "notebook"),
    "claim_tests": ("claim_id", "notebook", "test_kind", "statistic", "tolerance", "tolerance_kind", "delta", "flags", "supports_if", "contradicts_if", "fixed_on"),
    "claim_evidence": ("claim_id", "evidence_id", "source_id", "date", "date_precision", "value_number", "value_text", "unit", "agrees", "role", "note"),
    "claim_arithmetic": ("claim_id", "calc_id", "expression", "result", "unit", "note"),
    "choices": ("notebook", "choice", "question", "question_zh", "alternative", "label", "label_zh", "is_default", "why"),
    "prices": ("firm", "country", "date", "price_usd", "source_id", "note"),
    "firms": ("firm", "country", "note"),
    "notebooks": ("notebook", "position", "title"),
}


def make(root: Path, build: Path) -> None:
    """Write ``root/data``, ``root/notebooks`` and all records below ``build``."""
    dice = random.Random(7)
    tables = _tables(dice)
    _write_data(root, tables)
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    (root / "site").mkdir(exist_ok=True)
    (root / "site" / "figures.yml").write_text("funding_climate: {price_path: [mu-02]}\n", "utf-8")
    (root / "requirements.lock").write_text("made-up==1.0 \\\n    --hash=sha256:00\n", "utf-8")
    ledger = {}
    for plan, day in (("published", ARTICLE_DAY), ("today", TODAY)):
        for notebook in NOTEBOOKS:
            record = _record(notebook, plan, day, tables, dice)
            _write(build / "runs" / plan / f"{notebook}.json", record)
            _write(build / "runs" / plan / f"{notebook}.ipynb", _notebook(record))
            _write(root / "notebooks" / f"{notebook}.ipynb", _notebook(record))
            for verdict in record["verdicts"]:
                entry = ledger.setdefault(verdict["claim_id"], {
                    "claim_id": verdict["claim_id"], "notebook": notebook, "test_kind": "effect", "would_settle": "Real data.",
                    "disclosure": "Made-up disclosure." if verdict["claim_id"] == "mu-02" else "", "change": {"sentence": "Made-up rows were added."}, "last_checked": TODAY, "next_check": "2027-02-23",
                })
                entry[plan] = verdict
    _write(build / "ledger.json", {"schema": "chuhai-ledger-1", "claims": list(ledger.values())})
    _write(build / "robustness.json", _robustness(tables, dice))


def _tables(dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    claims, tests, evidence = [], [], []
    for place in range(10):
        claim_id, notebook = f"mu-{place + 1:02d}", NOTEBOOKS[place % 5]
        statement = f"Made-up statement number {place + 1} about a price." if place else f"Made-up: {MARKUP}"
        claims.append(dict(claim_id=claim_id, seq=place + 1, theme="made_up", section=f"Part {place // 5 + 1}", edition="english", words="made up, words", kind="event", statement=statement, short=statement, implied="false", notebook=notebook))
        tests.append(dict(claim_id=claim_id, notebook=notebook, test_kind="effect", statistic="a made-up statistic", delta="0.1", supports_if="it holds", contradicts_if="it does not", fixed_on=TODAY))
        if place != 3:
            evidence.append(dict(claim_id=claim_id, evidence_id=f"me-{place}", source_id=f"mu-src-{place % 3}", date="2024-05-01", date_precision="month", value_number=str(place), unit="models", agrees="yes", role="independent", note=FORMULA if place == 1 else "made up"))
    prices = [
        dict(firm=f"Firm {dice.randrange(9)}", country=dice.choice(["CN", "US"]), date=f"202{dice.randrange(3, 7)}-0{dice.randrange(1, 10)}-01", price_usd=f"{dice.random() * 9:.2f}", source_id=f"mu-src-{dice.randrange(3)}", note=(MARKUP, FORMULA, "-3", "")[min(dice.randrange(40), 3)])
        for _ in range(1200)
    ]
    prices[0]["note"], prices[1]["note"] = MARKUP, FORMULA
    return {
        "sources": [dict(source_id=f"mu-src-{n}", title=f"Made-up source {n} {MARKUP if n == 0 else ''}", publisher="Nobody", url=("javascript:alert(1)" if n == 1 else "https://example.invalid/source"), published="2024-05-01", published_precision="month", kind="news", licence="unknown", commercial_use="no" if n == 2 else "unknown") for n in range(3)],
        "claims": claims, "claim_tests": tests, "claim_evidence": evidence,
        "claim_arithmetic": [dict(claim_id="mu-02", calc_id="ma-1", expression="1+1", result="2", unit="models")],
        "choices": [dict(notebook=name, choice=choice, question=f"Made-up question on {choice} {MARKUP}?", question_zh=f"虚构的问题 {choice}？", alternative=value, label=f"answer {value}", label_zh=f"回答 {value}", is_default=str(default).lower(), why="made up") for name in NOTEBOOKS for choice, value, default in (("window", "12", True), ("window", "24", False), ("singapore_is_chinese", "false", True), ("singapore_is_chinese", "true", False))],
        "prices": prices,
        "firms": [dict(firm=f"Firm {n}", country="CN") for n in range(12)],
        "notebooks": [dict(notebook=name, position=place, title=name.replace("_", " ").capitalize().replace("Open source", "Open-source")) for place, name in enumerate(NOTEBOOKS, 1)],
    }


def _write_data(root: Path, tables: dict[str, list[dict[str, Any]]]) -> None:
    resources = []
    for name, rows in tables.items():
        path = root / "data" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, _FIELDS[name], lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(rows)
        kinds = {"price_usd": "number", "date": "date", "published": "date"}
        resources.append({
            "name": name, "path": f"{name}.csv", "title": f"Made-up {name}", "description": f"One row is made up. {MARKUP}",
            "schema": {"fields": [{"name": field, "type": kinds.get(field, "string"), "description": "made up"} for field in _FIELDS[name]]},
            "chuhai": {"known": {"rule": "own_date", "column": "date"} if name == "prices" else {"rule": "always"}, "caveats": ["Made up."], "coding": []},
        })
    _write(root / "data" / "datapackage.json", {"name": "made-up", "resources": resources})


def _verdict(claim: dict[str, Any], plan: str, day: str, dice: random.Random) -> dict[str, Any]:
    label = dice.choice(list(LABELS))
    value = round(dice.random(), 3)
    return {
        "claim_id": claim["claim_id"], "statement": claim["statement"], "theme": "made_up", "kind": "event", "test_kind": "effect",
        "as_of": day, "label": label, "score": LABELS[label], "rule": "effect.made_up", "because": f"The made-up interval {value} is what it is.",
        "provisional": label, "inputs": {"effect": value, "low": value - 0.2, "high": value + 0.2, "delta": 0.1, "note": MARKUP}, "grade": dice.choice("ABCD"),
        "grade_steps": [{"step": "start", "change": 3, "why": "made up"}], "confidence": 0.8, "confidence_word": "likely", "capped_by_grade": True,
        "agreement": 0.75, "n_runs": 12, "choice": "window", "choice_moves": 0.5, "implied": False,
        "disclosure": "Made-up disclosure." if claim["claim_id"] == "mu-02" else "",
        "estimate": {"value": value, "low": max(0, value - 0.2), "high": min(1, value + 0.2), "unit": "share", "n": 40, "method": "made up", "basis": {"rows": {"prices": "2-40,44"}, "sources": ["mu-src-0", "mu-src-1"]}},
        "references": [{"value": 3, "unit": "models", "source_id": "mu-src-0", "within": "tol"}], "evidence_lines": [], "evidence_aside": [], "sums": [],
        "rows": {"prices": ",".join(str(n) for n in range(3, 400, 3)), "claim_evidence": "2"}, "sources": ["mu-src-0", "mu-src-1"], "variants": [{"variant": "without me-1", "label": "mixed"}], "robustness": {"n_runs": 12, "labels": {label: 0.75}, "choice": "window"},
        "flips": [{"what": "One more made-up event would make it mixed."}], "would_settle": "Real data.", "fixed_on": TODAY,
    }


def _record(notebook: str, plan: str, day: str, tables: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    verdicts = [_verdict(claim, plan, day, dice) for claim in tables["claims"] if claim["notebook"] == notebook]
    basis = {"rows": {"prices": "2-40,44"}, "sources": ["mu-src-0"]}
    weighed = notebook == WEIGHED_IN
    figure = {"name": "price_path", "title": "The made-up price fell", "subtitle": "USD", "unit": "USD", "alt": f"A made-up line. {MARKUP}", "kind": "line", "data": [{"x": 1, "y": 2.5}, {"x": 2, "y": FORMULA}], "basis": basis, "note": "", "source_line": "Source: nobody."}
    return {
        "schema": "chuhai-record-1", "notebook": notebook, "title": f"Is the made-up {notebook.replace('_', ' ')} real?", "parameters": {"as_of": day, "variant": False, "window": 12, "singapore_is_chinese": False, **(WEIGHTS if weighed else {})},
        "as_of": day, "dataset": {"fingerprint": "0123456789ab", "last_day": TODAY}, "answer": f"The made-up share was {dice.randrange(20, 90)}%.",
        "sections": [{"kind": "figure", "name": "price_path"}, *({"kind": "verdict", "name": verdict["claim_id"]} for verdict in verdicts)],
        "estimates": {verdict["claim_id"]: verdict["estimate"] for verdict in verdicts} | {"fall": {"value": 3.2, "low": 1, "high": 5, "unit": "USD", "n": 3, "method": "made up", "basis": basis}},
        "verdicts": verdicts, "figures": [figure, *(every_kind.made() if notebook == KINDS_IN else [])], "tables": [_hosts()] if weighed else [], "coverage": [], "robustness": [], "sources": [], "limits": ["Made up."], "prose": ["It fell by 3.2."],
    }


def _hosts() -> dict[str, Any]:
    """A ranking with its components; some hosts lack one of them."""
    dice = random.Random(11)
    rows = [
        {"host": f"<b>Host {n}</b>" if n == 3 else f"Host {n}", "country": f"H{n}", "low": max(1, n - 2), "value": n, "high": n + 2,
         "draw_people": round(dice.random(), 6), "draw_income": None if n % 11 == 0 else round(dice.random(), 6), "cost_distance": round(dice.random(), 6)}
        for n in range(1, 31)
    ]
    return {"name": "hosts", "title": "The made-up hosts", "data": rows, "note": "", "unit": "", "basis": {"rows": {"prices": "2-9"}, "sources": ["mu-src-0"]}}


def _robustness(tables: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    runs, claims = {}, {ARTICLE_DAY: {}, TODAY: {}}
    for notebook in NOTEBOOKS:
        for number in range(8 if notebook != "localization" else 6):     # there, no run takes both second answers
            choices = {"window": (12, 24)[number // 2 % 2], "singapore_is_chinese": bool(number // 4)}
            runs[f"{notebook}/{number:012x}"] = {"notebook": notebook, "as_of": (ARTICLE_DAY, TODAY)[number % 2], "choices": choices}
    for claim in tables["claims"]:
        for day, found in claims.items():
            ticks = [
                {"run": name, "label": dice.choice(list(LABELS)), "value": (value := round(dice.random(), 3)), "low": value - 0.1, "high": value + 0.1, "sign": "plus"}
                for name, run in runs.items() if run["notebook"] == claim["notebook"] and run["as_of"] == day
            ]
            found[claim["claim_id"]] = {"family": "effect", "notebook": claim["notebook"], "n_runs": len(ticks), "labels": {"supported": 1.0}, "choice": "window", "choice_moves": 0.5, "ticks": ticks}
    return {"schema": "chuhai-robustness-1", "n_runs": len(runs), "runs": runs, "claims": claims}


def _notebook(record: dict[str, Any]) -> dict[str, Any]:
    def shown(markup: str, **more: Any) -> dict[str, Any]:
        return {"output_type": "display_data", "metadata": {}, "data": {"text/html": markup, "text/plain": "", **more}}

    picture = base64.b64encode(png()).decode()
    figure = f'<div class="chuhai figure"><figure data-figure="price_path"><picture><img src="data:image/png;base64,{picture}" alt="A made-up line." style="width:680px"></picture></figure></div>'
    cards = [shown(f'<div class="chuhai card" style="color:red" data-claim="{item["claim_id"]}" data-label="{item["label"]}"><p>card</p></div>') for item in record["verdicts"]]
    cells = [
        _text(f"# {record['title']}"),
        _code("study.opening()", [shown("<style>.x{}</style><div class=\"chuhai status\"><p>As of</p></div>"), shown('<div class="chuhai answer"><p>x</p></div>')]),
        _text(f"## What happened\n\nSome prose with {MARKUP} in it."),
        _code("study.figure(...)", [shown(figure)]),
        _code("study.say(...)", [shown('<div class="chuhai" onclick="alert(1)"><p>It fell by 3.2.</p><script>alert(2)</script></div>')]),
        _code("study.display_table(...)", [shown('<div class="chuhai table"><div class="scroll"><table><caption>A wide made-up table</caption><thead><tr>' + "".join(f'<th scope="col">column_number_{n}</th>' for n in range(12)) + "</tr></thead><tbody><tr>" + "<td>1</td>" * 12 + "</tr></tbody></table></div></div>")]),
        *(_code("study.table(...)", [shown(f'<div class="chuhai table"><div class="scroll"><table><caption>{item["title"]}</caption><tbody><tr><td>{item["data"][0]["host"]}</td></tr></tbody></table></div></div>')]) for item in record["tables"]),
        *(cell for item in record["figures"][1:] for cell in (_text(f"## {item['title']}"), _code(f"study.figure({item['kind']!r})", [shown(figure.replace("price_path", item["name"]))]))),
        _text("## Verdicts"),
        _code("study.judge(...)", cards),
        _code("study.closing()", [shown("<p>Record</p>", **{"application/vnd.chuhai.record+json": record})]),
    ]
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}, "nbformat": 4, "nbformat_minor": 5}


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": f"t{abs(hash(source)) % 10**8}", "metadata": {}, "source": source}


def _code(source: str, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"cell_type": "code", "id": f"c{abs(hash(source)) % 10**8}", "metadata": {}, "source": source, "execution_count": 1, "outputs": outputs}


def png() -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (1360, 700), "white")
    ImageDraw.Draw(image).line([(60, 600), (1300, 120)], fill=(11, 79, 92), width=8)
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
