"""Who may use each route of the pages and the API, and what they are answered: the one table of it.

A route that has no rule here fails the matrix (`test_access_matrix.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from central.clock import now_ms
from central.store.users import Role
from edge.messages.wire import time_text

Kind = Literal["public", "page", "api", "kiosk", "code", "mail", "provider"]
"""`kiosk`: needs the token of a kiosk. `code`: needs a one-time code of a new kiosk. `mail`: the secret in a link.
`provider`: a token that the provider of single sign-on has signed."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. Its query and form name things of one shop by placeholders, as `{site}`.

    `ok`: status for who may see them; `hidden`: for who may use the route, but may not see these.
    """

    query: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    ok: int = 200
    hidden: int = 404


@dataclass(frozen=True, slots=True)
class Rule:
    """Rule of a route. `needs`: the least role. `all_shops`: changes what all shops of a tenant share.
    `takes_manage`: a token that may manage may use it like an administrator.
    """

    kind: Kind = "page"
    needs: Role = Role.VIEWER
    asks: tuple[Ask, ...] = (Ask(),)
    all_shops: bool = False
    takes_manage: bool = False


CREATIVE = "/creatives/{tenant}/{creative}"
SHOP = "/shops/{tenant}/{shop}"
USER = "/users/{user}"
SITE = Ask("?site={site}")
TWO = "creative={tenant}/{creative}&creative={tenant}/{second_creative}"
PAIR = (Ask(f"?{TWO}"), Ask(f"?{TWO}&site={{site}}"))
SHOWN = (Ask("?tenant={tenant}&id={experiment}"), Ask("?tenant={tenant}&id={experiment}&site={site}"))
LIFT = (Ask("?tenant={tenant}&id={lift}"),)
TAGGED = (Ask("?tag={tag}"), Ask("?tag={tag}&tenant={tenant}"))
COMMENTED = (
    Ask("?tenant={tenant}&tag={tag}"),
    Ask("?creative={tenant}/{creative}"),
    Ask("?tenant={tenant}&site={site}"),
)
FILTERED = (Ask(), Ask("?tenant={tenant}"), SITE, Ask("?tag={tag}", hidden=200), Ask("?search={creative}", hidden=200))
LATER = time_text(now_ms() / 1000 + 90 * 86_400)[:10]
"""A day on which an experiment may be planned to end."""
DRAFT = "/playlists/drafts/{draft}"
NOT_MINE = (Ask(ok=404),)
"""A draft that nobody has: what a draft shows to its user only is in `test_playlist_drafts.py`."""
NO_PDF = 501
"""The matrix runs without the extra that sets PDF: its content is that of the other exports."""


def _exports(path: str, asks: tuple[Ask, ...]) -> dict[tuple[str, str], Rule]:
    """Rules of an export in each format: what the page may show."""
    pdf = tuple(Ask(ask.query, ok=NO_PDF, hidden=NO_PDF) for ask in asks[:1])
    kinds = {"csv": asks[-1:], "json": asks[:1], "html": asks[:1], "pdf": pdf}
    return {("GET", f"{path}.{kind}"): Rule(asks=each) for kind, each in kinds.items()}


def _snooze(ok: int = 303) -> Rule:
    place = {"place": "{site}", "code": "kiosk.silent", "hours": "2"}
    return Rule(needs=Role.EDITOR, asks=(Ask(form=place, ok=ok),))


ENROLLED = "{site}/{tenant}-enrolled"
NEW_SHOP = {"tenant": "{tenant}", "site": "{tenant}-new", "name": "{tenant} new"}
NEW_KIOSK = {"site": "{site}", "device": "new-door"}
NEW_TOKEN = {"name": "{tenant}-made", "days": "7"}


def _page_of_admin(*asks: Ask, all_shops: bool = False) -> Rule:
    return Rule(needs=Role.ADMIN, asks=asks or (Ask(),), all_shops=all_shops)


def _managed(*asks: Ask, all_shops: bool = False) -> Rule:
    return Rule("api", Role.ADMIN, asks or (Ask(),), all_shops, takes_manage=True)


MANAGEMENT: dict[tuple[str, str], Rule] = {
    ("GET", "/shops/new"): _page_of_admin(Ask("?tenant={tenant}"), all_shops=True),
    ("POST", "/shops/new"): _page_of_admin(Ask(form=NEW_SHOP, ok=303), all_shops=True),
    ("GET", "/fleet/enrol"): _page_of_admin(Ask("?site={site}", hidden=200)),
    ("POST", "/fleet/enrol"): _page_of_admin(Ask(form=NEW_KIOSK)),
    ("GET", "/fleet/enrolments"): _page_of_admin(Ask(f"?revoked={ENROLLED}", hidden=200)),
    ("POST", "/fleet/enrolments/withdraw"): _page_of_admin(Ask(form={"device": ENROLLED}, ok=303)),
    ("GET", "/fleet/revoke"): _page_of_admin(Ask(f"?device={ENROLLED}")),
    ("POST", "/fleet/revoke"): _page_of_admin(Ask(form={"device": ENROLLED}, ok=303)),
    ("GET", "/tokens"): _page_of_admin(),
    ("POST", "/tokens"): _page_of_admin(Ask(form={**NEW_TOKEN, "sites": "some", "site.{site}": "on"})),
    ("POST", "/tokens/revoke"): _page_of_admin(Ask(form={"number": "{number}"}, ok=303)),
    ("POST", "/api/v1/sites"): _managed(Ask(form=NEW_SHOP), all_shops=True),
    ("GET", "/api/v1/enrolments"): _managed(),
    ("POST", "/api/v1/enrolments"): _managed(Ask(form=NEW_KIOSK)),
    ("DELETE", "/api/v1/enrolments/{tenant}/{site}/{device}"): _managed(),
    ("DELETE", "/api/v1/enrolments/{tenant}/{site}/{device}/code"): _managed(),
    ("GET", "/api/v1/tokens"): _managed(),
    ("POST", "/api/v1/tokens"): _managed(Ask(form={**NEW_TOKEN, "sites": '["{site}"]'})),
    ("DELETE", "/api/v1/tokens/{number}"): _managed(),
}
"""Rules of the routes that add shops, kiosks and tokens."""

RULES: dict[tuple[str, str], Rule] = {
    **MANAGEMENT,
    ("GET", "/healthz"): Rule("public"),
    ("GET", "/static/{name}"): Rule("public"),
    ("GET", "/help"): Rule("public", asks=(Ask(ok=307),)),
    ("GET", "/help/no-such-page"): Rule("public", asks=(Ask(ok=404),)),
    ("GET", "/sign-in"): Rule("public"),
    ("POST", "/sign-in"): Rule("public", asks=(Ask(ok=403),)),  # without the token of its form
    ("GET", "/oidc/start"): Rule("public", asks=(Ask(ok=404),)),  # this server has no [oidc]
    ("GET", "/oidc/callback"): Rule("public", asks=(Ask(ok=404),)),
    ("GET", "/oidc/sign-out"): Rule("public", asks=(Ask(ok=404),)),
    ("POST", "/oidc/back-channel-logout"): Rule("provider", asks=(Ask(ok=404),)),
    ("GET", "/sign-in/code"): Rule("public", asks=(Ask(ok=403),)),  # before a password was entered
    ("POST", "/sign-in/code"): Rule("public", asks=(Ask(ok=403),)),
    ("GET", "/password"): Rule("public"),
    ("POST", "/password"): Rule("mail", asks=(Ask(form={"name": "{user}"}, ok=400),)),  # this server sends no mail
    ("GET", "/password/{token}"): Rule("mail", asks=(Ask(ok=404),)),  # with a secret that nobody has
    ("POST", "/password/{token}"): Rule("mail", asks=(Ask(ok=404),)),
    ("GET", "/first/{token}"): Rule("mail", asks=(Ask(ok=404),)),
    ("POST", "/first/{token}"): Rule("mail", asks=(Ask(ok=404),)),
    ("POST", "/account/sessions/end"): Rule(asks=(Ask(form={"session": "0" * 16}, ok=303),)),
    ("POST", "/account/sessions/end-others"): Rule(asks=(Ask(ok=303),)),
    **{
        ("POST", f"/account/second-factor{step}"): Rule(asks=(Ask(form={"password": "not this one"}, ok=400),))
        for step in ("", "/confirm", "/codes", "/remove")
    },
    ("GET", "/users"): Rule(needs=Role.ADMIN),
    ("POST", "/users"): Rule(needs=Role.ADMIN, asks=(Ask(form={"name": "new"}, ok=400),)),  # without rights
    ("GET", USER): Rule(needs=Role.ADMIN),
    ("POST", f"{USER}/rights"): Rule(
        needs=Role.ADMIN, asks=(Ask(form={"role": "viewer", "reach": "some", "sites": "{site}"}, ok=303),)
    ),
    ("POST", f"{USER}/mail"): Rule(needs=Role.ADMIN, asks=(Ask(form={"mail": "{user}@example.org"}, ok=303),)),
    ("POST", f"{USER}/link"): Rule(needs=Role.ADMIN),
    **{
        ("POST", f"{USER}/{name}"): Rule(needs=Role.ADMIN, asks=(Ask(form={"sure": "yes"}, ok=303),))
        for name in ("block", "unblock", "second-factor", "remove")
    },
    ("POST", "/sign-out"): Rule(asks=(Ask(ok=303),)),
    ("GET", "/account"): Rule(),
    ("POST", "/account/language"): Rule(asks=(Ask(form={"language": ""}, ok=303),)),
    ("POST", "/account/password"): Rule(asks=(Ask(form={"old": "not this one", "new": ""}, ok=400),)),
    ("POST", "/account/sign-out-everywhere"): Rule(asks=(Ask(ok=303),)),
    ("GET", "/"): Rule(asks=(Ask(), Ask("?tenant={tenant}"))),
    ("POST", "/account/mail"): Rule(asks=(Ask(form={"address": "none"}, ok=400),)),
    ("POST", "/account/mail/off"): Rule(asks=(Ask(ok=303),)),
    ("GET", "/mail/confirm/{token}"): Rule("mail", asks=(Ask(ok=404),)),  # with a token that nobody has
    ("POST", "/mail/confirm/{token}"): Rule("mail", asks=(Ask(ok=404),)),
    ("GET", "/mail/off/{token}"): Rule("mail", asks=(Ask(ok=404),)),
    ("POST", "/mail/off/{token}"): Rule("mail", asks=(Ask(ok=404),)),
    ("GET", "/creatives"): Rule(asks=FILTERED),
    ("GET", "/shops/{tenant}/{site}"): Rule(),
    ("GET", "/alerts"): Rule(),
    ("POST", "/alerts/snooze"): _snooze(),
    ("POST", "/alerts/unsnooze"): _snooze(),
    ("GET", CREATIVE): Rule(asks=(Ask(), SITE)),
    ("GET", f"{CREATIVE}/frames/{{second}}"): Rule(),
    **_exports(f"{CREATIVE}/report", (Ask(), SITE)),
    ("GET", f"{CREATIVE}/edit"): Rule(needs=Role.EDITOR, all_shops=True),
    ("POST", f"{CREATIVE}/titles"): Rule(
        needs=Role.EDITOR, asks=(Ask(form={"name": "new", "tag": "new"}, ok=303),), all_shops=True
    ),
    ("POST", f"{CREATIVE}/film"): Rule(needs=Role.EDITOR, asks=(Ask(ok=400),), all_shops=True),  # without a film
    ("GET", "/compare"): Rule(asks=(Ask(), *PAIR)),
    **_exports("/compare", PAIR),
    ("GET", "/experiments"): Rule(),
    ("GET", "/experiments/show"): Rule(asks=SHOWN),
    ("POST", "/experiments/plan"): Rule(
        needs=Role.EDITOR,
        asks=(Ask(form={"tenant": "{tenant}", "id": "{experiment}", "day": LATER}, ok=303),),
        all_shops=True,
    ),
    ("POST", "/experiments/share"): Rule(
        needs=Role.EDITOR, asks=(Ask(form={"tenant": "{tenant}", "id": "{experiment}"}),), all_shops=True
    ),
    ("POST", "/experiments/unshare"): Rule(
        needs=Role.EDITOR,
        asks=(Ask(form={"tenant": "{tenant}", "id": "{experiment}", "link": "{link}"}, ok=303),),
        all_shops=True,
    ),
    ("GET", "/lift"): Rule(),
    ("GET", "/lift/show"): Rule(asks=LIFT),
    ("GET", "/lift/plan"): Rule(asks=(Ask("?tenant={tenant}", hidden=200),)),
    **_exports("/lift/show", LIFT),
    ("GET", "/sales"): Rule(asks=(Ask("?tenant={tenant}", hidden=200),)),
    ("POST", "/sales/file"): Rule(
        needs=Role.EDITOR, asks=(Ask(form={"tenant": "{tenant}"}, ok=400),), all_shops=True
    ),  # without a file
    ("GET", "/shared/{token}"): Rule("public", asks=(Ask(ok=404),)),  # nobody has a link
    **_exports("/experiments/show", SHOWN),
    ("GET", "/trends"): Rule(asks=(Ask(), *TAGGED)),
    **_exports("/trends", TAGGED),
    ("GET", "/comments"): Rule(asks=(Ask(), *COMMENTED)),
    **_exports("/comments", COMMENTED),
    ("GET", "/plan"): Rule(asks=(Ask("?tenant={tenant}"),)),
    ("GET", "/recommendation"): Rule(asks=(Ask(), SITE)),
    ("POST", "/recommendation/accept"): Rule(
        needs=Role.EDITOR, asks=(Ask(form={"site": "{site}", "digest": "0" * 16}, ok=400),)
    ),  # of another recommendation than the one that was seen
    ("GET", "/shops"): Rule(
        asks=(Ask(), Ask("?tenant={tenant}", hidden=200), Ask("?group={tenant}-far-group", hidden=200))
    ),
    ("GET", "/shops/file"): Rule(),
    ("POST", "/shops/file"): Rule(needs=Role.EDITOR, asks=(Ask(ok=400),)),  # without a file
    ("POST", "/shops/save"): Rule(
        needs=Role.EDITOR, asks=(Ask(form={"lines": "site,name\n{site},new\n", "seen": "0" * 64}, ok=400, hidden=400),)
    ),  # of other changes than those that were seen
    ("GET", f"{SHOP}/edit"): Rule(needs=Role.EDITOR),
    ("POST", f"{SHOP}/details"): Rule(needs=Role.EDITOR, asks=(Ask(form={"name": "new"}, ok=303),)),
    ("GET", "/fleet"): Rule(asks=(Ask(), Ask("?tenant={tenant}", hidden=200))),
    ("POST", "/fleet/rollout"): Rule(
        needs=Role.ADMIN,
        asks=(
            Ask(form={"tenant": "{tenant}", "plan": "12", "order": "stop"}, ok=303),
            Ask(form={"tenant": "{tenant}", "plan": "11", "order": "go-on"}, ok=400),
        ),
        all_shops=True,
    ),
    ("GET", "/playlists"): Rule(asks=(Ask(), Ask("?version=1"), Ask("?version=5"))),
    ("GET", "/playlists/new"): Rule(needs=Role.EDITOR),
    ("GET", "/experiments/new"): Rule(needs=Role.EDITOR),
    ("POST", "/playlists/new"): Rule(
        needs=Role.EDITOR, asks=(Ask(form={"kind": "playlist", "tenant": "{tenant}"}, ok=303),)
    ),
    **{
        (method, f"{DRAFT}{step}"): Rule(needs=Role.EDITOR, asks=NOT_MINE)
        for method, step in (
            *(("GET", step) for step in ("", "/frames/{creative}", "/playlist.toml", "/shops", "/review", "/day")),
            *(("POST", step) for step in ("", "/delete", "/film", "/shops", "/send")),
        )
    },
    ("GET", "/playlists/version"): Rule(asks=(Ask("?version={version}"),)),
    ("GET", "/playlists/version.toml"): Rule(asks=(Ask("?version={version}"),)),
    ("POST", "/playlists/undo"): Rule(needs=Role.EDITOR, asks=(Ask(form={"version": "{version}"}, ok=409),)),
    ("GET", "/method"): Rule(),
    ("GET", "/audit"): Rule(needs=Role.ADMIN),
    ("GET", "/api/v1/overview"): Rule("api", asks=(Ask(), Ask("?tenant={tenant}"))),
    ("GET", "/api/v1/creatives"): Rule("api", asks=FILTERED),
    ("PATCH", f"/api/v1{CREATIVE}"): Rule("api", Role.EDITOR, asks=(Ask(form={"name": "newer"}),), all_shops=True),
    ("GET", f"/api/v1{CREATIVE}/report"): Rule("api", asks=(Ask(), SITE)),
    ("GET", f"/api/v1{CREATIVE}/impressions"): Rule("api", asks=(Ask(), SITE)),
    ("GET", "/api/v1/compare"): Rule("api", asks=PAIR),
    ("GET", "/api/v1/experiment"): Rule("api", asks=SHOWN),
    ("GET", "/api/v1/lift"): Rule("api", asks=LIFT),
    ("GET", "/api/v1/lift/plan"): Rule("api", asks=(Ask("?tenant={tenant}", ok=400, hidden=400),)),
    ("GET", "/api/v1/lifts"): Rule("api"),
    ("GET", "/api/v1/sales"): Rule("api", asks=(Ask("?tenant={tenant}", hidden=200),)),
    ("GET", "/api/v1/trend"): Rule("api", asks=(*TAGGED, Ask("?creative={tenant}/{creative}"))),
    ("GET", "/api/v1/comments"): Rule("api", asks=COMMENTED),
    ("GET", "/api/v1/plan"): Rule("api", asks=(Ask("?tenant={tenant}"),)),
    ("GET", "/api/v1/recommendation"): Rule("api", asks=(SITE,)),
    ("GET", "/api/v1/fleet"): Rule("api", asks=(Ask(), Ask("?tenant={tenant}", hidden=200))),
    ("GET", "/api/v1/rollouts"): Rule("api"),
    ("GET", "/api/v1/playlists"): Rule("api", asks=(Ask(), Ask("?version=1"), Ask("?version=5"))),
    ("GET", "/api/v1/alerts"): Rule("api", asks=(Ask(), Ask("?code={tenant}.code", hidden=200))),
    ("GET", "/api/v1/sites"): Rule("api"),
    ("GET", "/api/v1/sites/{tenant}/{site}"): Rule("api"),
    ("GET", "/api/v1/audit"): Rule("api", Role.ADMIN),
    ("GET", "/api/v1/openapi.json"): Rule("api"),
    ("GET", "/media/fleet/no-such-page"): Rule("public", asks=(Ask(ok=404),)),  # signed files, and none here
    ("GET", "/media/{sha256}"): Rule("kiosk"),
    ("POST", "/enrol"): Rule("code", asks=(Ask(ok=401),)),
}
