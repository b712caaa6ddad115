"""The verdict card: what the rule made of a claim, and everything needed to recompute it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.display import output, palette, prose, units
from helpers.methods.estimate import Estimate

BADGES = {
    "supported": ("●", "supported"),
    "supported_with_caveat": ("◐", "supported with caveat"),
    "mixed": ("◑", "mixed"),
    "contradicted": ("○", "contradicted"),
    "unresolved": ("◌", "unresolved"),
    "not_checkable": ("–", "not checkable"),
    "outdated": ("⊘", "outdated"),
}


def badge(label: str) -> str:
    """Symbol and word: ``● supported``."""
    symbol, word = BADGES.get(label, ("?", label.replace("_", " ")))
    return f"{symbol} {word}"


def card(verdict: Mapping[str, Any], *, compact: bool = False) -> str:
    """A verdict (its ``to_dict``) as HTML; ``compact`` folds all but badge, statement and reason away."""
    colour = palette.VERDICT.get(verdict["label"], palette.GREY)
    head = (
        f'<p><span class="badge">{output.text(badge(verdict["label"]))}</span> '
        f'<span class="muted">{output.text(" · ".join(_dials(verdict)))}</span></p>'
        f"<p><strong>{output.text(verdict['claim_id'])}</strong> {output.text(verdict['statement'])}"
        f"{_implied(verdict)}</p>"
    )
    reason = f"<p>{output.text(_reason(verdict))}</p>"
    folded = _folded(verdict, with_estimate=compact)
    shown = "" if compact else _estimate(verdict)
    details = f"<details><summary>How this was judged</summary>{folded}</details>" if folded else ""
    return output.block(
        head + shown + reason + details,
        "card",
        style=f"border-left-color:{colour}",
        attributes=f' data-claim="{output.text(verdict["claim_id"])}" data-label="{output.text(verdict["label"])}"',
    )


def plain(verdict: Mapping[str, Any]) -> str:
    """The card as one line of text."""
    return f"{badge(verdict['label'])} · {verdict['claim_id']} · {' · '.join(_dials(verdict))}"


def _dials(verdict: Mapping[str, Any]) -> list[str]:
    told = []
    if verdict.get("grade"):
        told.append(f"evidence grade {verdict['grade']}")
    if verdict.get("confidence_word"):
        capped = ", capped by the grade" if verdict.get("capped_by_grade") else ""
        told.append(f"{verdict['confidence_word']}{capped}")
    share, runs = verdict.get("agreement"), verdict.get("n_runs")
    if share is not None and runs:
        told.append(
            f"{round(share * runs):,} of {prose.counted(int(runs), 'run')} agree with the claim"
        )
    elif variants := verdict.get("variants"):
        same = sum(variant["label"] == verdict["label"] for variant in variants)
        told.append(f"same verdict in {same} of {prose.counted(len(variants), 'variant')}")
    return told


def _implied(verdict: Mapping[str, Any]) -> str:
    return ' <span class="muted">(implied)</span>' if verdict.get("implied") else ""


def _reason(verdict: Mapping[str, Any]) -> str:
    return str(verdict.get("finding") or verdict.get("because") or "")


def _estimate(verdict: Mapping[str, Any]) -> str:
    told = verdict.get("estimate")
    if not told:
        return ""
    estimate = Estimate.from_dict(told)
    text = f"Estimate: {prose.estimate(estimate)}"
    if estimate.available and estimate.n:
        text += f", n = {estimate.n:,}"
    method = (
        f' <span class="muted">{output.text(estimate.method)}</span>'
        if estimate.available and estimate.method
        else ""
    )
    return f"<p>{output.text(text)}{method}</p>"


def _folded(verdict: Mapping[str, Any], *, with_estimate: bool) -> str:
    parts = [_estimate(verdict)] if with_estimate else []
    inputs = verdict.get("inputs") or {}
    numbers = "; ".join(
        f"{_words(key)} = {_told(value)}"
        for key, value in inputs.items()
        if value not in (None, "", [], {})
    )
    rule = f"Rule {verdict.get('rule', '')}" + (f" with {numbers}" if numbers else "")
    parts.append(f"<p>{output.text(rule)}. {output.text(verdict.get('because') or '')}</p>")
    redone = any(item.get("within") for item in verdict.get("sums") or ())
    references = () if redone else verdict.get("references") or ()
    parts.append(_list("References", [_line(item) for item in references]))
    parts.append(
        _list("Lines of evidence", [_line(item) for item in verdict.get("evidence_lines") or ()])
    )
    parts.append(_list("Sums", [_sum(item) for item in verdict.get("sums") or ()]))
    parts.append(
        _list("Not counted", [_line(item) for item in verdict.get("evidence_aside") or ()])
    )
    parts.append(
        _list("Evidence grade", [_step(item) for item in verdict.get("grade_steps") or ()])
    )
    others = [item for item in verdict.get("variants") or () if item["label"] != verdict["label"]]
    parts.append(
        _list(
            "Variants with another verdict",
            [f"{item['variant']}: {badge(item['label'])}" for item in others],
        )
    )
    if verdict.get("choice"):
        moved = units.number(verdict.get("choice_moves"), "share")
        told = f"The choice that moves it most: {_words(verdict['choice'])} ({moved} of runs)."
        parts.append(f"<p>{output.text(told)}</p>")
    rows = verdict.get("rows") or {}
    if isinstance(rows, Mapping) and rows:
        named = "; ".join(
            f"{table}, lines {str(lines).replace(',', ', ')}" for table, lines in rows.items()
        )
        parts.append(f"<p>{output.text(f'Rows: {named}')}</p>")
    if verdict.get("sources"):
        parts.append(f"<p>{output.text('Sources: ' + ', '.join(map(str, verdict['sources'])))}</p>")
    parts.append(_list("What would change our mind", minds(verdict)))
    if verdict.get("disclosure"):
        parts.append(f"<p>{output.text('Disclosure: ' + str(verdict['disclosure']))}</p>")
    return "".join(parts)


def flips(verdict: Mapping[str, Any]) -> list[str]:
    """The smallest changes of the input that give another verdict."""
    return [told for item in verdict.get("flips") or () if (told := _sentence(item))]


def minds(verdict: Mapping[str, Any]) -> list[str]:
    """What would flip a verdict, or settle what is open."""
    settle = verdict.get("would_settle")
    return flips(verdict) + ([f"Would settle it: {settle}"] if settle else [])


def _sentence(item: Any) -> str:
    if isinstance(item, Mapping):
        for key in ("sentence", "text", "what", "change"):
            if item.get(key):
                return str(item[key])
        return str(item)


_WITHIN = {
    "tol": "within the tolerance",
    "2tol": "within twice the tolerance",
    "no": "does not agree",
    "yes": "agrees",
    "partly": "agrees in part",
}
_DATED = {"year", "half", "quarter", "month", "day", "date"}


def _line(item: Mapping[str, Any]) -> str:
    """One line of evidence: what it says, who says it, whether it agrees."""
    unit = str(item.get("unit") or "")
    value = item.get("value")
    said = (
        [f"{value:.0f}" if isinstance(value, float) else str(value)]
        if unit in _DATED and value is not None
        else []
    )
    if not said and value is not None:
        said = [value if isinstance(value, str) else units.number(value, unit)]
    if item.get("bound"):
        said[:1] = [
            f"{'over' if item['bound'] == 'lower' else 'under'} {word}" for word in said[:1]
        ]
    said += [str(item["text"])] if item.get("text") else []
    who = ", ".join(str(item[name]) for name in ("publisher", "source_id") if item.get(name))
    within = str(item.get("within") or "")
    told = _WITHIN.get(within, within)
    return f"{'; '.join(said) or 'no value'} ({who})" + (f": {told}" if told else "")


def _sum(item: Mapping[str, Any]) -> str:
    told = _WITHIN.get(str(item.get("within")), "")
    return f"{item['expression']} = {units.number(item['result'], str(item.get('unit') or ''))}" + (
        f": {told}" if told else ""
    )


def _step(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    change = item.get("change")
    sign = f"{change:+d}".replace("-", "−") if isinstance(change, int) else _told(change)
    return f"{_words(item.get('step', ''))} {sign}: {item.get('why', '')}"


def _list(title: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    rows = "".join(f"<li>{output.text(item)}</li>" for item in items)
    return f"<p><strong>{output.text(title)}</strong></p><ul>{rows}</ul>"


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_words(key)} {_told(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_told(item) for item in value)
    return units.anything(value)


def _words(key: Any) -> str:
    return str(key).replace("_", " ")
