"""The Grafana dashboard and the Prometheus rules have the form that the programs need, and name metrics that exist."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from edge.messages import schema
from edge.messages.payloads import Health
from edge.metrics.text import prometheus_text
from tests.doubles.reference import EXAMPLES

NAME = re.compile(r"\bvitrina_\w+")
LAG = "vitrina_lag_seconds"
ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((EXAMPLES / "grafana.json").read_text(encoding="utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def rules() -> list[dict[str, Any]]:
    yaml = pytest.importorskip("yaml")
    document = yaml.safe_load((EXAMPLES / "prometheus-rules.yml").read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def kiosk_metrics() -> set[str]:
    """Names of the metrics of a kiosk with every optional part, which has a number for each field of `health`."""
    example = schema.example_messages()["health"]
    text = prometheus_text(json.dumps({**example, "analysed_hz": {"p50": 1, "p95": 1}}).encode()).decode()
    assert "analysed_hz" in Health.model_fields
    return set(re.findall(r"^(vitrina_\w+)", text, re.MULTILINE))


def central_metrics(folder: Path) -> set[str]:
    """Names of the metrics of a server that has received a message, and misses one."""
    pytest.importorskip("sqlalchemy")
    from central.store.batch import Written
    from central.store.database import open_store
    from central.store.location import Location
    from central.web.metrics import Metrics

    with open_store(Location(folder)) as store:
        metrics = Metrics(store)
        metrics.on_batch(Written(), 0.1)
        metrics.on_gaps(1)
        names = set(re.findall(r"^# TYPE (vitrina_\w+)", metrics.metrics_text().decode(), re.MULTILINE))
    return names | {f"{name}_bucket" for name in names if name.endswith("_seconds")} | {LAG}


def test_the_metric_of_a_fleet_that_has_sent_something_exists() -> None:
    """The server has it only then, so `central_metrics` adds it."""
    assert f'"{LAG}"' in (ROOT / "central" / "web" / "metrics.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Names of the metrics by the job from which Prometheus gets them."""
    return {"central": central_metrics(tmp_path_factory.mktemp("store")), "kiosk": kiosk_metrics()}


def check_expression(expression: str, metrics: dict[str, set[str]]) -> None:
    """Every metric of the expression is one of its job."""
    (job,) = set(re.findall(r'job="vitrina-(\w+)"', expression))
    names = NAME.findall(expression)
    assert names
    assert set(names) <= metrics[job], expression


def test_every_panel_has_a_title_a_unit_and_metrics_that_exist(metrics: dict[str, set[str]]) -> None:
    assert len(PANELS) == 14
    for panel in PANELS:
        assert panel["title"]
        assert panel["description"].endswith(".")
        assert panel["fieldConfig"]["defaults"]["unit"]
        for target in panel["targets"]:
            assert target["legendFormat"]
            check_expression(target["expr"], metrics)
    (kiosks,) = (each for each in DASHBOARD["templating"]["list"] if each["type"] == "query")
    check_expression(kiosks["query"]["query"], metrics)


def test_panels_have_their_own_number_and_do_not_overlap() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in DASHBOARD["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) == 23


def test_every_rule_waits_has_a_severity_and_says_what_to_do(metrics: dict[str, set[str]]) -> None:
    found = rules()
    assert len({rule["alert"] for rule in found}) == len(found) == 11
    for rule in found:
        assert re.fullmatch(r"[1-9]\d*[mh]", rule["for"])
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert all(rule["annotations"][name].endswith(".") for name in ("summary", "description"))
        check_expression(rule["expr"], metrics)


TRIED = """
rule_files: [{rules}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: 'vitrina_devices{{job="vitrina-central", state="silent"}}', values: "2x40"}}
      - {{series: 'vitrina_outbox_dropped{{job="vitrina-kiosk", instance="door"}}', values: "0x10 5x60"}}
    alert_rule_test:
      - {{eval_time: 10m, alertname: VitrinaKioskSilent, exp_alerts: []}}
      - eval_time: 16m
        alertname: VitrinaKioskSilent
        exp_alerts:
          - exp_labels: {{severity: warning}}
            exp_annotations:
              summary: "2 kiosks have sent nothing for ten minutes."
              description: "vitrina-central kiosk list shows which. Check their power and network."
      - {{eval_time: 10m, alertname: VitrinaOutboxDropped, exp_alerts: []}}
      - eval_time: 20m
        alertname: VitrinaOutboxDropped
        exp_alerts:
          - exp_labels: {{severity: critical, instance: door, job: vitrina-kiosk}}
            exp_annotations:
              summary: "door has dropped messages before it could send them."
              description: "Check the broker and the network. [outbox] sets how long messages are kept."
"""


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed: make rules")
def test_the_rules_fire_in_prometheus(tmp_path: Path) -> None:
    file, tried = EXAMPLES / "prometheus-rules.yml", tmp_path / "tried.yml"
    tried.write_text(TRIED.format(rules=file))
    for command, path in (("check", file), ("test", tried)):
        run = subprocess.run(["promtool", command, "rules", str(path)], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
