"""Faults of the world, injected at a local server: a clear message, and unchanged data."""

from __future__ import annotations

import json

import made_up_answers
import pytest
from made_up_answers import DAY
from replaying import Answer

from helpers.errors import RefreshError
from helpers.refreshing.refresh import Options, refresh
from helpers.refreshing.upstreams.world_bank import MACRO, MARKETS
from helpers.refreshing.web import LONGEST_WAIT, TRIES, Web

GOOD = Answer({"fine": True})
HTML = Answer(
    "<!DOCTYPE html><html><head><title>Sign in to go on</title></head></html>", kind="text/html"
)
SECRET = "made-up-secret-7141"


def whole(value: object) -> int:
    return len(json.dumps(value).encode())


def test_what_passes_is_tried_again_with_growing_waits(upstream, web, waits):
    upstream.answers["/x"] = [Answer("", 500), Answer("", 503), GOOD]
    assert web.json(upstream.url + "/x") == {"fine": True}
    assert len(waits) == 2
    assert 0 < waits[0] < waits[1] + 1


def test_what_does_not_pass_ends_after_the_last_try(upstream, web, waits):
    upstream.answers["/x"] = Answer("", 502)
    with pytest.raises(RefreshError, match=rf"answered 502 \({TRIES} tries\)"):
        web.json(upstream.url + "/x")
    assert len(upstream.asked) == TRIES


def test_a_server_that_does_not_answer_in_time(upstream, waits):
    upstream.answers["/x"] = Answer({"late": 1}, delay=1)
    web = Web(timeout=0.1, sleep=waits.append)
    with pytest.raises(RefreshError, match=r"no answer within 0\.1 s"):
        web.json(upstream.url + "/x")


def test_a_server_that_is_not_there(web):
    with pytest.raises(RefreshError, match="no connection"):
        web.json("http://127.0.0.1:9/x")


def test_an_answer_without_end(upstream, waits):
    upstream.answers["/x"] = Answer({"long": "x" * 200_000})
    with pytest.raises(RefreshError, match="larger than 100,000 bytes"):
        Web(largest=100_000, sleep=waits.append).json(upstream.url + "/x")


def test_a_rate_limit_is_waited_for_as_long_as_asked(upstream, web, waits):
    upstream.answers["/x"] = [Answer("", 429, headers={"Retry-After": "17"}), GOOD]
    assert web.json(upstream.url + "/x") == {"fine": True}
    assert waits == [17]


def test_a_rate_limit_longer_than_patience_is_told(upstream, web, waits):
    upstream.answers["/x"] = Answer("", 429, headers={"Retry-After": str(LONGEST_WAIT + 1)})
    with pytest.raises(RefreshError, match="rate limit is used up for another 121 s"):
        web.json(upstream.url + "/x")
    assert waits == []


def test_the_hourly_limit_of_github_arrives_as_403(upstream, web):
    upstream.answers["/x"] = Answer(
        "", 403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}
    )
    with pytest.raises(RefreshError, match="rate limit is used up"):
        web.json(upstream.url + "/x")


def test_pages_are_followed_to_the_last(upstream, web):
    after = {"Link": f'<{upstream.url}/two>; rel="next"'}
    upstream.answers |= {"/one": Answer([1], headers=after), "/two": Answer([2])}
    assert list(web.pages(upstream.url + "/one")) == [[1], [2]]


def test_pages_that_lead_in_a_circle_or_away(upstream, web):
    upstream.answers["/one"] = Answer([1], headers={"Link": f'<{upstream.url}/one>; rel="next"'})
    with pytest.raises(RefreshError, match="in a circle"):
        list(web.pages(upstream.url + "/one"))
    upstream.answers["/one"] = Answer([1], headers={"Link": '<http://else.where/2>; rel="next"'})
    with pytest.raises(RefreshError, match=r"another host \(else\.where\)"):
        list(web.pages(upstream.url + "/one"))


def test_a_page_for_people_instead_of_data(upstream, web):
    upstream.answers["/x"] = HTML
    with pytest.raises(RefreshError, match="HTML page came instead of JSON, titled 'Sign in to go on'"):
        web.json(upstream.url + "/x")
    with pytest.raises(RefreshError, match="instead of CSV"):
        web.csv(upstream.url + "/x", ("a",))


