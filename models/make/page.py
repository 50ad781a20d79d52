"""Page about an own model, as one HTML file that loads no other files: the verdict, what it rests on, what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.markup.elements import Content, Markup, html_tag
from models.expression.data import CLASSES
from models.make.plots import ShareRow, calibration_plot, share_plot, share_text
from models.make.style import STYLE
from models.make.verdict import Verdict, bound_text, value_text
from models.serving.gate import SHOP
from models.serving.spec import ModelSpec

POLICY = "default-src 'none'; style-src 'unsafe-inline'"

VERDICTS = {
    True: "A shop may use this model. It passes the licence, every rule of the gate, and the audit by groups.",
    False: "For research only. A shop does not count smiles with this model.",
}

CONFUSION_CAPTION = (
    "Rows: the folder of an image. Columns: the most likely class. Each person was judged by a model that was not"
    " trained on them."
)
CALIBRATION_TEXT = (
    "On the dashed line, the probabilities are honest: of the images to which the model gives 0.8, 80 % are right."
    " Below it, the model is too sure. Larger dots stand for more images."
)
LOWEST = "Red: the group that is read worst. The table of gaps shows whether that is more than chance."
WITHIN = (
    "A rule fails only by a gap that is certain. Every gap within the interval is still possible: with more people, the"
    " interval gets narrower."
)
CHECK_MISREAD = "Check these first: the label may be wrong. Remove an image that two people would sort differently."
PRIVATE = (
    "This page names files of your images. It stays on this computer unless you pass it on. The model and its card name"
    " nobody. The folder packed has the faces that were cut out: treat it like the images."
)


@dataclass(frozen=True)
class MadeModel:
    """Everything that the page shows. `unused`: images that could not be used, with the reasons. `misread`: images that
    were read wrongly. `pictures`: number of images in the folder.
    """

    spec: ModelSpec
    verdict: Verdict
    pictures: int
    unused: Sequence[tuple[str, str]]
    misread: Sequence[Mapping[str, Any]]
    command: str
    day: str
    seconds: float


def model_page(made: MadeModel) -> str:
    """The page, as HTML."""
    title = f"{made.spec.name}: own expression model"
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        html_tag("title", title),
        Markup(f"<style>{STYLE}</style>"),
    ]
    sections = [
        *_verdict(made), *_accuracy(made), *_calibration(made), *_confusion(made), *_audit(made), *_failures(made),
        *_next_steps(made), *_making(made),
    ]  # fmt: skip
    body = html_tag("main", [html_tag("h1", title), *sections])
    return f'<!DOCTYPE html>\n<html lang="en">{html_tag("head", head).html}{html_tag("body", body).html}</html>\n'


def _verdict(made: MadeModel) -> Iterator[Markup]:
    is_shop = made.verdict.use == SHOP
    yield html_tag("div", html_tag("p", VERDICTS[is_shop]), class_=f"verdict {made.verdict.use}")
    cv = made.spec.metrics["cross_validation"]
    weak = cv["accuracy_interval"][0] <= cv["always"]
    facts = (
        f"{cv['n']} of {made.pictures} images were used, of {cv['people']} people. For people that it was not trained"
        f" on, the model names the right class in {share_text(cv['accuracy'], cv['accuracy_interval'])}, and is right"
        f" about a smile in {share_text(cv['smile_accuracy'], cv['smile_interval'])} of the faces that it reads."
    )
    yield html_tag("p", facts)
    if weak:
        always = f"Always answering with the most frequent class is right in {share_text(cv['always'])}."
        yield html_tag("p", f"{always} Nobody can say yet whether this model is better than that.")
    if made.verdict.missing:
        yield html_tag("h3", "What a shop would need")
        yield html_tag("ul", [html_tag("li", each.what) for each in made.verdict.missing])


def _accuracy(made: MadeModel) -> Iterator[Markup]:
    cv = made.spec.metrics["cross_validation"]
    yield html_tag("h2", "Accuracy by folds of people")
    yield html_tag(
        "p",
        f"The people were divided into {len(cv['folds'])} folds. A model was trained without each fold, in the same way"
        " as the one that you keep, and judged on that fold. The intervals (95 %) are for other people like these:"
        " several images of one person count less than images of several people.",
    )
    for name, heading, always in (
        ("accuracy", "Right class", "always"), ("smile", "Smile or not, of the faces that were read", "smile_always"),
    ):  # fmt: skip
        key = "smile_accuracy" if name == "smile" else name
        worst = cv["worst"][key]
        rows = [ShareRow("all folds", cv[key], cv[f"{name}_interval"])]
        for fold in cv["folds"]:
            is_worst = (fold[key] or 0.0) == worst
            label = f"fold {fold['fold']}{', worst' if is_worst else ''} ({fold['people']} people, n = {fold['n']})"
            rows.append(ShareRow(label, fold[key], None, is_worst))
        caption = "Dashed: a model that always gives the same, most frequent answer."
        plot = share_plot(heading, rows, ("no skill", cv[always]))
        yield html_tag("figure", [html_tag("h3", heading), plot, html_tag("figcaption", caption)])


def _calibration(made: MadeModel) -> Iterator[Markup]:
    cv, fitted = made.spec.metrics["cross_validation"], made.spec.metrics["held_out"]
    yield html_tag("h2", "Calibration")
    how = (
        f"Temperature ({made.spec.temperature:g}) and abstention threshold"
        f" ({made.spec.thresholds['abstain_below']:g}) were fitted on {fitted['n']} images, each read by a model that"
        " was not trained on the person. In the plot, those of each fold come from the other folds."
        if fitted.get("fitted", True)
        else "There were too few images to fit a temperature: it is that of the model from which the training started."
    )
    yield html_tag("p", how)
    plot = calibration_plot("Calibration", cv["calibration"])
    caption = f"{CALIBRATION_TEXT} Mean error: {cv['ece']:.3f}."
    yield html_tag("figure", [plot, html_tag("figcaption", caption)])


def _confusion(made: MadeModel) -> Iterator[Markup]:
    counts = made.spec.metrics["cross_validation"]["confusion"]
    labels = [index for index, row in enumerate(counts) if sum(row)]
    columns = [index for index in range(len(CLASSES)) if index in labels or any(row[index] for row in counts)]
    yield html_tag("h2", "Confusion")
    head = html_tag("tr", [html_tag("th", ""), *(html_tag("th", CLASSES[each], scope="col") for each in columns)])
    lines = [
        html_tag(
            "tr",
            [
                html_tag("th", f"{CLASSES[row]} ({sum(counts[row])})", scope="row"),
                *(_shaded_cell(counts[row][column] / sum(counts[row]), counts[row][column]) for column in columns),
            ],
        )
        for row in labels
    ]
    inside = [html_tag("caption", CONFUSION_CAPTION), html_tag("thead", head), html_tag("tbody", lines)]
    yield html_tag("div", html_tag("table", inside, class_="confusion"), class_="scroll", tabindex="0")


def _shaded_cell(share: float, count: int) -> Markup:
    colour = "#fff" if share > 0.6 else "inherit"
    return html_tag("td", str(count), style=f"background: rgb(0 114 178 / {share:.2f}); color: {colour}")


def _audit(made: MadeModel) -> Iterator[Markup]:
    yield html_tag("h2", "Groups of people")
    audit = made.spec.metrics.get("audit")
    if audit is None:
        yield html_tag("p", "Not audited: the folder has no groups.csv.")
        return
    yield html_tag("p", "Is anybody read worse? By the groups of groups.csv, over all folds. Right about a smile:")
    for attribute, values in audit["groups"].items():
        lowest = min((row["smile_accuracy"] for row in values.values() if row["smile_accuracy"] is not None), default=0)
        rows = [
            ShareRow(f"{value} ({row['people']} people, n = {row['n']})", row["smile_accuracy"],
                     row["interval"]["smile_accuracy"], row["smile_accuracy"] == lowest and len(values) > 1)
            for value, row in values.items()
        ]  # fmt: skip
        plot = share_plot(f"Smile or not, by {attribute}", rows)
        yield html_tag("figure", [html_tag("h3", attribute), plot, html_tag("figcaption", LOWEST)])
    groups = [
        (f"{attribute}: {value}", str(row["people"]), str(row["n"]), share_text(row["abstained"]),
         share_text(row["used"]))
        for attribute, values in audit["groups"].items()
        for value, row in values.items()
    ]  # fmt: skip
    heads = ("group", "people", "images", "not read: the model abstained", "images with a usable face")
    yield html_table("Faces that are not read", heads, groups)
    gaps = [
        (share.replace("_", " "), f"{gap['gap'] * 100:.1f}",
         f"{gap['interval'][0] * 100:.1f} to {gap['interval'][1] * 100:.1f}", gap["of"])
        for share, gap in audit["gaps"].items()
    ]  # fmt: skip
    caption = (
        "The most certain gap of each share, in points. The intervals (95 %) hold for all pairs of groups together."
    )
    yield html_table(caption, ("share", "gap", "interval", "between"), gaps)
    if gaps:
        yield html_tag("p", WITHIN, class_="faint")


def _failures(made: MadeModel) -> Iterator[Markup]:
    yield html_tag("h2", "What failed")
    rules = [
        (rule.rule.path.replace(".", " › ").replace("_", " "), value_text(rule), bound_text(rule), "failed")
        for rule in made.verdict.rules
        if not rule.passed
    ]
    if not made.spec.may_be_used("commercial"):
        rules.insert(0, ("licence tier", made.spec.licence, "commercial", "failed"))
    passed = sum(rule.passed for rule in made.verdict.rules)
    yield html_tag("p", f"{passed} of {len(made.verdict.rules)} rules of the gate are passed.")
    yield html_table("Rules that are not passed", ("rule", "measured", "required", ""), rules, "failed")
    if made.misread:
        misread = [
            (str(each["name"]), str(each["label"]), str(each["read"]), f"{each['probability']:.2f}")
            for each in made.misread
        ]
        heads = ("image", "folder", "read as", "probability")
        yield html_table(f"Misread images, the surest first. {CHECK_MISREAD}", heads, misread)
    if made.unused:
        reasons = Counter("the face is too small" if " px wide" in reason else reason for _, reason in made.unused)
        counted = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
        yield html_tag("p", f"{len(made.unused)} images could not be used: {counted}.")
        listed = html_table("", ("image", "reason"), made.unused, "words")
        yield html_tag("details", [html_tag("summary", "List of these images"), listed])


def _next_steps(made: MadeModel) -> Iterator[Markup]:
    yield html_tag("h2", "What to do next")
    steps: list[Content] = [html_tag("li", todo) for todo in dict.fromkeys(each.todo for each in made.verdict.missing)]
    if made.verdict.use == SHOP:
        steps.append(html_tag("li", "Name the model in the settings of a kiosk, and run vitrina doctor:"))
    else:
        steps.append(html_tag("li", "Then run the same command again. In research, you may use the model now:"))
    use = "" if made.verdict.use == SHOP else 'use = "research"\n'
    setting = f'[models]\n{use}expression = "{made.spec.folder.absolute() / made.spec.path.stem}.json"'
    yield html_tag("ol", steps)
    yield html_tag("pre", html_tag("code", setting))


def _making(made: MadeModel) -> Iterator[Markup]:
    spec = made.spec
    start = spec.recipe.get("start", {}).get("name", "nothing")
    yield html_tag("h2", "How it was made")
    rows = [
        ("command", made.command), ("model", spec.label), ("started from", start),
        ("licence tier", f"{spec.licence}. {spec.licence_note}"),
        ("made", f"{made.day}, in {made.seconds / 60:.1f} min"),
        ("card", f"{spec.path.stem}.md"),
    ]  # fmt: skip
    yield html_table("", ("", ""), rows, "words")
    yield html_tag("p", PRIVATE, class_="faint")


def html_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> Markup:
    """HTML table with row names in the first column; an empty text without rows."""
    lines = [
        html_tag("tr", [html_tag("th", row[0], scope="row"), *(html_tag("td", cell) for cell in row[1:])])
        for row in rows
    ]
    if not lines:
        return Markup("")
    head = html_tag("thead", html_tag("tr", [html_tag("th", each, scope="col") for each in heads]))
    inside = [html_tag("caption", caption) if caption else None, head if any(heads) else None, html_tag("tbody", lines)]
    return html_tag("div", html_tag("table", inside, class_=kind or None), class_="scroll", tabindex="0")
