"""The kernel of the desk, as an IPython extension: helpers reload when edited, forms on demand.

``jupyter/kernels/python3/kernel.json`` loads it; a headless run does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipykernel.zmqshell import ZMQInteractiveShell

TARGET = "chuhai.desk"  # as in jupyter/labextensions/chuhai-desk/static/desk.js


def load_ipython_extension(shell: ZMQInteractiveShell) -> None:
    """Reload edited modules before each cell, and answer the browser's wish for a form."""
    shell.run_line_magic("load_ext", "autoreload")
    shell.run_line_magic("autoreload", "2")
    shell.kernel.comm_manager.register_target(TARGET, _opened)


def _opened(comm: Any, message: dict[str, Any]) -> None:
    from helpers.desk.form import Form

    Form(comm, **message["content"]["data"])
