"""The broker of examples/mosquitto.conf, word for word but for its ports and folders."""

import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from os import geteuid
from pathlib import Path

from tests.doubles.broker import Mosquitto, free_port, make_certificates, tool

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass
class Reference(Mosquitto):
    """`port` lets in by name and password (`users`), `certificate_port` by certificate; both speak TLS alone."""

    certificate_port: int = field(default_factory=free_port)

    @cached_property
    def ca(self) -> Path:
        """Who vouches for this broker, and for clients at its other port."""
        made = make_certificates(self.folder)
        shutil.copy(made.ca, self.folder / "clients-ca.crt")
        return made.ca

    def context(self, certificate: Path | None = None) -> ssl.SSLContext:
        """For a client of this broker, with what `certificate_of` made, if anything."""
        made = ssl.create_default_context(cafile=str(self.ca))
        if certificate is not None:
            made.load_cert_chain(certificate)
        return made

    def certificate_of(self, name: str) -> Path:
        """A file with a certificate for a client of this name, and its key."""
        common = name.replace("/", "\\/")
        stem = name.replace("/", ".")
        key, request, certificate = (self.folder / f"{stem}.{kind}" for kind in ("key", "csr", "crt"))
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._openssl("req", *curve, "-keyout", key, "-out", request, "-subj", f"/CN={common}")
        authority = ("-CA", self.ca, "-CAkey", self.ca.with_suffix(".key"), "-CAcreateserial", "-days", "1")
        self._openssl("x509", "-req", "-in", request, "-out", certificate, *authority)
        both = self.folder / f"{stem}.pem"
        both.touch(mode=0o600)
        both.write_text(certificate.read_text() + key.read_text())
        return both

    def _openssl(self, *arguments: str | Path) -> None:
        subprocess.run([tool("openssl"), *map(str, arguments)], check=True, capture_output=True)

    def _config(self) -> Iterator[str]:
        assert self.ca.exists()
        self._password_file()
        self._private("acl", (EXAMPLES / "acl").read_text(encoding="utf-8").splitlines())
        (self.folder / "lib").mkdir(exist_ok=True)
        text = (EXAMPLES / "mosquitto.conf").read_text(encoding="utf-8")
        for shown, ours in (
            ("listener 8883", f"listener {self.port} 127.0.0.1"),
            ("listener 8884", f"listener {self.certificate_port} 127.0.0.1"),
            ("/etc/mosquitto/", f"{self.folder}/"),
            ("/var/lib/mosquitto/", f"{self.folder}/lib/"),
        ):
            assert re.search(rf"{shown}", text), shown
            text = text.replace(shown, ours)
        yield text
        if geteuid() == 0:
            yield "user root"  # else it gives up root and cannot read what the test wrote
