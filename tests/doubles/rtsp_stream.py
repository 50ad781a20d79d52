"""RTSP camera in Python: an MPEG transport stream over the RTSP connection itself, or a redirect to another address."""

import itertools
import socket
import struct
import threading
from pathlib import Path

import cv2

from tests.doubles.mjpeg import noise
from tests.doubles.servers import LocalServer

_SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 33\r\na=control:track1\r\n"
_PACKET = 7 * 188  # bytes of the transport stream in one RTP packet
_STEP_S = 0.01


def transport_stream(folder: Path, frames: int = 300) -> bytes:
    """MPEG transport stream of changing noise."""
    path = folder / "stream.ts"
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), 15, (320, 240))
    if not writer.isOpened():
        raise OSError(f"OpenCV cannot write {path}")
    for image in itertools.islice(noise(), frames):
        writer.write(image)
    writer.release()
    return path.read_bytes()


class RtspStream(LocalServer):
    """Sends `stream` again and again to each client. With `location`, it answers DESCRIBE with a redirect to there.

    `requests` has the first line of every request.
    """

    def __init__(self, stream: bytes, location: str | None = None, host: str = "127.0.0.1") -> None:
        self._stream = stream
        self._closing = threading.Event()
        self.location = location
        self.requests: list[str] = []
        super().__init__(host)

    @property
    def url(self) -> str:
        return f"rtsp://{self.host}:{self.port}/cam"

    def close(self) -> None:
        self._closing.set()
        super().close()

    def serve(self, client: socket.socket) -> None:
        with client.makefile("rb") as lines:
            while True:
                request = list(itertools.takewhile(bool, (line.strip().decode() for line in lines)))
                if not request:
                    return
                self.requests.append(request[0])
                sequence = next(line for line in request if line.lower().startswith("cseq"))
                method, uri, _ = request[0].split()
                client.sendall(self._answer(method, uri, sequence).encode())
                if method == "PLAY":
                    threading.Thread(target=self._play, args=(client,), name="rtsp", daemon=True).start()

    def _answer(self, method: str, uri: str, sequence: str) -> str:
        if method == "DESCRIBE" and self.location is not None:
            return f"RTSP/1.0 302 Moved\r\n{sequence}\r\nLocation: {self.location}\r\n\r\n"
        body = ""
        headers = "Session: 1\r\n"
        if method == "OPTIONS":
            headers = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif method == "DESCRIBE":
            body = _SDP
            headers = f"Content-Type: application/sdp\r\nContent-Base: {uri}/\r\nContent-Length: {len(body)}\r\n"
        elif method == "SETUP":
            headers += "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
        return f"RTSP/1.0 200 OK\r\n{sequence}\r\n{headers}\r\n{body}"

    def _play(self, client: socket.socket) -> None:
        pieces = [self._stream[at : at + _PACKET] for at in range(0, len(self._stream), _PACKET)]
        try:
            for number, piece in enumerate(itertools.cycle(pieces)):
                packet = struct.pack(">BBHII", 0x80, 33, number & 0xFFFF, number * 900 & 0xFFFFFFFF, 1) + piece
                client.sendall(b"$\0" + struct.pack(">H", len(packet)) + packet)
                if self._closing.wait(_STEP_S):
                    return
        except OSError:
            return  # the client has gone
