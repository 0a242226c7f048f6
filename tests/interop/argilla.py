"""The Argilla client, without a server: it reads what we wrote, writes it in its own way, we read that.

What needs a server (a dataset that people answer) is not tried here.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from dateline.corpus.export import export_corpus
from dateline.corpus.store import open_corpus
from dateline.corpus.transfer import import_corpus

from ..corpus.formats.corpora import Labelling, fill, what_it_says
from .invented import invented_labelling
from .report import Report
from .tools import environment, version_of

_CODE = """
import json, sys
from pathlib import Path
from unittest.mock import MagicMock
import argilla as rg
from argilla._models import DatasetModel
from argilla.records._io import GenericIO, JsonIO

rg.Argilla._default_client = MagicMock()  # settings ask for a client, and never use it here
ours, theirs = map(Path, sys.argv[1:])
DatasetModel(**json.loads((ours / ".argilla" / "dataset.json").read_text()))
settings = rg.Settings.from_json(ours / ".argilla" / "settings.json")
settings.validate()
records = JsonIO._records_from_json(ours / "records.json")
dataset = MagicMock()
dataset.settings = settings
for row in json.loads((ours / "records.json").read_text()):  # what would go to the server
    rg.Record.from_dict(row, dataset=dataset).api_model().model_dump_json()
(theirs / ".argilla").mkdir(parents=True)
settings.to_json(theirs / ".argilla" / "settings.json")
JsonIO.to_json(records, theirs / "records.json")
(theirs / "flat.json").write_text(json.dumps(GenericIO.to_list(records, flatten=True)))
labels = [[answer.value for answer in record.responses if answer.question_name == "label"]
          for record in records]
print(json.dumps({"records": len(records), "answers": sum(map(len, labels))}))
"""


def run(folder: Path) -> Report:
    """Send a labelling through the client and back, in both of its forms."""
    programs = environment("argilla", "argilla==2.8.0", "requests")
    said = invented_labelling()
    ours, theirs = folder / "ours", folder / "theirs"
    with open_corpus(str(folder / "one.db"), create=True) as one:
        fill(one, said)
        done = export_corpus(one, ours, "argilla")
        before = what_it_says(one, "argilla")
    asked = [str(programs / "python"), "-c", _CODE, str(ours), str(theirs)]
    told = subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert f'"answers": {done.judgments}' in told, told
    shutil.copy(ours / "users.json", theirs)
    for number, path in enumerate((ours, theirs, theirs / "flat.json")):
        with open_corpus(str(folder / f"two{number}.db"), create=True) as two:
            fill(two, Labelling(said.articles, (), (), ()))
            import_corpus(two, path, "argilla")
            assert what_it_says(two, "argilla") == before, path
    return Report(
        "Argilla (client)",
        version_of(programs, "argilla"),
        len(before),
        done.judgments,
        "read by the client, written by it nested and flat, and back: identical",
        (
            "The client alone, without a server: `Settings.from_json`, the reader behind "
            "`records.from_json`, the models that go to a server, `to_json` and "
            "`to_list(flatten=True)`.",
            "The nested form drops whether an answer was submitted, a draft or discarded; the flat "
            "form keeps it.",
            "On a server people must exist before their answers: users.json lists the UUIDs that "
            "the records have.",
            "The client 2.8.0 needs `requests`, which it does not ask for.",
        ),
    )
