"""An estimator of one's own in the place of Dateline's recipe."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dateline.corpus.errors import TrainingError, UntrustedModel
from dateline.corpus.nouns import Article
from dateline.corpus.sentences import split_sentences
from dateline.models.estimator_scores import EstimatorScores
from dateline.models.features import batch_of
from dateline.models.folder import Loading, load, read_facts
from dateline.training.estimators import make_estimator

from .estimators_for_tests import words

Run = Callable[..., subprocess.CompletedProcess[str]]

README = Path(__file__).parents[2] / "README.md"
MODULE = Path(__file__).with_name("estimators_for_tests.py")
STORY = "Gunmen shot at a bus near Karsovia. “We lay on the floor,” a passenger said."


@pytest.fixture
def corpus(few: Path, tmp_path: Path) -> Path:
    """Some of the demonstration's corpus, in a folder with a module of estimators."""
    shutil.copy(MODULE, tmp_path)
    return Path(shutil.copy(few / "corpus.db", tmp_path))


def test_the_estimator_of_the_readme_goes_the_whole_way(
    corpus: Path, dateline: Run, tmp_path: Path
) -> None:
    """It is trained, calibrated, saved, evaluated in folds too, compared and used, without a word."""
    (code,) = re.findall(r"```py\n(# my_models.py\n.*?)```", README.read_text("utf-8"), re.DOTALL)
    (tmp_path / "my_models.py").write_text(code, encoding="utf-8")
    done = dateline("train", "--estimator", "my_models:make", "-o", "mine", "--json")

    facts = json.loads(done.stdout)
    assert facts["estimator"] == "my_models:make"
    assert facts["recipe"].startswith("An estimator of its maker's own (my_models:make)")
    assert facts["warnings"] == []
    (tmp_path / "my_models.py").unlink()  # the model itself holds what it needs
    result = dateline("evaluate", "mine", "--folds", 2, "--resamples", 20, "--json").stdout
    report = json.loads(result)
    model = report["systems"]["model"]
    assert model["macro"]["f1"]["value"] > report["systems"]["keyword"]["macro"]["f1"]["value"]
    assert len(report["cross_validation"]["folds"]) == 2
    again = dateline("compare", "mine", "mine", "--resamples", 5, "--json").stdout
    assert json.loads(again)["macro_f1"]["difference"]["value"] == 0
    rows = dateline("predict", "-", "--model", "mine", piped=STORY).stdout.splitlines()
    assert [json.loads(row)["text"] for row in rows] == [STORY[:35], STORY[36:]]


def test_it_reads_sentences_and_nothing_else(corpus: Path, dateline: Run, tmp_path: Path) -> None:
    """A sentence gets the same probabilities in any article, and they are calibrated."""
    dateline("train", "--estimator", "estimators_for_tests:words", "-o", "mine")
    classifier = load(tmp_path / "mine")
    swapped = "“We lay on the floor,” a passenger said. Gunmen shot at a bus near Karsovia."
    one, other = (
        classifier.predict_proba(batch_of([(Article("a", "", text), split_sentences("a", text))]))
        for text in (STORY, swapped)
    )
    assert np.array_equal(one, other[::-1])
    assert ((one > 0) & (one < 1)).all()


