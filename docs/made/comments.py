"""Parts of the documents about comments: training texts, counted, and how well the model classifies comments."""

from collections import Counter
from pathlib import Path

from made.text import figure_text, wrapped_lines

ROOT = Path(__file__).parents[2]


READ_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "ru": "Russian"}
READ_CASES = {
    "plain": "authors, plain comments",
    "irony": "authors, irony",
    "negated_praise": "authors, negated praise",
    "negated_dislike": "authors, negated dislike",
    "camera_objection": "authors, objections to the camera",
}
READ_SOURCES = {"Reddit, in English": "goemotions en", "Reddit, translated into Russian": "ru-goemotions ru"}


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
        rows.append(f"| {name} | {group['n']:,} | {figure_text(group, 'accuracy')} | {low} to {high} % |")
    return "\n".join(rows) + "\n"


def strangers_reading() -> str:
    """Sentence on how well comments are read: first of authors that no training reads, last of the training's hand."""
    from models.serving.spec import ZOO, ModelSpec

    metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    authors, shop = metrics["authors"], metrics["text"]["shop"]
    reddit, irony = metrics["text"]["sources"]["goemotions en"], authors["cases"]["irony"]
    sentence = (
        f"Of {authors['n']} comments in the voices of 13 imagined authors that it was not trained on, it classifies "
        f"{figure_text(authors, 'accuracy')} correctly; of Reddit's in English {figure_text(reddit, 'accuracy')}; of "
        f"{shop['n']} by the writer of the training comments {figure_text(shop, 'accuracy')}; of the authors' "
        f"{irony['n']} ironic ones {figure_text(irony, 'accuracy')} "
        "([how well it classifies](#how-well-the-model-classifies))."
    )
    return wrapped_lines(sentence)


def peer() -> str:
    """Sentences about VADER in English, and the calibration error by folds of authors."""
    from models.serving.spec import ZOO, ModelSpec

    metrics = ModelSpec.load(ZOO / "text-3.4m.json").metrics
    objections = metrics["authors"]["objections"]
    sentences = (
        "VADER, a list of English words with rules, classifies "
        f"{figure_text(metrics, 'vader.authors_accuracy')} of the English authors correctly, and the model "
        f"{figure_text(metrics, 'authors.languages.en.accuracy')}. The model's confidence is off "
        f"by {metrics['held_out']['authors_ece']:.3f} on average (ECE), on authors that the calibration excluded. "
        f"Of the {objections['n']} objections to the camera, a kiosk counts "
        f"{100 * (objections['negative'] + objections['unclear']):.1f} % as negative or unclear."
    )
    return wrapped_lines(sentences)
