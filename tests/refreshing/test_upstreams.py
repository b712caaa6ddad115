"""Each upstream read from a local server, into tables that pass the dataset's own checks."""

from __future__ import annotations

import made_up_answers
import pytest
from made_up_answers import DAY
from replaying import Answer

from helpers import dataset
from helpers.refreshing.refresh import Options, refresh
from helpers.refreshing.upstreams import NAMES, by_name
from helpers.refreshing.upstreams.world_bank import MACRO, MARKETS


@pytest.fixture
def run(desk, upstream, web):
    """Refresh one upstream from the local server; the exit code and what was told."""

    def go(name: str, path: str = "", **options):
        told: list[str] = []
        settings = Options(mirrors={name: upstream.url + path}, day=DAY, **options)
        code = refresh([name], settings, folder=desk.folder, web=web, tell=told.append)
        return code, "\n".join(told)

    return go


def sound(desk) -> bool:
    return dataset.check(desk.folder) == []


def test_each_upstream_says_what_it_is():
    for upstream in by_name([], {}):
        assert upstream.name in NAMES
        assert upstream.offers
        assert upstream.publisher
        assert upstream.url.startswith("https://")
        assert upstream.licence.redistribution in ("yes", "no", "unknown", "facts_only")
        assert upstream.series


def test_dated_prices_become_rows_with_the_change_named(desk, upstream, run):
    upstream.answers["/p"] = Answer(made_up_answers.LLM_PRICES)
    code, told = run("llm-prices", "/p")
    assert code == 0, told
    (row,) = desk.rows("api_prices")
    assert (row["model"], row["effective_date"], row["kind"]) == ("deepseek-chat", "2026-11-25", "rise")
    assert (row["input_price"], row["output_price"], row["country"]) == ("0.5", "1.5", "CN")
    assert "amazon" in told
    source = next(one for one in desk.rows("sources") if one["source_id"] == row["source_id"])
    assert source["retrieved"] == DAY.isoformat()
    assert sound(desk)
    assert dataset.open("latest", folder=desk.folder).last_day == DAY


def test_a_list_without_days_gives_levels_and_later_only_changes(desk, upstream, run):
    upstream.answers["/data.json"] = Answer(made_up_answers.genai_prices())
    assert run("genai-prices", "/data.json")[0] == 0
    first = desk.rows("api_prices")
    assert len(first) == 8
    assert {row["kind"] for row in first} == {"list"}
    # Text models only, and each on the platform of its own firm.
    assert [row["provider"] for row in first if "claude" in row["model"]] == ["Anthropic API"]
    assert [row["model"] for row in first if row["firm"] == "Google"] == ["gemini-made-up"]
    again = run("genai-prices", "/data.json")
    assert "nothing to write" in again[1]
    upstream.answers["/data.json"] = Answer(made_up_answers.genai_prices({"input_mtok": 0.25, "output_mtok": 1}))
    # A second edition of another day: the first one stays.
    told: list[str] = []
    later = Options(mirrors={"genai-prices": upstream.url + "/data.json"}, day=DAY.replace(day=8))
    assert refresh(["genai-prices"], later, folder=desk.folder, tell=told.append) == 0, told
    rows = desk.rows("api_prices")
    assert rows[:8] == first
    assert [(row["kind"], row["input_price"], row["prev_price_last_seen"]) for row in rows[8:]] == [
        ("cut", "0.25", "2026-12-01")
    ]


