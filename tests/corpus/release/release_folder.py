"""A stand-off release, as small as it may be: what `dateline rehydrate` reads, and no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dateline.corpus.nouns import Article, SentenceRef
from dateline.corpus.release.anchors import (
    SENTENCES_SCHEMA,
    anchor_rows,
    sentence_ids,
    title_hash,
)
from dateline.corpus.release.normalise import AnchorSettings, count_tokens, normaliser_to_json
from dateline.corpus.sentences import describe_sentences, split_sentences

SETTINGS = AnchorSettings("a test")

Spans = Sequence[tuple[int, int]] | None


def publish(
    folder: Path,
    articles: Sequence[tuple[Article, Spans]],
    gold: Mapping[SentenceRef, Sequence[str]] | None = None,
    *,
    splits: Mapping[str, str] | None = None,
    withheld: Mapping[SentenceRef, str] | None = None,
    settings: AnchorSettings = SETTINGS,
    takedown: Sequence[str] = (),
    guidelines: str | None = None,
) -> Path:
    """Write the release of some articles; without gold each sentence has no label."""
    anchors: list[dict[str, Any]] = []
    labelled: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    about: list[dict[str, Any]] = []
    for article, spans in articles:
        sentences = (
            split_sentences(article.id, article.text)
            if spans is None
            else describe_sentences(article.id, article.text, spans)
        )
        anchors += anchor_rows(article, sentences, withheld or {}, settings)
        split = (splits or {}).get(article.id, "train")
        about.append(
            {
                "article_id": article.id,
                "url": article.url,
                "outlet": article.source,
                "title_hash": title_hash(article.title, settings),
                "n_tokens": count_tokens(article.text),
                "split": split,
            }
        )
        for sentence, name in zip(sentences, sentence_ids(article, sentences), strict=True):
            labels = list((gold or {}).get(sentence.ref, ()))
            labelled.append(
                {
                    "sentence_id": name,
                    "article_id": article.id,
                    "labels": labels,
                    "split": split,
                    "decided_by": "majority",
                }
            )
            said.append(
                {
                    "sentence_id": name,
                    "annotator_id": "ann1",
                    "round": "independent",
                    "labels": labels,
                    "unsure": False,
                }
            )
    write = {
        "standoff/sentences.parquet": pa.Table.from_pylist(anchors, schema=SENTENCES_SCHEMA),
        "data/gold/train.parquet": pa.Table.from_pylist(labelled),
        "data/articles/articles.parquet": pa.Table.from_pylist(about),
        "data/annotations/annotations.parquet": pa.Table.from_pylist(said),
    }
    for name, table in write.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / name)
    normaliser = json.dumps(normaliser_to_json(settings))
    (folder / "standoff" / "normaliser.json").write_text(normaliser, encoding="utf-8")
    lines = "".join(json.dumps({"id": name, "scope": "article"}) + "\n" for name in takedown)
    (folder / "takedown.jsonl").write_text(lines, encoding="utf-8")
    if guidelines is not None:
        (folder / "docs").mkdir()
        (folder / "docs" / "GUIDELINES.md").write_text(guidelines, encoding="utf-8")
    (folder / "release.json").write_text('{"name": "test", "version": "0.1.0"}', encoding="utf-8")
    seal(folder)
    return folder


def seal(folder: Path) -> None:
    """Write the digests of all files of a release anew."""
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    (folder / "SHA256SUMS").write_text(
        "".join(
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
            for path in files
        ),
        encoding="utf-8",
    )
