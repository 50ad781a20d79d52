"""Writes the parts of the documents that are made from the code. `--check` fails if one is out of date.

python docs/generate.py [--check]
"""

import argparse
import ast
import json
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from functools import reduce
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]


def settings() -> str:
    """All settings with their defaults."""
    from edge.settings.example import example_settings

    return f"```toml\n{example_settings()}```\n"


def promise() -> str:
    """The promise, as a quotation."""
    from edge.promise.promise import full_promise_text

    return textwrap.fill(full_promise_text("en"), 100, initial_indent="> ", subsequent_indent="> ") + "\n"


def promise_in_short() -> str:
    """Its short form, for a page of few words."""
    from edge.promise.promise import short_promise_text

    return textwrap.fill(short_promise_text("en"), 100, initial_indent="> ", subsequent_indent="> ") + "\n"


def method() -> str:
    """Meaning of every number of a report."""
    from central.reports.rendering.method import method_markdown

    return method_markdown()


def web_settings() -> str:
    """Settings of the pages."""
    from central.web_settings import WebSection

    rows = ["| `[web]` | default | meaning |", "|---|---|---|"]
    for name, field in WebSection.model_fields.items():
        default = json.dumps(list(field.default) if isinstance(field.default, tuple) else field.default)
        rows.append(f"| `{name}` | {'none' if default == 'null' else f'`{default}`'} | {field.description} |")
    return "\n".join(rows) + "\n"


def enrolment_settings() -> str:
    """Settings of the enrolment of kiosks."""
    from central.enrolment_settings import EnrolmentSection

    rows = ["| `[enrolment]` | default | meaning |", "|---|---|---|"]
    for name, field in EnrolmentSection.model_fields.items():
        default = "none" if field.default is None else f"`{json.dumps(field.default)}`"
        rows.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def alert_settings() -> str:
    """Settings of alerts."""
    from central.alert_settings import AlertsSection, SmtpSection, WebhookSection

    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for section, kind in (("alerts", AlertsSection), ("alerts.smtp", SmtpSection), ("alerts.webhook", WebhookSection)):
        for name, field in kind.model_fields.items():
            if name in ("smtp", "webhook"):
                continue
            value = list(field.default) if isinstance(field.default, tuple) else field.default
            shown = "wanted" if field.is_required() else "none" if value is None else f"`{json.dumps(value)}`"
            rows.append(f"| `[{section}] {name}` | {shown} | {field.description} |")
    return "\n".join(rows) + "\n"


def alert_codes() -> str:
    """The server's own alerts."""
    from central.alerts.codes import CODES

    rows = ["| code | it means | what to do |", "|---|---|---|"]
    rows += [f"| `{name}` | {code.meaning} | {code.cure} |" for name, code in CODES.items()]
    return "\n".join(rows) + "\n"


