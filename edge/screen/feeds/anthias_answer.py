"""Parser for Anthias's answers to `GET /api/v1/viewer_current_asset`. It raises only AnthiasAnswerError."""

import json
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 65_536
PATH = "/api/v1/viewer_current_asset"
LONGEST_S = 86_400.0
_LONGEST_ID = 255


class AnthiasAnswerError(Exception):
    """An answer that cannot be used. The text is a phrase. `is_player`: the player itself causes the problem."""

    def __init__(self, text: str, *, is_player: bool = True) -> None:
        super().__init__(text)
        self.is_player = is_player


@dataclass(frozen=True, slots=True)
class Asset:
    """Asset that Anthias is showing. `duration_s`: planned time on the screen in seconds; None if it is unknown."""

    asset_id: str
    name: str
    duration_s: float | None


def parse_anthias_answer(status: int, content_type: str, body: bytes) -> Asset | None:
    """The asset that is on screen. None if no asset is on screen. Raises AnthiasAnswerError."""
    if status in (301, 302, 303, 307, 308):
        raise AnthiasAnswerError("Anthias redirects to another page, probably to its login page: set anthias_user")
    if status in (401, 403):
        raise AnthiasAnswerError("Anthias rejects the login of anthias_user")
    if status != 200:
        raise AnthiasAnswerError(f"the HTTP status is {status}")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise AnthiasAnswerError("the answer is not JSON: is anthias_url the address of Anthias?")
    if len(body) > MAX_BYTES:
        raise AnthiasAnswerError(f"the answer has more than {MAX_BYTES} bytes", is_player=False)
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise AnthiasAnswerError("the answer is incomplete or not JSON", is_player=False) from None
    if value in ([], None):
        return None
    if not isinstance(value, dict):
        raise AnthiasAnswerError("the answer is not an asset", is_player=False)
    return _asset(value)


def _asset(value: dict[str, Any]) -> Asset:
    asset_id, name = value.get("asset_id"), value.get("name")
    if not isinstance(asset_id, str) or not 1 <= len(asset_id) <= _LONGEST_ID:
        raise AnthiasAnswerError("the asset has no valid asset_id", is_player=False)
    return Asset(asset_id, name[:_LONGEST_ID] if isinstance(name, str) else "", _parse_duration(value.get("duration")))


def _parse_duration(value: object) -> float | None:
    """Duration in seconds, which Anthias writes as text. None if the text is not a number or not a possible length
    of an ad.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds <= LONGEST_S else None
