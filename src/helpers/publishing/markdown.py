"""A reviewed text of the repository, written in Markdown, as a part of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)


def prose(text: str, links: Mapping[str, str]) -> Markup:
    """The text without its title, headings one step lower; markup in it shows as text.

    ``links`` tells where relative addresses lead on the site; a link to anything else of the
    repository becomes plain text.
    """
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    made = re.sub(r"^<h1>.*?</h1>\n", "", made, flags=re.S)
    made = re.sub(r"<(/?)h2>", r"<\1h3>", made).replace("<pre>", '<pre class="panel scroll" tabindex="0">')

    def led(found: re.Match[str]) -> str:
        address, words = found[1], found[2]
        if address.startswith("https://"):
            return f'<a href="{address}" rel="noopener noreferrer external">{words}</a>'
        return f'<a href="{links[address]}">{words}</a>' if links.get(address) else words

    return Markup(_LINK.sub(led, made))
