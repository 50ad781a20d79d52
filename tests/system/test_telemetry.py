"""Nothing of our use of a network is told to anybody: no name is looked up and no connection opened, by native code
either. A small library stands between the process and the C library, and writes down every attempt."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SPY = r"""
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static void note(const char *what, const char *detail) {
    FILE *f = fopen(getenv("SPY_LOG"), "a");
    if (f) { fprintf(f, "%s %s\n", what, detail ? detail : ""); fclose(f); }
}
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res) {
    note("getaddrinfo", node);
    return EAI_NONAME;
}
struct hostent *gethostbyname(const char *name) { note("gethostbyname", name); return NULL; }
static int is_closed_port(const struct sockaddr *to) { /* where the guard of newer MediaPipe sends it: nobody */
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)to;
    return to->sa_family == AF_INET && v4->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && v4->sin_port == htons(9);
}
int connect(int fd, const struct sockaddr *to, socklen_t size) {
    if (to && (to->sa_family == AF_INET || to->sa_family == AF_INET6)) {
        if (!is_closed_port(to)) note("connect", to->sa_family == AF_INET ? "ipv4" : "ipv6");
        errno = ECONNREFUSED;
        return -1;
    }
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
    return real(fd, to, size);
}
ssize_t sendto(int fd, const void *data, size_t n, int flags, const struct sockaddr *to, socklen_t size) {
    if (to && (to->sa_family == AF_INET || to->sa_family == AF_INET6)) {
        note("sendto", to->sa_family == AF_INET ? "ipv4" : "ipv6");
        errno = ECONNREFUSED;
        return -1;
    }
    ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "sendto");
    return real(fd, data, n, flags, to, size);
}
"""

USE = """
import numpy as np
from edge.perception.vision.detector import Detection
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.runtime import InferenceSession
from edge.signals import Frame
from models.serving.spec import ZOO, ModelSpec

faces = FaceFinder()
picture = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
for at_s in range(30):
    found = faces.detect(Frame(float(at_s), picture))
faces.verification_score(Frame(0.0, picture), Detection(100, 100, 60, 60, 0.9, np.zeros((6, 2), np.float32)))
faces.close()
for path in sorted(path for path in ZOO.glob("*.json") if '"task"' in path.read_text(encoding="utf-8")):
    card = ModelSpec.load(path)
    for precision in ("fp32", *card.variants):
        session = InferenceSession(card.variant_spec(precision))
        session.run_network(*(np.zeros((2, *shape), np.float32) for shape in card.inputs.values()))
        del session
print("used")
"""

TELL = """
import socket
try:
    socket.create_connection(("vitrina.example", 443))
except OSError:
    pass
probe = socket.socket()
try:
    probe.connect(("127.0.0.1", 10))
except OSError:
    pass
print("used")
"""


@pytest.fixture(scope="module")
def spy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, compiled."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs Linux and a C compiler (cc), to stand between a process and its C library")
    folder = tmp_path_factory.mktemp("spy")
    source = folder / "spy.c"
    source.write_text(SPY)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(folder / "spy.so"), str(source), "-ldl"], check=True)
    return folder / "spy.so"


def attempts(spy: Path, log: Path, code: str) -> list[str]:
    """Addresses that a process which runs `code` tries to reach."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {"LD_PRELOAD": str(spy), "SPY_LOG": str(log)}
    log.write_text("")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.stdout == "used\n", done.stderr
    return log.read_text().split("\n")[:-1]


def test_using_every_network_reaches_nobody(spy: Path, tmp_path: Path) -> None:
    """Made, used and closed, one after the other: not one attempt."""
    assert attempts(spy, tmp_path / "log", USE) == []


def test_spy_sees_who_reaches_out(spy: Path, tmp_path: Path) -> None:
    """The test above can fail: a look-up and a connection are both written down."""
    assert attempts(spy, tmp_path / "log", TELL) == ["getaddrinfo vitrina.example", "connect ipv4"]
