"""What hostile and clumsy input does to the corpus commands: one line, status 1, nothing lost."""

from __future__ import annotations

import csv
import datetime
import decimal
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.corpus.errors import GuidelinesError, StoreError
from dateline.corpus.guidelines import parse_guidelines
from dateline.corpus.store import open_corpus
from dateline.corpus.terminal.console import printable, show_table
from dateline.training.cli import main

PROGRAM = Path(sys.executable).with_name("dateline")
TEXT = "Shells fell on the harbour. Nobody was hurt."
SENTENCES = [[0, 27], [28, 44]]
ARTICLE = {"id": "a1", "title": "", "text": TEXT, "sentences": SENTENCES}
JUDGMENT = {"article_id": "a1", "start": 0, "end": 27, "annotator": "A", "labels": ["attack"]}
GOLD = {"article_id": "a1", "start": 0, "end": 27, "labels": ["attack"]}
RED = "\x1b[31mred\x07"


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out, parse_constant=pytest.fail)
        return found


Here = Callable[..., Ended]


@pytest.fixture
def here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Here:
    """Run a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
            sys.exit(0)
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


def write(path: str | Path, *rows: dict[str, Any]) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b'{"text":"A.","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "more than 100 deep"),
        (b'{"text":"A.","x":' + b"[" * 950 + b"]" * 950 + b"}", "more than 100 deep"),
        (b'{"text":"A.","x":' + b"9" * 5_000 + b"}", "found a number of 5,000 digits"),
        (b'{"text":"A.","x":1e999}', "field 'x': expected what JSON can hold"),
        (b'{"text":"A.","x":["\\ud800"]}', "field 'x': found half of a surrogate pair"),
        (b'{"text":"A.","\\ud800":1}', "field '\\ud800': found half of a surrogate pair"),
        (b'{"text":"A b.","sentences":[[false,true]]}', "expected [start, end], found [False"),
        (b"null", "expected a JSON object, found null"),
        (json.dumps(GOLD).encode(), "found a row of the kind gold, expected an article"),
    ],
)
def test_a_row_that_cannot_be_kept_is_left_out_and_named(here: Here, row: bytes, said: str) -> None:
    """The row is named with its reason, the others go in and come out again."""
    good = json.dumps(ARTICLE).encode()
    Path("in.jsonl").write_bytes(row + b"\n" + good + b"\n")

    done = here("ingest", "in.jsonl", "--json")

    assert (done.json()["added"], done.json()["rejected"]) == (1, 1)
    assert "left out: in.jsonl, line 1: " in done.err
    assert said in done.err
    assert here("export", "-o", "out").status == 0


@pytest.mark.parametrize("suffix", [".txt", ".jsonl", ".csv"])
def test_a_file_that_breaks_off_in_its_encoding_is_passed_over(here: Here, suffix: str) -> None:
    """Half a character at the end of UTF-16 is no traceback."""
    Path(f"in{suffix}").write_bytes(TEXT.encode("utf-16") + b"\x0a")

    done = here("ingest", f"in{suffix}")

    assert done.status == 1
    assert f"in{suffix}: looked like utf-16 and has bytes that are not" in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,x,x\nA b.,1,2\n", "has 2 columns called 'x'; rename or drop all but one"),
        ("", "is empty or begins with an empty line"),
        ("\n\ntext\nA b.\n", "is empty or begins with an empty line"),
        ('text,sentences\nA b.,"' + "[" * 9_000 + '"\n', "field 'sentences': expected [[start"),
        ('"text\nA b.\n', "in.csv, line 1: is no CSV row"),
    ],
)
def test_a_csv_file_with_a_trap_is_named(here: Here, content: str, said: str) -> None:
    """What would be dropped or misread in silence is refused with the reason."""
    Path("in.csv").write_text(content, encoding="utf-8")
    done = here("ingest", "in.csv")

    assert done.status == 1
    assert said in done.err


def test_a_column_without_a_name_is_kept(here: Here) -> None:
    """The row numbers that pandas writes under an empty name do not spoil the rows."""
    Path("in.csv").write_text(f",text\n0,{TEXT}\n", encoding="utf-8")

    assert here("ingest", "in.csv", "--json").json()["added"] == 1
    here("export", "-o", "out")
    assert json.loads(Path("out/articles.jsonl").read_text("utf-8"))[""] == "0"


def test_parquet_cells_become_what_json_can_hold(here: Here) -> None:
    """Decimals, dates within lists, nanoseconds and not-a-number go in and come out again."""
    day = datetime.date(2031, 5, 1)
    columns: dict[str, Any] = {
        "text": [TEXT],
        "id": [float("nan")],
        "published": pa.array([1_935_360_000_000_000_001], pa.timestamp("ns", "UTC")),
        "cost": [decimal.Decimal("1.50")],
        "days": [[{"day": day, "share": float("nan")}]],
    }
    pq.write_table(pa.table(columns), "in.parquet")

    assert here("ingest", "in.parquet", "--json").json()["added"] == 1
    here("export", "-o", "out")
    row = json.loads(Path("out/articles.jsonl").read_text("utf-8"))
    assert row["published"] == "2031-05-01T00:00:00+00:00"
    assert (row["cost"], row["days"]) == ("1.50", [{"day": "2031-05-01", "share": None}])


def test_parquet_cells_that_cannot_be_kept_are_named(here: Here) -> None:
    """Bytes, an endless number and broken UTF-8 leave their rows out; a double column the file."""
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")]
    )
    cells: dict[str, Any] = {"bytes": [b"\0"], "endless": [float("inf")], "broken": broken}
    for name, cell in cells.items():
        pq.write_table(pa.table({"text": [TEXT], "x": cell}), f"{name}.parquet")
        done = here("ingest", f"{name}.parquet")
        assert done.status == 1
        assert f"left out: {name}.parquet, line 1: field 'x': " in done.err
    twice = pa.Table.from_arrays([pa.array([TEXT])] * 2, names=["text", "text"])
    pq.write_table(twice, "twice.parquet")
    assert "has 2 columns called 'text'" in here("ingest", "twice.parquet").err


def test_a_parquet_file_broken_in_the_middle_says_from_where(here: Here) -> None:
    """Rows before the damage go in; the message has a reason."""
    rows = [f"Village {number} was quiet. " * 30 for number in range(2000)]
    pq.write_table(pa.table({"text": rows}), "in.parquet", row_group_size=400)
    raw = bytearray(Path("in.parquet").read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 2000] = b"\xff" * 2000
    Path("in.parquet").write_bytes(raw)

    done = here("ingest", "in.parquet", "--json")

    assert done.json()["added"] > 0
    assert "in.parquet: cannot be read beyond row" in done.err
    assert "None" not in done.err


def test_a_pipe_in_the_place_of_a_file_is_refused(here: Here) -> None:
    """Nothing waits for ever on a FIFO that nobody writes to."""
    for name in ("in.txt", "in.jsonl"):
        os.mkfifo(name)
    assert "in.txt is a pipe or a device" in here("ingest", "in.txt").err
    assert "in.jsonl is a pipe or a device" in here("import", "in.jsonl").err


def test_a_closed_standard_input_is_said(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job without standard input gets a sentence."""
    monkeypatch.setattr(sys, "stdin", None)
    done = here("ingest", "-")

    assert done.err.startswith("dateline: standard input is closed")


