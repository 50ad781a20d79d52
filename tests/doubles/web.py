"""Central's pages on a free port of this machine, and a browser without scripts to ask for them."""

import http.client
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from central.enrolment.enroller import Enroller
from central.settings import WebSection
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from central.web.app import build_application
from central.web.limits import Limits
from central.web.server import WebServer
from central.web.services import Services

if TYPE_CHECKING:
    from central.oidc.provider import Provider

FORM = "application/x-www-form-urlencoded"


@contextmanager
def web_server(
    location: Location,
    limits: Limits = Limits(),  # noqa: B008 frozen
    media: Path | None = None,
    enroller: Callable[[Store], Enroller] | None = None,
    sends_mail: bool = False,
    single_sign_on: "Provider | None" = None,
    command_options: str = "",
    **settings: Any,
) -> Iterator[int]:
    """Runs the pages of a store. `enroller` makes the one that redeems codes, if any shall. Gives the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    with open_store(location) as store:
        services = Services(store, WebSection(**settings), media, enroller and enroller(store), sends_mail)
        services = replace(services, single_sign_on=single_sign_on, command_options=command_options)
        server = WebServer(build_application(services, limits), listener, None, limits)
        server.start()
        try:
            yield server.port
        finally:
            server.stop()


@dataclass
class Answer:
    """An answer. `headers` have small names; of several with one name the last."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Browser:
    """Keeps cookies, sends forms with their token and its origin, follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | str | None = None
    ) -> Answer:
        """One request with the cookies."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        given = {name.lower(): value for name, value in (headers or {}).items()}
        if self.cookies:
            given.setdefault("cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        given.setdefault("host", f"{self.host}:{self.port}")
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            payload = body.encode() if isinstance(body, str) else body
            if payload is not None:
                given.setdefault("content-length", str(len(payload)))
            for name, value in given.items():
                connection.putheader(name, value)
            connection.endheaders(payload)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        cookies = answer.headers.get_all("set-cookie") or []
        for line in cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content, cookies)

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        return self.send("GET", path, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """A form as a browser sends it."""
        given = {"content-type": FORM, "origin": f"http://{self.host}:{self.port}", **headers}
        return self.send("POST", path, given, urlencode(fields))

    def form_token(self, path: str) -> str:
        """Token in the forms of a page."""
        found = re.search(r'name="form_token" value="([^"]*)"', self.get(path).text)
        assert found is not None, f"{path} has no form"
        return found[1]

    def sign_in(self, name: str, password: str, following: str = "") -> Answer:
        """Fills in the form of the sign-in page."""
        token = self.form_token("/sign-in")
        return self.post("/sign-in", {"form_token": token, "name": name, "password": password, "next": following})
