"""Figures: the same bytes for the same data, true gaps, every kind draws, fonts hold their signs."""

from __future__ import annotations

import importlib
import logging
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.display import alt, figures, palette, theme
from helpers.display.figures import line
from helpers.display.figures.labels import apart
from helpers.display.figures.line import runs
from helpers.display.figures.tilemap import layout
from helpers.errors import ChuhaiError

MONTHS = pd.date_range("2024-01-01", periods=6, freq="MS")
LABELLED = pd.DataFrame(
    {"label": ["Alpha", "Beta", "中文 name"], "value": [0.2, 0.5, np.nan], "low": [0.1, 0.4, np.nan],
     "high": [0.3, 0.7, np.nan]}
)  # fmt: skip
PLANS = {
    "line": (pd.DataFrame({"date": MONTHS, "value": range(6)}), {}),
    "step": (pd.DataFrame({"date": MONTHS, "value": range(6)}), {}),
    "interval": (LABELLED, {"reference": 0.3}),
    "bar": (LABELLED, {"x": "value", "y": "label"}),
    "stack": (
        pd.DataFrame({"date": list(MONTHS) * 2, "value": range(12), "group": ["a", "b"] * 6}),
        {},
    ),
    "heatmap": (
        pd.DataFrame({"x": list("abab"), "y": list("ccdd"), "value": [1, 2, 3, np.nan]}),
        {},
    ),
    "scatter": (LABELLED.assign(size=[1, 2, 3]), {"x": "size", "y": "value", "label": "label"}),
    "survival": (
        pd.DataFrame({"time": [0, 1, 2], "survival": [1, 0.6, 0.4], "at_risk": [10, 6, 2]}),
        {"x_label": "months"},
    ),
    "tilemap": (pd.DataFrame({"country": ["CN", "SG"], "value": [3, 9]}), {}),
    "dumbbell": (LABELLED.assign(then=[0.1, 0.2, 0.3], now=[0.2, np.nan, 0.1]), {}),
    "strip": (pd.DataFrame({"date": MONTHS, "group": list("ababab")}), {"label": "group"}),
}


def planned(kind: str, **more):
    frame, encodings = PLANS[kind]
    return figures.plan(
        kind,
        frame,
        title="A finding",
        subtitle="what, unit",
        source="Source: made up.",
        **encodings,
        **more,
    )


def test_every_kind_is_tried_here():
    assert set(PLANS) == set(figures.KINDS)


@pytest.mark.parametrize("kind", PLANS)
def test_a_figure_rendered_twice_has_the_same_bytes(kind, caplog):
    plot = planned(kind, unit="share" if kind in {"interval", "bar"} else "")
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        first, second = figures.render(plot), figures.render(plot)
        phone = figures.render(replace(plot, narrow=True))
    assert first == second
    assert first.startswith(b"\x89PNG")
    assert phone != first
    assert b"tIME" not in first
    assert b"Software" not in first
    assert not caplog.records, [record.message for record in caplog.records]


@pytest.mark.parametrize("kind", PLANS)
def test_a_figure_has_an_alternative_text_from_its_data(kind):
    words = alt.describe(planned(kind))
    assert "A finding." in words
    assert "nan" not in words.lower().split()
    assert len(words) < 1500


def test_alt_text_tells_ends_and_extremes(prices):
    plot = figures.plan("line", prices, title="T", unit="USD", by="country")
    words = alt.describe(plot)
    assert "$9 at January 2024" in words
    assert "$3.90 at June 2025" in words
    assert "lowest $3.90 (June 2025)" in words


def test_missing_periods_are_not_bridged(prices):
    china = prices[prices["country"] == "CN"].reset_index()
    stretches = runs(china["date"], china["value"])
    assert [len(part) for part in stretches] == [5, 10]


def test_missing_values_are_not_bridged():
    days = pd.Series(MONTHS)
    values = pd.Series([1, 2, np.nan, 4, 5, 6.0])
    assert [len(part) for part in runs(days, values)] == [2, 3]
    assert [len(part) for part in runs(days, values, gap=None)] == [2, 3]
    assert runs(days, values * np.nan) == []


def test_chinese_signs_and_markup_are_drawn_as_they_are(caplog):
    frame = pd.DataFrame({"label": ["出海 阿里云", "$x_1$ & <b>"], "value": [1.0, 2.0]})
    plot = figures.plan(
        "interval", frame, title="中国 AI 出海 $5", subtitle="● ◐ ◑ ○ ◌ ⊘ → −", source="来源"
    )
    with caplog.at_level(logging.WARNING):
        figures.render(plot)  # a missing sign would be an error: warnings are errors there
    assert not caplog.records


def test_fonts_are_those_of_the_package():
    from matplotlib import font_manager

    theme.register_fonts()
    for family in theme.FAMILY_NAMES:
        for weight in (400, 600):
            found = font_manager.findfont(
                font_manager.FontProperties(family=family, weight=weight), fallback_to_default=False
            )
            assert "display/fonts" in found.replace("\\", "/")


def test_unknown_kinds_options_and_columns_are_refused_with_what_is_allowed():
    with pytest.raises(ChuhaiError, match="kinds are: line"):
        figures.plan("pie", LABELLED, title="T")
    with pytest.raises(ChuhaiError, match="knows no colour"):
        figures.plan("line", PLANS["line"][0], title="T", colour="red")
    with pytest.raises(ChuhaiError, match="columns at hand: date, value"):
        figures.plan("line", PLANS["line"][0], title="T", y="price")


def test_frames_without_a_known_value_count_as_empty():
    assert figures.plan("interval", LABELLED.assign(value=np.nan), title="T").empty
    assert figures.plan("line", PLANS["line"][0].head(0), title="T").empty
    assert not planned("dumbbell").empty


