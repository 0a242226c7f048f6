"""Words beside a full stop that tell whether it ends the sentence, by what they tell.

The rules that use them stand in `sentence_ends`; to teach Dateline an abbreviation, add it to the
string of its kind. Abbreviations are written without their last full stop and in lower case, save
those in a `..._CAPITALISED` string, whose lower-case forms are ordinary words.
"""

from __future__ import annotations

from typing import Literal

__all__ = [
    "ABBREVIATIONS",
    "AFTER_COUNTRY",
    "KNOWN_ACRONYMS",
    "LETTERED",
    "OPENERS",
    "OPENERS_LIKE_NAMES",
    "PRONOUNS",
    "REPORTING_VERBS",
    "SAFE_OPENERS",
    "SHOUTED_NAMES",
    "TIMES",
    "TOP_LEVEL_DOMAINS",
    "WITHIN_NAMES",
    "Kind",
    "kind_of",
    "words_of",
]

Kind = Literal["name", "number", "inside", "either"]
"""What the abbreviation stands before: a name (`Lt.`), a number (`Dec.`), the rest of its phrase
(`vs.`), or either that or a new sentence (`Inc.`)."""


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


_NAME = """
mr mrs ms mx messrs mme mlle mgr dr rt ret tech drs prof profs rev revs revd fr msgr sr sra st
ste sts mt mts gen gens col cols maj majs lt lts lieut capt capts cpt cmdr comdr cdr lcdr
commdr comd adm adml radm vadm brig sgt sgts cpl lcpl pfc pvt pvts pte spc ens cmsgt msgt ssgt
sfc ssg tsgt sgm csm amn srn fltlt mcpo scpo cpo lcol ltcol ltgen majgen briggen bdr gnr hav
nk subedar gov govs sen sens reps amb atty supt supdt insp asst assoc sec'y secy shri smt kum
md mohd moh muh abp bp flt sqn ldr gp wg wng addl gy hojat ayat u.s.s h.m.s r.m.s s.s m.v m.t
f.v u.s.n.s u.s.c.g.c i.n.s d.r d.p.r p.d.r
cdre cmdre cmdt comdt cdt mshl ltc offr ofc commr cllr archbp hon'ble sh adv
"""
_NAME_CAPITALISED = (
    "Hon Rep Spec Spc Pres Ven Det Dep Min Const Sig Treas Comm Chmn Ft Pt Sec Eng Dir Regt Bde Div"
)
_NUMBER = """
jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri no nos nr
fig figs vol vols ch chap chaps sec secs sect arts art para paras par pt pts pp eq eqs res ver
rs tk ext tel fax cl reg regs ca approx
"""
_NUMBER_CAPITALISED = "Sat Sun Ex App Doc Tab Op Ed Ann Sch Ser Sess Suppl"
_INSIDE = "vs cf viz e.g i.e eg ie esp incl resp a.k.a f.k.a n.b w.r.t op.cit ibid"
_EITHER = """
inc co cos corp corps ltd llc plc bros jr esq ph.d b.sc m.sc m.phil ll.b ll.m b.a m.a m.d dept
depts univ assn assns cttee govt intl natl hq bldg ave blvd rd hwy pkwy sq apt km kms kg kgs
cm mm lb lbs oz ft hr hrs mins mph kph sq.km etc al bn mn calif ariz ark colo conn fla ga kan
ky minn neb nev okla tenn tex vt wis wyo que sask n.y n.j n.h n.c n.d s.c s.d n.m r.i w.va
"""
_EITHER_CAPITALISED = "Ala Del Ill Ind La Mass Mich Miss Mo Mont Ore Pa Va Wash Ont Alta"

_KINDS: dict[str, Kind] = {}
_CAPITALISED: dict[str, Kind] = {}
_STOCK: tuple[tuple[Kind, str, str], ...] = (
    ("either", _EITHER, _EITHER_CAPITALISED),
    ("inside", _INSIDE, ""),
    ("number", _NUMBER, _NUMBER_CAPITALISED),
    ("name", _NAME, _NAME_CAPITALISED),
)
for _kind, _any_case, _capitalised in _STOCK:
    _KINDS |= dict.fromkeys(_any_case.split(), _kind)
    _CAPITALISED |= dict.fromkeys(_capitalised.split(), _kind)

ABBREVIATIONS = frozenset(_KINDS) | frozenset(map(str.lower, _CAPITALISED))
"""Every abbreviation in lower case: a word outside of it has no kind."""

KNOWN_ACRONYMS = words_of(
    """
    u.s u.n u.k e.u u.a.e u.s.a u.s.s.r d.c l.a p.a a.u i.s p.l.o p.k.k y.p.g y.p.j p.y.d
    s.d.f f.s.a h.t.s i.r.a e.t.a a.n.c i.d.f i.r.g.c c.i.a f.b.i n.s.a d.e.a f.s.b k.g.b
    i.s.i n.a.t.o i.c.c i.c.j i.c.r.c a.p n.g.o n.g.os g.o.p f.a.r.c e.l.n l.t.t.e u.n.h.c.r
    b.j.p p.r.c r.o.k d.r.c d.p.r.k c.a.r m.s.f w.h.o w.f.p o.a.s p.d.k p.u.k k.r.g k.d.p
    """
)
"""Dotted letters that are no initials, also where no article stands before them."""

