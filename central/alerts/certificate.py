"""Reads the expiry time of a certificate from its bytes. Python's `ssl` gives this time only for the certificate of a
peer.
"""

import ssl
from datetime import datetime, timezone
from pathlib import Path

_VERSION, _UTC_TIME = 0xA0, 0x17


def ends_ms(file: Path) -> int | None:
    """Time in milliseconds at which the first certificate of a PEM file expires; None if the file contains no
    certificate that can be read.
    """
    try:
        text = file.read_text(encoding="ascii", errors="ignore")
        begin = text.index(ssl.PEM_HEADER)
        end = text.index(ssl.PEM_FOOTER, begin) + len(ssl.PEM_FOOTER)
        return _not_after(ssl.PEM_cert_to_DER_cert(text[begin:end]))
    except (OSError, ValueError, IndexError):
        return None


def _not_after(der: bytes) -> int:
    """Expiry time of a certificate: `notAfter` of RFC 5280, the second time in the field `validity`."""
    _, certificate, _ = _der_part(der)
    _, signed, _ = _der_part(certificate)
    tag, _, rest = _der_part(signed)
    for _ in range(3 if tag == _VERSION else 2):  # serial number, algorithm, issuer
        _, _, rest = _der_part(rest)
    _, validity, _ = _der_part(rest)
    _, _, rest = _der_part(validity)
    tag, content, _ = _der_part(rest)
    told = content.decode("ascii")
    if tag == _UTC_TIME:
        told = ("20" if int(told[:2]) < 50 else "19") + told
    at = datetime.strptime(told, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc)
    return round(at.timestamp() * 1000)


def _der_part(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag and content of the first DER value in some bytes, and the bytes that follow this value."""
    tag, length, begin = data[0], data[1], 2
    if length & 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[2:begin], "big")
    if begin + length > len(data):
        raise ValueError("the certificate is incomplete")
    return tag, data[begin : begin + length], data[begin + length :]
