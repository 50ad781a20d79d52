"""Endpoints of the API that add shops, kiosks and tokens. They need an administrator, or a token that may manage."""

from collections.abc import Callable

from pydantic import BaseModel

from central.reports.fleet_values import SiteList
from central.store.users import Role
from central.web.api import management_answers as answers
from central.web.api.endpoint import Endpoint
from central.web.api.management_values import EnrolmentList, NewCodeAnswer, NewTokenAnswer, TokenList
from central.web.management_queries import (
    EnrolmentsQuery,
    KioskQuery,
    NewKiosk,
    NewShop,
    NewToken,
    TokenQuery,
    TokensQuery,
)
from central.web.queries import Query

KIOSK = "/enrolments/{tenant}/{site}/{device}"


def _endpoint(
    method: str,
    path: str,
    summary: str,
    function: Callable[..., BaseModel],
    answer: type[BaseModel],
    query: type[Query] = Query,
    body: type[BaseModel] | None = None,
) -> Endpoint:
    return Endpoint(
        method=method,
        path=path,
        summary=summary,
        function=function,
        answer=answer,
        query=query,
        body=body,
        needs=Role.ADMIN,
        takes_manage=True,
    )


MANAGEMENT = (
    _endpoint("POST", "/sites", "Add a shop", answers.new_site, SiteList, body=NewShop),
    _endpoint(
        "GET",
        "/enrolments",
        "Kiosks with a code or with credentials",
        answers.enrolments,
        EnrolmentList,
        EnrolmentsQuery,
    ),
    _endpoint(
        "POST",
        "/enrolments",
        "Make a one-time code for a kiosk, valid for 24 hours",
        answers.new_code,
        NewCodeAnswer,
        body=NewKiosk,
    ),
    _endpoint(
        "DELETE",
        KIOSK,
        "Revoke a kiosk: its code, its broker account and its token for videos",
        answers.revoked_kiosk,
        EnrolmentList,
        KioskQuery,
    ),
    _endpoint(
        "DELETE",
        f"{KIOSK}/code",
        "Withdraw a code that waits. An enrolled kiosk stays enrolled",
        answers.withdrawn_code,
        EnrolmentList,
        KioskQuery,
    ),
    _endpoint("GET", "/tokens", "Tokens of the API", answers.tokens, TokenList, TokensQuery),
    _endpoint("POST", "/tokens", "Make a token", answers.new_token, NewTokenAnswer, body=NewToken),
    _endpoint("DELETE", "/tokens/{number}", "Revoke a token", answers.revoked_token, TokenList, TokenQuery),
)