def access() -> str:
    """Table of who may use each route of central's pages and API, from the application."""
    from central.store.users import Role
    from central.web.api.endpoint import PREFIX
    from central.web.app import all_routes
    from central.web.routes import RoleRoute

    heads = ["route", "signed out", *(str(role) for role in Role), "`read` token", "`write` token"]
    rows: dict[str, list[bool]] = {}
    for route in all_routes():
        if not isinstance(route, RoleRoute):
            continue
        takes_tokens = route.path.startswith(PREFIX)
        tokens = [takes_tokens and route.needs <= role for role in (Role.VIEWER, Role.EDITOR)]
        path = re.sub(r"(?<!openapi)\.(csv|json|html|pdf)$", ".csv`, `.json`, `.html`, `.pdf", route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            rows[f"{method} {path}"] = [False, *(role >= route.needs for role in Role), *tokens]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += [f"| `{name}` | {' | '.join('yes' if may else '' for may in cells)} |" for name, cells in rows.items()]
    return "\n".join(lines) + "\n"


def networks() -> str:
    """Our networks: where each runs, and how good it is, from their specs."""
    from models.card.document import uses_sentence
    from models.gate import gate_results
    from models.serving.spec import ZOO, ModelSpec

    rows = ["| network | where it runs | limits | people who did not train it | card |", "|---|---|---|---|---|"]
    for name, figures in NETWORK_FIGURES.items():
        spec = ModelSpec.load(ZOO / f"{name}.json")
        results = gate_results(spec)
        limits = f"{sum(result.passed for result in results)} of {len(results)}"
        good = "; ".join(f"{text} {_figure(spec.metrics, path)}" for text, path in figures.items())
        rows.append(f"| `{name}` | {uses_sentence(spec)} | {limits} | {good} | [card](../models/zoo/{name}.md) |")
    return "\n".join(rows) + "\n"


NETWORK_FIGURES = {
    "smile-mesh": {
        "smile or not, area under ROC": "smile.smile_auc",
        "smiles found": "smile.smiles_found",
        "others found": "smile.others_found",
        "pictures read": "smile.coverage",
    },
    "fer-1.4m": {
        "8 classes right": "expression.accuracy",
        "smile or not, right": "expression.smile_accuracy",
        "area under ROC": "expression.smile_auc",
    },
    "voice-0.4m": {
        "laughter or another burst, area under ROC": "folds.median.auc_amusement",
        "laughter or ambience": "folds.median.auc_amusement_ambience",
        "laughs found, median of five folds of people": "folds.median.laughter_recall",
        "false an hour there": "folds.median.false_per_hour",
        "cross-validated, laughs found": "cross_validation.median.laughter_recall",
        "cross-validated, false an hour": "cross_validation.median.false_per_hour",
    },
    "body-1k": {
        "balanced accuracy": "cross_validation.balanced_accuracy",
        "area under ROC": "cross_validation.auc",
        "balanced accuracy with the signals of another person": "cross_validation.control",
    },
    "text-3.4m": {
        "comments by imagined authors that it was not trained on, classified correctly": "authors.accuracy",
        "by VADER, in English": "vader.authors_accuracy",
        "by the network, in English": "authors.languages.en.accuracy",
        "comments of a shop, by a hand of the project": "text.shop.accuracy",
        "Reddit in English": "text.sources.goemotions en.accuracy",
        "in Russian": "text.sources.ru-goemotions ru.accuracy",
    },
}
"""Network to the figures of the overview: text to path in its metrics. Shares that are no AUC are shown in percent."""


def _figure(metrics: Mapping[str, Any], path: str) -> str:
    value = reduce(lambda part, key: part[key], path.split("."), metrics)
    if path.endswith(("found", "coverage", "accuracy", "recall")) and "balanced" not in path:
        return f"{value:.1%}".replace("%", " %")
    return f"{value:g}" if value >= 1 else f"{value:.3f}"


def laughter() -> str:
    """Laughter that the voice network finds in people and rooms that it never heard, fold by fold, from its spec."""
    return _folds(_voice_metrics()["folds"])


def cross_validated_laughter() -> str:
    """Laughter that networks with the same recipe find in folds that they never heard, by which a shop goes."""
    found = _voice_metrics().get("cross_validation")
    return _folds(found) if found else "The recipe of the network that ships was not cross-validated.\n"


def _voice_metrics() -> Mapping[str, Any]:
    return _voice().metrics


def _voice() -> Any:
    from models.serving.spec import ZOO, ModelSpec

    return ModelSpec.load(ZOO / "voice-0.4m.json")


def is_laughter_heard() -> bool:
    """True if a shop reports laughter by the network that ships."""
    from models.card.laughter_sentences import is_heard_in_shops

    return is_heard_in_shops(_voice())


def laughter_sentence(name: str) -> Callable[[], str]:
    """The function of models.card.laughter_sentences with this name, for the network that ships, in lines."""

    def wrapped() -> str:
        from models.card import laughter_sentences

        return _wrapped(getattr(laughter_sentences, name)(_voice()))

    return wrapped


def _wrapped(text: str) -> str:
    indent = "  " if text.startswith("- ") else ""
    return textwrap.fill(text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) + "\n"


def _folds(found: Mapping[str, Any]) -> str:
    snrs = list(found["folds"][0]["recall_by_snr_db"])
    head = [
        "fold", "speakers", "laughs", "found", *(f"{snr} dB" for snr in snrs), "false an hour", "from ambience, AUC",
    ]  # fmt: skip
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for number, fold in enumerate(found["folds"], 1):
        shares = [f"{fold['recall_by_snr_db'][snr]:.0%}" for snr in snrs]
        counts = [str(number), str(fold["speakers"]), str(fold["laughs"]), f"{fold['laughter_recall']:.1%}", *shares]
        rows.append(f"| {' | '.join([*counts, *_rates(fold)])} |")
    for name in ("median", "worst"):
        cells = [f"{found[name]['laughter_recall']:.1%}", *[""] * len(snrs), *_rates(found[name])]
        rows.append(f"| **{name}** | | | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _rates(fold: Mapping[str, Any]) -> list[str]:
    return [f"{fold['false_per_hour']:.1f}", f"{fold['auc_amusement_ambience']:.3f}"]


def comments() -> str:
    """Shop comments for training, counted by label, topic and tone."""
    from models.data import read_table

    tables = {path.stem: read_table(path) for path in sorted((ROOT / "models/text/comments").glob("*.csv"))}
    rows = [f"| | {' | '.join(tables)} | all |", "|---" * (len(tables) + 2) + "|"]
    for column in ("label", "topic", "tone"):
        counts = [Counter(row[column] for row in table) for table in tables.values()]
        rows += [
            _counted(f"{column} {value}", [count[value] for count in counts]) for value in sorted(set().union(*counts))
        ]
    return "\n".join([*rows, _counted("**rows**", [len(table) for table in tables.values()])]) + "\n"


def _counted(name: str, counts: list[int]) -> str:
    return f"| {' | '.join([name, *map(str, [*counts, sum(counts)])])} |"


def reading() -> str:
    """Accuracy of the network for comments, from its spec: judged authors, a shop, then the other sources."""
    from models.serving.spec import ZOO, ModelSpec

    all_metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    metrics, authors = all_metrics["text"], all_metrics["authors"]
    groups = {"13 authors, all five languages": authors}
    groups |= {f"authors, {name}": authors["languages"][code] for code, name in READ_LANGUAGES.items()}
    groups |= {name: authors["cases"][case] for case, name in READ_CASES.items()}
    groups |= {"authors in kinds of shop that are new to it": authors["new_shops"]}
    groups |= {"a shop, all five languages": metrics["shop"]}
    groups |= {name: metrics["sources"][source] for name, source in READ_SOURCES.items()}
    rows = ["| comments of | how many | right | 95 % interval |", "|---|---|---|---|"]
    for name, group in groups.items():
        low, high = (f"{100 * share:.1f}" for share in group["interval"])
        rows.append(f"| {name} | {group['n']:,} | {_figure(group, 'accuracy')} | {low} to {high} % |")
    return "\n".join(rows) + "\n"


def strangers_reading() -> str:
    """Sentence on how well comments are read: first of authors that no training reads, last of the training's hand."""
    from models.serving.spec import ZOO, ModelSpec

    metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    authors, shop = metrics["authors"], metrics["text"]["shop"]
    reddit = metrics["text"]["sources"]["goemotions en"]
    sentence = (
        f"Of {authors['n']} comments in the voices of 13 imagined authors that it was not trained on, it classifies "
        f"{_figure(authors, 'accuracy')} correctly; of Reddit's in English {_figure(reddit, 'accuracy')}; of "
        f"{shop['n']} by the writer of the training comments {_figure(shop, 'accuracy')}. It misreads most irony "
        "([how well it reads](#how-well-it-reads))."
    )
    return _wrapped(sentence)


def peer() -> str:
    """Sentences about VADER in English, and the calibration error by folds of authors."""
    from models.serving.spec import ZOO, ModelSpec

    metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    objections = metrics["authors"]["objections"]
    sentences = (
        f"VADER, a list of English words with rules, classifies {_figure(metrics, 'vader.authors_accuracy')} of the "
        f"English authors correctly, and the model {_figure(metrics, 'authors.languages.en.accuracy')}. The model's "
        f"confidence is off by {metrics['held_out']['authors_ece']:.3f} on average (ECE), on authors that the "
        f"calibration excluded. "
        f"Of the {objections['n']} objections to the camera, a kiosk counts "
        f"{100 * (objections['negative'] + objections['unclear']):.1f} % as negative or unclear."
    )
    return _wrapped(sentences)


READ_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "ru": "Russian"}
READ_CASES = {
    "plain": "authors, plain comments",
    "irony": "authors, irony",
    "negated_praise": "authors, negated praise",
    "negated_dislike": "authors, negated dislike",
    "camera_objection": "authors, objections to the camera",
}
READ_SOURCES = {"Reddit, in English": "goemotions en", "Reddit, translated into Russian": "ru-goemotions ru"}


def kits() -> str:
    """List of the kits, as `vitrina kit` prints it."""
    from firmware_bridge.cli.listing import print_ports_and_kits

    with redirect_stdout(StringIO()) as printed:
        print_ports_and_kits(as_json=False)
    _, head, kits = printed.getvalue().partition("kits\n")
    return f"```\n$ vitrina kit\n{head}{kits}```\n"


def series() -> str:
    """Tables of the data dictionary of studies."""
    from edge.study.dictionary import EVENT_TYPES, SERIES, Column

    def limits(column: Column) -> str:
        if column.kind == "text" or (column.low is None and column.high is None):
            return ""
        return " to ".join("…" if limit is None else f"{limit:g}" for limit in (column.low, column.high))

    lines = []
    for one in SERIES:
        name = f"{one.name}1, {one.name}2 …" if one.is_numbered else one.name
        lines += [f"## `{name}`", "", f"{one.title}. Scope: `{one.scope}`. Rows: {one.rate}.", ""]
        lines += ["| column | unit | range | missing | meaning |", "|---|---|---|---|---|"]
        for column in one.columns:
            missing = f"`{column.missing}`" if column.missing else "never"
            lines.append(f"| `{column.name}` | {column.unit} | {limits(column)} | {missing} | {column.meaning} |")
        lines.append("")
    lines += ["### Types of markers", "", "| `type` | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in EVENT_TYPES.items()]
    return "\n".join(lines) + "\n"


def measured_models(page: str) -> Callable[[], str]:
    """The function that lists the models of a page's tables that no longer ship."""

    def sentences() -> str:
        text = replace_part((ROOT / page).read_text(encoding="utf-8"), "measured models", "")
        return _wrapped(replaced_models(text))

    return sentences


def replaced_models(text: str) -> str:
    """Sentences about the models that a text names by their hashes and that no longer ship."""
    from models.serving.spec import ZOO, ModelSpec

    sentences = []
    for label in sorted(set(re.findall(r"[\w.-]+@sha256:[0-9a-f]{12}", text))):
        name = label.partition("@")[0]
        if ModelSpec.load(ZOO / f"{name}.json").label != label:
            sentences.append(
                f"`{label}` no longer ships. What was measured with it was not repeated with its successor "
                f"([{name}](../models/zoo/{name}.md))."
            )
    return " ".join(sentences) or "All models that were measured still ship."


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"promise": promise_in_short},
    "CONTRIBUTING.md": {"promise": promise},
    "docs/privacy.md": {"promise": promise},
    "docs/install.md": {},
    "docs/accuracy.md": {
        "heard": laughter_sentence("accuracy_point"),
        "laughter": laughter,
        "folds": laughter_sentence("training_paragraph"),
        "cross-validated laughter": cross_validated_laughter,
    },
    "docs/arm.md": {"measured models": measured_models("docs/arm.md")},
    "docs/bench.md": {"measured models": measured_models("docs/bench.md")},
    "docs/limits.md": {"heard": laughter_sentence("limits_paragraph")},
    "docs/kits.md": {"kits": kits},
    "models/text/comments/README.md": {"counts": comments},
    "docs/networks.md": {"heard": laughter_sentence("networks_point"), "networks": networks},
    "docs/comments.md": {"strangers": strangers_reading, "reading": reading, "peer": peer},
    "docs/data-dictionary.md": {"series": series},
    "docs/settings.md": {"settings": settings},
    "docs/reports.md": {"method": method},
    "docs/central.md": {
        "web settings": web_settings,
        "enrolment settings": enrolment_settings,
        "alert settings": alert_settings,
        "alert codes": alert_codes,
    },
}


