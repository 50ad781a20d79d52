"""Endpoint of the API: a function from a query to a value, with an entry in the OpenAPI document."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.errors import UsageError
from central.store.users import Role
from central.web.guard import SAFE_METHODS
from central.web.identity import Identity, bearer_token, token_identity
from central.web.queries import Query, parse_query
from central.web.report_lane import LIGHT, Weight
from central.web.routes import (
    RoleRoute,
    request_context,
    request_identity,
    require_form_token,
    require_role,
    run_in_lane,
    run_in_thread,
)
from central.web.services import Services
from edge.web.places import mark_connection_with_session

PREFIX = "/api/v1"
CACHE = "private, no-cache"
FORM_TOKEN = "x-form-token"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One endpoint. `function` receives the request, the query, and the body if the endpoint has one. `takes_manage`:
    a token with the access `manage` may use it, too.
    """

    path: str
    summary: str
    query: type[Query]
    answer: type[BaseModel]
    function: Callable[..., BaseModel]
    method: str = "GET"
    body: type[BaseModel] | None = None
    needs: Role = Role.VIEWER
    weight: Weight = LIGHT
    takes_manage: bool = False

    def build_route(self) -> Route:
        """Route that serves the endpoint."""

        async def answer(request: Request) -> Response:
            services: Services = request.app.state.services
            identity = await require_identity(request)
            require_role(identity, self.needs, takes_manage=self.takes_manage)
            if request.method not in SAFE_METHODS and identity.secret is not None:
                require_form_token(identity, request.headers.get(FORM_TOKEN))
            query = parse_query(self.query, request.query_params, request.path_params)
            context = request_context(request, services, identity, {})
            values: list[BaseModel] = [query]
            if self.body is not None:
                values.append(await parse_body(request, self.body))
            tag = request.headers.get("if-none-match", "") if request.method in SAFE_METHODS else None
            return await run_in_lane(
                request, context, lambda of: json_answer(self.function(of, *values), tag), self.weight
            )

        name = f"api {self.path}"
        return RoleRoute(PREFIX + self.path, answer, self.needs, [self.method], name, takes_manage=self.takes_manage)


async def require_identity(request: Request) -> Identity:
    """The caller's identity: holder of the bearer token, otherwise the user of the session. Counts the request for the
    request limit. Raises HTTPException.
    """
    services: Services = request.app.state.services
    identity = None
    if "authorization" not in request.headers:
        identity = await request_identity(request)
    elif (secret := bearer_token(request)) is not None:
        identity = await run_in_thread(lambda: token_identity(services.store, secret), services.identity_limiter)
    if identity is None:
        raise HTTPException(401, "This request needs a valid token.", {"www-authenticate": "Bearer"})
    mark_connection_with_session(request.scope)
    wait_s = services.request_limit.count_request(identity.key)
    if wait_s:
        raise HTTPException(429, "Too many requests.", {"retry-after": str(wait_s)})
    return identity


async def parse_body(request: Request, kind: type[BaseModel]) -> BaseModel:
    """Request body in JSON, parsed as its type. Raises UsageError."""
    content = await request.body()
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in fault["loc"])[:60] or "it"
        raise UsageError(f"body: {place} is wrong: {fault['msg']}. Nothing was changed.") from None


def json_answer(value: BaseModel, if_none_match: str | None) -> Response:
    """Response with the value, or with status 304 if the client already has it. Its entity tag does not depend on the
    time of the response. `if_none_match` None: the request has changed something, and nobody may keep the response,
    which may contain a secret.
    """
    fields = value.model_dump(mode="json")
    if if_none_match is None:
        return Response(_encoded(fields), media_type="application/json", headers={"cache-control": "no-store"})
    told = _encoded(_without_time(fields))
    tag = f'W/"{hashlib.sha256(told).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": CACHE}
    if tag in [each.strip() for each in if_none_match.split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(_encoded(fields), media_type="application/json", headers=headers)


def _encoded(fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _without_time(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_time(each) for key, each in value.items() if key != "generated"}
    return [_without_time(each) for each in value] if isinstance(value, list) else value
