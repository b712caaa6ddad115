"""Pixels to PNG: few colours, the same bytes everywhere."""

from __future__ import annotations

import struct
import zlib

import numpy as np

_COLOURS = 256
_EXACT = 128  # the most frequent colours keep their very value
_LEVEL = 6


def png(pixels: memoryview, size: tuple[int, int]) -> bytes:
    """The picture as PNG in at most 256 colours: a third of the bytes, no visible difference.

    Neighbouring pixels of one colour are treated as one, which a figure has many of.
    """
    width, height = size
    flat = np.asarray(pixels).reshape(-1, 4).view("<u4").ravel() & 0xFFFFFF
    starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1])
    lengths = np.diff(starts, append=len(flat))
    colours, place = np.unique(flat[starts], return_inverse=True)
    counts = np.bincount(place, weights=lengths)
    palette, nearest = _palette(colours, counts)
    return encoded(np.repeat(nearest[place], lengths).reshape(height, width), palette)


def encoded(indexed: np.ndarray, palette: np.ndarray, *, clear: bool = False) -> bytes:
    """A PNG of rows of places in ``palette`` (red, green, blue); ``clear``: the first is see-through."""
    height, width = indexed.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter, none
    rows[:, 1:] = indexed
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            _chunk(b"tRNS", b"\0") if clear else b"",
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), _LEVEL)),
            _chunk(b"IEND", b""),
        ]
    )


def _palette(colours: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chosen colours (rows of red, green, blue), and for each given colour its nearest of them."""
    parts = np.stack([colours & 255, colours >> 8 & 255, colours >> 16 & 255], axis=1)
    order = np.argsort(-counts, kind="stable")
    if len(colours) > _COLOURS:
        exact, rest = order[:_EXACT], order[_EXACT:]
        cells = (parts[rest] >> 4) @ [1, 16, 256]
        _, first, cell = np.unique(cells, return_index=True, return_inverse=True)
        frequent = np.argsort(-np.bincount(cell, weights=counts[rest]), kind="stable")
        order = np.concatenate([exact, rest[first[frequent]]])[:_COLOURS]
    palette = parts[order].astype(float)
    # Squared distances in whole numbers below 2**53: the same on every machine.
    distances = (palette**2).sum(axis=1) - 2 * parts.astype(float) @ palette.T
    return parts[order], distances.argmin(axis=1).astype(np.uint8)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checked)
