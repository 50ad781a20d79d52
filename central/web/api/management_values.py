"""Values of the endpoints that add shops, kiosks and tokens. Times are UTC."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from central.reports.values import Value

EnrolmentState = Literal["waiting", "enrolled", "expired", "withdrawn", "revoked"]


class ListedEnrolment(Value):
    """A kiosk for which a code was made. `device`: tenant/site/device. `state`: `waiting` while its code is valid.
    `awaits_message`: it has used its code, and has sent no message since. `expires`: end of the newest code.
    """

    device: str
    state: EnrolmentState
    made: datetime
    expires: datetime
    enrolled: datetime | None
    revoked: datetime | None
    received: datetime | None
    awaits_message: bool


class EnrolmentList(Value):
    """A page of kiosks with a code. `next`: `offset` of the next page; null on the last page."""

    schema_: Literal["vitrina.enrolments/1"] = Field("vitrina.enrolments/1", alias="schema")
    enrolments: list[ListedEnrolment]
    total: int
    next: int | None


class NewCodeAnswer(Value):
    """A one-time code, which is sent only here. `password_line` and `acl_lines`: lines to add to the broker's files;
    null and empty if the server creates the broker account itself.
    """

    schema_: Literal["vitrina.new_code/1"] = Field("vitrina.new_code/1", alias="schema")
    device: str
    code: str
    expires: datetime
    address: str
    password_line: str | None
    acl_lines: list[str]


class ListedToken(Value):
    """A token. `prefix`: its first characters. `sites`: its sites; null for every site. `made_by`: number of the token
    that made it; null if none did, or if you may not see that token.
    """

    number: int
    name: str
    prefix: str
    access: Literal["read", "write", "manage", "media"]
    state: Literal["valid", "ended", "revoked"]
    created: datetime
    expires: datetime
    sites: list[str] | None
    made_by: int | None


class TokenList(Value):
    """A page of tokens, newest first. `next`: `offset` of the next page; null on the last page."""

    schema_: Literal["vitrina.tokens/1"] = Field("vitrina.tokens/1", alias="schema")
    tokens: list[ListedToken]
    total: int
    next: int | None


class NewTokenAnswer(Value):
    """A new token. `secret`: the text to send as bearer token, which is sent only here."""

    schema_: Literal["vitrina.new_token/1"] = Field("vitrina.new_token/1", alias="schema")
    made: ListedToken
    secret: str
