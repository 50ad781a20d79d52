"""Every route of the application, asked by everybody: roles, sites, tokens of each kind, and nobody, of two tenants.

What each is answered follows from one table (`access_rules.py`). No answer names what its reader may not see, and no
request that was refused has changed the store.
"""

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest
from sqlalchemy import LargeBinary, Text
from starlette.routing import Route

from central.clock import now_ms
from central.enrolment.enroller import Enroller
from central.settings import load_settings
from central.store.database import open_store, read_view
from central.store.open_alerts import Snooze, set_snooze
from central.store.scope import Scope
from central.store.sessions import begin_session
from central.store.store import Store
from central.store.tables.messages import metadata
from central.store.tokens import add_token, revoke_token
from central.store.user_changes import set_rights, unblock_user
from central.store.users import Role, add_user, find_user, require_user
from central.web.app import all_routes
from central.web.identity import form_token
from tests.central.web.access_rules import RULES, Ask, Rule
from tests.central.web.people import COOKIE, PASSWORD, QUICK
from tests.central.web.two_tenants import TENANTS, Ids, fill, link_number, token_number, version_of
from tests.doubles.ready_store import ready
from tests.doubles.web import FORM, web_server

ENDS_SESSIONS = ("/sign-out", "/account/sign-out-everywhere")
CREATES = ("/shops/new", "/tokens", "/api/v1/sites", "/api/v1/tokens")
REVOKES = ("/revoke", "/withdraw", "{device}", "/code", "{number}")
CHANGED = (
    *("sites", "creatives", "experiments", "shared_links", "alert_snoozes", "playlists", "playlist_sites"),
    *("scheduled_playlists", "playlist_drafts", "playlist_history"),
    "rollouts",
    *("weekly_subscriptions", "weekly_mails", "mail_confirmations"),
    *("enrolments", "tokens"),
    *("users", "user_links", "account_mails"),
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks: a user of a role, the holder of a token (`access`), or nobody. `scope`: None, every site."""

    name: str
    role: Role | None = None
    scope: str = "all"
    access: str | None = None

    def may_see(self, ids: Ids) -> bool:
        """True for names of a shop within the scope."""
        return Scope.parse(self.scope).can_see(*ids.values()["site"].split("/"))

    def may_see_all_shops(self, tenant: str) -> bool:
        """True for who sees every shop of a tenant."""
        return Scope.parse(self.scope).allows_tenant(tenant)

    @property
    def hidden(self) -> list[str]:
        """Parts of names that no answer may hold."""
        if self.role is None:
            return [*TENANTS]
        others = [tenant for tenant in TENANTS if not any(self.may_see(Ids(tenant, shop)) for shop in ("near", "far"))]
        sees_one = self.scope.endswith("-near")
        return others + ["-far"] * sees_one


ACORN, ZEBRA, NEAR = "acorn/*", "zebra/*", "acorn/acorn-near"
ASKERS = (
    Asker("nobody"),
    Asker("root", Role.ADMIN),
    Asker("acorn-viewer", Role.VIEWER, ACORN),
    Asker("acorn-editor", Role.EDITOR, ACORN),
    Asker("acorn-admin", Role.ADMIN, ACORN),
    Asker("acorn-near-viewer", Role.VIEWER, NEAR),
    Asker("acorn-near-editor", Role.EDITOR, NEAR),
    Asker("acorn-near-admin", Role.ADMIN, NEAR),
    Asker("zebra-viewer", Role.VIEWER, ZEBRA),
    Asker("zebra-admin", Role.ADMIN, ZEBRA),
    Asker("token all", Role.VIEWER, access="read"),
    Asker("acorn-token read", Role.VIEWER, ACORN, "read"),
    Asker("acorn-token write", Role.EDITOR, ACORN, "write"),
    Asker("acorn-token near", Role.EDITOR, NEAR, "write"),
    Asker("zebra-token write", Role.EDITOR, ZEBRA, "write"),
    Asker("token manage", Role.EDITOR, access="manage"),
    Asker("acorn-token manage", Role.EDITOR, ACORN, "manage"),
    Asker("acorn-token near manage", Role.EDITOR, NEAR, "manage"),
    Asker("zebra-token manage", Role.EDITOR, ZEBRA, "manage"),
    Asker("acorn-token media", None, ACORN, "media"),
    Asker("zebra-token media", None, ZEBRA, "media"),
    Asker("token revoked", None, access="revoked"),
)


@dataclass
class Answer:
    status: int
    text: str
    location: str


@dataclass
class World:
    """The pages, their store, and what each asker brings."""

    port: int
    store: Store
    tokens: dict[str, str]
    sessions: dict[str, str] = field(default_factory=dict)

    def session_of(self, asker: Asker) -> str | None:
        if asker.role is None or asker.access is not None:
            return None
        if asker.name not in self.sessions:
            with self.store.engine.begin() as connection:
                self.sessions[asker.name] = begin_session(connection, require_user(connection, asker.name), now_ms())
        return self.sessions[asker.name]

    def ask(
        self, asker: Asker, method: str, path: str, form: dict[str, str], *, as_json: bool = False, **changed: str
    ) -> Answer:
        """An answer to a request of a page of this server. `changed`: other headers, and another `form_token`."""
        session = self.session_of(asker)
        token = changed.pop("form_token", form_token(session) if session else "")
        headers, body = {"origin": f"http://127.0.0.1:{self.port}"}, None
        if session is not None:
            headers["cookie"] = f"{COOKIE}={session}"
        if asker.name in self.tokens:
            headers["authorization"] = f"Bearer {self.tokens[asker.name]}"
        if as_json:
            headers["x-form-token"], body = (
                token,
                json.dumps(
                    {name: json.loads(value) if value.startswith("[") else value for name, value in form.items()}
                ),
            )
        elif method == "POST":
            headers["content-type"], body = FORM, urlencode({**form, "form_token": token})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers | changed)
            answer = connection.getresponse()
            text = f"{unquote(str(answer.headers))}\n{answer.read().decode()}"
        finally:
            connection.close()
        if path in ENDS_SESSIONS and answer.status == 303:
            self.sessions.pop(asker.name, None)
        return Answer(answer.status, text, answer.headers.get("location", ""))

    def contents(self) -> list[object]:
        """What requests can change."""
        with read_view(self.store) as connection:
            return [tuple(row) for name in CHANGED for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("matrix")
    location = ready(folder / "data")
    fill(location, folder / "media")
    tokens = {}
    with ExitStack() as stack:
        store = stack.enter_context(open_store(location))
        with store.engine.begin() as connection:
            for asker in ASKERS:
                scope = Scope.parse(asker.scope)
                if asker.access is not None:
                    access = "read" if asker.access == "revoked" else asker.access
                    tokens[asker.name] = add_token(connection, asker.name, access, scope, 30)
                elif asker.role is not None:
                    add_user(connection, asker.name, QUICK.hash(PASSWORD), asker.role, scope)
            revoke_token(connection, "token revoked")
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr("central.web.pages.exports.has_pdf", lambda: False)
        patch.setattr("central.web.films.extract_frames", lambda _, seconds, *__: dict.fromkeys(seconds, b"a frame"))
        settings = load_settings(None, folder / "data")
        port = stack.enter_context(
            web_server(
                location,
                media=folder / "media",
                enroller=lambda store: Enroller(store, settings, None),
                requests_per_minute=100_000,
            )
        )
        yield World(port, store, tokens)


def routes() -> list[tuple[str, str]]:
    """Method and path of every route of the application, but for HEAD, which is answered as GET is."""
    found = []
    for route in all_routes():
        assert isinstance(route, Route)
        assert route.methods is not None
        path = route.path.replace("{path:path}", "no-such-page")
        found += [(method, path) for method in sorted(route.methods - {"HEAD"})]
    return found


def is_known(rule: Rule, asker: Asker) -> bool:
    """True for who has a session, or a token where the route takes one."""
    return asker.role is not None and (rule.kind == "api" or asker.access is None)


def expected(rule: Rule, ask: Ask, asker: Asker, method: str, ids: Ids | None) -> int:
    """Status that the rule wants. `ids`: None where the request names nothing of a tenant."""
    if rule.kind in ("public", "code", "mail", "provider"):
        return ask.ok
    if rule.kind == "kiosk":
        return 401 if asker.access != "media" else ask.ok if ids is None or asker.may_see(ids) else ask.hidden
    if not is_known(rule, asker):
        return 303 if rule.kind == "page" and method == "GET" else 401
    assert asker.role is not None
    if asker.role < rule.needs and not (rule.takes_manage and asker.access == "manage"):
        return 403
    if ids is not None and not asker.may_see(ids):
        return ask.hidden
    return ask.ok if ids is None or not rule.all_shops or asker.may_see_all_shops(ids.tenant) else 403


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it is sent. `ids`: the shop whose names it holds; None where it names nothing of a tenant."""

    ask: Ask
    ids: Ids | None
    path: str
    form: dict[str, str]
    names: tuple[str, ...]

    def to(self, world: World, asker: Asker, method: str, **changed: str) -> Answer:
        """Its answer. All but pages take JSON."""
        as_json = method != "GET" and self.path.startswith(("/api/", "/enrol"))
        return world.ask(asker, method, self.path, self.form if method != "HEAD" else {}, as_json=as_json, **changed)


def sent(path: str, ask: Ask, ids: Ids, tenant: str | None = None) -> Sent:
    """The request of an ask about a shop; `tenant`: another one than that of the names."""
    path = path.replace("{tenant}/{site}", "{tenant}/{shop}")  # elsewhere a site is named with its tenant
    template = f"{path}{ask.query} {' '.join([*ask.form, *ask.form.values()])}"
    names = re.findall(r"{(\w+)}", template)
    values = {**ids.values(), "name": "style.css", "second": "0", "token": "0" * 43, "link": link_number(ids)}
    values |= {"draft": "none", "version": version_of(ids)} | ({"tenant": tenant} if tenant else {})
    values |= {"number": token_number(ids), "device": f"{values['tenant']}-enrolled"}
    named = {*names} & {*ids.values(), "version", "number"}
    is_about = None if not named else Ids(ids.tenant, "near") if named <= {"tenant", "sha256"} else ids
    form = {key.format(**values): value.format(**values) for key, value in ask.form.items()}
    return Sent(
        ask,
        is_about,
        f"{path}{ask.query}".format(**values),
        form,
        (*ids.values().values(), values["tenant"], ids.site_name, values["device"]),
    )


def requests_of(path: str, rule: Rule, asker: Asker) -> Iterator[tuple[Sent, Sent]]:
    """Each request of a route by an asker, and the same one with names that nothing has.

    Who sees one shop also asks for the other one; who sees another tenant also puts names of the first one below it.
    Filters depend on the sites that somebody sees, not on the role: one role of each scope tries them all.
    """
    tries_all = is_known(rule, asker) and (asker.role == Role.VIEWER or asker.name == "root")
    for ask in rule.asks if tries_all else rule.asks[:1]:
        yield sent(path, ask, Ids("acorn", "near")), sent(path, ask, Ids("maple", "near"))
        if asker.scope == NEAR:
            yield sent(path, ask, Ids("acorn", "far")), sent(path, ask, Ids("acorn", "fir"))
        if asker.scope == ZEBRA and re.search(r"{(site|shop|creative|experiment|tag)}", f"{path}{ask.query}{ask.form}"):
            yield sent(path, ask, Ids("acorn", "near"), "zebra"), sent(path, ask, Ids("maple", "near"), "zebra")


def leaks(answer: Answer, asker: Asker, request: Sent) -> list[str]:
    """Hidden names of an answer, apart from those that were asked for."""
    text = answer.text
    if request.ids is not None and any(part in text for part in asker.hidden):
        asked = "|".join(re.escape(name) for name in sorted(request.names, key=len, reverse=True))
        text = re.sub(rf"(?<![\w-])({asked})(?![\w-])", "", text)
    return [text[max(0, at - 60) : at + 60] for part in asker.hidden if (at := text.find(part)) >= 0]


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert sorted(routes()) == sorted(RULES)


def test_every_table_holds_names_of_both_tenants(world: World) -> None:
    """So that no answer can leak what the matrix does not look for. Other texts are of nobody or are digests."""
    of_nobody = {"facts", "known_browsers", "part_rollups", "redeemed_states", "sessions", "sign_in_attempts"}
    of_nobody |= {"running_servers", "schema_support"}
    of_nobody |= {"recovery_codes", "second_factor_secrets", "sign_in_steps", "user_links"}
    for table in metadata.sorted_tables:
        columns = [column.name for column in table.columns if isinstance(column.type, Text | LargeBinary)]
        if not columns or table.name in of_nobody:
            continue
        with read_view(world.store) as connection:
            rows = str([*connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM {table.name}")])
        assert [tenant in rows for tenant in TENANTS] == [True, True], table.name


def askers_of(rule: Rule, method: str) -> list[Asker]:
    """Who asks: everybody, but for those who would only repeat another one, because every request costs time.

    A page takes no token, whatever its sites are. What every role may read needs one asker of each role and scope, not
    of each pair.
    """
    repeated = {"token all", "acorn-token near", "zebra-token write"} if rule.kind == "page" else set()
    if rule.needs == Role.VIEWER and method == "GET":
        repeated |= {"acorn-near-admin", "acorn-editor", "token all"}
    return [asker for asker in ASKERS if asker.name not in repeated]


@pytest.mark.parametrize(("method", "path"), routes(), ids=lambda part: part)
def test_a_route_answers_everybody_by_its_rule(world: World, method: str, path: str) -> None:
    rule, faults = RULES[method, path], []
    for asker in askers_of(rule, method):
        for request, made_up in requests_of(path, rule, asker):
            prepare(world, path, request)
            before = world.contents() if method != "GET" else []
            answer = request.to(world, asker, method)
            wanted = expected(rule, request.ask, asker, method, request.ids)
            label = f"{asker.name}: {method} {request.path} {request.form}"
            if answer.status != wanted:
                faults.append(f"{label}: {answer.status}, not {wanted}")
            faults += [f"{label} names {leak!r}" for leak in leaks(answer, asker, request)]
            if answer.status >= 400 and method != "GET" and world.contents() != before:
                faults.append(f"{label} changed the store")
            if (
                answer.status == 303
                and path not in ENDS_SESSIONS
                and answer.location.startswith("/sign-in") == is_known(rule, asker)
            ):
                faults.append(f"{label} is sent to {answer.location}")
            is_denied = wanted != 200 and asker.name in ("nobody", "zebra-viewer")
            if method == "GET" and is_denied and request.to(world, asker, "HEAD").status != wanted:
                faults.append(f"{label}: HEAD differs")
            if answer.status == 404 and asker.role == Role.ADMIN:
                other = made_up.to(world, asker, method)
                if without_names(other, made_up) != without_names(answer, request):
                    faults.append(f"{label} says that it is there: {answer.text} {other.text}")
    assert faults == []


def prepare(world: World, path: str, request: Sent) -> None:
    """Snoozes what is to be unsnoozed, makes links valid that were revoked, and forgets wrong tokens. Removes new
    things, and makes revoked ones valid.
    """
    with world.store.engine.begin() as connection:
        if path in CREATES:
            connection.exec_driver_sql("DELETE FROM sites WHERE site LIKE '%-new'")
            connection.exec_driver_sql("DELETE FROM tokens WHERE name LIKE '%-made'")
        if path.endswith(REVOKES):
            connection.exec_driver_sql("UPDATE tokens SET revoked_ms = NULL WHERE name LIKE '%-program'")
            connection.exec_driver_sql(
                "UPDATE enrolments SET salt = digest, used_ms = NULL, revoked_ms = NULL, expires_ms = made_ms + 1000000"
                " WHERE device LIKE '%-enrolled'"
            )
        if path == "/enrol":
            connection.exec_driver_sql("DELETE FROM sign_in_attempts")
        if path == "/experiments/unshare":
            connection.exec_driver_sql("UPDATE shared_links SET revoked_ms = NULL")
        if path == "/shared/{token}" or path.startswith(("/account", "/password", "/first")):
            connection.exec_driver_sql("DELETE FROM sign_in_attempts")
    if path.startswith("/users/") and request.ids is not None:
        keep_reader(world, request.ids)
    if path == "/alerts/unsnooze":
        with world.store.engine.begin() as connection:
            set_snooze(connection, Snooze(request.form["place"], "kiosk.silent", now_ms() + 60_000, "root"), now_ms())


def keep_reader(world: World, ids: Ids) -> None:
    """Adds the user whom a request names again, with the rights and the address of the beginning."""
    if ids.tenant not in TENANTS:
        return
    values = ids.values()
    with world.store.engine.begin() as connection:
        if find_user(connection, values["user"]) is None:
            add_user(connection, values["user"], "no password", Role.VIEWER, Scope.parse(values["site"]))
        user = require_user(connection, values["user"])
        set_rights(connection, user, Role.VIEWER, Scope.parse(values["site"]))
        unblock_user(connection, user)


def without_names(answer: Answer, request: Sent) -> tuple[int, str]:
    """An answer without its time, and without the names that were asked for."""
    text = re.sub(r"(?m)^(date|content-length): .*$", "", answer.text)
    for name in sorted(request.names, key=len, reverse=True):
        text = text.replace(name, "")
    return answer.status, text


@pytest.mark.parametrize(("method", "path"), [route for route in routes() if route[0] != "GET"], ids=lambda part: part)
def test_a_request_that_is_not_of_the_own_pages_changes_nothing(world: World, method: str, path: str) -> None:
    """The token of another session's forms, a made-up one, none; and pages of other origins with the right one."""
    rule, (root, *_) = RULES[method, path], (each for each in ASKERS if each.name == "root")
    others = world.session_of(next(each for each in ASKERS if each.name == "acorn-admin"))
    assert others is not None
    forged = [{"form_token": token} for token in (form_token(others), "0" * 64, "")]
    foreign = [{"origin": origin} for origin in ("null", "http://evil.example", f"https://127.0.0.1:{world.port}")]
    request = sent(path, rule.asks[0], Ids("acorn", "near"))
    prepare(world, path, request)
    before = world.contents()
    for changed in foreign if rule.kind in ("code", "mail", "provider") else (*forged, *foreign):
        assert request.to(world, root, method, **changed).status == 403, changed
    assert world.contents() == before
    assert world.ask(root, "GET", "/account", {}).status == 200
