"""TLS of network cameras: its settings, the SSL context made from them, and readable reasons for a failed handshake."""

import ssl
from dataclasses import dataclass

from edge.sources.camera.network_address import CameraRefusedError

_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_NOT_YET_VALID = 9
_WRONG_NAMES = (62, 64)  # of the host, of the IP address

_UNCHECKED = "To open the camera without this check, set insecure = true in [camera]."


@dataclass(frozen=True, slots=True)
class CameraTlsOptions:
    """Options for the verification of a camera's certificate.

    `ca_file` is the certificate authority that signed it, or the certificate itself if it is self-signed. None means
    the system's certificate authorities. With `insecure`, the certificate is not checked at all.
    """

    ca_file: str | None = None
    insecure: bool = False


CHECKED = CameraTlsOptions()
"""Options for a camera with a certificate that the system's certificate authorities must have signed."""


def tls_context(tls: CameraTlsOptions) -> ssl.SSLContext:
    """SSL context for connections to a camera. Raises CameraRefusedError if `ca_file` cannot be used."""
    try:
        context = ssl.create_default_context(cafile=tls.ca_file)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, FileNotFoundError | PermissionError) else "no certificate in it"
        raise CameraRefusedError(
            f"[camera] ca_file {tls.ca_file} cannot be used: {reason}. It must be a readable PEM file."
        ) from error
    if tls.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # old cameras know no newer one
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def handshake_fault_text(error: ssl.SSLError) -> str:
    """Text about a failed handshake: the reason and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted ({error.verify_message.rstrip('.')}). {_cure(error.verify_code)}"
    if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"):
        return "it does not use TLS on this port. Check the port, or use an address with rtsp:// or http://."
    return f"the encrypted connection failed ({(error.reason or 'no reason given').lower().replace('_', ' ')})."


def _cure(code: int) -> str:
    if code in (_EXPIRED, _NOT_YET_VALID):
        cure = "Check the kiosk's clock. If it is right, renew the certificate in the camera."
    elif code in _WRONG_NAMES:
        cure = "In [camera] source, write a host name that is in the certificate."
    else:
        cure = (
            "Set [camera] ca_file to the certificate of the authority that signed it, or to the camera's own "
            "certificate."
        )
    return f"{cure} {_UNCHECKED}"
