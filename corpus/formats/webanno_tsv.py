"""WebAnno TSV 3.3, as INCEpTION takes it in and gives it out: a file for each document and annotator.

    FOLDER/annotation/ARTICLE/ANNOTATOR.tsv       judgments; those of one sentence are stacked
    FOLDER/annotation/ARTICLE/INITIAL_CAS.tsv     the document alone, as INCEpTION gives it
    FOLDER/curation/ARTICLE/CURATION_USER.tsv     gold
    FOLDER/source/ARTICLE.tsv                     the document alone, where nobody has said anything
    FOLDER/names.json                             who and what the names of files stand for

A label is a span over all tokens of its sentence, on the layer `webanno.custom.Label` with the
features `value`, `unsure` and `comment`. Its value is `-` where none of the labels applies and `?`
where the sentence was skipped: without these both would look like a sentence that was not judged.
A feature that is `*` is empty, a column that is `_` has no annotation. Offsets count UTF-16 units.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import SourceError, shorten
from ..guidelines import LabelScheme
from ..reading.jsonl import parse_json
from .bundle import Bundle
from .file_names import FileNames
from .form import Format
from .labelled import LabelledArticle
from .things import ALL_SAID
from .told import Told
from .webanno_lines import (
    HEAD,
    LAYER,
    NONE,
    SKIPPED,
    UNSURE,
    LaidOut,
    lay_out,
    read_document,
    utf16_units,
    write_sentence,
)

__all__ = ["WEBANNO_TSV"]

ANNOTATION, CURATION, SOURCE = "annotation", "curation", "source"
CURATOR, INITIAL = "CURATION_USER", "INITIAL_CAS"
"""files of nobody who judges: of the gold, and of the document as it was before anybody did"""
NAMES = "names.json"
_Values = Sequence[tuple[str, str, str]]
"""value, unsure and comment of each annotation stacked on a sentence"""


def _write(articles: Iterator[LabelledArticle], _: LabelScheme, path: Path) -> None:
    documents, people = FileNames(), FileNames()
    people.of(CURATOR)
    names: dict[str, dict[str, str]] = {"documents": {}, "annotators": {}}
    for labelled in articles:
        document = documents.of(labelled.article.id)
        names["documents"][document] = labelled.article.id
        wrote = False
        laid = _laid_out(labelled)
        for person, values in _by_person(labelled).items():
            if person is None:
                file = path / CURATION / document / f"{CURATOR}.tsv"
            else:
                own = people.of(person)
                names["annotators"][own] = person
                file = path / ANNOTATION / document / f"{own}.tsv"
            _write_document(file, laid, values)
            wrote = True
        if not wrote:
            _write_document(path / SOURCE / f"{document}.tsv", laid, {})
    text = json.dumps(names, ensure_ascii=False, indent=1)
    (path / NAMES).write_text(text + "\n", encoding="utf-8")


def _by_person(labelled: LabelledArticle) -> dict[str | None, dict[int, _Values]]:
    """Return what each person said of the sentences, by their numbers; None said the gold."""
    said: dict[str | None, dict[int, _Values]] = {}
    for sentence in labelled.sentences:
        for judgment in sentence.judgments:
            labels = [SKIPPED] if judgment.skipped else sorted(judgment.labels) or [NONE]
            unsure, comment = UNSURE if judgment.unsure else "", judgment.comment or ""
            said.setdefault(judgment.annotator, {})[sentence.number] = [
                (label, unsure, comment) for label in labels
            ]
        if (ruling := sentence.ruling) is not None:
            gold = [(label, "", "") for label in sorted(ruling.labels) or [NONE]]
            said.setdefault(None, {})[sentence.number] = gold
    return said


def _laid_out(labelled: LabelledArticle) -> list[tuple[int, LaidOut]]:
    """Return the sentences of an article with their numbers, as all its files have them."""
    laid = []
    at = code_points = 0
    text = labelled.article.text
    for sentence in labelled.sentences:
        at += utf16_units(text[code_points : sentence.ref.start])
        laid.append((sentence.number, lay_out(sentence.number + 1, sentence.text, at)))
        at += utf16_units(sentence.text)
        code_points = sentence.ref.end
    return laid


def _write_document(
    file: Path, laid: Sequence[tuple[int, LaidOut]], values: Mapping[int, _Values]
) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    numbered = 0
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(HEAD)
        for number, sentence in laid:
            numbered = write_sentence(out, sentence, values.get(number, ()), numbered)


def _told(path: Path) -> Iterator[Told]:
    names = _names(path / NAMES)
    files = _files(path)
    if not files:
        raise SourceError(
            f"{path} holds no .tsv below {ANNOTATION}, {CURATION} or {SOURCE}; give the folder of an "
            "export, with a folder for each document"
        )
    for file in files:
        kind = file.relative_to(path).parts[0]
        document = file.stem if kind == SOURCE else file.parent.name
        person = None
        if kind == ANNOTATION:
            unnamed = None if file.stem == INITIAL else file.stem
            person = names["annotators"].get(file.stem, unnamed)
        article = names["documents"].get(document, _as_text_name(document))
        where = str(file)
        for line, text, said in read_document(file):
            says = tuple(_says(said, person, is_gold=kind == CURATION))
            yield Told(where, line, says, text=text, article=article, sequence=where)


def _says(said: _Values, person: str | None, *, is_gold: bool) -> Iterator[dict[str, Any]]:
    values = [value for value, _, _ in said if value]
    if not values:
        return
    labels = [value for value in values if value not in (NONE, SKIPPED)]
    if is_gold:
        yield {"labels": labels}
    elif person is not None:
        yield {
            "annotator": person,
            "labels": labels,
            "skipped": SKIPPED in values,
            "unsure": any(unsure for _, unsure, _ in said),
            "comment": next((comment for _, _, comment in said if comment), None),
        }


def _as_text_name(document: str) -> str:
    """Return the name of a document without the ending that INCEpTION's documents are called by."""
    return document.removesuffix(".tsv").removesuffix(".txt")


def _names(path: Path) -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = {"documents": {}, "annotators": {}}
    if not path.is_file():
        return names
    try:
        said = parse_json(path.read_bytes())
        return {kind: {str(name): str(said[kind][name]) for name in said[kind]} for kind in names}
    except (ValueError, KeyError, TypeError):
        raise SourceError(
            f"{path} is not what Dateline wrote: expected documents and annotators with their names, "
            f"found {shorten(path.read_text(errors='replace'))}; export again, or take it away"
        ) from None


def _files(path: Path) -> list[Path]:
    kinds = ((SOURCE, "*.tsv"), (ANNOTATION, "*/*.tsv"), (CURATION, "*/*.tsv"))
    return [file for kind, files in kinds for file in sorted((path / kind).glob(files))]


def _recognises(path: Path) -> bool:
    if not path.is_dir():
        return False
    for file in _files(path)[:1]:
        with file.open("rb") as opened:
            return opened.read(40).lstrip(b"\xef\xbb\xbf").startswith(b"#FORMAT=WebAnno TSV 3")
    return False


WEBANNO_TSV = Format(
    "webanno-tsv",
    f"INCEpTION, WebAnno TSV 3.3 on the layer {LAYER}",
    ALL_SAID - {"predictions", "scores", "seconds", "times"},
    _recognises,
    read=lambda path: Bundle(told=partial(_told, path)),
    write=_write,
)
