"""For search engines: the list of pages, once the site has an address."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

LEFT_OUT = ("404", "_static", "_sources")


def write_sitemap(site: Path, address: str) -> None:
    """``sitemap.xml`` and a ``robots.txt`` that names it; nothing while the site has no address."""
    if not address:
        return
    pages = sorted(path.relative_to(site).parent.as_posix() for path in site.rglob("index.html"))
    listed = ["" if page == "." else f"{page}/" for page in pages if page.split("/")[0] not in LEFT_OUT]
    lines = [f"  <url><loc>{escape(address + page)}</loc></url>\n" for page in listed]
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' + "".join(lines) + "</urlset>\n"
    (site / "sitemap.xml").write_text(text, "utf-8", newline="")
    (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n", "utf-8", newline="")
