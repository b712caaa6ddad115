"""What a notebook showed, made safe for a page: no script, no style, no foreign address."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_DROPPED = {"script", "style", "iframe", "object", "embed", "link", "meta", "base", "form"}
_VOID = {"img", "br", "hr", "source", "wbr", "input", "col"}
_KEPT = re.compile(
    r"^(class|id|title|alt|lang|role|href|src|srcset|media|width|height|colspan|rowspan|scope|open|datetime|"
    r"headers|aria-[a-z]+|data-[a-z-]+)$"
)
_SAFE_ADDRESS = re.compile(r"^(https?://|#|\.{0,2}/|data:image/(png|webp|jpeg);|[a-z0-9_./-]+$)", re.I)


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.depth += tag not in {"link", "meta", "base", "embed"}
            return
        if self.depth:
            return
        kept = "".join(
            f' {name}="{html.escape(value or "", quote=True)}"' for name, value in attrs if _allowed(name, value or "")
        )
        self.out.append(f"<{tag}{kept}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _DROPPED and self.depth:
            self.depth -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.depth = max(0, self.depth - 1)
        elif not self.depth and tag not in _VOID:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.out.append(html.escape(data, quote=False))


def _allowed(name: str, value: str) -> bool:
    if not _KEPT.match(name):
        return False
    if name == "href":
        return bool(_SAFE_ADDRESS.match(value.strip()))
    if name == "src":
        return bool(_SAFE_ADDRESS.match(value.strip())) and not value.strip().lower().startswith("http")
    if name == "srcset":
        return value.strip().startswith("data:image/")
    return True


def clean(markup: str) -> str:
    """The markup with only harmless elements and attributes left."""
    cleaner = _Cleaner()
    cleaner.feed(markup)
    cleaner.close()
    return "".join(cleaner.out)


def safe_url(address: str) -> str:
    """A web address, or ``#`` for anything that is not one."""
    return address if re.match(r"^https?://", address or "", re.I) else "#"


def json_ld(text: str) -> str:
    """JSON that can stand inside a script element."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