def test_a_folder_is_ingested_twice_without_its_own_rejects(here: Here) -> None:
    """The file of rejects that a run leaves in the folder is no source of the next run."""
    write("in.jsonl", ARTICLE)
    Path("empty.txt").touch()

    first = here("ingest", ".", "--json").json()
    kept = Path("corpus.db.rejects.jsonl").read_bytes()
    second = here("ingest", ".", "--json").json()

    assert (first["rejected"], second["rejected"], second["unchanged"]) == (1, 1, 1)
    assert Path("corpus.db.rejects.jsonl").read_bytes() == kept
    assert "would be written over" in here("ingest", "corpus.db.rejects.jsonl").err


def test_links_that_run_in_circles_have_an_end(here: Here) -> None:
    """A folder within itself is not followed, nor is a link to itself; both are named."""
    folder = Path("in")
    folder.mkdir()
    write(folder / "a.jsonl", ARTICLE)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "again").symlink_to(folder.absolute())

    done = here("ingest", "in", "--json")
    assert (done.json()["added"], done.json()["rejected"]) == (1, 2)
    assert "in/loop.txt: cannot be read: Too many levels of symbolic links" in done.err
    assert "in/again: is a link to a folder, and such links are not followed" in done.err


@pytest.mark.parametrize("seconds", [3, 3.5, 10**30])
def test_durations_come_back_and_change_nothing(here: Here, seconds: float) -> None:
    """Whole seconds are the same judgment after export and import, very many seconds too."""
    write("in/articles.jsonl", ARTICLE)
    write("in/judgments.jsonl", JUDGMENT | {"seconds": seconds})
    here("import", "in")
    here("export", "-o", "out")

    assert here("import", "out", "--json").json()["judgments"] == 0


