"""What an article may touch on, so that its reader can know before they read.

This is a rough list of words, English and Arabic, and never a promise: it misses what is told in other
words or other languages, and it finds what is only mentioned. It errs on the side of a note too many.
A coordinator's own note on an article adds to it.

Words are whole words, case and Arabic spelling variants evened out. Of the phrases that begin at a word
the longest counts, so that a *suicide bomber* is no suicide. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

__all__ = [
    "TOPICS",
    "ContentNote",
    "Topic",
    "bits_to_topics",
    "is_optable",
    "note_for",
    "topics_to_bits",
]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that an annotator may want to know of, or not to read at all.

    `hard_from` is how many mentions make an article a hard one. The place in `TOPICS` is the
    topic's bit in the store: topics are added at the end, and none is ever taken away.
    """

    id: str
    title: str
    hard_from: int


TOPICS: tuple[Topic, ...] = (
    Topic("children", "Children killed, hurt or taken", 2),
    Topic("sexual_violence", "Sexual violence", 1),
    Topic("torture", "Torture and beatings", 2),
    Topic("bodies", "Dead bodies, severe wounds", 3),
    Topic("executions", "Executions and killed captives", 2),
    Topic("massacres", "Massacres and mass graves", 2),
    Topic("suicide", "Suicide and self-harm", 1),
    Topic("hunger", "Hunger and starvation", 3),
)
MANY_TOPICS = 3
"""An article with this many topics is hard, however briefly it touches on each."""


@dataclass(frozen=True, slots=True)
class ContentNote:
    """What was found in one article: topics in the order of `TOPICS`, and whether it is a hard one."""

    topics: tuple[Topic, ...]
    hard: bool


def note_for(title: str, text: str) -> ContentNote:
    """Return what the word list finds in an article."""
    counts = dict.fromkeys((topic.id for topic in TOPICS), 0)
    for found in _mentions(_even(f"{title}\n{text}")):
        counts[found] += 1
    topics = tuple(topic for topic in TOPICS if counts[topic.id])
    at_length = any(counts[topic.id] >= topic.hard_from for topic in topics)
    return ContentNote(topics, at_length or len(topics) >= MANY_TOPICS)


def topics_to_bits(ids: Iterable[str]) -> int:
    """Return topics as the bits of a number; ids that are no topic of ours are passed over."""
    asked = set(ids)
    return sum(1 << place for place, topic in enumerate(TOPICS) if topic.id in asked)


def bits_to_topics(bits: int) -> tuple[Topic, ...]:
    """Return the topics whose bits are set, in the order of `TOPICS`."""
    return tuple(topic for place, topic in enumerate(TOPICS) if bits >> place & 1)


def is_optable(topic: str) -> bool:
    """Whether an annotator can opt out of a topic of this id: whether it is one of ours."""
    return any(known.id == topic for known in TOPICS)