LETTERED = words_of(
    """
    annex appendix area battery block building camp category company division exhibit gate
    grade group hepatitis option phase plan point section sector team terminal type unit
    vitamin ward wing zone
    """
)
"""Words that a single letter names (`Plan B.`): such a letter is not an initial."""

OPENERS = words_of(
    """
    a about according across after all also although among an and another any as at
    authorities because before besides between both but by despite during each earlier eight
    either even every few five following for four fresh from further furthermore he hence her
    here his how however if in instead it its just last later local many meanwhile more
    moreover most much my nearly neither never nevertheless nine no nobody none nor not
    nothing now officials on once one only or other others our over police recently reports
    residents seven several she since six so some soon still such ten that the their then
    there therefore these they this those though three through thus to today tomorrow two
    under unlike until we what when where whether which while who whoever why with within
    without witnesses yesterday yet you your
    """
)
"""Words that open a sentence when they stand capitalised after an acronym or initial."""

OPENERS_LIKE_NAMES = words_of("a an each he i may my no now she so some such ten will you")
"""Openers that are family names too: after an initial they open nothing."""

SAFE_OPENERS = words_of(
    """
    according after although because but despite however it its later meanwhile others that
    the their then there these they this those though when where while witnesses
    """
)
"""The openers that nobody is called: they open a sentence even after a title (`Main St. The`)."""

PRONOUNS = words_of("he i it she that the there these they this those we you")
"""The words that open a sentence after an abbreviation where nothing is capitalised."""

WITHIN_NAMES = words_of(
    """
    administration admiral agent agents governments agency air alliance ambassador arctic armed
    army assistant assembly association attorney authority base bank board border brigade bureau
    cabinet capitol captain central chair chairman chairwoman charter chief children chinook
    circuit citizen coalition coast colonel command commander commission commissioner committee
    company congress congressman congresswoman constitution consul consulate corps council
    counsel court customs cyber defence defense delegation department deputy development
    director district drone east education embassy energy envoy executive export federal
    federation food force forces foundation fund general geological government governor guard
    headquarters high holocaust homeland house humvee humvees immigration institute intelligence
    investment joint judge justice labor lieutenant magistrate major marine marines marshal
    marshals minister ministry mission navy office officer ordnance patriot peacekeeping
    pentagon permanent population postal predator president presidential press prime program
    prosecutor rangers reaper refugee relief representative representatives republican
    resolution secret secretary secretary-general security senate senator sergeant service
    services special state states steel supreme soccer strategic task tomahawk trade
    transportation treasury trust undersecretary university veterans vice war white women world
    bradley abrams stryker apache hawk hellfire himars seal seals delta green inc corp ltd co
    llc plc jr sr ceo cfo coo chief-of-staff spokesman spokeswoman spokesperson
    """
)
"""Capitalised words that go on with a name after an acronym or firm (`U.S. Marines`)."""

AFTER_COUNTRY = words_of(
    """
    agency ambassador commission commissioner coordinator desk embassy envoy expert
    investigator inquiry mediator mission office panel peacekeepers policy programme program
    rapporteur special team tribunal
    """
)
"""`U.N. Syria envoy`: these words bind the country between them to the acronym before it."""

TIMES = words_of(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs
    fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec january february march april
    may june july august september october november december eastern pacific mountain
    greenwich gmt utc est edt et cst cdt ct mst mdt mt pst pdt pt cet cest eet eest bst ist
    msk ast pkt zulu
    """
)
"""What goes on with the time after `a.m.` and `p.m.`"""

SHOUTED_NAMES = words_of("Yahoo Jeopardy Yum Joomla Kahoot Hooah")
"""Names written with an exclamation mark."""

TOP_LEVEL_DOMAINS = words_of(
    """
    com org net gov edu mil int info biz news io co uk us in de fr eu il ir iq sy tr ru ua pdf
    doc html
    """
)
"""What follows the stop of an address or file name, which is no missing blank."""

REPORTING_VERBS = words_of(
    """
    said says asked asks replied shouted cried added answered wondered exclaimed yelled
    screamed told wrote continued recalled demanded called chanted quipped remarked thundered
    explained declared warned pleaded insisted recounted muttered sobbed retorted
    """
)


def kind_of(word: str, *, lower_cased: bool = False) -> Kind | None:
    """Return the kind of an abbreviation given without its last stop, None for any other word.

    `lower_cased` says that the text has no capitals, so that `sun.` cannot be told from `Sun.`
    """
    if not lower_cased and word[:1].isupper():
        kind = _CAPITALISED.get(word.capitalize())
        if kind is not None:
            return kind
    return _KINDS.get(word.lower())