def test_half_an_answer_is_tried_again_and_then_told(upstream, web):
    value = {"fine": True}
    upstream.answers["/x"] = [Answer('{"fine": tr', promised=whole(value)), Answer(value)]
    assert web.json(upstream.url + "/x") == value
    upstream.answers["/x"] = Answer('{"fine": tr', promised=whole(value))
    with pytest.raises(RefreshError, match="broke off half way"):
        web.json(upstream.url + "/x")


def test_half_an_answer_that_claims_to_be_whole(upstream, web):
    upstream.answers["/x"] = Answer('{"prices": [{"id": "a"}, {"id"')
    with pytest.raises(RefreshError, match="not whole JSON"):
        web.json(upstream.url + "/x")
    upstream.answers["/c"] = Answer("a,b\n1,2\n3", kind="text/csv")
    with pytest.raises(RefreshError, match="fewer cells than the header"):
        web.csv(upstream.url + "/c", ("a", "b"))
    upstream.answers["/c"] = Answer('a,b\n1,"open', kind="text/csv")
    with pytest.raises(RefreshError, match="breaks off"):
        web.csv(upstream.url + "/c", ("a", "b"))
    upstream.answers["/e"] = Answer("")
    with pytest.raises(RefreshError, match="empty"):
        web.json(upstream.url + "/e")


