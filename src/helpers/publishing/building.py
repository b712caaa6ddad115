"""The order of a build: read, prepare, render, check, and only then replace the old site."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import docutils_namespace, patch_docutils

from helpers.errors import PublishingError
from helpers.publishing.assets import write_assets
from helpers.publishing.fonts import write_fonts
from helpers.publishing.inputs import read_inputs
from helpers.publishing.links import broken_links
from helpers.publishing.pages import Pages
from helpers.publishing.settings import REPOSITORY, SITE, read_settings
from helpers.publishing.shown import check_shown, read_shown
from helpers.publishing.sitemap import write_sitemap
from helpers.publishing.sources import write_sources


def build_site(build: Path, *, root: Path | None = None, quiet: bool = False) -> Path:
    """``build/site``, whole or not at all; see :func:`helpers.publishing.build`."""
    build = build.resolve()
    root = (root or REPOSITORY).resolve()
    settings = read_settings(data=root / "data")
    inputs = read_inputs(build, root, tuple(theme.notebook for theme in settings.themes))
    listed = root / "site" / "figures.yml"
    shown = read_shown(listed)
    check_shown(shown, inputs, listed)
    new, source = build / ".site-new", build / "site-source"
    for folder in (new, source):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    prepared = write_sources(inputs, settings, source, new, shown)
    pages = Pages(inputs, settings, prepared, new, shown)
    write_assets(pages, new)
    _render(pages, source, new, build / ".doctrees")
    pages.finish(new)
    write_fonts(new, SITE / "fonts", build / ".cache" / "fonts")
    problems = broken_links(new)
    if problems:
        shown = "\n  ".join(problems[:20])
        raise PublishingError(
            f"{len(problems)} links or anchors are broken:\n  {shown}", where=str(new), mend="mend the page or the record named first"
        )
    pages.write_missing(new)
    write_sitemap(new, settings.site_url)
    return _replace(new, build / "site", quiet)


def _render(pages: Pages, source: Path, target: Path, doctrees: Path) -> None:
    """Run Sphinx; any warning is an error."""
    warnings = io.StringIO()
    shutil.rmtree(doctrees, ignore_errors=True)
    with patch_docutils(str(SITE)), docutils_namespace():
        app = Sphinx(
            str(source), str(SITE), str(target), str(doctrees), "chuhai",
            status=None, warning=warnings, freshenv=True,
        )
        app.connect("html-collect-pages", pages.collect)
        app.connect("html-page-context", pages.add_context)
        app.build(force_all=True)
    shutil.rmtree(doctrees, ignore_errors=True)
    shutil.rmtree(target.parent / "jupyter_execute", ignore_errors=True)    # myst-nb's copy of the outputs
    for leftover in (".buildinfo", ".doctrees"):
        path = target / leftover
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    told = "\n".join(strip_escape_sequences(warnings.getvalue()).strip().splitlines()[:12])
    if told or app.statuscode:
        raise PublishingError(f"the pages were made with warnings:\n{told}", where=str(source), mend="mend what the first warning names")


def _replace(new: Path, site: Path, quiet: bool) -> Path:
    old = site.with_name(".site-old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    if not quiet:
        print(f"pages: {site / 'index.html'}")
    return site
