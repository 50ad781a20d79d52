"""A request from a known user or token, in the form that pages and endpoints receive."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from central.clock import now_ms
from central.languages.language import ENGLISH, Language
from central.store import audit
from central.store.audit import Actor
from central.store.database import read_view, translate_database_errors
from central.store.interruption import Interruption
from central.store.scope import Scope
from central.store.shops import read_shops
from central.store.users import Role
from central.web.identity import Identity, form_token
from central.web.nav import nav_groups
from central.web.next_steps import find_next_step
from central.web.services import Services


@dataclass(frozen=True, kw_only=True)
class RequestContext:
    """One request, with the services that answer it. Its `scope` limits every query. `t`: the reader's language.
    `origin`: scheme, host and port under which the browser reaches this server. `browser`: its name.
    `interruption`: ends the queries of a report whose client has disconnected.
    """

    services: Services
    identity: Identity
    url_path: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: QueryParams = field(default_factory=QueryParams)
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    origin: str = ""
    browser: str | None = None
    t: Language = ENGLISH
    interruption: Interruption | None = None

    @property
    def scope(self) -> Scope:
        """Sites that the caller may see."""
        return self.identity.scope

    @property
    def actor(self) -> Actor:
        """The caller, as author of changes."""
        user, token = self.identity.user, self.identity.token
        user_id = token.user_id if token is not None else None if user is None else user.id
        return Actor(self.identity.name, self.address, user_id, None if token is None else token.id)

    @property
    def now_ms(self) -> int:
        """Time for which the response is computed, in milliseconds."""
        return now_ms()

    @contextmanager
    def read_view(self) -> Iterator[Connection]:
        """Open a database connection with one consistent view of the store."""
        with read_view(self.services.store) as connection:
            if self.interruption is None:
                yield connection
                return
            with self.interruption.cover_work(self.services.store.dialect.build_cancel(connection)):
                yield connection

    @contextmanager
    def begin_write(self) -> Iterator[Connection]:
        """Open a database connection with a transaction, which is committed at the end."""
        with translate_database_errors(), self.services.store.engine.begin() as connection:
            yield connection

    def record(self, connection: Connection, what: str, detail: str = "", tenant: str | None = None) -> None:
        """Add an entry to the audit log. `tenant`: tenant of the changed object; by default the tenant of the
        caller.
        """
        about = tenant or self.scope.tenant
        audit.record_entry(connection, self.identity.name, what, detail, self.address, tenant=about)

    def may_edit(self, tenant: str) -> bool:
        """True for an editor who may see every site of the tenant. The name and video of an ad apply to all these
        sites.
        """
        return self.identity.role >= Role.EDITOR and self.scope.allows_tenant(tenant)

    def render_page(self, template: str, status: int = 200, /, *, research: bool = False, **values: object) -> Response:
        """Response with a page in the common layout. The page is marked if the reader sees simulated sites, and if its
        numbers come from `research`.
        Templates read the names of the user's shops from `shop_by_site`.
        """
        with self.read_view() as connection:
            shops = read_shops(connection, self.scope)
            arriving = None if self.services.arriving is None else self.services.arriving(connection)
        simulated = sorted({shop.tenant for shop in shops.values() if shop.tenant.startswith("sim-")})
        common = {
            "identity": self.identity,
            "nav": nav_groups(self.identity.role),
            "url_path": self.url_path,
            "form_token": form_token(self.identity.secret) if self.identity.secret else "",
            "simulated": simulated,
            "research": research,
            "arriving": arriving,
            "shop_by_site": shops,
            "next_step": lambda page: find_next_step(page, self.identity.role, self.scope),
        }
        pages = self.services.pages_with_paths if self.scope.patterns is None else self.services.pages
        return pages.page_response(self.t, template, status, **common, **values)


def redirect(path: str) -> Response:
    """Redirect the browser to a path of this server, with the method GET."""
    return RedirectResponse(quote(path, safe="/?&=%#:~+,"), 303)
