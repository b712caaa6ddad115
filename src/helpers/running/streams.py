"""What the notebook of a forked kernel prints: looked for before it is waited for.

After each cell ipykernel flushes both streams twice, each time with a switch of threads there
and back, and then sleeps in the hope that what other programs wrote has come by. That is two
milliseconds a cell, and a hope. Here a flush knows whether anything is under way.
"""

from __future__ import annotations

import os
import select
import sys
import time

from ipykernel.iostream import PIPE_BUFFER_SIZE, OutStream

#: For ``IPKernelApp``: this stream, and no sleep after a cell.
OPTIONS = (
    f"--IPKernelApp.outstream_class={__name__}.Stream",
    "--Kernel._execute_sleep=0",
)
LOOK_SECONDS = 0.0002
WAIT_SECONDS = 0.1      # at most: a program may write without end


class Stream(OutStream):
    """ipykernel's stream (``_watch_pipe_fd`` and ``flush`` are its two places of waiting)."""

    _taking = False

    def _watch_pipe_fd(self) -> None:
        """Hand on what is written to the file descriptor: by programs, and by libraries in C.

        Until it is read it can be seen in the pipe, and from then on by ``_taking``.
        """
        try:
            while self._should_watch:
                self._readable()
                self._taking = True
                piece = os.read(self._fid, PIPE_BUFFER_SIZE)
                if not piece or not self._should_watch:
                    break
                self.write(piece.decode(errors="replace"))
                os.write(self._original_stdstream_copy, piece)
                self._taking = False
        except Exception:
            self._exc = sys.exc_info()
        finally:
            self._taking = False

    def flush(self) -> None:
        """Send what has been written so far, whoever wrote it."""
        if self._is_master_process():
            patience = time.monotonic() + WAIT_SECONDS
            while self._on_its_way() and time.monotonic() < patience:
                time.sleep(LOOK_SECONDS)
            if not self._flush_pending:
                return
        super().flush()

    def _on_its_way(self) -> bool:
        return self._should_watch and (self._readable(0) or self._taking)

    def _readable(self, milliseconds: int | None = None) -> bool:
        """Whether there is something in the pipe, now or after waiting (None: until there is)."""
        pipe = select.poll()
        pipe.register(self._fid, select.POLLIN)
        return bool(pipe.poll(milliseconds))
