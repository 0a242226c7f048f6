"""The rows of a release's tables, sorted, so that the same material gives the same bytes."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..labelling.content_notes import note_for
from .anchors import NOT_SENSITIVE, title_hash
from .material import Gold, Material, ReleasedArticle
from .normalise import AnchorSettings, count_tokens
from .people import rekey, rounded_seconds
from .schemas import PARTS, CsvTable, Table, csv_tables
from .settings import ReleaseSettings

__all__ = ["release_rows", "write_tables"]

Row = Mapping[str, Any]
_WHOLE = 1 << 28
"""Bytes of a column's dictionary, as good as without limit: fastparquet reads None where a column
goes on without its dictionary"""


def release_rows(
    material: Material, settings: ReleaseSettings, anchors: AnchorSettings, version: str
) -> dict[str, list[Row]]:
    """Return the rows of every table, by its name or, where it is CSV, its path."""
    people = rekey(_annotators(material), settings.key, version)
    rows: dict[str, list[Row]] = {
        "gold": list(_gold_rows(material)),
        "annotations": sorted(
            _annotation_rows(material, people),
            key=lambda row: (row["sentence_id"], row["annotator_id"], row["round"]),
        ),
        "articles": list(_article_rows(material, anchors)),
        "standoff": list(_standoff_rows(material)),
        "data/annotators.csv": list(_annotator_rows(material, settings, people)),
        "data/labels.csv": [
            {
                "id": label.id,
                "name": label.title,
                "definition": " ".join(label.definition.split()),
                "section": f"`{label.id}` — {label.title}",
            }
            for label in material.scheme.labels
        ],
        "data/splits.csv": [
            {"sentence_id": name, "article_id": article.id, "split": article.part}
            for article in material.articles
            for name in article.ids
        ],
    }
    if material.variant == "full":
        rows["text"] = list(_text_rows(material))
    return rows


def write_tables(folder: Path, rows: Mapping[str, Sequence[Row]], tables: Iterable[Table]) -> None:
    """Write every table that has rows: `datasets` cannot read one that has none."""
    for table in tables:
        for part in PARTS if table.stem is None else (PARTS[0],):
            chosen = rows[table.name]
            if table.stem is None:
                chosen = [row for row in chosen if row["split"] == part]
            if chosen:
                _write_parquet(folder / table.path(part), table, chosen)
    for small in csv_tables():
        _write_csv(folder / small.path, small, rows[small.path])


def _write_parquet(path: Path, table: Table, rows: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [
        pa.array([row[column.name] for row in rows], column.type) for column in table.columns
    ]
    made = pa.Table.from_arrays(columns, schema=table.schema)
    pq.write_table(
        made,
        path,
        compression="zstd",
        dictionary_pagesize_limit=_WHOLE,
        write_page_checksum=True,
    )


def _write_csv(path: Path, table: CsvTable, rows: Sequence[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = StringIO(newline="")
    writer = csv.DictWriter(file, [column.name for column in table.columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(file.getvalue().encode())


def _annotators(material: Material) -> set[str]:
    return {judgment.annotator for judgment in material.judgments} | _settling(material)


def _settling(material: Material) -> set[str]:
    """Return who settled what others said."""
    return {gold.by for gold in material.gold.values() if gold.decided_by == "adjudicator"}


def _gold_rows(material: Material) -> Iterator[Row]:
    ids = material.scheme.ids
    for article in material.articles:
        for sentence, name in zip(article.sentences, article.ids, strict=True):
            if (gold := material.gold.get(sentence.ref)) is not None:
                yield {
                    "sentence_id": name,
                    "article_id": article.id,
                    "labels": _in_order(gold.labels, ids),
                    "votes": [sum(one in said.labels for said in gold.judgments) for one in ids],
                    "n_annotators": len(gold.judgments),
                    "decided_by": gold.decided_by,
                    "split": article.part,
                }


def _in_order(labels: Iterable[str], ids: Sequence[str]) -> list[str]:
    chosen = frozenset(labels)
    return [label for label in ids if label in chosen]


def _annotation_rows(material: Material, people: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    ids = material.scheme.ids
    version = _guideline_version(material)
    for judgment in material.judgments:
        yield {
            "sentence_id": material.names[judgment.sentence],
            "annotator_id": people[judgment.annotator],
            "round": "independent",
            "labels": _in_order(judgment.labels, ids),
            "unsure": judgment.unsure,
            "suggestion_shown": judgment.suggestion_shown,
            "comment_code": None,
            "seconds": rounded_seconds(judgment.seconds),
            "annotated_at": _day(judgment.created),
            "guideline_version": version,
        }
    for sentence, gold in material.gold.items():
        if gold.decided_by == "adjudicator":
            yield _settling_row(material.names[sentence], gold, people, ids, version)


def _settling_row(
    name: str, gold: Gold, people: Mapping[str, str], ids: Sequence[str], version: str
) -> dict[str, Any]:
    return {
        "sentence_id": name,
        "annotator_id": people[gold.by],
        "round": "adjudication",
        "labels": _in_order(gold.labels, ids),
        "unsure": False,
        "suggestion_shown": False,
        "comment_code": "guideline_gap" if gold.guideline_gap else None,
        "seconds": None,
        "annotated_at": _day(gold.created),
        "guideline_version": version,
    }


def _guideline_version(material: Material) -> str:
    return f"{material.scheme.version or 'unversioned'} ({material.scheme.digest[:12]})"


def _day(said: str | None) -> datetime.date | None:
    """Return the day of an ISO 8601 time or date; None where it names none."""
    try:
        return datetime.date.fromisoformat((said or "")[:10])
    except ValueError:
        return None


def _article_rows(material: Material, anchors: AnchorSettings) -> Iterator[Row]:
    leaders: dict[str, str] = {}
    for article in material.articles:
        leaders.setdefault(article.original.cluster or article.original.id, article.id)
    for article in material.articles:
        facts = article.published
        original = article.original
        yield {
            "article_id": article.id,
            "url": facts.url,
            "url_archived": _archived(facts.extra.get("url_archived")),
            "outlet": facts.source,
            "published": _day(facts.published),
            "language": facts.language or "und",
            "title_hash": title_hash(facts.title, anchors),
            "n_tokens": count_tokens(original.text),
            "n_sentences": len(article.sentences),
            "split": article.part,
            "cluster": leaders[original.cluster or original.id],
            "text_licence": article.licence,
            "credit": facts.agency,
            "content_warning": [
                topic.id for topic in note_for(original.title, original.text).topics
            ],
            "status": "active" if _is_restorable(article, material) else "withheld",
        }


def _archived(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _is_restorable(article: ReleasedArticle, material: Material) -> bool:
    return any(sentence.ref not in material.sensitive for sentence in article.sentences)


def _standoff_rows(material: Material) -> Iterator[Row]:
    """Yield the anchors; none of an article whose text is published with names replaced.

    The masked text and bits about the text as it was would together give the names away.
    """
    for article in material.articles:
        if article.with_text:
            continue
        placed = zip(article.sentences, article.anchors, strict=True)
        for ordinal, (sentence, row) in enumerate(placed):
            reason = material.sensitive.get(sentence.ref, NOT_SENSITIVE)
            chunks = row["chunks"] if reason == NOT_SENSITIVE else []
            yield {**row, "ordinal": ordinal, "chunks": chunks, "sensitive": reason}


def _text_rows(material: Material) -> Iterator[Row]:
    for article in material.articles:
        if not article.with_text:
            continue
        text = article.published.text
        placed = zip(article.sentences, article.published_sentences, article.ids, strict=True)
        for original, sentence, name in placed:
            if original.ref not in material.sensitive:
                yield {
                    "sentence_id": name,
                    "article_id": article.id,
                    "text": text[sentence.start : sentence.end],
                    "start": sentence.start,
                    "end": sentence.end,
                    "pseudonymised": True,
                }


def _annotator_rows(
    material: Material, settings: ReleaseSettings, people: Mapping[str, str]
) -> Iterator[Row]:
    settling = _settling(material)
    for name in sorted(people, key=people.__getitem__):
        yield {
            "annotator_id": people[name],
            "role": "adjudicator" if name in settling else "annotator",
            "kind": "machine" if material.machine_labels else "person",
            **settings.annotators.get(name, {}),
        }
