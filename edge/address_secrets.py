"""Hides user and password in texts that show a camera's address, also inside its path and query.

Some cameras write them there, such as rtsp://192.168.1.64/user=admin_password=secret_channel=1.sdp.
"""

import re
from urllib.parse import quote, unquote

HIDDEN = "…"

_EQUALS = r"(?:=|%3d)"
_SECRET = re.compile(
    r"(?<![a-z])((?:user(?:name)?|usr|login|pass(?:wor[dt]|wd|w)?|pwd|pswd|psw|auth|token|secret)"
    rf"{_EQUALS})(.*?)(?=(?:[_&;?/,]|%26)[a-z][a-z0-9]*{_EQUALS}|$)",
    re.IGNORECASE | re.DOTALL,
)
"""A key with its value. The value reaches to the next key: a password may contain any character."""
_LEAST_CHARACTERS = 4
"""A shorter password is hidden only after a key: elsewhere, the gaps would reveal it."""


def hide_secrets(rest: str, user: str = "") -> str:
    """Path and query of an address without secrets.

    `user`: user and password before the host, as they are in the address. The same password is hidden in `rest`, too.
    """
    password = unquote(user.partition(":")[2])
    if len(password) >= _LEAST_CHARACTERS:
        spellings = {password, user.partition(":")[2], quote(password), quote(password, safe="")}
        for spelling in sorted(spellings, key=len, reverse=True):
            rest = re.sub(re.escape(spelling), HIDDEN, rest, flags=re.IGNORECASE)
    return _SECRET.sub(rf"\1{HIDDEN}", rest)
