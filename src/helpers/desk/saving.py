"""What JupyterLab may not leave in a notebook: which machine's kernel it was opened with."""

from __future__ import annotations

from typing import Any

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}


def portable(model: dict[str, Any], **_: Any) -> None:
    """Before a notebook is written: the kernel's name as every machine has it (a pre-save hook)."""
    if model["type"] != "notebook" or model["content"] is None:
        return
    metadata = model["content"]["metadata"]
    if metadata.get("kernelspec", {}).get("name") == KERNELSPEC["name"]:
        metadata["kernelspec"] = dict(KERNELSPEC)
        metadata["language_info"] = dict(LANGUAGE)