def test_gold_that_says_its_split_is_gold(here: Here) -> None:
    """A key more than the contract's does not turn a ruling into something else, or lose it."""
    write("in/articles.jsonl", ARTICLE | {"article_id": "their own name", "split": "train"})
    write("in/gold.jsonl", GOLD | {"split": "test"})

    assert here("import", "in", "--json").json()["rulings"] == 1
    here("export", "-o", "out")
    done = here("import", "out", "--corpus", "again.db", "--json").json()
    assert (done["articles"], done["rulings"], done["split"]) == (1, 1, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seconds": 10**400}, "field 'seconds': expected a duration in seconds"),
        ({"end": 10**400}, "has no sentence [0, 1000000"),
        ({"start": 10**400}, "field 'end': expected more than start, which is 1000000"),
        ({"article_id": "x" * 10_000}, "the corpus holds no article 'xxxxxxx"),
        ({"article_id": RED}, r"the corpus holds no article '\x1b[31mred\x07'"),
    ],
)
def test_a_judgment_with_a_monstrous_field_is_one_short_line(
    here: Here, change: dict[str, Any], said: str
) -> None:
    """Numbers of 400 digits, names of 10,000 letters and escape sequences are cut and spelled out."""
    write("in/articles.jsonl", ARTICLE)
    write("in/judgments.jsonl", JUDGMENT | change)

    done = here("import", "in", "--json")

    assert said in done.err
    assert len(done.err) < 400
    assert "\x1b" not in done.err
    assert done.json()["error"]["kind"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a0,train,"], "line 1: found the columns ['a0', 'train', '']"),
        (["article_id,split,cluster", "zz,train,"], "the corpus holds no article 'zz'"),
        (["article_id,split,cluster", "a1,train"], "line 2: has 2 cells where the header has 3"),
        (["article_id,split,cluster", "a1,trian,"], "line 2: field 'split': found 'trian'"),
        (
            ["article_id,split,cluster", "a1,train,", "a1,test,"],
            "line 3: field 'split': found test for the article 'a1', which stands in train",
        ),
        (["article_id,split,cluster", 'a1,train,"'], "is no CSV row"),
        (["article_id,split,cluster", "\udcff\udcfe\0"], "is no text that Dateline can read"),
    ],
)
def test_a_wrong_split_file_is_refused_whole(here: Here, rows: list[str], said: str) -> None:
    """No article gets a part from a file that is wrong anywhere."""
    write("in/articles.jsonl", ARTICLE)
    raw = "\n".join(rows).encode("utf-8", "surrogateescape")
    Path("in/splits.csv").write_bytes(raw)

    done = here("import", "in")

    assert done.status == 1
    assert said in done.err
    assert not Path("corpus.db").exists()


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ('{"split": 5}', "split"),
        ('{"split": {"seed": 0, "test": 2.0, "validation": 0.0}}', "split"),
        ('{"quotations": "halved"}', "quotations"),
        ('{"machine_labels": "no"}', "machine_labels"),
    ],
)
def test_a_wrong_setting_is_refused(here: Here, content: str, field: str) -> None:
    """A changed corpus.json does not get into a corpus, where later commands would stumble."""
    write("in/articles.jsonl", ARTICLE)
    Path("in/corpus.json").write_text(content, encoding="utf-8")

    assert f"in/corpus.json: field '{field}': expected" in here("import", "in").err


@pytest.mark.parametrize(
    ("sentence", "metadata", "said"),
    [
        ({"sent_text": 5}, {}, "sents.jsonl, line 1: field 'sent_text': expected a string"),
        ({"doc_id": []}, {}, "sents.jsonl, line 1: field 'doc_id': expected a number"),
        ({}, {"doc_id": []}, "metadata.jsonl, line 1: field 'doc_id': expected a number"),
        ({}, {"url": 5}, "metadata.jsonl, line 1: field 'url': expected a string"),
    ],
)
def test_police_events_of_a_wrong_type_are_named(
    here: Here, sentence: dict[str, Any], metadata: dict[str, Any], said: str
) -> None:
    """A value of another type names its file, line and field."""
    row = {"doc_id": 1, "sent_id": 1, "sent_labels": [], "sent_text": "It rained."}
    write("sents.jsonl", row | sentence)
    write("metadata.jsonl", {"doc_id": 1, "date": "", "url": ""} | metadata)

    assert said in here("import", ".", "--format", "india-police-events").err


