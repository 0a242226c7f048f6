"""What a plain `pip install` brings: everything that `dateline demo` needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def copied() -> list[str]:
    """Return what the container file takes of the checkout: enough to build of, or no image works."""
    lines = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]


def test_the_wheel_carries_sample_guidelines_templates_and_types(tmp_path: Path) -> None:
    """The sample corpus, the guidelines themselves, not a link, and the templates are inside."""
    source = tmp_path / "source"
    source.mkdir()
    for name in copied():
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, source)
        else:
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=ignore)
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [sys.executable, "-m", *build, "-w", tmp_path, source], check=True, capture_output=True
    )

    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        guidelines = archive.read("dateline/corpus/sample/annotation_guidelines.md")
    assert guidelines == (ROOT / "annotation_guidelines.md").read_bytes()
    assert {
        *(f"dateline/corpus/sample/{name}.jsonl" for name in ("articles", "judgments", "gold")),
        *(f"dateline/{room}/py.typed" for room in ("corpus", "models", "training")),
        "dateline/corpus/sample/corpus.json",
        "dateline/corpus/sample/LICENSE",
        "dateline/corpus/store/migrations/versions/m0001_first.py",
        "dateline/corpus/store/migrations/versions/m0002_page.py",
        *(
            f"dateline/corpus/{name}.css"
            for name in ("paper", "census/census", "duplicates", "explain")
        ),
        *(f"dateline/corpus/{name}.html.j2" for name in ("census/census", "duplicates")),
        *(
            f"dateline/corpus/release/documents/{path.name}"
            for path in (ROOT / "corpus" / "release" / "documents").glob("*.j2")
        ),
        "dateline/models/model_card.md.j2",
        *(
            f"dateline/models/baseline/{name}"
            for name in ("model.json", "pipeline.skops", "README.md")
        ),
        "dateline/training/report/report.css",
        "dateline/training/report/report.html.j2",
    } <= names
    assert not any(name.split("/")[0] in ("corpus", "models", "training") for name in names)
