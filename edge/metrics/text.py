"""Prometheus text with the numbers of one `health` message, and nothing else.

It uses its own registry. The library's default registry would report this process's processor time and memory at the
moment of the request. These reveal the number of people in view.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import BaseModel

from edge.messages.payloads import Health
from edge.messages.wire import parse_rfc3339_s

PREFIX = "vitrina"
QUANTILES = {"p50": "0.5", "p95": "0.95"}
LEFT_OUT = ("schema", "tenant", "site", "device", "version", "at", "models")
"""Text fields of the health message. They become labels or the time instead of metrics."""


def prometheus_text(payload: bytes | None) -> bytes:
    """The numbers of a `health` payload in the Prometheus text format. Null values are skipped. A payload of None
    gives no numbers.
    """
    registry = CollectorRegistry()
    if payload is not None:
        registry.register(_HealthCollector(json.loads(payload)))
    return generate_latest(registry)


class _HealthCollector(Collector):
    """Prometheus collector of one message's numbers."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def describe(self) -> Iterable[Metric]:
        """Describes no metrics in advance, because each message determines which metrics there are."""
        return ()

    def collect(self) -> Iterator[Metric]:
        fields = self._fields
        build = {name: fields[name] for name in ("version", "tenant", "site", "device")}
        yield InfoMetricFamily(f"{PREFIX}_kiosk", "Version and names of the kiosk.", value=build)
        models = InfoMetricFamily(f"{PREFIX}_model", "Model of each task.", labels=["task"])
        for task, name in sorted(fields["models"].items()):
            models.add_metric([task], {"model": name})
        yield models
        time = "Time at which the health message was made, in seconds of Unix time."
        yield GaugeMetricFamily(f"{PREFIX}_health_time_seconds", time, value=parse_rfc3339_s(fields["at"]))
        numbers = {name: value for name, value in fields.items() if name not in LEFT_OUT}
        yield from _build_metric_families(PREFIX, numbers, _help_texts(Health))


def _build_metric_families(prefix: str, fields: dict[str, Any], helps: dict[str, str]) -> Iterator[Metric]:
    for name, value in fields.items():
        full = f"{prefix}_{name}"
        if isinstance(value, dict) and value.keys() == QUANTILES.keys():
            family = GaugeMetricFamily(full, helps.get(full, ""), labels=["quantile"])
            for quantile, label in QUANTILES.items():
                family.add_metric([label], value[quantile])
            yield family
        elif isinstance(value, dict):
            yield from _build_metric_families(full, value, helps)
        elif isinstance(value, (bool, int, float)):
            yield GaugeMetricFamily(full, helps.get(full, ""), value=float(value))


def _help_texts(model: type[BaseModel], prefix: str = PREFIX) -> dict[str, str]:
    """Help text for each metric, from the field descriptions of the schema."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        full = f"{prefix}_{name}"
        found[full] = re.sub(r"^.", lambda first: first[0].upper(), field.description or "") + "."
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= _help_texts(part, full)
    return found
