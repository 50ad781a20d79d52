"""Web server: what it accepts of TLS."""

import socket
import ssl
import threading
from pathlib import Path

from central.web.server import build_tls_context
from central.web_settings import WebSection
from tests.doubles.broker import make_certificates


def test_older_tls_is_refused(tmp_path: Path) -> None:
    """TLS 1.2 and 1.3 connect, whatever the defaults of the system are."""
    made = make_certificates(tmp_path)
    context = build_tls_context(WebSection(certificate=made.server, key=made.server_key, hosts=("localhost",)))
    assert context is not None
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        assert _connects(context, version)


def _connects(context: ssl.SSLContext, version: ssl.TLSVersion) -> bool:
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.minimum_version = client.maximum_version = version
    ours, theirs = socket.socketpair()

    def serve() -> None:
        with context.wrap_socket(theirs, server_side=True):
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(ours) as connection:
            return connection.version() is not None
    except ssl.SSLError:
        return False
    finally:
        thread.join()