WORDS: Mapping[str, str] = {
    "sexual_violence": """
        rape; rapes; raped; raping; rapist; rapists; gang raped; sexual violence; sexual abuse
        sexual abuses; sexual assault; sexual assaults; sexually abused; sexually assaulted
        sexual slavery; sexual slave; sexual slaves; sex slave; sex slaves; sex slavery; molested
        forced marriage; forced marriages; forced prostitution; forced nudity
        اغتصاب; اغتصب; اغتصبت; اغتصبوا; اغتصبوها; مغتصبة; مغتصبات; عنف جنسي; اعتداء جنسي
        اعتداءات جنسية; استعباد جنسي; انتهاكات جنسية; سبايا""",
    "torture": """
        torture; tortures; tortured; torturing; torturer; torturers; waterboarded; waterboarding
        electric shock; electric shocks; ill treatment; ill treated; mistreated; mistreatment
        flogged; flogging; floggings; whipped; beating; beatings; beaten; beat him; beat her
        beat me; beat us; beat them; beat prisoners; beat detainees
        held under water; burned with cigarettes; solitary confinement
        تعذيب; تعذيبه; تعذيبهم; تعذيبها; عذبوه; عذبوني; عذبوهم; صعقات كهربائية; سوء المعاملة""",
    "bodies": """
        corpse; corpses; bodies; dead body; body of; body parts; body bag; body bags; his body
        her body; remains of the dead; human remains; severed; dismembered; mutilated; mutilation
        disfigured; charred; decomposed; decomposing; decapitated; entrails; amputated
        amputation; amputations; amputee; amputees; lost his leg; lost her leg; lost his legs
        lost her legs; lost his arm; lost her arm; lost an eye; morgue; morgues; mortuary
        pool of blood; pools of blood; covered in blood; blood stained; bloodied; bled
        bleeding; gore; maimed
        جثة; جثث; جثته; جثتها; جثثهم; جثمان; جثامين; اشلاء; رفات; مشرحة; بتر; مبتورة""",
    "executions": """
        executed; execute him; execute them; execution; executions; executioner; executioners
        beheaded; beheading; beheadings; behead; hanged; lynched; lynching; firing squad
        firing squads; shot in the head; throat slit; throats slit; slit his throat
        slit their throats; throat cut; throats cut; hands bound; hands tied; hands were tied
        hands were bound; summarily shot; stoned to death; burned alive; burnt alive
        buried alive; killing of captives; killed captives; killing of prisoners
        shooting of captives; shooting of prisoners
        اعدام; اعدامات; اعدم; اعدمت; اعدموا; اعدمه; ذبح; ذبحا; قطع راس; قطع رؤوس; شنقا
        رميا بالرصاص""",
    "massacres": """
        massacre; massacres; massacred; massacring; genocide; genocides; genocidal; mass grave
        mass graves; mass killing; mass killings; ethnic cleansing; slaughter; slaughtered
        butchered; extermination; exterminated; bloodbath; carnage
        مجزرة; مجازر; مذبحة; مذابح; ابادة جماعية; مقبرة جماعية; مقابر جماعية; تطهير عرقي""",
    "suicide": """
        suicide; suicides; suicidal; self harm; self immolation; killed himself; killed herself
        killed themselves; hanged himself; hanged herself; hang himself; hang herself
        took his own life; took her own life; take his own life; take her own life
        taken his own life; taken her own life; take my own life; set himself on fire
        set herself on fire; set himself alight; set herself alight
        انتحار; انتحر; انتحرت; انتحروا; انتحاره; انتحارها""",
    "hunger": """
        famine; famines; famished; starve; starved; starves; starving; starvation; hunger; hungry
        malnutrition; malnourished; undernourished; emaciated; skin and bones; nothing to eat
        eating grass; ate grass; eat grass; went without food; days without food
        مجاعة; جوع; جوعا; جياع; تجويع; سوء التغذية""",
    "child": """
        child; children; boy; boys; girl; girls; baby; babies; infant; infants; toddler; toddlers
        newborn; newborns; schoolboy; schoolboys; schoolgirl; schoolgirls; schoolchild
        schoolchildren; pupil; pupils; kid; kids; teenager; teenagers; teenage; minors
        son; sons; daughter; daughters; grandson; granddaughter
        طفل; طفلة; طفلا; طفلين; طفلان; طفلتين; طفلي; طفله; اطفال; اطفالا; اطفالهم; رضيع; رضيعة
        رضع; صبي; صبية; تلميذ; تلميذة; تلاميذ; قاصر; قاصرين; ابنه; ابنتها; ابنته""",
    "harm": """
        kill; kills; killed; killing; die; died; dies; dying; dead; death; deaths; wounded
        wounding; wounds; injured; injuring; injuries; hurt; maimed; murdered; murder; slain
        shot; shot dead; lost a leg; bled; burned to death; crushed; buried; burying; massacred
        abducted; abduction; abductions; kidnapped; kidnapping; kidnappings; taken away; missing
        قتل; قتلت; قتلوا; قتلى; قتيل; مقتل; استشهد; استشهدت; استشهاد; اصيب; اصيبت; اصابة; اصابات
        جرح; جرحت; جرحى; جريح; مات; ماتت; ماتوا; وفاة; موت; بترت; خطف; خطفت; اختطاف
        اختطف; اختطفت; مفقود""",
    "": """
        suicide attack; suicide attacks; suicide attacker; suicide attackers; suicide bomb
        suicide bombs; suicide bomber; suicide bombers; suicide bombing; suicide bombings
        suicide blast; suicide blasts; suicide belt; suicide belts; suicide vest; suicide vests
        suicide car; suicide truck; suicide mission; suicide missions; suicide squad
        suicide squads; suicide drone; suicide drones; suicide operation; suicide operations
        suicide raid; suicide assault; suicide explosion; suicide explosions; hunger strike
        hunger strikes; hunger striker; hunger strikers; hungry for; public bodies
        international bodies; government bodies; state bodies; un bodies; official bodies
        regulatory bodies; legal bodies; judicial bodies; governing bodies; elected bodies
        security bodies; bodies such as; body of evidence; body of law; body of work; body of water
        executed a plan; executed the plan; executed an order; executed the order
        executed orders; executed an operation; executed the operation; execution of the plan
        execution of the budget; execution of orders; execution of the order; dead end
        dead sea; beaten back; beaten path; beating heart; shot down; killed off""",
}
"""The word list. `child` and `harm` are no topics: near each other they make one, `children`.
The last entry holds phrases that mean nothing of the kind."""

