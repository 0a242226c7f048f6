"""What part a person plays in an article, guessed from the words around the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from ...sentences.abbreviations import REPORTING_VERBS, words_of
from .gazetteer import OFFICES

__all__ = ["ROLES", "Role", "guess_role"]

Role = Literal[
    "minor",
    "relative",
    "victim",
    "witness",
    "suspect",
    "journalist",
    "official",
    "public_figure",
    "unknown",
]
ROLES: tuple[Role, ...] = get_args(Role)

_OFFICIAL = OFFICES - words_of("judge rear vice deputy staff home foreign interior leader prime")
_BEFORE: dict[Role, frozenset[str]] = {
    "minor": words_of("boy girl baby toddler child schoolboy schoolgirl infant الطفل الطفله"),
    "relative": words_of(
        """
        father mother brother brothers sister sisters son sons daughter daughters wife husband
        uncle aunt cousin cousins nephew niece grandfather grandmother grandson granddaughter widow
        widower fiancee fiance
        """
    ),
    "journalist": words_of(
        """
        journalist journalists reporter correspondent photographer cameraman editor blogger
        columnist freelancer presenter الصحفي الصحافي الصحفيه المصور الاعلامي
        """
    ),
    "suspect": words_of("suspect gunman attacker bomber militant fighter المعتقل"),
    "official": _OFFICIAL | words_of("lawmaker politician minister general"),
    "witness": words_of("resident survivor witness villager refugee shopkeeper farmer"),
    "victim": words_of("victim prisoner detainee hostage late الشهيد الشهيده الجريح"),
}
"""Words right before a name, the surest sign."""
_AROUND: dict[Role, frozenset[str]] = {
    "minor": words_of("boy girl baby toddler child schoolboy schoolgirl pupil infant"),
    "victim": words_of(
        """
        killed died dead slain murdered wounded injured shot raped tortured abducted kidnapped
        missing buried funeral body executed beheaded victim victims hostage detained disappeared
        survived amputated
        """
    ),
    "suspect": words_of(
        "suspect suspects arrested accused charged convicted sentenced alleged gunman bomber"
    ),
    "witness": words_of("resident survivor witness villager refugee fled escaped witnessed saw"),
    "relative": words_of("father mother brother sister son daughter wife husband cousin uncle"),
}
"""Words in the same sentence, near the name."""
_PUBLIC = words_of("president minister king candidate singer actor actress footballer nobel")
_YOUNG = re.compile(r",? (?:aged? )?(?:[1-9]|1[0-7])\b(?!\S*[\d%])")
_TOLD = REPORTING_VERBS


def guess_role(mentions: Iterable[tuple[Sequence[str], Sequence[str], str]]) -> Role:
    """Return the role that the surest sign among the mentions of one person speaks for.

    mentions : for each mention the keys of the words before it and after it in its sentence (both
    nearest first), and the text that follows it.
    """
    votes: dict[Role, int] = dict.fromkeys(ROLES, 0)
    for before, after, following in mentions:
        near = before[:2]
        for role, words in _BEFORE.items():
            if words.intersection(near[:1]) or (role == "official" and words.intersection(near)):
                votes[role] += 10
        if _YOUNG.match(following):
            votes["minor"] += 20
        if _PUBLIC.intersection(after[:6]):
            votes["official"] += 3
        around = {*before[:7], *after[:7]}
        for role, words in _AROUND.items():
            votes[role] += len(words & around)
        if _TOLD.intersection((*after[:1], *near[:1])):
            votes["witness"] += 1
    best = max(ROLES, key=lambda role: votes[role])
    return best if votes[best] else "unknown"
