"""How lines that belong to the page begin: a regular expression a line, its first word in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from .boilerplate_phrases import FORM
from .words import NUMBER, WORD

__all__ = ["OPENINGS", "Opening"]

COOKIES: Final = "a notice about cookies or data"
LINK: Final = "a link to another page"
SHARING: Final = "a button for sharing"
NAVIGATION: Final = "navigation of the site"
ADVERTISEMENT: Final = "an advertisement"
SUBSCRIPTION: Final = "an offer to subscribe"
RIGHTS: Final = "a notice of rights"
BROADCASTERS: Final = "a rule for broadcasters"
NO_PAGE: Final = "says that the page is not there"
SHOTS: Final = "a list of what a film shows"
WIRE: Final = "a line of the wire's own"
MAIL: Final = "of the mail, not of what it says"

_LONGEST = {
    SUBSCRIPTION: 260,
    RIGHTS: 400,
    BROADCASTERS: 400,
    FORM: 300,
    ADVERTISEMENT: 300,
    WIRE: 110,
}
_LINE: Final = 200

_BY_REASON = {
    COOKIES: r"""
usamos cookies\b
utilizamos cookies\b
este (?:sitio|portal)\b.{0,40}\bcookies\b
wir verwenden cookies\b
nous utilisons des cookies\b
by (?:signing|clicking|continuing|subscribing|submitting|using)\b.{0,80}\byou (?:agree|accept)
we (?:use|value|and our partners)\b.{0,80}\b(?:cookies|your privacy|personal data|store and)
""",
    MAIL: r"""
sent from my \w+\b.{0,40}$
envoyé (?:de|depuis) mon \w+\b.{0,40}$
enviado desde mi \w+\b.{0,40}$
on (?=.{0,110}(?:@|<|\d:\d\d)).{6,110}\bwrote\s?:$
le (?=.{0,110}(?:@|<|\d:\d\d)).{6,110}\ba écrit\s?:$
am (?=.{0,110}(?:@|<|\d:\d\d)).{6,110}\bschrieb\b.{0,60}:$
el (?=.{0,110}(?:@|<|\d:\d\d)).{6,110}\bescribió\s?:$
caution\s?: (?:this|external)\b.{0,20}\be-?mail\b
you don.t often get e-?mail from\b
forwarded message\b
begin forwarded message\b
original message\b
subject\s?:\s
objet\s?:\s
cc\s?:\s
""",
    LINK: r"""
read(?: more| also| next| now)?\s*[:>»–|-]
read (?:more|also|the full|full|next|about)\b.{0,110}$
see(?: also\b|(?: more)?\s*:)
watch (?:the )?video\b.{0,20}$
watch(?: more| also| now| live)?\s*[:>»|]
listen(?: now)?\s*[:>»|]
view (?:more|all|the full)\b
also (?:read|see)\b.{0,100}$
related(?:\s*:|\s+(?:article|stor|news|link|post|content|coverage|topic|video)\w*)
more(?:\s*[:>]|\s+(?:on|from|about)\b[^.!?]{0,60}$)
don.t miss\b.{0,90}$
in case you missed
recommended\s*:
click (?:here|to|on)\b
tap (?:here|to|on)\b
continue reading
full (?:story|coverage|article)\b
for more\b.{0,100}\b(?:click|visit|follow|see|go to)\b
for (?:further|more) information\b.{0,60}(?:contact|please|visit)
lire (?:aussi|également|la suite)\b
à lire (?:aussi|également)\b
a lire (?:aussi|également)\b
voir aussi\b
download (?:the )?(?:full )?(?:report|document|map|infographic|pdf|file|statement)\b.{0,60}$
sur le même sujet
lea (?:también|más)\b
lee (?:también|más)\b
leer (?:también|más)\b
ver también\b
vea también\b
te puede interesar
le puede interesar
lesen sie (?:auch|mehr|hier)
mehr (?:zum thema|dazu)\b
siehe auch\b
читайте (?:также|ещё|також|ще)\b
дивіться також\b
читать (?:далее|также)
смотрите также
اقرأ (?:أيضا|ايضا|المزيد)
إقرأ (?:أيضا|ايضا|المزيد)
اقرا (?:أيضا|ايضا|المزيد)
للمزيد\b.{0,80}$
شاهد (?:أيضا|ايضا)
طالع (?:أيضا|ايضا)
""",
    SHARING: r"""
