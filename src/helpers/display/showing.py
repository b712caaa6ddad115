"""From data to what is shown and recorded: figures, tables, coverage, source lines."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from helpers.display import alt, cards, drawn, output, plain, prose, tables, units
from helpers.errors import ChuhaiError
from helpers.methods.estimate import Basis, Estimate, EstimateSeries

_SOURCES_NAMED = 4


def frame_of(data: Any, unit: str, basis: Any) -> tuple[pd.DataFrame, str, Basis]:
    """Data of any kind as (frame, unit, basis)."""
    if isinstance(data, EstimateSeries):
        frame, unit, own = data.frame, unit or data.unit, data.basis
    elif isinstance(data, Mapping):
        frame = pd.DataFrame(
            [
                {
                    "label": name,
                    "value": item.value,
                    "low": item.low,
                    "high": item.high,
                    "n": item.n,
                }
                for name, item in data.items()
            ]
        )
        frame = frame.astype(
            {name: "float64" for name in ("value", "low", "high") if name in frame}
        )
        unit = unit or next((item.unit for item in data.values() if item.unit), "")
        own = Basis()
        for item in data.values():
            own = own | item.basis
    elif isinstance(data, pd.DataFrame):
        frame, own = data, Basis() if basis is not None else Basis.of(data)
    else:
        raise ChuhaiError(
            f"{type(data).__name__} can not be drawn or tabulated",
            where="study.figure",
            mend="hand over a DataFrame, an EstimateSeries, or a dict of Estimates by their label",
        )
    return frame, unit, own if basis is None else own | basis_of(basis)


def basis_of(basis: Any) -> Basis:
    """A Basis from a Basis, an Estimate, a frame, or several of them."""
    if isinstance(basis, Basis):
        return basis
    if isinstance(basis, (Estimate, EstimateSeries)):
        return basis.basis
    if isinstance(basis, pd.DataFrame):
        return Basis.of(basis)
    found = Basis()
    for item in basis:
        found = found | basis_of(item)
    return found


def source_rows(data: Any, basis: Basis) -> list[dict[str, Any]]:
    """The sources of a basis as plain rows, by id."""
    if not basis.sources:
        return []
    found = data.sources_of(pd.DataFrame({"source_id": list(basis.sources)}))
    wanted = (
        "source_id",
        "title",
        "publisher",
        "url",
        "published",
        "published_precision",
        "kind",
        "licence",
    )
    return plain.records(found[[name for name in wanted if name in found]])


def source_line(data: Any, basis: Basis, note: str) -> str:
    """``Source: A; B and 3 more. Known by 3 October 2024. note``."""
    rows = source_rows(data, basis)
    names = list(dict.fromkeys(str(row.get("publisher") or row["source_id"]) for row in rows))
    parts = []
    if names:
        shown = names[:_SOURCES_NAMED]
        more = len(names) - len(shown)
        parts.append(
            f"{'Source' if len(names) == 1 else 'Sources'}: {'; '.join(shown)}"
            + (f" and {more} more" if more else "")
            + "."
        )
    parts.append(f"Known by {units.date(data.as_of)}.")
    if note:
        parts.append(note)
    return " ".join(parts)


def figure(
    data: Any,
    kind: str,
    frame: pd.DataFrame,
    *,
    name: str,
    title: str,
    subtitle: str,
    unit: str,
    basis: Basis,
    note: str,
    encodings: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Draw and show a figure; its entry in the record, or None when there is nothing to draw."""
    from helpers.display import figures

    plot = figures.plan(
        kind,
        frame,
        title=title,
        subtitle=subtitle,
        unit=unit,
        source=source_line(data, basis, note),
        **encodings,
    )
    if plot.empty:
        return None
    named = with_country_names(data, plot)
    spelled = with_country_names(data, plot, tiles=True)
    words = alt.describe(spelled)
    wide, narrow = figures.render(named), figures.render(replace(named, narrow=True))
    output.show(html(name, words, wide, narrow), words, metadata={"chuhai": {"figure": name}})
    return {
        "name": name,
        "title": title,
        "subtitle": subtitle,
        "unit": unit,
        "alt": words,
        "kind": kind,
        "data": plain.records(plot.frame),
        "drawn": drawn.describe(named, frame.index, spelled),
        "basis": basis.to_dict(),
        "note": note,
        "source_line": plot.source,
    }


