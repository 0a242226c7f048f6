"""What prediction does not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from pathlib import Path
from dateline.models.batches import predict_source
from dateline.models.folder import load

folder = Path(sys.argv[1])
(folder / "a.txt").write_text("Shells hit the mill.")
predict_source(load(Path(sys.argv[2])), [str(folder / "a.txt")], folder / "out.jsonl")
heavy = {"typer", "starlette", "jinja2", "sqlalchemy", "sqlite3", "matplotlib"}
print(sorted(heavy & set(sys.modules)))
"""


def test_prediction_loads_no_web_no_command_line_no_database(
    saved_model: Path, tmp_path: Path
) -> None:
    """Loading a model and predicting a file imports none of the heavy packages."""
    ran = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path), str(saved_model)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
