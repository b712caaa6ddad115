"""The finished site on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from helpers.errors import PublishingError


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing per request."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server on the loopback address; port 0 takes any free one."""
    if not (folder / "index.html").is_file():
        raise PublishingError("there is no site yet", where=str(folder), mend="run `chuhai site` first")
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise PublishingError(
            f"port {port} can not be opened ({error.strerror})", where="chuhai serve", mend="choose another with --port"
        ) from error


def serve_forever(folder: Path, port: int) -> None:
    """Serve until interrupted."""
    with make_server(folder, port) as server:
        print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
