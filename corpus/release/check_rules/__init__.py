"""What a release promises, as a list of small rules, each of which says how it is broken.

The names of the rules are those of the functions. A rule that lacks what it needs (a version before,
the articles) is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...outcomes import rule_name
from . import figures, files, gold, privacy, splits, tables, versions
from .checked import Checked

__all__ = ["AGAINST_ARTICLES", "AGAINST_PREVIOUS", "RULES", "Checked", "broken_rules"]

Rule = Callable[[Checked], Iterable[str]]

RULES: tuple[Rule, ...] = (
    files.files_are_those_of_sha256sums,
    files.files_are_listed_in_the_card,
    tables.tables_have_their_columns,
    tables.values_are_allowed,
    tables.keys_are_unique,
    tables.references_resolve,
    figures.counts_match_the_tables,
    figures.card_matches_the_counts,
    figures.documents_are_not_garbled,
    gold.votes_match_the_annotations,
    gold.decisions_match_the_annotations,
    splits.articles_stand_in_one_part,
    splits.clusters_stand_in_one_part,
    privacy.no_column_holds_text,
    privacy.texts_have_a_licence,
    privacy.withheld_sentences_have_no_anchors,
    privacy.what_is_taken_down_is_absent,
    privacy.annotators_are_opaque,
    privacy.model_has_no_vocabulary,
)
AGAINST_ARTICLES: tuple[Rule, ...] = (privacy.no_run_of_an_article,)
AGAINST_PREVIOUS: tuple[Rule, ...] = (
    versions.ids_are_not_renumbered,
    versions.takedowns_are_kept,
)


def broken_rules(checked: Checked) -> list[tuple[str, str]]:
    """Return the name of each rule that is broken, with each of its problems."""
    rules = [*RULES]
    rules += AGAINST_ARTICLES if checked.runs is not None else ()
    rules += AGAINST_PREVIOUS if checked.previous is not None else ()
    return [(rule_name(rule), problem) for rule in rules for problem in rule(checked)]