share (?:this|on|via|your)\b
\d[\d.,]*k? shares?\W*$
kindly share\b
listen to (?:this|the) (?:article|story|news|report)\b.{0,30}$
escuchar (?:esta noticia|este artículo|el artículo)\b.{0,20}$
écouter (?:l.article|cet article)\b.{0,20}$
close share\b
gift this\b
save (?:articles|stories) to read
share\s*(?::|\d*$)
tweet (?:this|about)\b
tweet (?:by|from) @
follow (?:us|@|\S+ on (?:x|twitter|facebook)\b)
follow .{3,60} on (?:twitter|facebook|instagram|x|telegram|social)\b
like us on\b
find us on\b
join us on\b
print (?:this|friendly)
email (?:this|to a friend)
e-mail (?:this|to a friend)
copy (?:the )?link
partager (?:sur|cet|l.article|par)\b
partagez (?:sur|cet|l.article|par)\b
compartir (?:en|por|esta|este)\b
comparte (?:en|por|esta|este)\b
teilen (?:auf|per)\b
поделиться\b
подписывайтесь на
підписуйтесь на
підпишіться на
підпишись на
شارك (?:هذا|المقال|الخبر|على|عبر)
تابعونا
تابعنا
suivez[ -]nous
síguenos
folgen sie uns
\d+ shares?\W*$
""",
    FORM: r"""
