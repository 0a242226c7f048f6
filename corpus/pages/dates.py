"""Lines that say when: "Wednesday, 25 July, 2018 - 05:00", "Updated 3 hours ago"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from operator import itemgetter

from .words import word_set

__all__ = ["MONTHS", "is_date_line", "is_date_word", "is_full_date", "published_on"]

_MONTH_NAMES = (
    "january jan janvier janv enero ene januar jänner января янв يناير"
    " січня stycznia gennaio janeiro ocak ינואר בינואר",
    "february feb février fév févr febrero februar февраля фев شباط فبراير"
    " лютого lutego febbraio fevereiro şubat פברואר בפברואר",
    "march mar mars marzo märz марта мар آذار مارس березня marca março mart מרץ במרץ",
    "april apr avril avr abril abr апреля апр نيسان أبريل ابريل إبريل"
    " квітня kwietnia aprile nisan אפריל באפריל",
    "may mai mayo мая май أيار ايار مايو ماي травня maja maggio maio mayıs מאי במאי",
    "june jun juin junio juni июня июн حزيران يونيو جوان"
    " червня czerwca giugno junho haziran יוני ביוני",
    "july jul juillet juil julio juli июля июл تموز يوليو جويلية"
    " липня lipca luglio julho temmuz יולי ביולי",
    "august aug août agosto ago августа авг آب أغسطس اغسطس أوت"
    " серпня sierpnia ağustos אוגוסט באוגוסט",
    "september sept sep septembre septiembre сентября сен أيلول ايلول سبتمبر"
    " вересня września settembre setembro eylül ספטמבר בספטמבר",
    "october oct octobre octubre oktober okt октября окт أكتوبر اكتوبر"
    " жовтня października ottobre outubro ekim אוקטובר באוקטובר",
    "november nov novembre noviembre ноября ноя نوفمبر"
    " листопада listopada novembro kasım נובמבר בנובמבר",
    "december dec décembre déc diciembre dic dezember dez декабря дек ديسمبر"
    " грудня grudnia dicembre dezembro aralık דצמבר בדצמבר",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
"""The month's number, by its name or abbreviation in the languages that pages come in."""

