"""What the pages are called: the article, the themes, the addresses (``site/settings.yml``)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import yaml

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

    def theme(self, notebook: str) -> Theme:
        for theme in self.themes:
            if theme.notebook == notebook:
                return theme
        return self.themes[-1]

    @property
    def binder_url(self) -> str:
        """Address that opens the repository on Binder."""
        return "https://mybinder.org/v2/gh/" + self.repository_url.removeprefix("https://github.com/") + "/HEAD"


def read_settings(path: Path = SITE / "settings.yml") -> Settings:
    """The settings; ``CHUHAI_SITE_URL`` and ``CHUHAI_REPOSITORY_URL`` override the addresses."""
    plain = yaml.safe_load(path.read_text("utf-8"))
    return Settings(
        article=Article(**plain["article"]),
        themes=tuple(Theme(**item) for item in plain["themes"]),
        repository_url=os.environ.get("CHUHAI_REPOSITORY_URL", plain["repository_url"]).rstrip("/"),
        site_url=os.environ.get("CHUHAI_SITE_URL", plain["site_url"]),
    )
