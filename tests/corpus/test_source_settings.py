"""The settings file: whose articles it speaks of, and every mistake in it by its key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.corpus.errors import SettingsError
from dateline.corpus.nouns import Article
from dateline.corpus.source_settings import (
    SourceSettings,
    complete,
    find_source_settings,
    read_source_settings,
)

WHOLE = """
languages = ["en", "ar-IQ"]

[[source]]
files = "pages/*.html"
outlet = "Sarn Courier"
language = "en"

[[source]]
outlet = "sarn  courier"
licence = "CC-BY-4.0"
rights = "By permission"

[[pattern]]
kind = "drop"
regex = "^Tap here"
reason = "the paper's own app"
"""


def read(tmp_path: Path, text: str) -> SourceSettings:
    """Read a settings file of this text."""
    (tmp_path / "dateline.toml").write_text(text, encoding="utf-8")
    return read_source_settings(tmp_path / "dateline.toml")


def test_terms_are_found_by_path_and_by_outlet(tmp_path: Path) -> None:
    """A glob holds from any folder of the path on; a later source fills what an earlier left open."""
    settings = read(tmp_path, WHOLE)

    for path in ("pages/a.html", "./pages/deep/a.html", "/data/pages/a.html", "x\\pages\\a.html"):
        article, rights = complete(Article("1", "", "One."), settings.of_file(path))
        assert (article.source, article.language) == ("Sarn Courier", "en"), path
        assert (article.licence, rights) == ("CC-BY-4.0", "By permission")
    for path in ("pages/a.txt", "mypages/a.html"):
        assert complete(Article("1", "", "One."), settings.of_file(path))[0].source is None


def test_what_an_article_says_stands(tmp_path: Path) -> None:
    """Settings never overrule a row, its `rights` included."""
    settings = read(tmp_path, WHOLE)
    said = Article("1", "", "One.", source="Wire", language="fr", extra={"rights": "None"})

    article, rights = complete(said, settings.of_file("pages/a.html"))

    assert article == said
    assert rights == "None"


def test_the_outlet_of_a_file_is_not_the_agency_that_wrote(tmp_path: Path) -> None:
    """Where a page names its agency alone, the outlet is what the settings say of the file."""
    terms = read(tmp_path, WHOLE).of_file("pages/a.html")

    wire = Article("1", "", "One.", source="Reuters", agency="Reuters")

    assert complete(wire, terms)[0].source == "Sarn Courier"
    assert complete(replace(wire, source="Daily Post"), terms)[0].source == "Daily Post"


def test_languages_are_asked_for_by_their_main_part(tmp_path: Path) -> None:
    """`en` takes en-GB, EN and English; an article that names no language is always taken."""
    settings = read(tmp_path, WHOLE)

    assert all(
        map(settings.wants, ("en", "en-GB", "EN_us", "English", "eng", "ar", "Arabic", None))
    )
    assert not any(map(settings.wants, ("de", "German")))
    assert read(tmp_path, 'languages = ["Ukrainian", "ger", "nb"]').languages == {
        "uk",
        "de",
        "no",
    }
    assert SourceSettings().wants("de")


def test_patterns_go_to_the_page_parser(tmp_path: Path) -> None:
    """A pattern keeps its kind, its expression and its reason."""
    (pattern,) = read(tmp_path, WHOLE).patterns.added

    assert (pattern.kind, pattern.reason) == ("drop", "the paper's own app")
    assert pattern.regex.search("Tap here to read on")


def test_the_file_beside_the_corpus_is_read_unless_another_is_named(tmp_path: Path) -> None:
    """No file is no settings; one named and not there is an error."""
    assert find_source_settings(tmp_path, None) == SourceSettings()
    read(tmp_path, WHOLE)
    assert find_source_settings(tmp_path, None).languages == {"en", "ar"}
    with pytest.raises(SettingsError, match=r"other\.toml cannot be read: No such file"):
        find_source_settings(tmp_path, tmp_path / "other.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("languages = en", "is no TOML"),
        ('languages = "en"', 'languages: expected codes such as ["en", "ar"], found \'en\''),
        ("colour = 1", "the top of the file: found the key 'colour', allowed are languages"),
        ("source = 3", "source: expected tables headed [[source]], found 3"),
        ('[[source]]\nlicence = "MIT"', "source 1: expected `files`, `outlet` or both"),
        ('[[source]]\nfiles = "a"', "source 1: says nothing of them"),
        ('[[source]]\noutlet = "a"', "source 1: says nothing of them"),
        ('[[source]]\nfile = "a"', "source 1: found the key 'file', allowed are files, outlet"),
        ('[[source]]\nfiles = "a"\nlicence = 3', "source 1, key 'licence': expected a text"),
        ('[[source]]\nfiles = ""\nlicence = "a"', "source 1, key 'files': expected a text"),
        ('[[pattern]]\nkind = "drop"', "pattern 1, key 'regex': expected a text, found nothing"),
        ('[[pattern]]\nkind = "x"\nregex = "a"', "pattern 1: the kind of a pattern is 'x'"),
        ('[[pattern]]\nkind = "drop"\nregex = "("', "pattern 1: the pattern '(' is no regular"),
        ('[[pattern]]\nkind = "drop"\nregex = "a{' + "9" * 30 + '}"', "is no regular expression"),
        ('[[pattern]]\nkind = "drop"\nregex = "' + "(?:" * 2000 + '"', "…: it nests too deep"),
        ("a = " + "[" * 5000, "nests its values too deep"),
        ('languages = [" "]', "languages: expected codes"),
        ('languages = ["klingon"]', "languages: expected codes such as"),
    ],
)
def test_a_mistake_is_named_by_its_key(tmp_path: Path, text: str, said: str) -> None:
    """The message is one line with the file, the key, what was found and what is allowed."""
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)

    assert str(caught.value).startswith(f"{tmp_path / 'dateline.toml'}")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are an error of one line."""
    (tmp_path / "dateline.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(SettingsError, match="is not UTF-8"):
        read_source_settings(tmp_path / "dateline.toml")