@pytest.mark.parametrize(
    ("prices", "wanted"),
    [
        ({"input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6}]}, "output_mtok": 9}, ("3", "9")),
        ([{"prices": {"input_mtok": 1, "output_mtok": 2}},
          {"constraint": {"start_date": "2026-06-01"}, "prices": {"input_mtok": 4, "output_mtok": 8}},
          {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 7, "output_mtok": 9}}],
         ("4", "8")),
        ([{"prices": {"input_mtok": 1, "output_mtok": 2}},
          {"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"},
           "prices": {"input_mtok": 5, "output_mtok": 6}}], ("5", "6")),
    ],
)  # fmt: skip
def test_tiers_days_and_hours_of_a_price(desk, upstream, run, prices, wanted):
    upstream.answers["/data.json"] = Answer(made_up_answers.genai_prices(prices))
    assert run("genai-prices", "/data.json")[0] == 0
    row = next(one for one in desk.rows("api_prices") if one["model"] == "deepseek-chat")
    assert (row["input_price"], row["output_price"]) == wanted


def test_indicators_come_page_by_page_and_a_revision_is_a_new_edition(desk, upstream, run):
    for code in {*MARKETS, *MACRO}:
        upstream.answers[f"/country/all/indicator/{code}"] = made_up_answers.world_bank(code)
    held = {"country": "CN", "indicator": "gdp", "unit": "usd_bn_current", "edition": "2026-03-20",
            "edition_precision": "day", "source_id": "loc-ds-gdp"}  # fmt: skip
    desk.hold("market_indicators", held | {"year": "2023", "value": "2000"})
    desk.hold("market_indicators", held | {"year": "2024", "value": "2100"})
    control = {"country": "CN", "country_kind": "country", "series": "cpi_inflation_pct", "unit": "pct",
               "year": "2022", "value": "2", "provider": "World Bank", "complete": "true",
               "vintage_date": "2025-07-01", "vintage_precision": "day", "source_id": "fnd-wb-cpi"}  # fmt: skip
    desk.hold("macro_controls", control | {"year": "2023", "value": "2.5"})
    code, told = run("world-bank")
    assert code == 0, told
    gdp = [row for row in desk.rows("market_indicators") if row["indicator"] == "gdp"]
    # 2023 is as held, 2024 was revised (2,100 to 2,200), 2025 is empty at the upstream.
    assert [(row["year"], row["value"], row["edition"]) for row in gdp] == [
        ("2023", "2000", "2026-03-20"), ("2024", "2100", "2026-03-20"), ("2024", "2200", "2026-11-28"),
    ]  # fmt: skip
    assert "CN / gdp / 2024 / usd_bn_current: value 2100 -> 2200" in told
    data = dataset.open("latest", folder=desk.folder).table("market_indicators")
    newest = data[data["indicator"].eq("gdp")].set_index("year")["value"]
    assert newest.loc[2024] == 2200
    assert {query["page"] for path, query, _ in upstream.asked if "GDP.MKTP" in path} == {"1", "2"}


def test_an_error_of_the_bank_arrives_with_status_200(desk, upstream, run):
    for code in {*MARKETS, *MACRO}:
        upstream.answers[f"/country/all/indicator/{code}"] = Answer(made_up_answers.WORLD_BANK_ERROR)
    before = desk.state()
    code, told = run("world-bank")
    assert code == 1
    assert "Invalid value" in told
    assert desk.state() == before


def test_a_list_of_models_is_taken_whole(desk, upstream, run):
    upstream.answers["/n.csv"] = Answer(made_up_answers.EPOCH, kind="text/csv")
    code, told = run("epoch", "/n.csv")
    assert code == 0, told
    one, two = desk.rows("notable_models")
    assert (one["firm"], one["country"], one["accessibility"]) == ("DeepSeek", "CN", "open_weights")
    assert (one["params_b"], one["domain"]) == ("1000", "Language,Vision")
    assert (two["firm"], two["country"], two["country_scope"]) == ("Alibaba", "CN;US", "several")
    assert "1 models without a whole day" in told


def test_a_new_word_of_the_list_is_not_guessed_at(desk, upstream, run):
    changed = made_up_answers.EPOCH.replace("API access", "Limited access")
    upstream.answers["/n.csv"] = Answer(changed, kind="text/csv")
    code, told = run("epoch", "/n.csv")
    assert code == 1
    assert "'Limited access'" in told
    assert desk.rows("notable_models") == []


