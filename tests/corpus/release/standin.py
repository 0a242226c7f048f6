"""A stand-in for the two servers that releases go to: it keeps what it is sent."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Standin", "standin"]


class Standin(ThreadingHTTPServer):
    """The hub and Zenodo in one; what they hold afterwards is what a test looks at."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {"old.parquet": b"of an earlier version"}
        self.deposit: dict[str, bytes] = {}
        self.metadata: dict[str, Any] = {}
        self.said: list[str] = []
        self.tokens: set[str] = set()
        self.refuses = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Standin

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = b""
            while size := int(self.rfile.readline(), 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, content: Any, status: int = 200) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _note(self) -> bytes:
        body = self._body()
        self.server.said.append(f"{self.command} {self.path.partition('?')[0]}")
        self.server.tokens.add(self.headers.get("Authorization", ""))
        return body

    def do_GET(self) -> None:
        self._note()
        if "/tree/" in self.path:
            listed = [
                {"type": "file", "path": path, "size": len(data), "oid": "0" * 40}
                for path, data in self.server.files.items()
            ]
            return self._answer(listed)
        siblings = [{"rfilename": path} for path in self.server.files]
        return self._answer({"id": "you/karsovia", "sha": "0" * 40, "siblings": siblings})

    def do_POST(self) -> None:
        body = self._note()
        path = self.path.partition("?")[0]
        if self.server.refuses:
            return self._answer({"error": "it is not yours"}, 403)
        if path.endswith("/preupload/main"):
            asked = json.loads(body)["files"]
            regular = {"uploadMode": "regular", "shouldIgnore": False, "oid": None}
            return self._answer({"files": [{"path": one["path"], **regular} for one in asked]})
        if path.endswith("/commit/main"):
            self._commit(body)
            url = f"{self.server.url}/datasets/you/karsovia"
            return self._answer(
                {"commitUrl": f"{url}/commit/{'1' * 40}", "commitOid": "1" * 40, "success": True}
            )
        if path.endswith("/depositions"):
            links = {
                "bucket": f"{self.server.url}/bucket",
                "html": f"{self.server.url}/uploads/7",
            }
            return self._answer({"id": 7, "links": links}, 201)
        return self._answer(
            {"url": f"{self.server.url}/datasets/you/karsovia", "errors": [], "warnings": []}
        )

    def _commit(self, body: bytes) -> None:
        for line in body.splitlines():
            said = json.loads(line)
            if said["key"] == "file":
                content = base64.b64decode(said["value"]["content"])
                self.server.files[said["value"]["path"]] = content
            elif said["key"] == "deletedFile":
                del self.server.files[said["value"]["path"]]

    def do_PUT(self) -> None:
        body = self._note()
        if self.path.startswith("/bucket/"):
            self.server.deposit[self.path.removeprefix("/bucket/")] = body
        else:
            self.server.metadata = json.loads(body)["metadata"]
        self._answer({})


@contextmanager
def standin() -> Iterator[Standin]:
    """Serve until it is done with."""
    server = Standin()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
