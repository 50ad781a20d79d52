"""Section [web] of the settings file."""

import re
from typing import Literal

from pydantic import Field, model_validator

from central.section import File, Section

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_HOST = r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?"


class WebSection(Section):
    """Settings of the pages and the API. Without TLS, pages and API are served only on loopback."""

    host: str = Field("127.0.0.1", min_length=1, description="address to listen on; anything except loopback needs TLS")
    port: int = Field(8470, ge=1, le=65535, description="TCP port of the pages and the API")
    certificate: File | None = Field(None, description="PEM file with the certificate and its chain, with key")
    key: File | None = Field(None, description="PEM file with the key of the certificate")
    hosts: tuple[str, ...] = Field(
        (),
        strict=False,
        description="host names under which browsers reach it, such as vitrina.example.org, without a port",
    )
    behind_proxy: bool = Field(
        False,
        description="set true if a proxy on this machine serves the pages with TLS; it must set X-Forwarded-For",
    )
    proxy_port: int = Field(
        443, ge=1, le=65535, description="TCP port of that proxy, under which browsers and kiosks reach the pages"
    )
    second_factor: Literal["optional", "administrators", "all"] = Field(
        "optional",
        description="who must set up a second factor before using the pages: nobody, administrators, or all users who"
        " sign in with a password",
    )
    requests_per_minute: int = Field(
        240, ge=10, le=100_000, description="API requests per minute for each token or user; more get status 429"
    )
    reports_at_once: int = Field(
        2, ge=1, le=64, description="reports made at the same time, one per user; not more than the number of cores"
    )
    reports_waiting: int = Field(
        16, ge=0, le=1_000, description="reports that wait for their turn; more get status 503"
    )
    metrics_host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="address of /metrics for Prometheus; anything except loopback needs TLS and a token for all sites",
    )
    metrics_port: int | None = Field(None, ge=1, le=65535, description="TCP port of /metrics; not set: no metrics")

    @model_validator(mode="after")
    def _is_safe(self) -> "WebSection":
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key must be set together")
        if self.host not in LOOPBACK and self.certificate is None:
            raise ValueError(
                f"host: {self.host} is not loopback, and passwords would cross the network unencrypted. Set"
                " certificate and key, or leave host at 127.0.0.1 and use a proxy with TLS (behind_proxy = true)"
            )
        if self.metrics_host not in LOOPBACK and self.certificate is None:
            raise ValueError(
                f"metrics_host: {self.metrics_host} is not loopback. Set certificate and key, or leave it at 127.0.0.1"
            )
        if self.behind_proxy and (self.host not in LOOPBACK or self.certificate is not None):
            raise ValueError("behind_proxy: the proxy ends TLS, so host must be loopback, without a certificate")
        if self.behind_proxy and not self.hosts:
            raise ValueError("behind_proxy: hosts is missing. Set the host names under which browsers reach the proxy")
        for name in self.hosts:
            if re.fullmatch(_HOST, name) is None:
                raise ValueError(f"hosts: {name!r} is not a lower-case host name such as vitrina.example.org")
        return self

    @property
    def public_port(self) -> int:
        """TCP port under which browsers and kiosks reach the pages."""
        return self.proxy_port if self.behind_proxy else self.port

    @property
    def is_encrypted(self) -> bool:
        """True if browsers use TLS, either to this server or to its proxy."""
        return self.certificate is not None or self.behind_proxy
