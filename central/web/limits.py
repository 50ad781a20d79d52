"""Limits of central's web servers."""

from dataclasses import dataclass

from edge.web import limits


@dataclass(frozen=True, slots=True)
class Limits(limits.ConnectionLimits):
    """Limits for connections and for request bodies. Uploads are videos, which only editors may send."""

    connections: int = 200
    kept_connections: int = 20
    connections_of_address: int | None = 50
    counts_body: bool = False
    answer_s: float | None = 120.0
    stop_s: int = 2
    body_s: float = 15.0
    body_bytes: int = 65_536
    shop_file_bytes: int = 1_000_000  # `shop_file.MOST_BYTES`, and the rest of the form
    sales_file_bytes: int = 8_200_000  # `sales_file.MOST_BYTES`, and the rest of the form
    upload_s: float = 100.0  # less than `answer_s`
    upload_bytes: int = 200 << 20
