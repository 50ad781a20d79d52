"""Filters one HTTP request to a camera, and its answer, as they pass the relay."""

import re

from edge.sources.camera.network_address import CameraRefusedError, NetworkAddress

LARGEST_HEAD = 65536

_HEAD_END = re.compile(rb"\n\r*\n")
_STATUS = re.compile(rb"HTTP/1\.[01] ([2-5]\d\d)(?: [^\r\0]*)?\r?")  # after 1xx another answer would follow
_LOCATION = re.compile(rb"location:[ \t]*([^\r\n]*?)[ \t]*\r?", re.IGNORECASE)
_REPLACED = (b"host:", b"connection:")


class HttpFilter:
    """Passes on one request with the camera's own name as the host, and the answer, unless it redirects to another
    host.

    `address`: address of the camera; after a redirect, the new address. `is_over`: the answer is complete.
    """

    def __init__(self, address: NetworkAddress, relay_port: int) -> None:
        self.address = address
        self.is_over = False
        self._relay_port = relay_port
        self._request: bytes | None = b""  # None once it is passed
        self._answer: bytes | None = b""  # None once its head is passed

    def filter_request(self, data: bytes) -> bytes:
        """Bytes to send to the camera. Bytes after the first request are dropped."""
        if self._request is None:
            return b""
        self._request += data
        if _HEAD_END.search(self._request) is None:
            return b""
        first, *headers = self._request.splitlines()
        kept = [line for line in headers if line and not line.lower().startswith(_REPLACED)]
        self._request = None
        host = f"Host: {self.address.authority}".encode("latin-1", "replace")
        return b"\r\n".join([first, host, *kept, b"Connection: close", b"", b""])

    def filter_answer(self, data: bytes) -> bytes:
        """Bytes to send to the client. Raises CameraRefusedError."""
        if self._answer is None:
            return data
        self._answer += data
        if _HEAD_END.search(self._answer) is None:
            if len(self._answer) > LARGEST_HEAD:
                raise CameraRefusedError("the camera's answer is not HTTP. Check the address.")
            return b""
        answer, self._answer = self._answer, None
        first, *headers = answer.split(b"\n")
        status = _STATUS.fullmatch(first)
        if status is None:
            raise CameraRefusedError("the camera's answer is not HTTP. Check the address.")
        return self._redirect(headers) if status[1].startswith(b"3") else answer

    def _redirect(self, headers: list[bytes]) -> bytes:
        locations = [match[1] for line in headers if (match := _LOCATION.fullmatch(line))]
        if len(locations) != 1:
            raise CameraRefusedError("the camera sent a redirect without an address. Check the camera's address.")
        self.address = self.address.follow_redirect(locations[0].decode("latin-1"))
        self.is_over = True
        return (
            f"HTTP/1.1 302 Found\r\nLocation: {self.address.relay_address(self._relay_port)}\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n"
        ).encode()
