"""What a change of the guidelines does to judgments, rulings and turns."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import NothingJudged
from dateline.corpus.formats.dateline import export_dateline
from dateline.corpus.guidelines import LabelScheme, parse_guidelines
from dateline.corpus.labelling.review import Changed, carried_over, carried_rulings, changed_labels
from dateline.corpus.nouns import Article, Judgment, Ruling, SentenceRef
from dateline.corpus.sentences import split_sentences
from dateline.corpus.steps import adjudicate, agreement
from dateline.corpus.store import Corpus, open_corpus, schema
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import NewArticle, add_article
from dateline.corpus.store.judgments import add_judgments, add_rulings, current_rulings
from dateline.corpus.store.review import labels_to_review, plan_review
from dateline.corpus.store.rulings import has_adjudicated, mark_adjudicated
from dateline.corpus.store.settings import label_scheme, label_schemes
from dateline.corpus.transfer import import_corpus

FLOOD = (
    "### `flood` — Flood\n\nWater where it should not be.\n\n"
    "**Yes:**\n\n- “Up.” — A.\n- “In.” — B.\n"
)
FIRE = "### `fire` — Fire\n\nFlames.\n"
STORM = "### `storm` — Storm\n\nWind.\n"


def text_of(*labels: str, version: str = "1", around: str = "Read on.") -> str:
    return f"# G\n\n{around}\n\n## Labels\n\n**Version:** {version}\n\n" + "\n".join(labels)


def scheme_of(*labels: str, **rest: str) -> LabelScheme:
    return parse_guidelines(text_of(*labels, **rest), "g.md")


OLD = scheme_of(FLOOD, FIRE)
WET = FLOOD.replace("Water where", "Any water where")


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        ((FLOOD, FIRE), ((), (), ())),
        ((FIRE, FLOOD), ((), (), ())),
        (
            (FLOOD.replace("- “Up.” — A.\n- “In.” — B.", "- “In.” — B.\n- “Up.” — A."), FIRE),
            ((), (), ()),
        ),
        ((WET, FIRE), (("flood",), (), ())),
        ((FLOOD.replace("— Flood", "— Floods"), FIRE), (("flood",), (), ())),
        ((FLOOD.replace("**Yes:**", "**No:**"), FIRE), (("flood",), (), ())),
        ((FLOOD + "- “Out.” — C.\n", FIRE), (("flood",), (), ())),
        ((FLOOD, FIRE, STORM), ((), ("storm",), ())),
        ((FLOOD,), ((), (), ("fire",))),
        ((FLOOD, FIRE.replace("`fire`", "`blaze`")), ((), ("blaze",), ("fire",))),
    ],
)
def test_a_label_changes_by_its_rules_and_not_by_its_place(
    new: tuple[str, ...], changed: tuple[tuple[str, ...], ...]
) -> None:
    """Title, definition and examples make a label; where it or an example stands does not."""
    assert changed_labels(OLD, scheme_of(*new)) == Changed(*changed)


def test_what_stands_before_the_first_label_holds_for_all() -> None:
    """A raised version concerns every label; text outside the section none, for it is no scheme."""
    raised = changed_labels(OLD, scheme_of(FLOOD, FIRE, version="2"))
    assert raised == Changed(("flood", "fire"), (), (), everything=True)
    assert scheme_of(FLOOD, FIRE, around="Read well.").digest == OLD.digest
    assert changed_labels(OLD, scheme_of(FLOOD, FIRE, around="Read well.")).ids == ()
    assert changed_labels(None, OLD).everything


def judge(
    annotator: str,
    labels: str,
    *,
    sentence: int = 0,
    under: LabelScheme | None = OLD,
    unsure: bool = False,
    **rest: object,
) -> Judgment:
    return Judgment(
        f"{annotator}-{sentence}-{labels}-{under and under.digest[:6]}",
        SentenceRef("a", sentence * 10, sentence * 10 + 9),
        annotator,
        frozenset(labels.split()),
        unsure=unsure,
        guidelines=under.digest if under else None,
        **rest,  # type: ignore[arg-type]
    )


def waiting(judgments: list[Judgment], now: LabelScheme) -> dict[str, list[str]]:
    schemes = {OLD.digest: OLD, now.digest: now}
    carried = carried_over(judgments, schemes, now.digest)
    assert {one.guidelines for one in carried.judgments if not one.skipped} <= {now.digest, None}
    return {judgment.annotator: labels for judgment, labels in carried.waiting}


def test_a_changed_label_concerns_who_gave_it_and_who_was_unsure() -> None:
    """Whoever said none where another said flood is not asked: it would tell what the other said."""
    now = scheme_of(WET, FIRE)
    one = [judge("x", "flood"), judge("y", ""), judge("z", "fire")]
    assert waiting(one, now) == {"x": ["flood"]}
    two = [judge("x", "fire"), judge("y", "", unsure=True)]
    assert waiting(two, now) == {"y": ["flood"]}
    new = [judge("x", "flood", under=now), judge("y", "fire flood")]
    assert waiting(new, now) == {"y": ["flood"]}


def test_a_new_label_concerns_every_sentence_and_a_removed_one_those_that_bear_it() -> None:
    """All are asked about a label that was not there; of one that is gone only who spoke of it."""
    assert waiting([judge("x", "fire"), judge("y", "")], scheme_of(FLOOD, FIRE, STORM)) == {
        "x": ["storm"],
        "y": ["storm"],
    }
    assert waiting([judge("x", "fire"), judge("x", "flood", sentence=1)], scheme_of(FLOOD)) == {
        "x": ["fire"]
    }


def test_what_is_no_older_answer_is_never_concerned() -> None:
    """Skipped ones, answers under the scheme in force, and answers that name no scheme count on."""
    now = scheme_of(WET, FIRE)
    kept = [
        judge("x", "flood", under=now),
        judge("y", "", skipped=True),
        judge("z", "flood", under=None),
    ]
    assert waiting(kept, now) == {}
    assert waiting([judge("x", "flood"), judge("x", "flood", under=now)], now) == {}
    assert waiting([judge("x", "flood", under=None)], scheme_of(FIRE)) == {"x": ["flood"]}


def test_a_scheme_that_nobody_has_any_more_is_another_one() -> None:
    """Judgments under a digest that is unknown all wait: nothing says what they were asked."""
    carried = carried_over([judge("x", "")], {OLD.digest: OLD}, OLD.digest)
    assert not carried.waiting
    now = scheme_of(FLOOD, FIRE, version="x")
    carried = carried_over([judge("x", "")], {now.digest: now}, now.digest)
    assert [labels for _, labels in carried.waiting] == [["flood", "fire"]]


def test_an_answer_that_was_taken_back_is_none() -> None:
    """A withdrawn first answer stands neither among those that count nor among those that wait."""
    gone = judge("x", "", skipped=True, extra={"withdrawn": True})
    carried = carried_over([judge("x", "flood"), gone], {OLD.digest: OLD}, OLD.digest)
    assert carried.judgments == carried.waiting == ()


answers = st.lists(
    st.tuples(
        st.sampled_from("xyz"),
        st.integers(0, 3),
        st.sampled_from(("", "flood", "fire", "flood fire")),
        st.booleans(),
        st.sampled_from((0, 1, None)),
    )
)


@settings(max_examples=80, deadline=None)
@given(answers, st.sampled_from((scheme_of(WET, FIRE), scheme_of(FLOOD, FIRE, STORM), OLD)))
def test_every_latest_answer_either_counts_or_waits(
    given_answers: list[tuple[str, int, str, bool, int | None]], now: LabelScheme
) -> None:
    """Nothing is lost, nothing is doubled, and an answer that counts says what it said."""
    judgments = [
        judge(
            who,
            labels,
            sentence=n,
            unsure=unsure,
            under=None if under is None else (OLD, now)[under],
        )
        for who, n, labels, unsure, under in given_answers
    ]
    carried = carried_over(judgments, {OLD.digest: OLD, now.digest: now}, now.digest)
    latest = {(judgment.sentence, judgment.annotator): judgment for judgment in judgments}
    parts = [*carried.judgments, *(judgment for judgment, _ in carried.waiting)]
    assert len(parts) == len(latest)
    for part in parts:
        assert part.labels == latest[part.sentence, part.annotator].labels
    older = sum(j.guidelines not in (now.digest, None) for j in latest.values())
    assert carried.carried + len(carried.waiting) == older
    assert all(labels for _, labels in carried.waiting)


def test_a_ruling_is_carried_over_or_asked_about() -> None:
    """One that speaks of no changed label holds and remembers its first scheme; the other does not."""
    now = scheme_of(WET, FIRE)
    burnt = Ruling(SentenceRef("a", 0, 9), frozenset({"fire"}), "adjudicator", (), OLD.digest)
    wet = Ruling(SentenceRef("a", 10, 19), frozenset(), "adjudicator", (), OLD.digest)
    chosen = {wet.sentence: frozenset({"flood"})}
    hold, ask = carried_rulings(
        [burnt, wet], chosen, {OLD.digest: OLD, now.digest: now}, now.digest
    )
    assert [ruling.guidelines for ruling in hold] == [now.digest]
    assert hold[0].extra == {"first_guidelines": OLD.digest}
    assert ask == [wet]


TEXT = "Water came. It burnt. Calm. More water."


@pytest.fixture
def corpus(address: str, tmp_path: Path) -> Iterator[Corpus]:
    """A corpus of one article whose sentences x and y judged under guidelines of flood and fire."""
    with open_corpus(address, create=True) as corpus:
        with corpus.write() as connection:
            adopt_guidelines(connection, write(tmp_path, text_of(FLOOD, FIRE)))
            add_article(
                connection, NewArticle(Article("a", "", TEXT), split_sentences("a", TEXT), "rules")
            )
            said = {
                "x": ("flood", "fire", "", "flood"),
                "y": ("flood fire", "fire", "", "flood fire"),
            }
            add_judgments(
                connection, [made(who, n, all_[n]) for who, all_ in said.items() for n in range(4)]
            )
        yield corpus


def write(folder: Path, text: str) -> Path:
    path = folder / "guidelines.md"
    path.write_text(text, encoding="utf-8")
    return path


REFS = [sentence.ref for sentence in split_sentences("a", TEXT)]


def made(
    who: str, sentence: int, labels: str, under: LabelScheme = OLD, number: int = 0
) -> Judgment:
    return Judgment(
        f"{who}-{sentence}-{number}",
        REFS[sentence],
        who,
        frozenset(labels.split()),
        guidelines=under.digest,
    )


def turns(corpus: Corpus) -> dict[str, tuple[str, str]]:
    with corpus.read() as connection:
        rows = connection.execute(
            sa.select(schema.annotators.c.id, schema.turns.c.kind, schema.turns.c.state).join(
                schema.annotators, schema.turns.c.annotator == schema.annotators.c.seq
            )
        )
        return {who: (kind, state) for who, kind, state in rows}


def give_turn(corpus: Corpus, who: str, state: str, reason: str | None = None) -> None:
    with corpus.write() as connection:
        seq = sa.select(schema.annotators.c.seq).where(schema.annotators.c.id == who)
        connection.execute(
            sa.insert(schema.turns).values(
                article=1, annotator=connection.scalar(seq), kind="pool", state=state, reason=reason
            )
        )


def test_an_accepted_change_leaves_out_what_it_concerns_and_says_so(
    corpus: Corpus, tmp_path: Path
) -> None:
    """Agreement and rulings rest on what counts; both numbers are told; a second look mends it."""
    before = adjudicate(corpus, "unanimous")
    assert (before.settled, before.carried, before.waiting) == ({"unanimous": 2}, 0, 0)
    with corpus.write() as connection:
        by_person = Ruling(REFS[3], frozenset({"fire"}), "adjudicator", ("x", "y"), OLD.digest)
        add_rulings(connection, [by_person])
        now = adopt_guidelines(connection, write(tmp_path, text_of(WET, FIRE)), accept_change=True)
        assert label_schemes(connection).keys() >= {OLD.digest, now.digest}

    measured = agreement(corpus, resamples=20)
    assert (measured.carried, measured.waiting, measured.agreement.judgments) == (4, 4, 4)
    assert measured.to_json()["waiting"] == 4
    after = adjudicate(corpus, "unanimous")
    assert (after.carried, after.waiting, after.outdated) == (4, 4, 1)
    assert after.settled == {"adjudicator": 1, "unanimous": 2}
    with corpus.write() as connection:
        ruled = {ruling.sentence: ruling.guidelines for ruling in current_rulings(connection)}
        assert ruled == {REFS[1]: now.digest, REFS[2]: now.digest, REFS[3]: OLD.digest}
        again = [made(who, n, "flood", now, 1) for who in "xy" for n in (0, 3)]
        add_judgments(connection, again)
        assert labels_to_review(connection, "x", "a") == {}
    mended = adjudicate(corpus, "unanimous")
    assert (mended.carried, mended.waiting, mended.new) == (4, 0, 1)
    assert adjudicate(corpus, "unanimous").new == 0


def test_the_shipped_scheme_is_known_after_another_took_its_place(
    address: str, tmp_path: Path
) -> None:
    """Judgments made before any guidelines were adopted are compared with those that shipped."""
    with open_corpus(address, create=True) as corpus, corpus.write() as connection:
        shipped = label_scheme(connection)
        sentences = split_sentences("a", TEXT)
        add_article(connection, NewArticle(Article("a", "", TEXT), sentences, "rules"))
        add_judgments(connection, [made("x", 0, "attack", shipped)])
        adopt_guidelines(connection, write(tmp_path, shipped.text + "\n"), accept_change=True)
        assert labels_to_review(connection, "x", "a") == {}
        changed = shipped.text.replace("### `attack` — Attack", "### `attack` — Violence")
        adopt_guidelines(connection, write(tmp_path, changed), accept_change=True)
        kept = connection.scalars(sa.select(schema.guidelines.c.digest)).all()
        assert shipped.digest in kept
        start, end = REFS[0].start, REFS[0].end
        assert labels_to_review(connection, "x", "a") == {(start, end): ["attack"]}


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        (None, ("review", "planned")),
        ("done", ("review", "planned")),
        ("returned", ("review", "planned")),
        ("planned", ("review", "planned")),
        ("active", ("review", "active")),
        ("declined", ("pool", "declined")),
    ],
)
def test_whoever_is_concerned_gets_a_turn_to_look_again(
    corpus: Corpus, tmp_path: Path, state: str | None, becomes: tuple[str, str]
) -> None:
    """A finished article is planned again for review, one in hand stays, one declined too."""
    if state is not None:
        give_turn(corpus, "x", state)
    with corpus.write() as connection:
        adopt_guidelines(connection, write(tmp_path, text_of(WET, FIRE)), accept_change=True)
        first, last = (REFS[0].start, REFS[0].end), (REFS[3].start, REFS[3].end)
        expected = {first: ["flood"], last: ["flood"]}
        assert labels_to_review(connection, "x", "a") == expected
    assert turns(corpus) == {"x": becomes, "y": ("review", "planned")}


def test_a_review_that_has_nothing_left_is_done(corpus: Corpus, tmp_path: Path) -> None:
    """Guidelines put back as they were concern nobody; the planned reviews are over."""
    with corpus.write() as connection:
        adopt_guidelines(connection, write(tmp_path, text_of(WET, FIRE)), accept_change=True)
        adopt_guidelines(connection, write(tmp_path, text_of(FLOOD, FIRE)), accept_change=True)
        assert plan_review(connection) == 0
    assert turns(corpus) == {"x": ("review", "done"), "y": ("review", "done")}


def test_who_has_seen_the_answers_of_others_is_not_asked_again(
    corpus: Corpus, tmp_path: Path
) -> None:
    """Their second look would not be blind: a finished turn stays finished, and is marked."""
    give_turn(corpus, "x", "done")
    with corpus.write() as connection:
        assert mark_adjudicated(connection, "x", "a", 0.0)
        assert has_adjudicated(connection, "x", "a")
        assert not has_adjudicated(connection, "y", "a")
        adopt_guidelines(connection, write(tmp_path, text_of(WET, FIRE)), accept_change=True)
    assert turns(corpus) == {"x": ("pool", "done"), "y": ("review", "planned")}


def test_a_change_that_concerns_every_judgment_is_said(corpus: Corpus, tmp_path: Path) -> None:
    """Where nothing counts any more there is nothing to measure, and the reason is told."""
    with corpus.write() as connection:
        path = write(tmp_path, text_of(FLOOD, FIRE, version="2"))
        adopt_guidelines(connection, path, accept_change=True)
    with pytest.raises(NothingJudged, match="all 8 judgments .* wait for review"):
        agreement(corpus)


def test_the_commands_tell_both_numbers(
    dateline: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """`agreement` and `adjudicate` no longer refuse after an accepted change; they say what counts."""
    rows: list[dict[str, object]] = [{"id": "a", "title": "", "text": TEXT}]
    for who, said in {"x": (["flood"], ["fire"]), "y": (["fire", "flood"], ["fire"])}.items():
        for ref, labels in zip(REFS, said, strict=False):
            rows.append({**ref._asdict(), "annotator": who, "labels": labels})
    (tmp_path / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    dateline("import", "all.jsonl", "--guidelines", write(tmp_path, text_of(FLOOD, FIRE)))
    (tmp_path / "more.jsonl").write_text(json.dumps(rows[0]), encoding="utf-8")
    mine = write(tmp_path, text_of(WET, FIRE))
    dateline("import", "more.jsonl", "--guidelines", mine, "--accept-guidelines-change")
    told = json.loads(dateline("adjudicate", "--json").stdout)
    assert (told["carried"], told["waiting"], told["settled"]) == (2, 2, {"unanimous": 1})
    said = dateline("agreement", "--resamples", 20)
    assert "2 judgments of earlier guidelines count" in said.stdout
    assert "2 judgments of earlier guidelines are left out" in said.stderr


def test_a_changed_corpus_survives_export_and_import(corpus: Corpus, tmp_path: Path) -> None:
    """Earlier guidelines go along, with labels that are gone; what waited, waits in the copy too."""
    with corpus.write() as connection:
        adopt_guidelines(connection, write(tmp_path, text_of(FIRE)), accept_change=True)
    done = export_dateline(corpus, tmp_path / "out")
    assert f"earlier/{OLD.digest[:16]}.md" in done.files

    with open_corpus(str(tmp_path / "copy.db"), create=True) as copy:
        assert import_corpus(copy, tmp_path / "out").judgments == 8
        before, after = agreement(corpus, resamples=20), agreement(copy, resamples=20)
        assert before == after
        assert before.waiting == 4
        assert turns(copy) == {"x": ("review", "planned"), "y": ("review", "planned")}
        assert import_corpus(copy, tmp_path / "out").judgments == 0
