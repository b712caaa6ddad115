"""Rows over time as a table: a line for each source, with a strip of bars no larger than a word."""

from __future__ import annotations

import base64

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb

from helpers.display import output, palette, theme
from helpers.display.figures import raster

_WIDTH, _HEIGHT = 340, 36  # pixels of a strip; shown at half of that
_LEAST = 4  # pixels of the smallest bar


def html(frame: pd.DataFrame, caption: str) -> str:
    """``frame``: month (start of a month or year), source, rows. All strips share their scales."""
    yearly = not frame["month"].dt.month.ne(1).any()
    periods = pd.period_range(
        frame["month"].min(), frame["month"].max(), freq="Y" if yearly else "M"
    )
    counts = frame.pivot_table(
        index="source", columns="month", values="rows", aggfunc="sum", sort=False
    )
    counts.columns = pd.PeriodIndex(counts.columns, freq=periods.freq)
    counts = counts.reindex(columns=periods).fillna(0)
    most = counts.to_numpy().max()
    span = _span(periods[0], periods[-1])
    body = "".join(_row(source, row, most) for source, row in counts.iterrows())
    return (
        f'<div class="scroll"><table><caption>{output.text(caption)}</caption><thead><tr>'
        f'<th scope="col">source</th><th scope="col" class="num">rows</th>'
        f'<th scope="col">{span}, by {"year" if yearly else "month"}</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(source: object, counts: pd.Series, most: float) -> str:
    held = counts[counts > 0]
    words = (
        f"{_span(held.index[0], held.index[-1])}, most in {_name(held.idxmax())}: {held.max():.0f}"
    )
    picture = base64.b64encode(_strip(counts.to_numpy(), most)).decode("ascii")
    return (
        f'<tr><td>{output.text(source)}</td><td class="num">{counts.sum():,.0f}</td>'
        f'<td><img src="data:image/png;base64,{picture}" alt="{words}" title="{words}"'
        f' width="{_WIDTH // 2}" height="{_HEIGHT // 2}"></td></tr>'
    )


def _strip(counts: np.ndarray, most: float) -> bytes:
    """Bars on a thin line, see-through elsewhere, for light and dark grounds."""
    heights = np.where(counts > 0, np.maximum(_LEAST, counts / most * (_HEIGHT - 2)), 0).round()
    across = np.arange(_WIDTH) * len(counts) // _WIDTH
    gaps = np.diff(across, append=-1) != 0 if len(counts) < _WIDTH // 4 else np.zeros(_WIDTH, bool)
    above = _HEIGHT - 2 - np.arange(_HEIGHT)[:, None]
    pixels = np.where((above >= 0) & (above < heights[across]) & ~gaps, 1, 0)
    pixels[-1:] = 2
    colours = [
        (0.0, 0.0, 0.0),
        to_rgb(palette.BLUE),
        to_rgb(theme.FAINT),
    ]
    return raster.encoded(pixels, (np.array(colours) * 255).round(), clear=True)


def _span(first: pd.Period, last: pd.Period) -> str:
    return _name(first) if first == last else f"{_name(first)} to {_name(last)}"


def _name(period: pd.Period) -> str:
    return f"{period:%Y}" if period.freqstr.startswith("Y") else f"{period:%b %Y}"
