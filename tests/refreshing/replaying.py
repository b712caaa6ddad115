"""An upstream on 127.0.0.1 that replays answers. Every answer in these tests is made up by us,
in the shape that the upstream's documentation gives; no value of it is a fact."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Answer:
    """One answer; ``says`` (bytes) defaults to all of ``body`` and may promise more."""

    body: Any = ""
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    delay: float = 0

    @property
    def content(self) -> bytes:
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


Replay = Answer | list[Answer] | Callable[[dict[str, str]], Answer]


class Upstream:
    """A server whose ``answers`` (path -> answer, a list of them in turn, or a function)."""

    def __init__(self) -> None:
        self.answers: dict[str, Replay] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        here = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query))
                here.asked.append((parts.path, query, dict(self.headers)))
                here._send(self, here._answer(parts.path, query))

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str, query: dict[str, str]) -> Answer:
        replay = self.answers.get(path, Answer({"error": "not there"}, 404))
        if isinstance(replay, list):
            return replay.pop(0) if len(replay) > 1 else replay[0]
        return replay(query) if callable(replay) else replay

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        # Not time.sleep: tests take that away from clients of this process.
        threading.Event().wait(answer.delay)
        try:
            handler.send_response(answer.status)
            handler.send_header("Content-Type", answer.kind)
            promised = len(answer.content) if answer.promised is None else answer.promised
            handler.send_header("Content-Length", str(promised))
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(answer.content)
            if promised > len(answer.content):
                handler.close_connection = True
        except (BrokenPipeError, ConnectionResetError):
            pass
