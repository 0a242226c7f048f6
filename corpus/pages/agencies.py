"""News agencies, by the names they are called by in datelines, bylines and credits."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["AGENCY_BEGINNINGS", "agency_in", "agency_named"]

_NAMES = """
Reuters: reuters, reuter, thomson reuters, reuters staff, reuters news, رويترز, рейтер
AP: ap, associated press, the associated press, ap news, اسوشيتد برس, اسوشيتدبرس, ا ب, ап
AFP: afp, agence france presse, فرانس برس, وكالة فرانس برس, ا ف ب, аф п, афп
Xinhua: xinhua, xinhua news agency, شينخوا, синьхуа, 新华社
dpa: dpa, deutsche presse agentur, dpa afx, د ب ا
UPI: upi, united press international
TASS: tass, itar tass, тасс, итар тасс, تاس
Interfax: interfax, интерфакс, انترفاكس
RIA Novosti: ria novosti, ria, риа новости, риа, نوفوستي
Sputnik: sputnik, سبوتنيك
Anadolu: anadolu, anadolu agency, anadolu ajansi, aa, الاناضول, وكالة الاناضول
EFE: efe, agencia efe, ايفي
Europa Press: europa press
Kyodo: kyodo, kyodo news
IRIN: irin, irin news
BBC Monitoring: bbc monitoring
PNA: pna, philippine news agency
PTI: pti, press trust of india
ANI: ani
IANS: ians
UNI: uni
APP: app, associated press of pakistan
IRNA: irna, ارنا
ISNA: isna, ايسنا
Fars: fars, fars news agency, فارس
Tasnim: tasnim, تسنيم
Mehr: mehr, mehr news agency, مهر
SANA: sana, سانا
Petra: petra, بترا
SPA: spa, واس
WAM: wam, وام
KUNA: kuna, كونا
QNA: qna, قنا
BNA: bna, بنا
ONA: ona
MENA: mena, ا ش ا
NNA: nna, الوكالة الوطنية للاعلام
NINA: nina, national iraqi news agency, نينا
INA: ina, iraqi news agency, واع
Shafaq News: shafaq news, شفق نيوز
Alsumaria: alsumaria, alsumaria news, السومرية نيوز, السومرية
Rudaw: rudaw, رووداو
WAFA: wafa, وفا
Ma'an: ma'an, maan, معا
Saba: saba, سبا
SUNA: suna, سونا
LANA: lana, وال
APS: aps, واج
TAP: tap, وات
MAP: map
Yonhap: yonhap, yonhap news agency, yonhap news
KCNA: kcna
Jiji: jiji, jiji press
CNA: cna
Bernama: bernama
Antara: antara
VNA: vna
ANSA: ansa
Belga: belga
ANP: anp
APA: apa
sda: sda, ats, keystone ats
KNA: kna
epd: epd
PAP: pap
ČTK: čtk, ctk
MTI: mti
Hina: hina
Tanjug: tanjug
BTA: bta
Agerpres: agerpres
Lusa: lusa
TT: tt
NTB: ntb
Ritzau: ritzau
STT: stt
PA: pa, press association, pa media
Canadian Press: canadian press, the canadian press
AAP: aap
Ukrinform: ukrinform, укринформ, укрінформ
UNIAN: unian, униан, уніан
BelTA: belta, белта
Trend: trend
AzerTAc: azertac, азертадж
Armenpress: armenpress
NAN: nan, news agency of nigeria
PANA: pana
Bloomberg: bloomberg, bloomberg news
IPS: ips
UN News: un news, un news centre
RFE/RL: rfe rl, rfe, rferl
VOA: voa, voice of america
CNN: cnn
Télam: telam, télam
Notimex: notimex
Prensa Latina: prensa latina
Agência Brasil: agência brasil
"""

_FOLDED = str.maketrans("أإآ.-_/'’ـ", "ااا       ")


def _fold(name: str) -> str:
    return " ".join(name.casefold().translate(_FOLDED).split())


_BY_NAME = {
    _fold(name): agency
    for line in _NAMES.strip().splitlines()
    for agency, _, names in [line.partition(":")]
    for name in names.split(",")
}
_JOINED = {name.replace(" ", "") for name in _BY_NAME}
AGENCY_BEGINNINGS = frozenset(name[:end] for name in _JOINED for end in range(1, len(name) + 1))
"""what the first word of a name may be, if it is ASCII: "u" of "U.P.I.", "ap" of "AP News\""""
_LONG_NAMES = re.compile(
    r"\b(?:Thomson Reuters|Reuters|Associated Press|Agence France-Presse|AFP|Xinhua|dpa|TASS"
    r"|Interfax|Anadolu(?: Agency)?|EFE|Kyodo|BBC Monitoring|AP|UPI|رويترز|فرانس برس|الأناضول)\b"
)


@lru_cache(maxsize=1024)
def agency_named(name: str) -> str | None:
    """Return the agency that goes by a name, whatever its case and dots: "A.P." is AP."""
    if len(name) > 40:
        return None
    folded = _fold(name)
    return _BY_NAME.get(folded) or _BY_NAME.get(folded.replace(" ", ""))


def agency_in(text: str) -> str | None:
    """Return the first of the large agencies that a line names anywhere, written as its name."""
    found = _LONG_NAMES.search(text)
    return agency_named(found[0]) if found else None