def with_country_names(data: Any, plot: Any, *, tiles: bool = False) -> Any:
    """The plot with names in place of codes in columns that hold countries.

    The tiles of a map keep their codes, unless ``tiles`` (for its alternative text).
    """
    roles = ("y", "x", "by", "facet", "label", *(("country",) if tiles else ()))
    named = [
        plot[role]
        for role in roles
        if plot.has(role) and any(word in plot[role] for word in ("country", "jurisdiction"))
    ]
    if not named or "countries" not in data.names:
        return plot
    countries = data.table("countries")
    names = dict(zip(countries["country"], countries["name"], strict=True))
    names |= {"EU": "European Union", "US": "United States", "GB": "United Kingdom"}

    def name(code: Any) -> Any:
        return names.get(code, code)

    encodings = dict(plot.encodings)
    encodings["colours"] = {name(code): shade for code, shade in (plot["colours"] or {}).items()}
    for option in ("order", "highlight"):
        encodings[option] = [name(code) for code in plot[option] or ()]
    frame = plot.frame.assign(**{column: plot.frame[column].map(name) for column in named})
    return replace(plot, frame=frame, encodings=encodings)


def html(name: str, words: str, wide: bytes, narrow: bytes | None = None) -> str:
    """A figure element with its pictures inside: one for screens, one for telephones."""
    phone = f'<source media="(max-width: 480px)" srcset="{_uri(narrow)}">' if narrow else ""
    picture = (
        f'<img src="{_uri(wide)}" alt="{output.text(words)}" style="max-width:100%;width:680px">'
    )
    inner = (
        f'<figure data-figure="{output.text(name)}"><picture>{phone}{picture}</picture></figure>'
    )
    return output.block(inner, "figure")


def table(
    frame: pd.DataFrame,
    *,
    name: str,
    title: str,
    basis: Basis,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    note: str = "",
    most: int = 60,
) -> dict[str, Any]:
    """Show a table; its entry in the record."""
    shown = tables.html(
        frame, caption=title, labels=labels, column_units=units, note=note, most=most
    )
    output.show(shown, f"{title}\n{prose.counted(len(frame), 'row')}")
    return {
        "name": name,
        "title": title,
        "data": plain.records(frame),
        "basis": basis.to_dict(),
        "note": note,
    }


def minds(verdicts: list[dict[str, Any]], short: Callable[[str], str]) -> None:
    """Show for each verdict the smallest change that flips it, and what would settle the claim.

    ``short`` tells a claim in a few words.
    """
    frame = pd.DataFrame(
        {
            "claim": [verdict["claim_id"] for verdict in verdicts],
            "in short": [short(verdict["claim_id"]) for verdict in verdicts],
            "verdict": [cards.badge(verdict["label"]) for verdict in verdicts],
            "another verdict if": [" ".join(cards.flips(verdict)) or None for verdict in verdicts],
            "would settle it": [verdict.get("would_settle") or None for verdict in verdicts],
        }
    )
    output.show(
        tables.html(frame, caption="What would change our mind", most=len(frame)),
        f"What would change our mind on {prose.counted(len(frame), 'claim')}",
    )


def paragraph(text: str, *classes: str) -> None:
    """Show one paragraph of plain text."""
    output.show(output.block(f"<p>{output.text(text)}</p>", *classes), text)


def bullets(items: list[str]) -> None:
    """Show a list of plain texts."""
    inner = "".join(f"<li>{output.text(item)}</li>" for item in items)
    output.show(output.block(f"<ul>{inner}</ul>"), "\n".join(f"- {item}" for item in items))


def _uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