if sys.version_info >= (3, 11):  # the central server runs on no older Python
    PARTS["docs/central.md"]["access"] = access


def repository() -> str:
    """Address of the repository, which setup.py has; empty while nobody filled it in."""
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    values = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REPOSITORY"
        if isinstance(node.value, ast.Constant)
    ]
    return str(values[0])


def with_address(text: str, address: str) -> str:
    """The text with this address in each `git clone`; an ellipsis stands for none."""
    return re.sub(r"(?<=git clone )\S+(?= vitrina\b)", lambda _: address or "…", text)


def with_laughter_use(text: str, *, in_shops: bool) -> str:
    """The README's text, which says where laughter is heard."""
    where = "," if in_shops else " (research only)"
    return re.sub(r"(?<=with a microphone)(?:,| \(research only\))(?= laughter)", where, text)


def replace_part(text: str, name: str, content: str) -> str:
    """Replaces the text between the markers of `name` by `content`."""
    marker = re.compile(rf"(<!-- {name}\b[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marker.search(text):
        raise SystemExit(
            f"generate: there is no place for {name}: add the markers <!-- {name} --> and <!-- /{name} -->"
        )
    return marker.sub(lambda match: match[1] + content + match[2], text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a document is out of date")
    check = parser.parse_args().check
    stale = []
    for name, parts in PARTS.items():
        path = ROOT / name
        before = after = path.read_text(encoding="utf-8")
        for part, make in parts.items():
            after = replace_part(after, part, make())
        after = with_laughter_use(with_address(after, repository()), in_shops=is_laughter_heard())
        if after != before:
            stale.append(name)
            if not check:
                path.write_text(after, encoding="utf-8")
    if stale:
        print(f"generate: {'out of date, run make docs' if check else 'written'}: {', '.join(stale)}", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
