"""doccano's text classification: JSON Lines or CSV, a file for each member, as files or in its zip.

label.json             the labels with their keys and colours: Labels, Actions, Import Labels
sentences.jsonl        every sentence, for people to label
members/NAME.jsonl     what each annotator said, one line a sentence
gold.jsonl             the gold; only where there is some
suggestions.jsonl      what a model says; only where it says something

To doccano `[]` is none of the labels, not judged, and skipped. Three labels of our own tell these
apart, for people who label there too: `(none)`, `(skipped)` and, beside another, `(unsure)`. So `[]`
is always taken for not judged: in a project without our labels, none of the labels cannot be told
from not judged.

doccano makes the labels of an uploaded file those of who uploads it, and keeps every other column for
every member. Ours are `sentence`, `title` and `dateline` (JSON: who said what the row says). In a
member's file a row of ours that still has its labels is said by whom it names; with other labels it is
said by the member. Let people label `sentences.jsonl`, whose rows are nobody's yet.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ..errors import DatelineError, shorten
from ..guidelines import LabelScheme
from ..nouns import Judgment
from ..reading.jsonl import parse_json
from .bundle import Bundle
from .doccano_files import DoccanoRow, doccano_rows
from .file_names import FileNames
from .form import Format
from .labelled import LabelledArticle, LabelledSentence
from .things import ALL_SAID
from .told import Told, parse_ref

__all__ = ["DOCCANO"]

NONE, SKIPPED, UNSURE = "(none)", "(skipped)", "(unsure)"
"""labels of our own; no id of a label in guidelines has brackets"""
_OWN_KEYS = {NONE: "n", SKIPPED: "s", UNSURE: "u"}
_KEYS = "1234567890abcdefghijklmopqrtvwxyz"
_COLOURS = ("#0b5394", "#a61c00", "#38761d", "#741b47", "#7f6000", "#134f5c", "#351c75", "#5b3a1a")
_GREY = "#555555"
Row = dict[str, Any]


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    (path / "label.json").write_text(
        json.dumps(list(_label_types(scheme)), indent=1) + "\n", encoding="utf-8"
    )
    (path / "members").mkdir()
    names = FileNames()
    with (path / "sentences.jsonl").open("w", encoding="utf-8", newline="\n") as every:
        for labelled in articles:
            lines: defaultdict[str, list[str]] = defaultdict(list)
            for sentence in labelled.sentences:
                head = {"text": sentence.text, "label": [], "sentence": str(sentence.ref)}
                head |= {"title": labelled.article.title, "dateline": ""}
                every.write(_line(head))
                for name, labels, own in _said(sentence, names):
                    given = json.dumps(own | {"labels": labels}, ensure_ascii=False)
                    lines[name].append(_line(head | {"label": labels, "dateline": given}))
            for name, more in lines.items():
                with (path / name).open("a", encoding="utf-8", newline="\n") as file:
                    file.writelines(more)


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _label_types(scheme: LabelScheme) -> Iterator[Row]:
    """Yield the labels as doccano imports them, with keys as long as there are some."""
    for number, (label, key) in enumerate(zip_longest(scheme.ids, _KEYS[: len(scheme.ids)])):
        yield _label_type(label, key, _COLOURS[number % len(_COLOURS)])
    for label, key in _OWN_KEYS.items():
        yield _label_type(label, key, _GREY)


def _label_type(label: str, key: str | None, colour: str) -> Row:
    pressed = {"prefixKey": None, "suffixKey": key} if key else {}
    return {"text": label, **pressed, "backgroundColor": colour, "textColor": "#ffffff"}


def _said(sentence: LabelledSentence, names: FileNames) -> Iterator[tuple[str, list[str], Row]]:
    """Yield what is said of a sentence: the file it belongs to, the labels, and who said it."""
    for judgment in sentence.judgments:
        own: Row = {"annotator": judgment.annotator}
        for field in ("comment", "seconds", "created"):
            if (value := getattr(judgment, field)) is not None:
                own[field] = value
        yield f"members/{names.of(judgment.annotator)}.jsonl", _judged(judgment), own
    if (ruling := sentence.ruling) is not None:
        yield "gold.jsonl", sorted(ruling.labels) or [NONE], {"gold": ruling.decided_by}
    if (said := sentence.suggestion) is not None:
        yield "suggestions.jsonl", sorted(said.labels) or [NONE], {"scores": dict(said.scores)}


def _judged(judgment: Judgment) -> list[str]:
    labels = [SKIPPED] if judgment.skipped else sorted(judgment.labels) or [NONE]
    return [*labels, UNSURE] if judgment.unsure else labels


def _told(path: Path) -> Iterator[Told]:
    for row in doccano_rows(path):
        meta, said = row.meta, _said_in(row) if row.labels else None
        ref = parse_ref(meta.get("sentence"))
        if ref is not None and said is None:
            continue
        article = meta.get("article_id")
        yield Told(
            row.where,
            row.line,
            () if said is None else (said,),
            ref,
            row.text,
            None if article is None else str(article),
            row.member,
            item=meta.get("id"),
        )


def _said_in(row: DoccanoRow) -> Row:
    """Return the judgment, the gold or the prediction of a row that has labels."""
    own, given = _own(row), row.labels
    if own and row.is_doccanos and sorted(given) != sorted(map(str, own.get("labels", ()))):
        own = {}  # a member has labelled the row anew
    labels = [label for label in given if label not in _OWN_KEYS]
    if "gold" in own:
        return {"labels": labels, "method": own["gold"]}
    if "scores" in own:
        return {"labels": labels, "scores": own["scores"]}
    is_none, is_skipped = NONE in given, SKIPPED in given
    if bool(labels) + is_none + is_skipped != 1:
        raise row.wrong(
            "label",
            f"found {shorten(sorted(given))}: a judgment is labels, or {NONE} alone, or {SKIPPED} "
            f"alone, each with or without {UNSURE}; correct it in doccano",
        )
    said: Row = {
        "annotator": own.get("annotator") or row.member,
        "labels": labels,
        "unsure": UNSURE in given,
        "skipped": is_skipped,
        "seconds": own.get("seconds"),
        "created": own.get("created"),
    }
    if comments := [text for text in (own.get("comment"), *row.comments) if text]:
        said["comment"] = "\n".join(map(str, comments))
    return said


def _own(row: DoccanoRow) -> Row:
    """Return what our column says of who said the row; of a row that is not ours nothing."""
    cell = row.meta.get("dateline")
    if not cell:
        return {}
    try:
        own = parse_json(cell) if isinstance(cell, str) else cell
    except ValueError:
        own = None
    if not isinstance(own, dict) or not isinstance(own.get("labels", []), list):
        reason = f"expected the JSON object that Dateline wrote, found {shorten(cell)}; export anew"
        raise row.wrong("dateline", reason)
    return own


def _recognises(path: Path) -> bool:
    try:
        first = next(doccano_rows(path), None)
    except DatelineError:
        return False
    return first is not None and (first.is_doccanos or "dateline" in first.meta)


DOCCANO = Format(
    "doccano",
    "doccano, text classification",
    ALL_SAID,
    _recognises,
    read=lambda path: Bundle(told=partial(_told, path)),
    write=_write,
    assumes="an empty label list is taken for not judged; people who mean none of the labels choose "
    "(none)",
)