NEAR = 12
"""A child and a harm are about each other within this many words of one sentence."""

CHILD_AGES = "; ".join(f"{age} year old; {age} years old" for age in range(18))
ARABIC_PREFIXES = ("", "ال", "و", "وال", "ف", "ب", "بال", "ل", "لل", "ول")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")  # vowel signs; the stretching stroke
_ARABIC_FORMS = str.maketrans("أإآٱىة", "اااايه")
_TOKEN = re.compile(r"\w+|[.!?؟۔\n]")
_ENDS = frozenset(".!?؟۔\n")


def _even(text: str) -> str:
    """Return the text in the one spelling that the list is kept in."""
    folded = text.casefold()
    if not _ARABIC.search(folded):
        return folded
    return _ARABIC_MARKS.sub("", folded).translate(_ARABIC_FORMS)


def _phrases() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every phrase of the list as its words, and what it speaks of."""
    for kind, lines in [*WORDS.items(), ("child", CHILD_AGES)]:
        for line in filter(str.strip, re.split(r"[;\n]", _even(lines))):
            words = line.split()
            prefixes = ("",) if line.isascii() else ARABIC_PREFIXES
            for forms in product(*([prefix + word for prefix in prefixes] for word in words)):
                yield forms, kind


def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], frozenset[str]]]]:
    """Return the list as first word -> phrases and what they speak of, the longest first."""
    kinds: dict[tuple[str, ...], set[str]] = {}
    for words, kind in _phrases():
        kinds.setdefault(words, set()).add(kind)
    found: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for words in sorted(kinds, key=len, reverse=True):
        found.setdefault(words[0], []).append((words, frozenset(kinds[words] - {""})))
    return found


_LIST = _by_first_word()
_TELLING = _ENDS | _LIST.keys()


def _mentions(text: str) -> Iterator[str]:
    """Yield the id of a topic for each mention of it."""
    words = _TOKEN.findall(text)
    past = 0  # where the last phrase ended
    child = harm = -NEAR - 1  # where the last of each stands, while it waits for the other
    for place, word in enumerate(words):
        if word not in _TELLING:
            continue
        if word in _ENDS:
            child = harm = -NEAR - 1
        if word not in _LIST or place < past:
            continue
        for phrase, kinds in _LIST[word]:
            if tuple(words[place : place + len(phrase)]) == phrase:
                past = place + len(phrase)
                yield from kinds - {"child", "harm"}
                if "child" in kinds:
                    child = place
                elif kinds:
                    harm = place
                if min(child, harm) >= 0 and abs(child - harm) <= NEAR:
                    yield "children"
                    child = harm = -NEAR - 1
                break
