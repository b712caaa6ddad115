"""Records become pages: a static site that computes nothing and asks no other host.

    from helpers import publishing

    publishing.build("build")          # build/site
    publishing.serve("build", 8000)    # http://127.0.0.1:8000
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["build", "serve"]


def build(
    build_dir: str | Path, *, quiet: bool = False, root: str | Path | None = None
) -> Path:
    """Make the site from the records in ``build_dir`` and return its folder.

    Parameters
    ----------
    build_dir : the folder that holds ``runs/``, ``ledger.json`` and ``robustness.json``;
        the site appears whole in ``build_dir/site`` or not at all.
    quiet : say nothing but warnings.
    root : the folder that holds ``data/`` and ``notebooks/``; the repository if left out.

    Raises
    ------
    helpers.errors.PublishingError
        when a record is missing or malformed, a page warns, or a link leads nowhere.
    """
    from helpers.publishing.building import build_site

    return build_site(Path(build_dir), root=Path(root) if root else None, quiet=quiet)


def serve(build_dir: str | Path, port: int = 8000) -> None:
    """Show ``build_dir/site`` on this machine only, until interrupted."""
    from helpers.publishing.server import serve_forever

    serve_forever(Path(build_dir) / "site", port)