def test_nothing_steers_the_terminal(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences, line ends and reversed writing in names are spelled out; Persian is not."""
    assert printable("a\x1b[31m\n\u202eb\udcff\x9b") == r"a\x1b[31m\n\u202eb\udcff\x9b"
    assert printable("می‌خواهم “so”\u00a05 %") == "می‌خواهم “so”\u00a05 %"
    show_table(("annotator", "sentences"), [(RED, "1\n0 to 2")])
    assert "\x1b" not in capsys.readouterr().out
    Path(f"{RED}\n.txt").touch()
    done = here("ingest", ".")
    assert r"\x1b[31mred\x07\n.txt: is empty" in done.err
    assert "\x1b" not in done.err


def test_a_file_name_that_is_no_utf8_is_no_reason_to_refuse_its_text(here: Here) -> None:
    """The title made from such a name has a mark in the place of the bytes; JSON stays JSON."""
    name = os.fsdecode(b"caf\xe9.txt")
    Path(name).write_text(TEXT, encoding="utf-8")

    assert here("ingest", ".", "--json").json()["added"] == 1
    assert here("ingest", "nothing-" + name, "--json").json()["error"]["kind"] == "SourceError"


def test_a_terminal_without_unicode_gets_escapes(tmp_path: Path) -> None:
    """With an ASCII output curly quotes and Arabic are escaped, and JSON is still JSON."""
    for arguments in (["ingest", "مقال.txt"], ["ingest", "“é”.txt", "--json"]):
        done = subprocess.run(
            [PROGRAM, *arguments, "--corpus", "قاعدة.db"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
    assert "“é”.txt" in json.loads(done.stdout)["error"]["message"]


def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path) -> None:
    """What cannot be printed is said on standard error, once."""
    with open_corpus(str(tmp_path / "corpus.db"), create=True), open("/dev/full", "w") as full:  # noqa: PTH123 (a device)
        done = subprocess.run(
            [PROGRAM, "export", "-o", "out", "--json"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "No space left on device" in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:secret@127.0.0.1:1/x",
        "postgresql://ann@127.0.0.1:1/x?password=secret",
        "postgresql://ann:secret@127.0.0.1:port/x",
        "postgresql://ann:secret@127.0.0.1:1/x?nonsense=secret",
        "mysql://ann:secret@127.0.0.1/x",
    ],
)
def test_a_message_never_holds_a_password(here: Here, address: str) -> None:
    """A server that is not there or an address that is none ends in one line without the secret."""
    done = here("split", "--corpus", address, "--json")

    assert (done.status, len(done.err.splitlines())) == (1, 1)
    assert "secret" not in done.err + done.out


def test_a_damaged_corpus_and_another_programs_are_told_apart(here: Here) -> None:
    """A cut file is damaged; a database of something else is left as it was."""
    write("in.jsonl", ARTICLE)
    here("ingest", "in.jsonl")
    Path("cut.db").write_bytes(Path("corpus.db").read_bytes()[:8192])
    for name, statement in (
        ("other", "CREATE TABLE orders (id)"),
        ("app", "CREATE TABLE alembic_version (version_num)"),
    ):
        with sqlite3.connect(f"{name}.db") as connection:
            connection.execute(statement)
            if name == "app":
                connection.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
        connection.close()

    assert "cut.db is damaged" in here("split", "--corpus", "cut.db").err
    for name in ("other", "app"):
        before = Path(f"{name}.db").read_bytes()
        for command in (["ingest", "in.jsonl"], ["corpus"]):
            done = here(*command, "--corpus", f"{name}.db")
            assert f"{name}.db is the database of another program" in done.err
        assert Path(f"{name}.db").read_bytes() == before


def test_reading_changes_no_byte(here: Here) -> None:
    """An empty file stays empty, and a backup is the same after it was looked at and checked."""
    write("in.jsonl", ARTICLE)
    here("ingest", "in.jsonl")
    here("backup", "-o", "backup.db")
    before = Path("backup.db").read_bytes()
    assert here("check", "backup.db").status == 0
    assert here("corpus", "--corpus", "backup.db").status == 0
    assert Path("backup.db").read_bytes() == before

    Path("empty.db").touch()
    assert "empty.db holds no corpus" in here("corpus", "--corpus", "empty.db").err
    assert Path("empty.db").stat().st_size == 0


def test_a_corpus_deleted_while_it_is_written_to_is_an_error(here: Here) -> None:
    """What went into a file that is no longer there is not reported as done."""
    with pytest.raises(StoreError, match="was moved or deleted while it was written to"):  # noqa: SIM117
        with open_corpus("corpus.db", create=True) as corpus, corpus.write():
            Path("corpus.db").unlink()


def test_a_corpus_called_memory_is_a_file(here: Here) -> None:
    """SQLite's name for a database that is thrown away is a name like any other."""
    write("in.jsonl", ARTICLE)
    here("ingest", "in.jsonl", "--corpus", ":memory:")

    assert here("export", "-o", "out", "--corpus", ":memory:", "--json").json()["articles"] == 1


def test_two_ingests_at_once_both_go_in(tmp_path: Path) -> None:
    """Two processes that make one corpus wait for each other and lose nothing."""
    for name in "ab":
        rows = [{"id": f"{name}{number}", "text": TEXT} for number in range(250)]
        write(tmp_path / f"{name}.jsonl", *rows)
    running = [
        subprocess.Popen([PROGRAM, "ingest", f"{name}.jsonl"], cwd=tmp_path, stdout=-3, stderr=-1)
        for name in "ab"
    ]
    for process in running:
        assert process.communicate(timeout=60)[1] == b""

    with sqlite3.connect(tmp_path / "corpus.db") as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (500,)
    connection.close()


def test_guidelines_with_a_control_character_are_refused() -> None:
    """A NUL, which PostgreSQL cannot hold, and an escape sequence name their line."""
    for sign in "\0\x1b":
        text = f"# Guide\n\n## Labels\n\n### `flood` — Flood{sign}\n\nWater.\n"
        with pytest.raises(GuidelinesError, match="line 5: expected text, found the control"):
            parse_guidelines(text, "guide.md")


def test_an_output_folder_below_a_file_is_said_plainly(here: Here) -> None:
    """The message says that a file stands in the way, and the file is left alone."""
    write("in.jsonl", ARTICLE)
    here("ingest", "in.jsonl")
    Path("taken").write_text("mine", encoding="utf-8")

    assert "a file stands where its folder should be" in here("export", "-o", "taken/x").err
    assert "a file stands where its folder should be" in here("export", "-o", "taken").err
    assert Path("taken").read_text(encoding="utf-8") == "mine"


def test_a_seed_that_no_generator_takes_is_wrong_usage(here: Here) -> None:
    """A seed beyond 32 bits is refused before anything is made with it."""
    assert here("split", "--seed", 2**32).status == 2
    assert here("agreement", "--seed", 2**32).status == 2


def test_a_split_of_an_export_is_a_table(here: Here) -> None:
    """Ids with delimiters, quotes and line ends come back out of splits.csv as they went in."""
    names = ['a,"b"\n', "ع", "x" * 300, "=1+1"]
    write(
        "in.jsonl",
        *(
            {"id": name, "text": " ".join(f"{word}{number}" for word in TEXT.split() * 3)}
            for number, name in enumerate(names)
        ),
    )
    here("ingest", "in.jsonl")
    here("split")
    here("export", "-o", "out")

    with Path("out/splits.csv").open(encoding="utf-8", newline="") as file:
        assert [row["article_id"] for row in csv.DictReader(file)] == names
    assert here("import", "out", "--corpus", "again.db", "--json").json()["split"] is True


def test_a_corpus_that_may_not_be_opened_says_what_to_do(here: Here) -> None:
    """Where SQLite can open no file, as on a disk that is only for reading, the line says why not."""
    write("in.jsonl", ARTICLE)
    here("ingest", "in.jsonl")
    Path("corpus.db-wal").mkdir()  # so that root, too, may not
    done = here("corpus")

    assert (done.status, len(done.err.splitlines())) == (1, 1)
    assert "corpus.db cannot be used" in done.err
    assert "change the permissions, or copy it" in done.err


def test_a_folder_and_a_path_that_is_not_there_are_called_so(here: Here) -> None:
    """What takes one file says so of a folder, and `check` of a path that nothing stands at."""
    write("in.jsonl", ARTICLE)
    here("ingest", "in.jsonl")
    Path("folder").mkdir()
    for form in ("csv", "xlsx", "parquet", "prodigy", "jsonl"):
        done = here("import", "folder", "--format", form)
        assert done.err == f"dateline: folder is a folder; {form} is one file: name it\n"
    done = here("check", "nowhere")
    assert done.err == "dateline: there is no file or folder nowhere; check the path\n"


def test_errors_name_options_that_there_are(here: Here) -> None:
    """What to do is said in the words of the command line."""
    write("in.jsonl", ARTICLE)
    here("ingest", "in.jsonl")
    assert "--article or --from with --to" in here("assign", "--to", "ana").err
    assert "give another folder with -o" in here("demo", "-o", "in.jsonl").err
