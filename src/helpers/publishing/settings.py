"""What the pages are called: article and addresses (``site/settings.yml``), themes (``data/notebooks.csv``)."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers.errors import PublishingError

REPOSITORY = Path(__file__).resolve().parents[3]
SITE = REPOSITORY / "site"


@dataclass(frozen=True)
class Article:
    title: str
    author: str
    day: str
    url: str


@dataclass(frozen=True)
class Theme:
    """A notebook and its page."""

    notebook: str
    slug: str
    title: str


@dataclass(frozen=True)
class Settings:
    article: Article
    themes: tuple[Theme, ...]
    repository_url: str
    site_url: str

    @property
    def address(self) -> str:
        """Where the work can be found: the site, else the repository, else nothing."""
        return self.site_url or self.repository_url

    @property
    def clone(self) -> str:
        """The line that fetches the code; empty while it is published nowhere."""
        return f"git clone {self.repository_url} chuhai && cd chuhai\n" if self.repository_url else ""

    def theme(self, notebook: str) -> Theme:
        for theme in self.themes:
            if theme.notebook == notebook:
                return theme
        return self.themes[-1]

    @property
    def binder_url(self) -> str:
        """Address that opens the repository on Binder; empty while the repository has no address there."""
        if not self.repository_url.startswith("https://github.com/"):
            return ""
        return "https://mybinder.org/v2/gh/" + self.repository_url.removeprefix("https://github.com/") + "/HEAD"


def read_settings(path: Path = SITE / "settings.yml", data: Path = REPOSITORY / "data") -> Settings:
    """The settings; ``CHUHAI_SITE_URL`` and ``CHUHAI_REPOSITORY_URL`` override the addresses."""
    plain = yaml.safe_load(path.read_text("utf-8"))
    return Settings(
        article=Article(**plain["article"]),
        themes=_themes(data / "notebooks.csv"),
        repository_url=os.environ.get("CHUHAI_REPOSITORY_URL", plain["repository_url"]).rstrip("/"),
        site_url=os.environ.get("CHUHAI_SITE_URL", plain["site_url"]),
    )


def _themes(path: Path) -> tuple[Theme, ...]:
    """The themes in their order; the address of a theme is the name of its notebook."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = sorted(csv.DictReader(stream), key=lambda row: int(row["position"]))
        return tuple(Theme(row["notebook"], row["notebook"].replace("_", "-"), row["title"]) for row in rows)
    except (FileNotFoundError, KeyError, ValueError) as error:
        raise PublishingError(
            f"does not tell the themes ({error})", where=str(path), mend="one row a notebook: notebook, position, title",
        ) from error