def test_a_credential_goes_out_and_is_never_told(upstream, web, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    upstream.answers["/x"] = Answer(f"refused: {SECRET}", 401)
    with pytest.raises(RefreshError) as raised:
        web.json(upstream.url + "/x", token="GITHUB_TOKEN")
    assert upstream.asked[0][2]["Authorization"] == f"Bearer {SECRET}"
    assert "GITHUB_TOKEN" in str(raised.value)
    assert SECRET not in str(raised.value)
    upstream.asked.clear()
    upstream.answers["/y"] = GOOD
    web.json(upstream.url + "/y")
    assert "Authorization" not in upstream.asked[0][2]


def test_a_credential_does_not_follow_to_another_host(upstream, web, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", SECRET)
    elsewhere = upstream.url.replace("127.0.0.1", "localhost")
    upstream.answers["/x"] = Answer("", 302, headers={"Location": f"{elsewhere}/y"})
    upstream.answers["/y"] = GOOD
    web.json(upstream.url + "/x", token="HF_TOKEN")
    assert [("Authorization" in headers) for _, _, headers in upstream.asked] == [True, False]


def test_no_credential_from_a_file(upstream, web, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login someone password {SECRET}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    upstream.answers["/x"] = GOOD
    web.json(upstream.url + "/x")
    assert "Authorization" not in upstream.asked[0][2]


def renamed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


# Upstream, where its answer lies, an answer with a documented name gone, and the name.
RENAMED = [
    ("llm-prices", "/a", renamed(json.dumps(made_up_answers.LLM_PRICES), '"input"', '"input_usd"'), "'input'"),
    ("genai-prices", "/a", renamed(json.dumps(made_up_answers.genai_prices()), '"prices"', '"cost"'), "'prices'"),
    ("epoch", "/a", renamed(made_up_answers.EPOCH, "Organization,", "Makers,"), "'Organization'"),
    ("trending", "/a", renamed(made_up_answers.trending(), "month_downloads", "downloads"), "'month_downloads'"),
    ("arena", "/a", renamed(made_up_answers.arena({"offset": "0"}).content.decode(), '"rating"', '"elo"'), "'rating'"),
]  # fmt: skip
CSVS = ("epoch", "trending")


@pytest.mark.parametrize(("name", "path", "body", "missing"), RENAMED, ids=[one[0] for one in RENAMED])
def test_renamed_columns_are_named_and_nothing_changes(desk, upstream, web, name, path, body, missing):
    upstream.answers[path] = Answer(body, kind="text/csv" if name in CSVS else "application/json")
    assert missing in refused(desk, upstream, web, name, path)


TRACKED = {
    "repo": "deepseek-ai/one", "owner": "deepseek-ai", "firm": "DeepSeek", "country": "CN",
    "date": "2026-05-04", "stars": "100", "listing": "tracked_repos_snapshot",
    "source_id": "vis-starscreener",
}  # fmt: skip


def test_renamed_fields_of_repositories_and_observations(desk, upstream, web):
    desk.hold("github_repos", TRACKED)
    body = json.dumps(made_up_answers.github("deepseek-ai/one"))
    body = renamed(body, "stargazers_count", "star_count")
    upstream.answers["/a/repos/deepseek-ai/one"] = Answer(body)
    assert "'stargazers_count'" in refused(desk, upstream, web, "github", "/a")
    for code in {*MARKETS, *MACRO}:
        page = json.dumps(made_up_answers.world_bank(code)({"page": "1"}).body)
        changed = Answer(renamed(page, "countryiso3code", "iso3"))
        upstream.answers[f"/country/all/indicator/{code}"] = changed
    assert "'countryiso3code'" in refused(desk, upstream, web, "world-bank", "")


@pytest.mark.parametrize(
    "name", ["llm-prices", "genai-prices", "epoch", "trending", "arena", "world-bank", "github"]
)
@pytest.mark.parametrize(
    "fault", [HTML, Answer("", 500), Answer('{"a": ['), Answer([]), Answer({"error": "x"})],
    ids=["html", "down", "half", "empty", "error"],
)  # fmt: skip
def test_every_upstream_with_every_fault_leaves_the_data_alone(desk, upstream, web, name, fault):
    if name == "github":
        desk.hold("github_repos", TRACKED)
    repo = "/a/repos/deepseek-ai/one"
    for path in ("/a", repo, *(f"/a/country/all/indicator/{code}" for code in {*MARKETS, *MACRO})):
        upstream.answers[path] = fault
    told = refused(desk, upstream, web, name, "/a")
    assert "->" in told or "tries" in told


def test_a_page_that_is_not_the_one_asked_for(desk, upstream, web):
    for code in {*MARKETS, *MACRO}:
        page = made_up_answers.world_bank(code)
        upstream.answers[f"/country/all/indicator/{code}"] = lambda _, page=page: page({"page": "1"})
    assert "page 2 was asked for and page 1 came" in refused(desk, upstream, web, "world-bank", "")


def test_fewer_observations_than_announced(desk, upstream, web):
    for code in {*MARKETS, *MACRO}:
        about, rows = made_up_answers.world_bank(code, per_page=5)({"page": "1"}).body
        upstream.answers[f"/country/all/indicator/{code}"] = Answer([about | {"total": 500}, rows])
    assert "3 of 500 observations came" in refused(desk, upstream, web, "world-bank", "")


def refused(desk, upstream, web, name: str, path: str) -> str:
    """What was told of a refresh that had to fail, after a look that nothing changed."""
    before, beside = desk.state(), desk.neighbours()
    told: list[str] = []
    options = Options(mirrors={name: upstream.url + path}, day=DAY)
    assert refresh([name], options, folder=desk.folder, web=web, tell=told.append) == 1
    assert desk.state() == before
    assert desk.neighbours() == beside
    text = "\n".join(told)
    assert "FAILED, its rows are as they were" in text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (HTML, "could not be listed"),
        (Answer("", 500), "status 500"),
        (Answer('[{"id": '), "could not be listed"),
        (Answer({"error": f"refused {SECRET}"}, 401), "status 401"),
        (Answer([], delay=1), "Timeout"),
        (Answer("", 429, headers={"Retry-After": "1"}), "status 429"),
    ],
    ids=["html", "down", "half", "refused", "late", "limited"],
)
def test_faults_of_the_hub_through_its_own_client(desk, upstream, web, monkeypatch, fault, words):
    http = pytest.importorskip(
        "huggingface_hub.utils._http", reason="extra `refresh` is not installed"
    )
    monkeypatch.setattr(http.time, "sleep", lambda _: None)
    monkeypatch.setenv("HF_TOKEN", SECRET)
    upstream.answers["/api/models"] = fault
    told = refused(desk, upstream, web, "hub-models", "")
    assert words in told
    assert SECRET not in told
