"""Stars and forks of the repositories that are tracked, from GitHub's REST API."""

from __future__ import annotations

import datetime
from typing import Any

from helpers.refreshing.answers import need
from helpers.refreshing.held import Held, number
from helpers.refreshing.upstream import Harvest, Licence, Located, Row, Series, edition
from helpers.refreshing.web import NotThereError, Web

LISTING = "tracked_repos_snapshot"
FIELDS = ("full_name", "stargazers_count", "forks_count")


class GithubStars(Located):
    """The repositories of the newest tracked list; GITHUB_TOKEN lifts the hourly limit."""

    url = "https://api.github.com"
    name = "github"
    offers = "stars and forks of the tracked repositories on the day"
    publisher = "GitHub"
    licence = Licence("unknown", "facts_only", "unknown", "GitHub terms of service")
    token = "GITHUB_TOKEN"
    series = (
        Series(
            "github_repos",
            key=("repo",),
            vintage="date",
            measures={"stars": 3, "forks": None},
            within={"listing": (LISTING,)},
        ),
    )

    def fetch(self, web: Web, held: Held) -> Any:
        answer: dict[str, dict[str, Any] | None] = {}
        for repo in sorted({row["repo"] for row in held.matching("github_repos", _tracked())}):
            url = f"{self.url}/repos/{repo}"
            try:
                answer[repo] = web.json(url, token=self.token)
            except NotThereError:
                answer[repo] = None
                continue
            need(answer[repo], FIELDS, url, "field")
        return answer

    def parse(self, answer: Any, held: Held, day: datetime.date) -> Harvest:
        coded = {row["repo"]: row for row in held.matching("github_repos", _tracked())}
        rows: list[Row] = []
        remarks = []
        for repo, found in answer.items():
            if found is None:
                remarks.append(f"{repo} is no longer there")
                continue
            if found["full_name"].casefold() != repo.casefold():
                remarks.append(f"{repo} is now {found['full_name']}; it keeps its name here")
            rows.append(
                {
                    "repo": repo,
                    "owner": coded[repo]["owner"],
                    "firm": coded[repo]["firm"],
                    "country": coded[repo]["country"],
                    "date": day.isoformat(),
                    "stars": number(found["stargazers_count"]),
                    "forks": number(found["forks_count"]),
                    "listing": LISTING,
                }
            )
        source = edition(self, day, f"GitHub: tracked repositories on {day}")
        return Harvest({"github_repos": rows}, source, tuple(remarks))


def _tracked() -> dict[str, tuple[str, ...]]:
    return {"listing": (LISTING,)}
