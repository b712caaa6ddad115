"""Pixels out, and lines of text in."""

from __future__ import annotations

import io
from collections.abc import Iterable


def pieces(paragraph: str) -> Iterable[str]:
    """Words with the blank behind them; each Chinese character alone."""
    word = ""
    for letter in paragraph:
        wide = "\u2e80" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"
        if wide:
            if word:
                yield word
            yield letter
            word = ""
        elif letter == " ":
            yield word + letter
            word = ""
        else:
            word += letter
    if word:
        yield word


def png(pixels: memoryview, size: tuple[int, int]) -> bytes:
    """The picture as PNG in 256 colours: a third of the bytes, no visible difference."""
    from PIL import Image

    picture = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
    flat = picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    flat.save(out, format="PNG", compress_level=9)
    return out.getvalue()