you are commenting using
you must be logged in
fill in your details
connecting to %s
leave (?:a|your) (?:reply|comment|response)
log ?in to (?:reply|comment|post|leave|join)
login to (?:reply|comment|post|leave|join)
sign in to (?:comment|join|leave|post)
post a (?:comment|reply)
add (?:a|your) comment
write a comment
notify me of\b
your e-?mail address will not
post as guest\b
view comments\b
\d+ thoughts? on\b
required fields
name\s*(?:\*|\(required)
email\s*(?:\*|\(required|\(will not)
e-mail\s*(?:\*|\(required|\(will not)
website\s*(?:\*|\(optional)
comment\s*(?:\*|on this)
comments (?:are|for this|on this|have been) .{0,40}(?:closed|off|disabled|moderated)
comments\s*[(:\[]\s*\d+
replies\s*[(:\[]\s*\d+
комментарии\s*[(:\[]\s*\d+
be the first to (?:comment|reply|like)
this site uses akismet
cancel reply
save my name
please (?:log|sign) in to
register to comment
have your say
no comments\b.{0,20}$
like (?:this:|loading)
laisser un commentaire
laissez un commentaire
votre adresse (?:e-?mail|de messagerie|électronique)
deja un comentario
dejar un comentario
schreiben sie einen kommentar
schreibe einen kommentar
добавить комментарий
оставить комментарий
اترك تعليق
أضف تعليق
اكتب تعليق
\d+ (?:comments?|responses?|replies|commentaires|comentarios|kommentare)\b.{0,30}$
\d+ (?:comments?|responses?) (?:for|to|on)\b.{0,160}$
\d+ (?:комментари\w*|تعليق\w*)\b.{0,30}$
""",
    NAVIGATION: r"""
skip to\b
trending(?: now| topics?| on \w+)?\s*:
sort(?:ed)? by\b.{0,60}$
breaking(?: news)?\s*(?::\s*$|[»>|])
short url\s*:
posted by .{2,60}\bfiled under\b
order reprints\b.{0,20}$
the content you requested\b
the news ?feed is provided\b
photo details\b.{0,40}$
hotline\b.{0,30}$
press release no\b.{0,30}$
temas(?: relacionados)?\s*:
sur le même thème\b.{0,40}$
section [a-z0-9]{1,3}, page\b.{0,20}$
this is a digitized version\b
themes?\s*:
language\s*:
source\s*$
show (?:more|less|all)\b.{0,40}$
close (?:menu|search|share)\b.{0,30}$
available in\s*:
available in (?:english|french|arabic|spanish|russian)\b.{0,60}$
format\s*:.{3,60}$
attachments?\s*:
primary country\s*:
disaster types?\s*:
address\s*:
tel(?:ephone)?\s*[.:]
phone\s*:
fax\s*:
circulation\s*:
ticker\s*:
key ?words?\s*:
why you can trust\b.{0,50}$
tap to\b.{0,30}$
all quotes delayed\b
ad feedback\b
jump to (?:content|main|navigation|section|comments)\b
back to (?:top|home|the (?:top|list|news|main))\b
you are here\b
home\s*[>»/|›→]
filed (?:under|in)\b
posted in\s*:?.{0,60}$
categorized (?:under|in|as)\b
tagged(?: (?:with|as|in))?\b.{0,100}$
tag\s*:
tags\s*:
category\s*:
categories\s*:
topics\s*:
topic\s*:
keywords\s*:
section\s*:
labels\s*:
label\s*:
mots[- ]clés\s*:
etiquetas\s*:
schlagwörter\s*:
теги\s*:
كلمات (?:مفتاحية|دلالية)\b
الوسوم\b.{0,60}$
وسوم\b.{0,60}$
next (?:article|post|page|story|entry)\b
previous (?:article|post|page|story|entry)\b
prev (?:article|post|page|story|entry)\b
older (?:articles?|posts?|stories|entries)\b
newer (?:articles?|posts?|stories|entries)\b
page (?:\d+ (?:of|/) \d+\W*$|not found)
reading time\b.{0,40}$
estimated reading time\b
temps de lecture\b.{0,40}$
lesezeit\b.{0,40}$
views\s*:\s*[\d.,]+
hits\s*:\s*[\d.,]+
reads\s*:\s*[\d.,]+
post \d+\W*$
javascript (?:is|must)\b
please enable\b
search (?:results|this site|our site)\b
sorry, (?:the (?!page)|this (?!page)|that (?!page)|but the (?!page)|we couldn.t|we could not|you)\b
log (?:in|out)\s*[/|]
sign (?:in|up|out)\s*[/|]
powered by\b.{0,80}$
designed by\b.{0,80}$
proudly powered
theme (?:by|:)
hosted by\b.{0,60}$
advertise with us
get in touch\b
for (?:feedback|queries|inquiries|enquiries|complaints|questions)\b.{0,80}\bcontact\b
about the (?:author|writer|reporter|correspondent)s?\b
photo gallery\b.{0,60}$
last edited by\b
joined\s*:\s*.{3,40}$
posts\s*:\s*[\d,]+\W*$
quote\s*\W*$
\d+ (?:min(?:ute)?s?)(?: read\b.{0,20})?\W*$
\d+ (?:views?|reads?|likes?|vues|просмотр\w*|مشاهد\w*)\W*$
\d+ (?:of|/) \d+\W*$
""",
    ADVERTISEMENT: r"""
advertisements\W*$
advertisement\W*(?:$|[-–—:])
ad ?block
adblock
story continues\b
article continues\b
sponsored\s*:
scroll (?:down )?(?:to|for)\b.{0,60}$
continue (?:below|scrolling)\b
continues below\b
sponsored (?:by|content|post|stor)\b.{0,60}$
promoted by\b
please (?:disable|turn off|whitelist|consider (?:disabling|turning|supporting))\b
la suite après
publicité\W*$
publicidad\W*$
anzeige\W*$
реклама\W*$
إعلان\W*$
""",
    SUBSCRIPTION: r"""
subscribe\b
create (?:a free |an |your )?account\b
for all the latest\b.{0,80}\b(?:app|download|news|follow|updates)\b
we.re really pleased that you.ve read\b
summary of our top stories\b
your feedback is\b
we invite (?:all )?our readers\b
this entry was posted\b
contact the live team\b
sign up (?:for|to (?:our|the|get|receive|read)|here|now|today|free)\b
sign-up (?:for|here|now)\b
newsletter
get \S.{0,110}\b(?:your inbox|by email|newsletters?)\b
get (?:the|our|all|more|breaking|daily|full|news|a|your)\b.{0,110}\b(?:inbox|newsletter|app|updates)
get (?:the|our|all|more|breaking|daily|news|email|a)\b.{0,110}\b(?:e-?mail|alerts?)\b
join (?:our|the|us|thousands|now)\b.{0,80}(?:newsletter|mailing|whatsapp|telegram)
join (?:our|us|thousands|now)\b.{0,80}(?:channel|subscribers|readers)
get unlimited access
enter your e-?mail
unsubscribe
you (?:have (?:reached|read|used|\d+|one|no)|.ve (?:reached|read|used))\b.{0,50}articles?\b
you can unsubscribe
since you.re here\b
be the first to know\b.{0,20}$
you.re a (?:dedicated|loyal|valued) reader\b
you are receiving this
to subscribe,? (?:call|visit|e-?mail|write|go)\b
for interviews?,? (?:please )?(?:contact|call|e-?mail)\b
for (?:media|press) (?:inquir|enquir|quer|interview)\w*,? (?:please )?(?:contact|call|e-?mail)\b
already (?:an? )?(?:\w+ )?subscriber\b
already (?:a |have )?(?:subscri|member|regist|an account)
support (?:our|independent|quality) .{0,40}journalism
donate (?:now|today|to|here)\b
become a (?:member|subscriber|supporter|patron)
download (?:our|the) (?:free )?(?:\w+ )?app\b
this (?:article|content|story) is (?:\w+ )?(?:for|reserved for) .{0,25}(?:subscribers|members)
to (?:read|continue|keep reading|access)\b.{0,60}(?:subscri|log in|register|sign)
view this email in your browser
abonnez[ -]vous
abonnieren\b
inscrivez[ -]vous
recevez (?:notre|nos|la|toute|chaque|gratuitement)
suscríbe\w*\b
suscribirse\b
regístrate\b
jetzt (?:abonnieren|anmelden|testen|registrieren)
подпишитесь\b
اشترك (?:الآن|في (?:النشرة|القناة|قناتنا|خدمة))
cet article est réservé
este artículo es exclusivo
""",
    RIGHTS: r"""
copyright\s*(?:©|\(c\)|\d|by\b|notice|holder|the associated|\W*$)
c\) ?(?:19|20)\d\d
all rights reserved
this (?:material|article|content|work) (?:may not|is licen[cs]ed|is published under)
this (?:material|article|content|work) was (?:first|originally) published (?:on|by|in|at)
our standards\s*:
a version of this (?:article|story|review) appear(?:s|ed) in print
the (?:views|opinions|comments) expressed\b.{0,80}\b(?:do not|are those of|not necessarily)
views expressed\b.{0,80}\b(?:do not|are those of|not necessarily)
the (?:views|opinions) expressed (?:here|in this \w+) are (?:the authors?\W?s? |his |her )own\W*$
originally (?:posted|published) (?:on|by|at|in) .{2,60}:$
comments expressed\b.{0,80}\b(?:do not|are those of|not necessarily)
while (?:citing|quoting) and using\b
при (?:цитировании|использовании|копировании)\b
a version of these (?:articles|stories|briefs|reports) appear(?:s|ed)? in print\b
bookmark the permalink\b
prohibida (?:su|la) reproducción\b
republish\w*\b.{0,60}(?:permission|licen[cs]e|creative commons)
issn\b
isbn\b
reproduction\b.{0,60}(?:prohibited|permission|interdite)
tous droits réservés
todos los derechos
alle rechte vorbehalten
все права защищены
جميع الحقوق محفوظة
حقوق (?:النشر|الطبع) محفوظة
""",
    BROADCASTERS: r"""
restrictions\s*[:–-]
restriction\s*[:–-]
mandatory (?:credit|courtesy|on-?screen|\w+ logo)
must (?:credit|courtesy|on-?screen|\w+ logo)
no (?:access|use|resale|archive|sales?)\b.{0,80}(?:client|broadcast|media|archiv|online|digital)
no (?:access|use|resale|archive|sales?)\b.{0,80}(?:use|days|countries)\b
broadcast(?: and \w+)?\s*:
digital\s*:
video restrictions
for (?:vod|client use|editorial use only)
soundbite\b
storyline\s*:?$
attention editors
please note restrictions
clients please
client desk
the thomson reuters trust
thomson reuters trust
embargo\s*(?:until|:)
embargoed\s*(?:until|:)
editorial use only
editors note restrict
""",
    NO_PAGE: r"""
file not found
error \d{3}\b
access denied\W*$
the page (?:you|that you|does not|could not|cannot|can.t|no longer)\b
this page (?:does not|could not|cannot|can.t|no longer|is not available|isn.t)\b
404\W*(?:$|not|page|error)
sorry, (?:the|this|that|but the) page\b
""",
    SHOTS: r"""
shotlist\b.{0,40}$
shot list\b.{0,40}$
""",
    WIRE: r"""
bc[-–](?=\w+[-–])[\w-]+.{0,60}$
am[-–](?=\w+[-–])[\w-]+.{0,60}$
pm[-–](?=\w+[-–])[\w-]+.{0,60}$
r [a-z]\s*\^?(?:bc|am|pm)[-–]\w+.{0,60}$
u [a-z]\s*\^?(?:bc|am|pm)[-–]\w+.{0,60}$
urgent\W*$
bulletin\W*$
flash\W*$
alert\W*$
newsalert\W*$
eds\W*$
zczc\b.{0,40}$
nnnn\W*$
more\W*$
mtf\W*$
story (?:available|coming|upcoming|to follow|will follow)
picture (?:available|coming|to follow)
graphic (?:available|coming|to follow)
\d(?:st|nd|rd|th)[ -](?:ld|lead)\b.{0,60}$
""",
}


class Opening(NamedTuple):
    """Beginnings of lines that belong to the page; a paragraph over `longest` is not asked."""

    reason: str
    pattern: re.Pattern[str]
    longest: int


_DIGITS = "\\0123456789"


class Openings(NamedTuple):
    """All that begin with one word; most paragraphs that do begin with none of them."""

    any: re.Pattern[str]
    each: Sequence[Opening]


def _indexed() -> dict[str, Openings]:
    """Return the openings by their first word, those of one reason in one pattern."""
    by_word: dict[str, dict[str, list[str]]] = {}
    for reason, lines in _BY_REASON.items():
        for line in lines.strip().splitlines():
            key = NUMBER if line[0] in _DIGITS else WORD.match(line)[0]  # type: ignore[index]
            by_word.setdefault(key, {}).setdefault(reason, []).append(line)
    return {
        word: Openings(
            re.compile("|".join(line for lines in by_reason.values() for line in lines)),
            [
                Opening(reason, re.compile("|".join(lines)), _LONGEST.get(reason, _LINE))
                for reason, lines in by_reason.items()
            ],
        )
        for word, by_reason in by_word.items()
    }


OPENINGS = _indexed()
"""First word -> the openings that begin with it."""