def test_boards_of_two_variants_and_a_maker_nobody_coded(desk, upstream, run):
    upstream.answers["/rows"] = made_up_answers.arena
    code, told = run("arena", "/rows")
    assert code == 0, told
    rows = desk.rows("arena_scores")
    assert {row["score_basis"] for row in rows} == {"raw (no style control)", "style-controlled"}
    assert {(row["firm"], row["license_open"]) for row in rows} == {("OpenAI", "false"), ("DeepSeek", "true")}
    assert {row["snapshot_date"] for row in rows} == {"2026-11-20"}
    assert "nobody labs" in told
    assert sound(desk)


def test_whole_days_of_the_archive_are_written_once(desk, upstream, run):
    archive = made_up_answers.trending() + "2024-10-02,x,x/y,1,2,3,4\n"
    upstream.answers["/m.csv"] = Answer(archive, kind="text/csv")
    code, told = run("trending", "/m.csv")
    assert code == 0, told
    rows = desk.rows("hub_trending")
    assert len(rows) == 40
    assert {row["listed_ranks"] for row in rows} == {"1-20"}
    assert {row["country"] for row in rows if row["org"] == "Qwen"} == {"CN"}
    assert "1 days without a whole board" in told
    assert "nothing to write" in run("trending", "/m.csv")[1]
    then = dataset.open("2024-10-03", folder=desk.folder).table("hub_trending")
    assert len(then) == 40


def test_stars_of_the_tracked_repositories(desk, upstream, run):
    held = {"firm": "DeepSeek", "country": "CN", "date": "2026-05-04", "stars": "100", "forks": "9",
            "listing": "tracked_repos_snapshot", "source_id": "vis-starscreener"}  # fmt: skip
    for name in ("deepseek-ai/one", "deepseek-ai/two", "deepseek-ai/gone"):
        desk.hold("github_repos", held | {"repo": name, "owner": "deepseek-ai"})
    upstream.answers["/repos/deepseek-ai/one"] = Answer(made_up_answers.github("deepseek-ai/one"))
    upstream.answers["/repos/deepseek-ai/two"] = Answer(made_up_answers.github("deepseek-ai/renamed"))
    code, told = run("github")
    assert code == 0, told
    new = [row for row in desk.rows("github_repos") if row["date"] == DAY.isoformat()]
    assert [(row["repo"], row["stars"]) for row in new] == [("deepseek-ai/one", "120"), ("deepseek-ai/two", "120")]
    assert "vanished (its rows stay)  deepseek-ai/gone" in told
    assert "is now deepseek-ai/renamed" in told


def test_models_of_the_coded_organisations(desk, upstream, run, monkeypatch):
    hub = pytest.importorskip("huggingface_hub", reason="extra `refresh` is not installed")
    assert hub
    asked: list[str] = []

    def listing(query: dict[str, str]) -> Answer:
        asked.append(query["author"])
        return Answer(made_up_answers.hub_models(query["author"], 2 if query["author"] == "Qwen" else 0))

    upstream.answers["/api/models"] = listing
    code, told = run("hub-models")
    assert code == 0, told
    rows = desk.rows("hub_models")
    assert [row["model_id"] for row in rows] == ["Qwen/made-up-0", "Qwen/made-up-1"]
    assert (rows[0]["firm"], rows[0]["country"], rows[0]["params_b"]) == ("Alibaba", "CN", "7")
    assert (rows[0]["license"], rows[0]["base_model"]) == ("apache-2.0", "Qwen/Made-Base")
    assert len(asked) == len(set(asked)) > 100


def test_an_unknown_name_is_answered_with_the_nearest(desk):
    from helpers.errors import ParameterError

    with pytest.raises(ParameterError, match="did you mean 'world-bank'"):
        refresh(["worldbank"], Options(), folder=desk.folder)
