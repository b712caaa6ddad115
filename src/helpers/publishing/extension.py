"""The Sphinx side: a builder without a search index, templates that escape by default."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.theming import Theme


class EscapingTemplates(BuiltinTemplateLoader):
    """Sphinx's template loader with HTML escaping switched on."""

    def init(self, builder: Any, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        super().init(builder, theme, dirs)
        self.environment.autoescape = True
        self.environment.trim_blocks = True
        self.environment.lstrip_blocks = True


class SiteBuilder(DirectoryHTMLBuilder):
    """Pages as folders with an ``index.html``; nothing that our pages do not use."""

    name = "chuhai"
    search = False

    def copy_translation_js(self) -> None:
        """Not used."""

    def copy_stemmer_js(self) -> None:
        """Not used."""

    def create_pygments_style_file(self) -> None:
        """The colours of code stand in our own sheet."""

    def dump_inventory(self) -> None:
        """No other project links here by Sphinx's inventory."""


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(SiteBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
