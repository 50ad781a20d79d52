"""Writes the card of a text model: its use, data, numbers and limits."""

from models.card.parts import ModelCardTexts
from models.card.tables import nested_tables, percent_text
from models.serving.spec import ModelSpec

PURPOSE = """
Classifies a short comment in English, German, French, Spanish or Russian: its writer is displeased, pleased or neither.
Below a threshold the result is "unclear". A kiosk publishes only counts, once comments fill ten slots of ten minutes.
The central server uses it to count the reviews of a file by day.
"""

NO_PURPOSE = """
It does not identify the writer, detects no emotion, and its result for a single comment is not reliable enough to act
on. It does not say what was liked or why. It reads 280 characters and 96 tokens of a comment and ignores the rest. Do
not base any decision about a person on it.
"""

DATA = """
English Reddit comments (GoEmotions, CC BY 4.0) and their machine translations into Russian (MIT over CC BY 4.0),
labelled by three or more people; about 500 shop comments in each of the five languages, **written and labelled by one
member of this project**; comments in the voices of 27 imagined authors (CC0); and about 11,000 words and sentences by
the same member, nearly all with a label.{films}

**Authors for scoring.** The project also wrote comments in the voices of 13 other imagined authors. No training uses
them. The temperature and the threshold for "unclear" are fitted on them; the calibration error is measured with folds
of authors ([who they are](../text/authors/README.md)). The public shop rows, on which "shop" is scored, were written by
one member of the project: a style shared with the training comments makes that score too good. Nobody outside the
project wrote any of these. Test the model on comments of your own before you rely on it.

{teacher}Held-out texts (a tenth, by their hash) were used to choose the recipe.
"""

FILMS = """
Film dialogue (XED; labels under CC BY 4.0, lines from film subtitles) {yes}. Character n-grams trained with it and
without it show the cost of excluding it: {cost}.
"""

TEACHER = """
Its teacher is multilingual-e5-small (MIT). Besides the label, it was trained on the teacher's embedding of each text,
and on the output of a logistic regression on these embeddings. It was also trained on texts made of two of the
project's own.
"""

READS = """
Of comments by authors that it was not trained on, it classifies **{authors} correctly** ({low} to {high}, n {n}; the
worst author {worst}); of the shop rows by a member of the project, {shop}. Expect the lower figure, {lower}, or less.
In English, VADER, a list of words with rules, classifies {vader_authors} of the same authors' comments correctly, and
this model {english}. Of Reddit's English comments it classifies {reddit} correctly, character n-grams with the same
training {grams}, VADER {vader_reddit}.

Its confidence is calibrated for shop comments: it is off by {authors_ece} (ECE) with folds of authors, and by {ece} on
the public rows, most of which come from Reddit.
"""

FAILS = """
- **Irony.** Most models read "Great, the lift is broken again" as praise. So does this one unless a word gives it away.
  Irony, negated praise ("not what I'd call straight"), negated dislike ("can't knock it") and objections to the camera
  each have a row under "cases".
- **Reddit.** It reads Reddit's comments less well than the model before it, which was trained on fewer shop comments
  (the reason is below), and is too confident about them. Character n-grams classify more of them correctly.
- Comments that praise one thing and criticise another.
- Snippets cut out of product reviews: of those that VADER's authors rated, VADER classifies more correctly.
- German, French and Spanish neutral texts outside a shop: there were none to train on, and none to score.
- Dialects, and several languages in one comment: hardly measured. Other languages: not at all. Few of them come out as
  "unclear".
- It often reads a reproach in the form of a question ("Why is nobody at the till?") as a plain question.
- It does not know the names of products and brands, or knows only what Reddit says about them.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "For a product, train on your own texts."


def data_text(spec: ModelSpec) -> str:
    return DATA.format(
        films=_film_sentences(spec), teacher=TEACHER.lstrip() + "\n" if spec.recipe.get("taught") else ""
    )


def _film_sentences(spec: ModelSpec) -> str:
    """Sentences about film dialogue, and about the cost of excluding it if that was measured."""
    metrics = spec.metrics
    if "characters" not in metrics:
        return ""
    without, with_films = metrics["characters"], metrics["characters_with_films"]
    pairs = [("a shop", without["shop_accuracy"], with_films["shop_accuracy"])]
    pairs += [(kind, value, with_films["accuracy"][kind]) for kind, value in without["accuracy"].items()]
    cost = ", ".join(f"{kind} {one:.3f} without, {other:.3f} with" for kind, one, other in pairs if "shop " not in kind)
    return FILMS.format(yes="is used for training" if spec.recipe.get("films") else "is excluded", cost=cost).rstrip()


def measurement_tables(spec: ModelSpec) -> str:
    """Tables of all measurements, without the curves, which the figure shows."""
    results = {key: spec.metrics[key] for key in spec.metrics if key not in ("parity", "variants")}
    tables = nested_tables(
        {
            key: {name: value for name, value in result.items() if name != "risk_coverage"}
            for key, result in results.items()
        }
    )
    return f"{reading_text(spec)}\n\n{tables}" if "authors" in spec.metrics else tables


def reading_text(spec: ModelSpec) -> str:
    """Sentences about the model's accuracy: for authors who were excluded from its training, for the shop rows, and
    compared with VADER.
    """
    authors, shop, vader = (spec.metrics[key] for key in ("authors", "text", "vader"))
    low, high = authors["interval"]
    return READS.strip().format(
        authors=percent_text(authors["accuracy"]),
        low=percent_text(low),
        high=percent_text(high),
        n=authors["n"],
        worst=percent_text(authors["worst_author"]),
        shop=percent_text(shop["shop"]["accuracy"]),
        lower=percent_text(min(authors["accuracy"], shop["shop"]["accuracy"])),
        vader_authors=percent_text(vader["authors_accuracy"]),
        english=percent_text(authors["languages"]["en"]["accuracy"]),
        reddit=percent_text(shop["sources"]["goemotions en"]["accuracy"]),
        grams=percent_text(spec.metrics["characters"]["accuracy"]["goemotions en"]),
        vader_reddit=percent_text(vader["reddit_accuracy"]),
        authors_ece=f"{spec.metrics['held_out']['authors_ece']:.3f}",
        ece=f"{shop['ece']:.3f}",
    )


def training_commands(spec: ModelSpec, date: str) -> str:
    """Commands that make the model, including the file of its teacher."""
    said = " --said runs/text-said.npz" if spec.recipe.get("taught") else ""
    teacher = ("python -m models.text.teacher --out runs/text-said.npz",) if said else ()
    return "\n".join(
        (
            *teacher,
            f"python -m models.train text --seed {spec.recipe['seed']}{said}",
            f"python -m models.export runs/text --name {spec.name}",
            f"python -m models.card {spec.name} --date {date}",
            f"python -m models.gate {spec.name}",
        )
    )


CARD = ModelCardTexts(
    rights=licence_text,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=data_text,
    numbers=measurement_tables,
    fails=FAILS,
    commands=training_commands,
)