_LEVANTINE = re.compile(r"(كانون|تشرين)\s+(الثاني|الأول|الاول)")
_LEVANTINE_MONTHS = {"كانون الثاني": "يناير", "كانون الأول": "ديسمبر", "كانون الاول": "ديسمبر"} | {
    "تشرين الأول": "أكتوبر",
    "تشرين الاول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
}
_WEEKDAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs
    fri sat sun lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles
    jueves viernes sábado domingo montag dienstag mittwoch donnerstag freitag samstag
    sonnabend sonntag понедельник вторник среда четверг пятница суббота воскресенье الاثنين
    понеділок вівторок середа четвер субота неділя poniedziałek wtorek środa czwartek piątek
    sobota niedziela lunedì martedì mercoledì giovedì venerdì sabato domenica pazartesi salı
    çarşamba perşembe cuma cumartesi pazar
    الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد
    """
)
_AROUND = word_set(
    """
    et edt mst mdt cdt akst hst sgt hkt jst aest aedt eat wat sast no nr number
    originally published update updated posted modified created date dated time last first online
    print on at the of st nd rd th am pm a p m gmt utc est edt bst cet cest eet pst pdt ist msk
    local hrs
    h uhr today yesterday as ago this story article is was from hour hours minute minutes min
    mins day days week weeks month months year years just now version issue issued release
    released since publication edition publié mis à jour le la dernière mise modifié il y a
    heures heure jours de del el publicado actualizado hace horas a las veröffentlicht
    aktualisiert am um stand vor stunden tagen den der опубликовано обновлено в г года часов
    назад نشر نشرت تاريخ النشر آخر تحديث التحديث في يوم الساعة ساعة ساعات منذ دقيقة دقائق
    صباحا مساء م ص ه بتوقيت غرينتش جرينتش تم هـ t z
    """
)
_RELATIVE = word_set("ago yesterday today hace назад منذ hours stunden heures il")
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_NUMERIC = re.compile(
    r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|\b(\d{1,2})([-/.])(\d{1,2})\5(\d{4})\b"
)
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})(?:[:h](\d{2})|\.(\d{2})(?=\s*(?:[ap]\.?m|uhr|gmt|utc|bst|cest|cet|ist)))(?::(\d{2})(?:\.\d+)?)?"
    r"\s*([ap])?\.?(?:m\b)?",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d[:hH.]\d")
"""what every time of day has, and is looked for first"""
_ZONE = re.compile(
    r"(?:(?:gmt|utc)\s*([+-])(\d{1,2})(?::?(\d{2}))?|\d\s*([+-])(\d{1,2}):?(\d{2}))\b"
    r"|\b(?:gmt|utc)\b|\dz\b",
    re.IGNORECASE,
)
_BEGINNINGS = _AROUND | _WEEKDAYS | _RELATIVE | MONTHS.keys() | {"كانون", "تشرين"}
_LONGEST = 110
_TOKENS = 24
"""words and numbers of a line that says when, at most"""
_UNDATED = 30
"""Characters of a line that says when without a number, at most: "Yesterday"."""
_PLACE = 30
"""Characters in which a place before the date ends with its comma."""


def is_date_word(word: str) -> bool:
    """Whether a word is a month or a day of the week."""
    folded = word.casefold()
    return folded in MONTHS or folded in _WEEKDAYS


def is_date_line(text: str, others: int = 0) -> bool:
    """Whether a line says when and nothing else; the place of a press release may stand first.

    With a day and a time of day, as many `others` may stand beside them: a section, an outlet.
    """
    if len(text) > _LONGEST or (others and text[-1] in ".!?:"):
        return False
    if not others and "," not in text[:_PLACE] and not _begins_as_date(text):
        return False
    if others:
        if not _TIME.search(text) or not _CLOCK.search(text):
            return False
    elif len(text) > _UNDATED and not _DIGIT.search(text):
        return False
    dated = digits = False
    beside = count = 0
    for token in _tokens(_after_place(text)):  # mostly the first words tell that it is none
        count += 1
        if count > _TOKENS:
            return False
        if token.isdigit():
            digits = True
        elif token in MONTHS or token in _WEEKDAYS or token in _RELATIVE:
            dated = True
        elif token not in _AROUND:
            beside += 1
            if beside > others:
                return False
    if beside and not is_full_date(text):
        return False
    return (dated and (digits or count <= 2)) or bool(
        digits and (_NUMERIC.search(text) or _CLOCK.search(text))
    )


def _begins_as_date(text: str) -> bool:
    """Whether the first word of a line is one that a date line may have."""
    found = _TOKEN.search(text)
    first = found[0].casefold() if found else ""
    return first.isdigit() or first in _BEGINNINGS


def is_full_date(text: str) -> bool:
    """Whether a date line tells the day, not only the time of day."""
    return bool(_NUMERIC.search(text)) or any(is_date_word(token) for token in _tokens(text))


def published_on(text: str) -> str | None:
    """Return the ISO 8601 date, or date and time, that a line tells; None where it tells no day.

    A day and a month in numbers only that could be either way round is nothing told.
    """
    if not _DIGIT.search(text):
        return None
    text = _in_arabic(text)
    day = _numeric_day(text) or _named_day(text)
    if day is None:
        return None
    clock = _clock(text)
    return day.isoformat() if clock is None else f"{day.isoformat()}T{clock}"


def _tokens(text: str) -> Iterator[str]:
    return map(itemgetter(0), _TOKEN.finditer(_in_arabic(text).casefold()))


def _in_arabic(text: str) -> str:
    """Return a text with the Levantine months of two words by their names of one word."""
    if "ني" not in text and "ول" not in text:
        return text
    return _LEVANTINE.sub(lambda found: _LEVANTINE_MONTHS[f"{found[1]} {found[2]}"], text)


def _after_place(text: str) -> str:
    """Return a line without a place before its date: "New York, 5 March 2019"."""
    if "," not in text:
        return text
    place, _, rest = text.partition(",")
    words = place.split()
    if (
        0 < len(words) <= 3
        and all(word[0].isupper() for word in words)
        and not any(char.isdigit() for char in place)
        and any(token in MONTHS for token in _tokens(rest))
    ):
        return rest
    return text


def _numeric_day(text: str) -> date | None:
    found = _NUMERIC.search(text)
    if not found:
        return None
    if found[1]:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    first, second, year = int(found[4]), int(found[6]), int(found[7])
    if first > 12 or found[5] == "." or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else None


def _named_day(text: str) -> date | None:
    tokens = list(_tokens(text))
    for position, token in enumerate(tokens):
        month = MONTHS.get(token)
        if month is None:
            continue
        years = [int(other) for other in tokens if len(other) == 4 and other.isdigit()]
        near = (
            *tokens[max(0, position - 2) : position][::-1],
            *tokens[position + 1 : position + 2],
        )
        days = [int(other) for other in near if len(other) <= 2 and other.isdigit()]
        if years and days:
            return _day(years[0], month, days[0])
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1800 else None
    except ValueError:
        return None


def _clock(text: str) -> str | None:
    found = _CLOCK.search(text) if _TIME.search(text) else None
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3])
    half = (found[5] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    second = int(found[4] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone = _ZONE.search(text, found.start())
    shown = time(hour, minute, second).isoformat("seconds" if found[4] else "minutes")
    if zone is None:
        return shown
    if sign := zone[1] or zone[4]:
        hours, minutes = int(zone[2] or zone[5]), int(zone[3] or zone[6] or 0)
        return f"{shown}{sign}{hours:02}:{minutes:02}" if hours < 15 and minutes < 60 else shown
    return f"{shown}+00:00"
