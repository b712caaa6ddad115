"""From papermill's executed notebook to the bytes that are kept.

Left out, because they differ between two executions of the same thing: papermill's metadata
(clocks, durations, paths) and the patch version of Python. The random id of the cell that
papermill injects becomes a fixed one, and the file that warnings call a cell loses the number of
its process. Nothing else is volatile.
"""

from __future__ import annotations

import json
import re
from typing import Any

RECORD = "application/vnd.chuhai.record+json"
INJECTED = "injected-parameters"
# What warnings call a cell: a file that is not there, in a folder named by the process.
CELL_FILE = re.compile(r"(?<![^\s\"'])[^\s\"']*[/\\]ipykernel_\d+[/\\](\d+\.py)")


def canonical(plain: Any) -> bytes:
    """JSON with sorted keys, one form for one content: a line for each part of the whole.

    Not indented: the encoder that can indent is not the fast one, and records are large.
    """
    if not isinstance(plain, dict):
        return _encoded(plain).encode() + b"\n"
    lines = [f"{_encoded(part)}: {_encoded(plain[part])}" for part in sorted(plain)]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _encoded(plain: Any) -> str:
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, allow_nan=False)


def finished(notebook: Any) -> tuple[bytes, bytes | None, list[str]]:
    """The executed notebook without volatile fields, its record if it left one, its warnings."""
    from nbformat.v4 import nbjson

    record = None
    warnings = []
    notebook.metadata.pop("papermill", None)
    language = notebook.metadata.get("language_info", {})
    for part in ("version", "nbconvert_exporter", "codemirror_mode", "pygments_lexer"):
        language.pop(part, None)
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if "outputs" in cell:
            cell.outputs = _streams_joined(cell.outputs)
        for output in list(cell.get("outputs", [])):
            found = output.get("data", {}).pop(RECORD, None)
            if found is not None:
                record = found
                output.get("metadata", {}).pop(RECORD, None)
                if not output["data"]:
                    cell.outputs.remove(output)
            elif output.get("name") == "stderr":
                warnings.append(f"cell {number} wrote to stderr: {_last_line(output['text'])}")
    body = nbjson.writes(notebook, sort_keys=True).encode()
    if not body.endswith(b"\n"):
        body += b"\n"
    return body, None if record is None else canonical(record), warnings


def _streams_joined(outputs: list[Any]) -> list[Any]:
    """What was printed in one piece per stream, however it was cut up on the way.

    nbclient can do this, too, but takes quadratic time for a long line.
    """
    joined: list[Any] = []
    streams: dict[str, Any] = {}
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            streams[output.name] = output
            joined.append(output)
    for output in streams.values():
        text = output.text
        if "ipykernel_" in text:
            text = CELL_FILE.sub(r"\1", text)
        output.text = "\n".join(_overwritten(line) for line in text.split("\n"))
    if {"stdout", "stderr"} <= set(streams):
        # The two arrive over different pipes, in either order.
        first, second = sorted(joined.index(output) for output in streams.values())
        joined[first], joined[second] = streams["stdout"], streams["stderr"]
    return joined


def _overwritten(line: str) -> str:
    """A line as a terminal shows it after carriage returns (progress bars)."""
    return line.rstrip("\r").rpartition("\r")[2]


def _last_line(text: str) -> str:
    """The last line that says something: Python shows the code below its warnings, indented."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    saying = [line for line in lines if not line[0].isspace()] or lines
    return saying[-1].strip()[:500] if saying else ""
