"""Bytes that pass the relay: pictures and answers unchanged, and no redirect elsewhere, however the bytes are cut."""

import itertools
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.http_filter import HttpFilter
from edge.sources.camera.network_address import CameraRefusedError, NetworkAddress
from edge.sources.camera.rtsp_filter import LARGEST_HEAD, RtspFilter

HTTP = NetworkAddress.parse("http://door:hush@cam:8080/a")
RTSP = NetworkAddress.parse("rtsps://door:hush@cam/a")
OPTIONS = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
DESCRIBE = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\ncontent-length:  4\r\n\r\nv=0\n"
MEDIA = b"$\0\0\x08RTSP/1.0$\x01\0\0"
REQUEST = b"GET_PARAMETER rtsp://cam/a RTSP/1.0\r\nCSeq: 9\r\n\r\n"


def pieces(data: bytes, cuts: Sequence[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[begin:end] for begin, end in itertools.pairwise(places)]


def passed(data: bytes, cuts: Sequence[int] = ()) -> bytes:
    """Bytes that an RTSP client gets if a camera sends `data`, cut into pieces."""
    rtsp = RtspFilter(RTSP, 99)
    return b"".join(rtsp.filter_answer(piece) for piece in pieces(data, cuts))


@given(st.lists(st.integers(0, 1000), max_size=12))
def test_messages_and_media_pass_unchanged(cuts: list[int]) -> None:
    data = OPTIONS + DESCRIBE + MEDIA + REQUEST + MEDIA
    assert passed(data, cuts) == data


def test_junk_between_messages_is_dropped() -> None:
    """Some cameras send a few stray bytes. What follows them is not lost."""
    assert passed(b"\r\n" + OPTIONS + b"\0x\nJUNK\n" + MEDIA + b"\r\n" + DESCRIBE) == OPTIONS + MEDIA + DESCRIBE


@given(st.lists(st.integers(0, 1000), max_size=12))
def test_an_rtsp_redirect_within_the_host_leads_to_the_relay(cuts: list[int]) -> None:
    rtsp = RtspFilter(RTSP, 99)
    answer = OPTIONS + b"RTSP/1.0 302 Moved\r\nCSeq: 2\r\nLocation: rtsps://cam:8322/b\r\n\r\n" + MEDIA
    got = b"".join(rtsp.filter_answer(piece) for piece in pieces(answer, cuts))
    expected = b"RTSP/1.0 302 Moved\r\nCSeq: 2\r\nLocation: rtsp://door:hush@127.0.0.1:99/b\r\n\r\n"
    assert got == OPTIONS + expected
    assert rtsp.is_over
    assert rtsp.address == NetworkAddress.parse("rtsps://door:hush@cam:8322/b")


@pytest.mark.parametrize(
    "answer",
    [
        b"RTSP/1.0 302 Moved\r\nCSeq: 2\r\nLocation: rtsp://evil/b\r\n\r\n",
        b"RTSP/1.0 302 Moved\nCSeq: 2\nLOCATION:rtsp://evil/b\n\n",
        b"RTSP/1.0 302 Moved\r\nCSeq: 2\r\nLocation: /b\r\nLocation: rtsp://evil/b\r\n\r\n",
        b"RTSP/1.0 302 Moved\r\nCSeq: 2\r\n\r\n",
        b"RTSP/1.0 3\r02 Moved\r\nCSeq: 2\r\nLocation: rtsp://evil/b\r\n\r\n",
        b"RTSP/1.0  302 Moved\r\nCSeq: 2\r\nLocation: rtsp://evil/b\r\n\r\n",
        b"RTSP/1.0 +302 Moved\r\nCSeq: 2\r\nLocation: rtsp://evil/b\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-\rLength: 90\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 90\r\nContent-Length: 0\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 9x\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 9999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\n$\0\0\x04\r\n\r\n",
        b"RTSP/1.0 200 OK\r\n\r$\0\0\x04\r\n\r\n",
        b"REDIRECT rtsp://cam/a RTSP/1.0\r\nLocation: rtsp://evil/b\r\n\r\n",
    ],
)
def test_an_rtsp_answer_that_leads_or_may_lead_elsewhere_is_refused(answer: bytes) -> None:
    """A redirect, and whatever FFmpeg and the relay could read in two ways."""
    with pytest.raises(CameraRefusedError):
        passed(OPTIONS + answer)


@given(st.lists(st.sampled_from([OPTIONS, DESCRIBE, MEDIA, b"RTSP/1.0 30", b"2 M\r\n", b"\n", b"$", b"\0", b"A Z"])))
def test_only_whole_messages_and_media_ever_pass(parts: list[bytes]) -> None:
    """Whatever a camera sends, the bytes for FFmpeg are a sequence of media and of messages without a redirect."""
    try:
        got = passed(b"".join(parts))
    except CameraRefusedError:
        return
    while got:
        if got[:1] == b"$":
            got = got[4 + int.from_bytes(got[2:4], "big") :]
            continue
        head = re.match(rb"(RTSP/1\.0 200 OK|[A-Z_]+ \S+ RTSP/1\.\d)\r?\n(?:[^$\r\n][^\r\n]*\r?\n)*\r?\n", got)
        assert head is not None, got
        length = re.search(rb"(?i)\ncontent-length: +(\d+)", head[0])
        got = got[head.end() + (int(length[1]) if length else 0) :]


def test_endless_heads_and_junk_take_no_memory() -> None:
    """A camera that never ends a line or a head fills no buffer."""
    rtsp = RtspFilter(RTSP, 99)
    for _ in range(100):
        assert rtsp.filter_answer(b"A" * 10_000) == b""
        assert rtsp.filter_answer(b"RTSP/1.0 200 OK\r\n" + b"a: b\r\n" * 2_000) == b""
        assert len(rtsp._waiting) <= LARGEST_HEAD + 30_000


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\nHTTP/1.1 302 Found\r\n\r\n"


@given(st.lists(st.integers(0, 1000), max_size=12))
def test_one_http_request_and_its_answer_pass(cuts: list[int]) -> None:
    """The request names the camera as its host and asks for one answer. A later request is dropped."""
    http = HttpFilter(HTTP, 99)
    request = b"GET /a HTTP/1.1\r\nhost: 127.0.0.1:99\r\nAuthorization: Basic x\r\nConnection: keep-alive\r\n\r\n"
    got = b"".join(http.filter_request(piece) for piece in pieces(request, cuts))
    expected = b"GET /a HTTP/1.1\r\nHost: cam:8080\r\nAuthorization: Basic x\r\nConnection: close\r\n\r\n"
    assert got == expected
    assert http.filter_request(request) == b""
    assert b"".join(http.filter_answer(piece) for piece in pieces(ANSWER, cuts)) == ANSWER


@given(st.lists(st.integers(0, 1000), max_size=12))
def test_an_http_redirect_within_the_host_leads_to_the_relay(cuts: list[int]) -> None:
    http = HttpFilter(HTTP, 99)
    answer = b"HTTP/1.0 307 \r\nSet-Cookie: a\r\nlocation:  https://cam/b \r\n\r\n"
    got = b"".join(http.filter_answer(piece) for piece in pieces(answer, cuts))
    assert got.startswith(b"HTTP/1.1 302 Found\r\nLocation: http://door:hush@127.0.0.1:99/b\r\n")
    assert http.is_over
    assert http.address == NetworkAddress.parse("https://door:hush@cam/b")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 302 Found\r\nLocation: http://evil/b\r\n\r\n",
        b"HTTP/1.1 301 x\nLOCATION:http://evil/b\n\n",
        b"HTTP/1.1 302 Found\r\nLocation: /b\r\nLocation: http://evil/b\r\n\r\n",
        b"HTTP/1.1 302 Found\r\n\r\n",
        b"HTTP/1.1  302 Found\r\nLocation: http://evil/b\r\n\r\n",
        b"HTTP/1.1 +302 Found\r\nLocation: http://evil/b\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: http://evil/b\r\n\r\n",
        b"HTTP/1.1 302\0\r\nLocation: http://evil/b\r\n\r\n",
        b"RTSP/1.0 302 Found\r\nLocation: http://evil/b\r\n\r\n",
        b"x" * (LARGEST_HEAD + 1),
    ],
)
def test_an_http_answer_that_leads_or_may_lead_elsewhere_is_refused(answer: bytes) -> None:
    with pytest.raises(CameraRefusedError):
        HttpFilter(HTTP, 99).filter_answer(answer)
