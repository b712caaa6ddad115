"""Kernels that start warm: forked from a process in which everything is imported.

``WarmProvisioner`` is registered under ``jupyter_client.kernel_provisioners`` as
``chuhai-warm`` and behaves as the local one does. Where there is no fork it *is* the local
one.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from helpers.running.forge_client import ForgedKernel, can_fork


class WarmProvisioner(LocalProvisioner):
    """Launches a kernel by forking it from the forge; without fork, as the local one does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        if not can_fork():
            return await super().launch_kernel(cmd, **kwargs)
        cwd = os.fspath(kwargs.get("cwd") or Path.cwd())
        with open(os.devnull, "rb") as nothing:
            descriptors = (
                _descriptor(kwargs.get("stdin"), nothing.fileno()),
                _descriptor(kwargs.get("stdout"), 1),
                _descriptor(kwargs.get("stderr"), 2),
            )
            self.process = ForgedKernel(
                _kernel_arguments(cmd), dict(kwargs.get("env") or os.environ), cwd, descriptors
            )
        self.pid = self.pgid = self.process.pid
        self.cwd = cwd
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        for _ in range(100):
            # A kernel forked a moment ago does not lead its process group yet.
            with contextlib.suppress(ProcessLookupError):
                return await super().send_signal(signum)
            time.sleep(0.001)


def _descriptor(stream: Any, default: int) -> int:
    if stream is None or (isinstance(stream, int) and stream < 0):
        return default
    return stream if isinstance(stream, int) else stream.fileno()


def _kernel_arguments(cmd: list[str]) -> list[str]:
    """``python -m ipykernel_launcher -f FILE ...`` without what the forge has done already."""
    return [cmd[0], *cmd[cmd.index("-m") + 2 :]] if "-m" in cmd else cmd
