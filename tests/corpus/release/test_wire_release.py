"""The project's own data set, as it lies in the repository."""

from __future__ import annotations

import json
from pathlib import Path

from dateline.corpus.release.check_rules import Checked, broken_rules
from dateline.corpus.release.opened import OpenRelease
from dateline.corpus.release.runs import all_runs
from dateline.models.folder import load

RELEASE = Path(__file__).parents[3] / "corpus" / "releases" / "dateline-wire-0.1.0"


def test_the_release_in_the_repository_keeps_its_promises() -> None:
    """It is as it was made, says that a machine labelled it, and its model loads."""
    release = OpenRelease(RELEASE)

    assert broken_rules(Checked(release)) == []
    assert release.facts["machine_labels"]
    assert "Machine-generated labels" in release.text("README.md")
    assert load(RELEASE / "model").labels == release.labels


def test_nothing_of_the_articles_is_in_it(shared_data: Path) -> None:
    """No eight words in a row of any of the articles stand in any of its files."""
    with (shared_data / "wire" / "articles.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]

    assert len(texts) == 154
    assert broken_rules(Checked(OpenRelease(RELEASE), None, all_runs(texts))) == []
