"""Showing things in a notebook; outside one (a plain process, a variant run) nothing is shown."""

from __future__ import annotations

import sys
from html import escape
from typing import Any

_STYLE = """<style>
.chuhai{font-family:"Source Sans 3","Noto Sans SC",system-ui,sans-serif;line-height:1.5;max-width:44rem}
.chuhai p{margin:.35em 0}.chuhai .muted{opacity:.72;font-size:.92em}
.chuhai.card{border:1px solid rgba(128,128,128,.35);border-left-width:5px;border-radius:4px;padding:.6em .9em;margin:.7em 0}
.chuhai.card .badge{font-weight:600;white-space:nowrap}.chuhai.card ul{margin:.3em 0 .3em 1.1em;padding:0}
.chuhai.card summary{cursor:pointer}.chuhai.answer{border-top:3px solid currentColor;border-bottom:1px solid rgba(128,128,128,.4);padding:.5em 0;font-size:1.12em}
.chuhai figure{margin:.8em 0}.chuhai img{max-width:100%;height:auto}
.chuhai table{border-collapse:collapse;font-size:.95em}.chuhai caption{text-align:left;font-weight:600;padding:.3em 0;caption-side:top}
.chuhai th,.chuhai td{padding:.22em .7em .22em 0;text-align:left;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.25)}
.chuhai td.num,.chuhai th.num{text-align:right;font-variant-numeric:tabular-nums}
.chuhai .scroll{overflow-x:auto}
</style>"""


def text(value: Any) -> str:
    """Escaped for HTML, quotes included."""
    return escape(str(value), quote=True)


def block(inner: str, *classes: str, style: str = "", attributes: str = "") -> str:
    """A piece of HTML in the classes of the house."""
    names = " ".join(("chuhai", *classes))
    look = f' style="{style}"' if style else ""
    return f'<div class="{names}"{look}{attributes}>{inner}</div>'


def style() -> str:
    """The few rules that cards, tables and figures need; light and dark grounds alike."""
    return _STYLE


def in_notebook() -> bool:
    """Whether a kernel is there to show things."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module else None
    return shell is not None and hasattr(shell, "kernel")


def show(html: str, plain: str, *, metadata: dict[str, Any] | None = None, **more: Any) -> None:
    """Show HTML with a plain text beside it; ``more`` are further MIME types by their name."""
    publish({"text/html": html, "text/plain": plain, **more}, metadata=metadata)


def publish(
    bundle: dict[str, Any],
    *,
    metadata: dict[str, Any] | None = None,
    display_id: str | None = None,
    update: bool = False,
) -> None:
    """Send a MIME bundle to the notebook, if there is one."""
    if not in_notebook():
        return
    from IPython.display import publish_display_data

    transient = {"display_id": display_id} if display_id else {}
    publish_display_data(bundle, metadata or {}, transient=transient, update=update)


def no_echo(kind: type) -> None:
    """Keep a notebook from repeating an object of ``kind`` that ends a cell: its card is shown already."""
    if in_notebook():
        from IPython import get_ipython

        formatter = get_ipython().display_formatter.ipython_display_formatter
        formatter.for_type(kind, lambda _: None)
