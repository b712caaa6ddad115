"""A notebook as its file has it, made ready for papermill: same file, same cells, same ids."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

ANY_CELL = (("metadata", {}), ("source", ""))
CODE_CELL = (("outputs", []), ("execution_count", None))


def opened(text: str) -> Any:
    """The notebook; cells without an id of their own get one by their place.

    nbformat would draw such ids at random, and no two executions would be equal.

    Raises
    ------
    ValueError
        saying what is wrong with the file, and what to do about it where that helps.
    """
    from nbformat.v4.nbjson import JSONReader

    try:
        plain = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    cells = plain.get("cells") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or "nbformat" not in plain:
        raise ValueError("it has no key `nbformat`")
    if plain["nbformat"] != 4:
        mend = "open and save it in JupyterLab"
        raise ValueError(f"it is in format {plain['nbformat']}, not 4: {mend}")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError("it has no list of `cells`")
    if (language := _language(plain)).lower() != "python":
        raise ValueError(f"its language is {language}, and only Python is executed here")
    known: set[str] = set()
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell.get("id"), str) or cell["id"] in known:
            cell["id"] = f"cell-{number}"
        known.add(cell["id"])
        for key, value in (*ANY_CELL, *(CODE_CELL if cell.get("cell_type") == "code" else ())):
            cell.setdefault(key, deepcopy(value))
    plain["nbformat_minor"] = max(5, plain.get("nbformat_minor", 5))
    return JSONReader().to_notebook(plain)


def _language(plain: dict[str, Any]) -> str:
    metadata = plain.setdefault("metadata", {})
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        if named := metadata.get(part, {}).get(key):
            return str(named)
    return "python"