def test_labels_move_apart_and_keep_their_order():
    places = apart([10, 11, 50], [8, 8, 8])
    assert places[1] - places[0] >= 8
    assert places[2] == 50
    assert abs(np.mean(places[:2]) - 10.5) < 1e-9


def test_each_country_has_one_tile(root):
    tiles = layout()
    assert len(set(tiles.values())) == len(tiles) > 190
    known = {
        line.split(",")[0]
        for line in (root / "data/identity/countries.csv").read_text("utf-8").splitlines()[1:]
    }
    assert set(tiles) <= known


def test_colours_are_fixed_by_value_whatever_the_company():
    alone = palette.colours_for("firm_country", ["US"])
    together = palette.colours_for("country", ["CN", "XX", "US"])
    assert alone["US"] == together["US"] == palette.colour_of("country", "US")
    assert len(set(together.values())) == 3


def test_what_is_no_country_is_not_drawn_in_the_red_of_china():
    told = palette.colours_for("series", [f"series {number}" for number in range(9)])
    assert palette.COUNTRY["CN"] not in told.values()
    assert len(set(told.values())) == 9


def test_a_provider_keeps_its_colour_whatever_the_edition_and_the_company():
    alone = palette.colours_for("line", ["CSET 2026-09-15"])
    together = palette.colours_for("line", ["AI Index 2022", "AI Index, editions chained", "CSET 2025-01-02"])
    assert alone["CSET 2026-09-15"] == together["CSET 2025-01-02"] == palette.PROVIDER["CSET"]
    assert len(set(together.values())) == 3
    assert palette.fixed("line", "CSETTE 2022") is None


def test_only_a_second_line_of_one_colour_is_dashed(monkeypatch):
    drawn: list[tuple[str, bool]] = []

    def note(axes, plot, rows, colour, *, step, dashed):
        drawn.append((rows["who"].iloc[0], dashed))

    monkeypatch.setattr(line, "_one", note)
    names = ["grey", "CSET 2025", "CSET 2026", "OECD.AI 2026"]
    frame = pd.DataFrame({"date": list(MONTHS[:2]) * 4, "value": range(8), "who": np.repeat(names, 2)})
    plot = figures.plan("line", frame, title="T", by="who", highlight=names[1:], colours={"CSET 2026": palette.PROVIDER["CSET"]})
    line.draw(plot)
    assert dict(drawn) == {"grey": False, "CSET 2025": False, "CSET 2026": True, "OECD.AI 2026": False}


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ([2021, 2022], "2021-01-01"),
        (["2021H2", "2022H1"], "2021-07-01"),
        (["2021Q3", "2021Q4"], "2021-07-01"),
        (["2021-05", "2021-06"], "2021-05-01"),
    ],
)
def test_periods_along_the_axis_are_dates(written, first):
    frame = pd.DataFrame({"period": written, "value": [1, 2]})
    plot = figures.plan("bar", frame, title="T", x="period")
    assert plot.dated
    assert plot.column("x").iloc[0] == pd.Timestamp(first)


def test_classes_and_other_numbers_stay_what_they_are():
    sizes = pd.DataFrame({"size": ["2021 and later", "2020"], "value": [1, 2]})
    assert not figures.plan("bar", sizes, title="T", x="size").dated
    ranks = pd.DataFrame({"rank": [1, 2], "value": [1, 2]})
    assert not figures.plan("line", ranks, title="T", x="rank").dated


def test_rows_come_in_the_order_asked_for():
    plot = figures.plan("interval", LABELLED, title="T", order=["Beta"])
    assert plot.ordered(["Alpha", "Beta", "中文 name"]) == ["Beta", "Alpha", "中文 name"]


def test_alt_text_of_stacks_tells_the_make_up_of_bars():
    frame = pd.DataFrame(
        {"year": [2023, 2023, 2024, 2024], "n": [1, 3, 2, 2], "tier": ["giant", "startup"] * 2}
    )
    words = alt.describe(figures.plan("stack", frame, title="T", x="year", y="n", by="tier"))
    assert "2023: startup 75%, giant 25%" in words
    assert "2024: giant 50%, startup 50%" in words


def drawn(plot):
    """The sheet of a plot, its panels filled."""
    theme.register_fonts()
    module, function = figures.KINDS[plot.kind]
    return getattr(importlib.import_module(f"helpers.display.figures.{module}"), function)(plot)


def test_red_is_left_to_china():
    colours = palette.colours_for("outcome", ["likes", "downloads", "stars", "forks"])
    assert palette.COUNTRY["CN"] not in colours.values()


def test_the_lowest_panel_of_each_column_has_its_numbers():
    frame = pd.concat([LABELLED.assign(part=part) for part in "abcde"])
    plot = figures.plan("interval", frame, title="T", facet="part")
    sheet = drawn(plot)
    shown = [axes.xaxis.get_tick_params()["labelbottom"] for axes in sheet.axes]
    assert shown == [False, False, False, True, True]


def test_a_wide_stretch_without_bars_is_named():
    days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-11-01", "2025-12-01"])
    frame = pd.DataFrame({"date": days, "value": 1.0, "group": "a"})
    sheet = drawn(figures.plan("stack", frame, title="T"))
    assert [text.get_text() for text in sheet.axes[0].texts] == ["no data"]
    near = drawn(figures.plan("stack", frame.iloc[:2], title="T"))
    assert not near.axes[0].texts


def test_months_are_marked_at_whole_years():
    curve = pd.DataFrame({"time": [0, 30, 140], "survival": [1, 0.6, 0.4], "at_risk": [10, 6, 2]})
    sheet = drawn(figures.plan("survival", curve, title="T", x_label="months since launch"))
    assert all(tick % 12 == 0 for tick in sheet.axes[0].get_xticks())
