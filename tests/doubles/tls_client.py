"""A phone on the local network: HTTPS requests that do not check the certificate, as after its warning."""

import http.client
import ssl
from collections.abc import Mapping


def trusting() -> ssl.SSLContext:
    """TLS that takes every certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def https_request(
    address: str, port: int, path: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] = {}
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    client = http.client.HTTPSConnection(address, port, timeout=20, context=trusting())
    try:
        client.request(method, path, body, dict(headers))
        answer = client.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        client.close()
