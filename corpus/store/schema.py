"""The tables of a corpus file. Every change here is a migration in `migrations/versions`.

`seq` columns are row numbers: they keep the order in which things came in and join tables, and never
leave the store. What others rely on are the content-derived ids.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

__all__ = [
    "accounts",
    "annotators",
    "articles",
    "fingerprints",
    "guidelines",
    "info",
    "invites",
    "judgments",
    "links",
    "metadata",
    "pages",
    "provenance",
    "queue",
    "quizzes",
    "reveals",
    "rulings",
    "sentences",
    "sessions",
    "set_aside",
    "suggestions",
    "tries",
    "turns",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

info = Table(
    "info",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    comment="settings of this corpus: see store.settings",
)

guidelines = Table(
    "guidelines",
    metadata,
    Column("digest", String(64), primary_key=True, comment="of the Labels section"),
    Column("file_digest", String(64), nullable=False),
    Column("text", Text, nullable=False, comment="the whole file, as adopted"),
)

articles = Table(
    "articles",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False, comment="never rewritten"),
    Column("url", Text),
    Column("source", Text),
    Column("published", Text),
    Column("language", Text),
    Column("licence", Text),
    Column("cluster", Text, comment="group of near-duplicates; null: not yet looked for"),
    Column("segmentation", Text, nullable=False, comment="given, or the rules that split it"),
    Column("part", String(16), comment="train, validation, test; null: not split"),
    Column("author", Text),
    Column("agency", Text),
    Column("place", Text, comment="of the dateline"),
    Column("blocks", JSON(none_as_null=True), comment="[start, end, kind] of what is no body text"),
    Column("extra", JSON(none_as_null=True)),
)

sentences = Table(
    "sentences",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article", ForeignKey("articles.seq"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),
    Column("in_quote", Boolean, nullable=False),
    UniqueConstraint("article", "start", "end"),
)

pages = Table(
    "pages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("file", Text, nullable=False, comment="as the user named it"),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the page's own bytes"),
    Column("record", Text, nullable=False, comment="which page of the file; empty: it is one"),
    Column(
        "dropped", JSON(none_as_null=True), comment="[start, end, reason, text] of what is left"
    ),
    UniqueConstraint("digest", "file", "record"),
    comment="files, or the pages within them, that articles were found in",
)

provenance = Table(
    "provenance",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article", ForeignKey("articles.seq"), nullable=False),
    Column("page", ForeignKey("pages.seq"), nullable=False),
    Column("record", Text, nullable=False, comment="where in the file, as people read it"),
    Column("start", Integer, comment="in the page's text; null: the row of a table"),
    Column("end", Integer),
    Column("repairs", JSON(none_as_null=True)),
    Column("ingested", Text, nullable=False, comment="ISO 8601, UTC"),
    Column("version", Text, nullable=False, comment="of the Dateline that took it in"),
    Column("licence", Text),
    Column("rights", Text),
    Column("outlet", Text),
    UniqueConstraint("article", "page", "record"),
    comment="the places where each article was found; nothing is overwritten",
)

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("article", ForeignKey("articles.seq"), primary_key=True),
    Column("characters", LargeBinary, nullable=False, comment="digest of the text"),
    Column("words", LargeBinary, nullable=False, comment="digest of its words; empty: it has none"),
    Column(
        "shingles", LargeBinary, nullable=False, comment="sorted hashes, 4 bytes each, low first"
    ),
    Column("linked", Boolean, nullable=False, comment="whether it is compared with all others"),
    comment="what is kept of each article to find its copies: see shingles",
)

links = Table(
    "links",
    metadata,
    Column("a", ForeignKey("articles.seq"), primary_key=True),
    Column("b", ForeignKey("articles.seq"), primary_key=True),
    Column("kind", String(16), nullable=False, comment="exact, format, contains, rewrite"),
    Column("score", Float, nullable=False, comment="share of the shorter that both hold"),
    comment="articles that are copies, compared directly; the id of a comes before that of b",
)

annotators = Table(
    "annotators",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
)

judgments = Table(
    "judgments",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True, comment="UUID made by the client"),
    Column("sentence", ForeignKey("sentences.seq"), nullable=False),
    Column("annotator", ForeignKey("annotators.seq"), nullable=False),
    Column("labels", JSON, nullable=False, comment="sorted ids; empty: none applies"),
    Column("unsure", Boolean, nullable=False),
    Column("skipped", Boolean, nullable=False),
    Column("comment", Text),
    Column("seconds", Float),
    Column("suggestion_shown", Boolean, nullable=False),
    Column("guidelines", String(64)),
    Column("created", Text),
    Column("extra", JSON(none_as_null=True)),
    Index("ix_judgments_sentence", "sentence", "annotator", "seq"),
    Index("ix_judgments_annotator", "annotator", "seq"),
    comment="append-only; of an annotator on a sentence the highest seq counts",
)

rulings = Table(
    "rulings",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("sentence", ForeignKey("sentences.seq"), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("judges", JSON, nullable=False),
    Column("guidelines", String(64)),
    Column("extra", JSON(none_as_null=True)),
    Index("ix_rulings_sentence", "sentence", "seq"),
    comment="append-only; of a sentence the highest seq counts",
)

# What follows serves the annotators' page. Moments are seconds since 1970, UTC.

accounts = Table(
    "accounts",
    metadata,
    Column("annotator", ForeignKey("annotators.seq"), primary_key=True),
    Column("password", Text, comment="Argon2 hash; null: none set yet"),
    Column("disabled", Boolean, nullable=False),
    Column("preferences", JSON, nullable=False, comment="the annotator's own: see store.people"),
    Column("place", Integer, nullable=False, comment="how far along the queue they have come"),
    Column("created", Float, nullable=False),
    comment="people who use the page; nothing about them but what they type",
)

invites = Table(
    "invites",
    metadata,
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the secret in the link"),
    Column("annotator", ForeignKey("annotators.seq"), nullable=False),
    Column("expires", Float, nullable=False),
    Column("used", Boolean, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the secret in the cookie"),
    Column("annotator", ForeignKey("annotators.seq"), comment="null: has not said who yet"),
    Column("expires", Float, nullable=False, comment="unless it is used before"),
    Column("ends", Float, nullable=False, comment="however much it is used"),
)

tries = Table(
    "tries",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, comment="of a place, or of a name at a place"),
    Column("moment", Float, nullable=False),
    Index("ix_tries_digest", "digest", "moment"),
    comment="to sign in, of the last minutes: see store.tries",
)

queue = Table(
    "queue",
    metadata,
    Column("article", ForeignKey("articles.seq"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", String(16), nullable=False, comment="pool, calibration, gold"),
    Column("per_sentence", Integer, comment="judgments wanted; null: everyone judges it"),
    Column("seats", Integer, nullable=False, comment="how many more annotators may take it now"),
    Column("returned", Boolean, nullable=False, comment="came back to the pool: goes first"),
    Column("topics", Integer, comment="bits of content_notes.TOPICS; null: not looked at yet"),
    Column("hard", Boolean, comment="null: not looked at yet"),
    Column("note", Text, comment="a coordinator's content note"),
    Index(
        "ix_queue_open",
        "kind",
        "position",
        "seats",
        sqlite_where=text("seats > 0"),
        postgresql_where=text("seats > 0"),
    ),
    Index(
        "ix_queue_returned",
        "position",
        sqlite_where=text("returned"),
        postgresql_where=text("returned"),
    ),
)

turns = Table(
    "turns",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("article", ForeignKey("articles.seq"), nullable=False),
    Column("annotator", ForeignKey("annotators.seq"), nullable=False),
    Column("kind", String(16), nullable=False, comment="pool, calibration, gold, review"),
    Column(
        "state", String(16), nullable=False, comment="planned, active, done, returned, declined"
    ),
    Column("granted", Float, comment="since when they hold it; earlier ones have the first claim"),
    Column("until", Float, comment="end of the lease"),
    Column("reason", Text, comment="of a declined one, where the annotator gave any"),
    UniqueConstraint("article", "annotator"),
    Index("ix_turns_annotator", "annotator", "state"),
    Index("ix_turns_granted", "annotator", "granted"),
    Index("ix_turns_state", "state", "until"),
    comment="an annotator's turn on an article; active and done ones take a seat",
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Text, primary_key=True, comment="of the judgment"),
    Column("sentence", ForeignKey("sentences.seq"), nullable=False),
    Column("annotator", ForeignKey("annotators.seq"), nullable=False),
    Column("judgment", JSON, nullable=False, comment="the row as it was sent"),
    Column("why", String(16), nullable=False, comment="full, overtaken"),
    Index("ix_set_aside_annotator", "annotator", "sentence"),
    comment="judgments that came too late to count; kept, and taken in when there is room again",
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("sentence", ForeignKey("sentences.seq"), primary_key=True),
    Column("labels", JSON, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("extra", JSON(none_as_null=True)),
)

reveals = Table(
    "reveals",
    metadata,
    Column("sentence", ForeignKey("sentences.seq"), primary_key=True),
    Column("annotator", ForeignKey("annotators.seq"), primary_key=True),
    Column("labels", JSON, nullable=False, comment="the suggestion that was shown"),
    Column("judgment", Text, nullable=False, comment="id of the judgment made before it"),
    Column("created", Float, nullable=False),
)

doubts = Table(
    "doubts",
    metadata,
    Column("sentence", ForeignKey("sentences.seq"), primary_key=True),
    Column("doubts", JSON, nullable=False, comment="gold labels that a model doubts"),
    Column("shown", JSON, nullable=False, comment="annotators who were shown them"),
    Column("created", Float, nullable=False),
    comment="a model's latest word on gold; a ruling that looked into it has a copy",
)

quizzes = Table(
    "quizzes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("annotator", ForeignKey("annotators.seq"), nullable=False),
    Column("guidelines", String(64), nullable=False),
    Column("questions", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("passed", Boolean, comment="null: not finished"),
    Column("created", Float, nullable=False),
    Index("ix_quizzes_annotator", "annotator", "seq"),
)
