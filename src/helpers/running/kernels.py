"""The kernel of one run: warm or cold, over private sockets, with its last words kept."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from traitlets import Type

from helpers.running.environment import kernel_environment
from helpers.running.forge_client import can_fork
from helpers.running.scratch import session_folder

KERNEL_NAME = "python3"
OUTPUT_BYTES = 128 * 2**20
OUTPUT_LINES = 2_000_000  # each costs some hundred bytes before it is written, however short
NO_HISTORY = "--HistoryManager.enabled=False"
# What is published before the output channel is connected is lost: ask again after so many seconds.
SILENCE = 0.02
RECONNECT_MILLISECONDS = 5
POLL_SECONDS = 0.002  # between two looks at a kernel that is ending


class CountingChannel(AsyncZMQSocketChannel):
    """The output channel; a kernel that writes without end would fill any memory."""

    received = lines = 0

    async def _recv(self, **kwargs: Any) -> dict[str, Any]:
        parts = await self.socket.recv_multipart(**kwargs)
        self.received += sum(map(len, parts))
        self.lines += sum(part.count(rb"\n") for part in parts)
        if self.excess:
            self.overflow()
        return self.session.deserialize(self.session.feed_identities(parts)[1])

    @property
    def excess(self) -> str:
        """What there is too much of; empty while there is not."""
        if self.received > OUTPUT_BYTES:
            return f"{OUTPUT_BYTES // 2**20} MB"
        return f"{OUTPUT_LINES:,} lines" if self.lines > OUTPUT_LINES else ""

    def overflow(self) -> None:
        """What to do about it; set by the client."""


class PromptClient(AsyncKernelClient):
    """Ready as soon as the kernel has answered, instead of after a fixed silence."""

    iopub_channel_class = Type(CountingChannel)

    def _context_default(self) -> zmq.asyncio.Context:
        context = zmq.asyncio.Context()
        # A kernel binds its sockets after we have tried them: try again soon, not in 100 ms.
        context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MILLISECONDS)
        self._created_context = True
        return context

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        super().start_channels(*args, **{"hb": False, **kwargs})
        self.iopub_channel.overflow = self.parent.provisioner.process.kill

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until both channels are connected.

        The kernel reports itself idle on the output channel after each answer: once that
        report for our latest question is seen, nothing of the start is left in the channel.
        """
        deadline = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < deadline:
            question = self.kernel_info()
            with contextlib.suppress(Empty):
                while True:
                    answer = await self.shell_channel.get_msg(timeout=1)
                    if answer["parent_header"].get("msg_id") == question:
                        break
                self._handle_kernel_info_reply(answer)
                while True:
                    report = await self.iopub_channel.get_msg(timeout=SILENCE)
                    ours = report["parent_header"].get("msg_id") == question
                    if ours and report["content"].get("execution_state") == "idle":
                        return
            if not await self.parent._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class RunKernelManager(AsyncKernelManager):
    """A kernel manager with its own kernel specification: nothing is installed anywhere."""

    def __init__(self, folder: str, cold: bool) -> None:
        local = {"transport": "ipc"} if can_fork() else {"transport_encryption": "auto"}
        super().__init__(
            kernel_name=KERNEL_NAME,
            connection_file=os.path.join(folder, "k.json"),
            client_factory=PromptClient,
            **local,
        )
        provisioner = "local-provisioner" if cold or not can_fork() else "chuhai-warm"
        self._kernel_spec = KernelSpec(
            argv=[
                sys.executable,
                "-m",
                "ipykernel_launcher",
                "-f",
                "{connection_file}",
                NO_HISTORY,
            ],
            display_name="Python 3 (ipykernel)",
            language="python",
            metadata={
                "kernel_provisioner": {"provisioner_name": provisioner},
                "supported_encryption": ["curve"],
            },
        )
        self.made_client: PromptClient | None = None

    def client(self, **kwargs: Any) -> PromptClient:
        """The client that papermill will use, remembered so that we can close it."""
        self.made_client = super().client(**kwargs)
        return self.made_client

    async def _async_wait(self, pollinterval: float = 0.1) -> None:
        await super()._async_wait(pollinterval=min(pollinterval, POLL_SECONDS))


class RunKernel:
    """A started kernel and what is known of its end."""

    def __init__(self, folder: Path, cwd: str, cold: bool, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.log = folder / "kernel.log"
        self.manager = RunKernelManager(str(folder), cold)
        with self.log.open("wb") as log:
            run_sync(self.manager._async_start_kernel)(
                cwd=cwd,
                env={**kernel_environment(str(folder)), **environment},
                stdout=log,
                stderr=log,
            )
        self.process = self.manager.provisioner.process

    @property
    def exit_code(self) -> int | None:
        return self.process.poll()

    @property
    def excess(self) -> str:
        """More than this the notebook has written; empty when it has kept the limits."""
        client = self.manager.made_client
        return "" if client is None else client.iopub_channel.excess

    def last_words(self) -> list[str]:
        """What the kernel wrote past Jupyter (crash reports), last lines."""
        with contextlib.suppress(OSError):
            text = self.log.read_text(errors="replace")
            return [line for line in text.splitlines() if line.strip()][-10:]
        return []

    def close(self, now: bool) -> None:
        """Shut the kernel down (``now``: kill it) and close the sockets."""
        run_sync(self._close)(now)

    async def _close(self, now: bool) -> None:
        manager = self.manager
        try:
            if await manager._async_is_alive():
                await manager._async_shutdown_kernel(now=now)
        finally:
            if manager.made_client is not None:
                manager.made_client.stop_channels()
            await manager._async_cleanup_resources()
            # What nbclient still waits for after a death or a limit will never come.
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)


@contextlib.contextmanager
def kernel_for(cwd: str, cold: bool, environment: Mapping[str, str]) -> Iterator[RunKernel]:
    """A kernel in ``cwd`` with a private folder; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="k", dir=session_folder()))
    kernel = None
    failed = True
    try:
        kernel = RunKernel(folder, cwd, cold, environment)
        yield kernel
        failed = False
    finally:
        if kernel is not None:
            with contextlib.suppress(Exception):
                kernel.close(now=failed)
        shutil.rmtree(folder, ignore_errors=True)