def test_a_type_of_ones_own_is_loaded_where_its_package_is_trusted(
    corpus: Path, dateline: Run, tmp_path: Path
) -> None:
    """Training says that the package must be trusted; without --trust the model is refused."""
    done = dateline("train", "--estimator", "estimators_for_tests:Cue", "-o", "mine")
    assert "--trust estimators_for_tests" in done.stdout + done.stderr
    assert "--trust estimators_for_tests" in read_facts(tmp_path / "mine").warnings[-1]

    refused = dateline("predict", "-", "--model", "mine", piped=STORY, status=1).stderr
    assert "estimators_for_tests.Cue" in refused
    assert "--trust" in refused
    assert len(refused.splitlines()) == 1
    with pytest.raises(UntrustedModel):
        load(tmp_path / "mine", Loading(trust=("estimators_for",)))
    trusting = ("--trust", "estimators_for_tests")
    used = dateline("predict", "-", "--model", "mine", *trusting, piped=STORY)
    assert len(used.stdout.splitlines()) == 2
    dateline("check", "mine", status=1)
    assert "those of estimators_for_tests" in dateline("check", "mine", *trusting).stdout
    (tmp_path / "estimators_for_tests.py").rename(tmp_path / "elsewhere.py")
    gone = dateline("predict", "-", "--model", "mine", *trusting, piped=STORY, status=1).stderr
    assert "needs the package 'estimators_for_tests', which Python does not find" in gone
    (tmp_path / "elsewhere.py").rename(tmp_path / "estimators_for_tests.py")
    dateline("evaluate", "mine", *trusting, "--folds", 2, "--resamples", 0)
    dateline("compare", "mine", "mine", *trusting, "--resamples", 0)
    dateline("suggest", "--model", "mine", *trusting, "-n", 1, status=1)  # nothing is left to label


def test_an_error_of_somebody_elses_code_repeats_no_sentence(corpus: Path, dateline: Run) -> None:
    """scikit-learn quotes the text that it cannot take for a number; articles stay out of errors."""
    done = dateline("train", "--estimator", "estimators_for_tests:numbers", "-o", "mine", status=1)
    assert "cannot be fitted to sentences (ValueError: could not convert string to float: …)" in (
        done.stderr
    )
    assert "begins with a vectorizer" in done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("words", "names no estimator; write PACKAGE:FACTORY"),
        ("a b:c", "names no estimator; write PACKAGE:FACTORY"),
        ("no_such_package.inner:make", "there is no module 'no_such_package'"),
        ("estimators_for_tests:missing", "'missing' of estimators_for_tests is not there"),
        ("estimators_for_tests:number", "'number' of estimators_for_tests is no function"),
        ("estimators_for_tests:nothing", "gives None, which is no scikit-learn estimator"),
        ("estimators_for_tests:breaks", "fails (RuntimeError: no licence)"),
        ("estimators_for_tests:needs_more", "fails (TypeError: "),
        ("estimators_for_tests:margins", "without predict_proba; thresholds need probabilities"),
        ("broken_module:make", "cannot be imported (SyntaxError: "),
    ],
)
def test_a_name_that_gives_no_estimator(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with it is said in one line, before anything is read or trained."""
    shutil.copy(MODULE, tmp_path)
    (tmp_path / "broken_module.py").write_text("def make(:\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(TrainingError) as told:
        make_estimator(name)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Nan", "label 'attack': the estimator gives nan as a probability"),
        ("OneColumn", "expected are two columns, without and with the label"),
        ("Fails", "cannot be fitted to sentences (ValueError: no room for "),
        ("unsaved_words", "cannot be saved without pickle"),
        ("margins", "without predict_proba"),
    ],
)
def test_an_estimator_that_does_not_do(
    corpus: Path, dateline: Run, tmp_path: Path, name: str, said: str
) -> None:
    """Scores that are none, and what cannot be fitted or saved: one line, and no model is left."""
    told = dateline("train", "--estimator", f"estimators_for_tests:{name}", "-o", "mine", status=1)
    assert said in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "mine").exists()


def test_embeddings_are_not_for_an_estimator(corpus: Path, dateline: Run) -> None:
    """Both at once are wrong usage."""
    both = ("--estimator", "estimators_for_tests:words", "--embeddings", "somewhere")
    assert "leave --embeddings out" in dateline("train", *both, "-o", "mine", status=2).stderr


def test_one_class_alone_without_a_fold_is_named() -> None:
    """Where all positives of a label stand in one fold, nothing can be learned without it."""
    texts = ["Shells hit the mill.", "Rain fell."] * 6
    articles = [
        (Article(f"a{number}", "", text), split_sentences(f"a{number}", text))
        for number, text in enumerate(texts)
    ]
    truth = np.array([[number % 2, number == 0] for number in range(12)], dtype=np.int8)
    scores = EstimatorScores(words(), ("rain", "once"))
    with pytest.raises(TrainingError, match=r"'once': without fold \d of 5 .* of one class"):
        scores.fit(batch_of(articles), truth)
