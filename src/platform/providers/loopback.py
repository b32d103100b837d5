"""A server on loopback, for fakes whose protocol wants one of its own."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

ADDRESS = "127.0.0.1"


class Answer(NamedTuple):
    """Status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes


Answering = Callable[[BaseHTTPRequestHandler, bytes], Answer]


@contextmanager
def serving(answer: Answering, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Answer every GET and POST, whose body is the second argument, in threads of their own. Says at which origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, said = answer(self, body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_GET  # noqa: N815 – what the library calls

        def log_message(self, *args: object) -> None:
            """It says nothing."""

    server = ThreadingHTTPServer((ADDRESS, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if tls is not None else ''}://{ADDRESS}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
