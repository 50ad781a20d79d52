"""Check of the user's own password before the user changes how they sign in."""

from central.store.attempts import account_bucket, clear_attempts, take_attempt
from central.store.users import LONGEST
from central.web.passwords import verify_password
from central.web.request_context import RequestContext


def own_password_fault(context: RequestContext, password: str) -> str | None:
    """Code of the reason to refuse: `wait` after too many attempts, `wrong`; None for the right password."""
    user = context.identity.user
    assert user is not None
    bucket = account_bucket(user.name, context.identity.secret)
    with context.begin_write() as connection:
        if take_attempt(connection, [bucket], context.now_ms):
            return "wait"
    if not verify_password(user.password_hash, password[:LONGEST]):
        return "wrong"
    with context.begin_write() as connection:
        clear_attempts(connection, bucket)
    return None
