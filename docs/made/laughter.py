"""Parts of the documents about laughter: figures of its model, and whether a shop reports it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from made.text import wrapped_lines

IN_SHOPS = "It also measures laughter, and in research,"
IN_RESEARCH = "In research, it also measures laughter, and"


def laughter() -> str:
    """Scores of the laughter model on people and rooms that it was not trained on, fold by fold, from its settings."""
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

        return wrapped_lines(getattr(laughter_sentences, name)(_voice()))

    return wrapped


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


def with_laughter_use(text: str, *, in_shops: bool) -> str:
    """The README's text, which says where laughter is heard."""
    use = IN_SHOPS if in_shops else IN_RESEARCH
    return re.sub(rf"(?:{IN_SHOPS}|{IN_RESEARCH})(?= with)", use, text)
