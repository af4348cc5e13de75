"""The words that dates are written with, as data."""

_MONTHS = (
    # one line a language: January to December, spellings of one month joined by "/"
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
    "september/sep/sept october/oct november/nov december/dec/dez",
    "janvier/janv février/fevrier/févr/fevr/fév mars avril/avr mai juin juillet/juil août/aout "
    "septembre octobre novembre décembre/decembre/déc",
    "januar/jänner/jän februar/feber märz/maerz/mär/mrz april mai juni juli august "
    "september oktober/okt november dezember",
    "enero/ene febrero marzo abril/abr mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre/dic",
    "gennaio/gen febbraio/febbr marzo aprile maggio/magg giugno/giu luglio/lug agosto settembre/sett "
    "ottobre/ott novembre dicembre",
    "janeiro fevereiro/fev março/marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart/mrt april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti/august september oktober november december/desember/des",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января/янв февраля/фев марта/мар апреля/апр мая июня/июн июля/июл августа/авг сентября/сен/сент октября/окт "
    "ноября/ноя/нояб декабря/дек",
    "januari februari maret april mei juni juli agustus september oktober november desember",
)
MONTHS = {
    name: number
    for language in _MONTHS
    for number, names in enumerate(language.split(), 1)
    for name in names.split("/")
}
"""Month name, casefolded, without a full stop -> 1 to 12."""

_WEEKDAYS = (
    "monday/mon tuesday/tue/tues wednesday/wed thursday/thu/thur/thurs friday/fri saturday/sat sunday/sun",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lunes martes miércoles/miercoles/mié jueves/jue viernes/vie sábado/sabado/sáb domingo/dom",
    "lunedì martedì mercoledì giovedì/gio venerdì sabato/sab domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "星期一/周一/週一/月曜日/월요일/月/월 星期二/周二/週二/火曜日/화요일/火/화 "
    "星期三/周三/週三/水曜日/수요일/水/수 星期四/周四/週四/木曜日/목요일/木/목 "
    "星期五/周五/週五/金曜日/금요일/金/금 星期六/周六/週六/土曜日/토요일/土/토 "
    "星期日/周日/週日/日曜日/일요일/日/일",
)
WEEKDAYS = {
    name: number for language in _WEEKDAYS for number, names in enumerate(language.split()) for name in names.split("/")
}
"""Weekday name, casefolded -> 0 (Monday) to 6."""

DAYS = {
    "today": 0, "tonight": 0, "yesterday": -1,
    "heute": 0, "gestern": -1, "hier": -1, "oggi": 0, "ieri": -1, "hoy": 0, "ayer": -1, "hoje": 0, "ontem": -1,
    "今天": 0, "昨天": -1, "今日": 0, "昨日": -1, "오늘": 0, "어제": -1,
}  # fmt: skip
"""Words for a day as days from the day of reading."""

COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "half an": 0.5, "half a": 0.5, "a couple of": 2, "couple of": 2,
}  # fmt: skip
"""Number words of "N hours ago"."""

UNITS = {
    "second": "seconds", "sec": "seconds", "s": "seconds",
    "minute": "minutes", "min": "minutes", "mn": "minutes", "m": "minutes",
    "hour": "hours", "hr": "hours", "h": "hours",
    "day": "days", "d": "days",
    "week": "weeks", "wk": "weeks", "w": "weeks",
    "month": "months", "mth": "months", "mo": "months",
    "year": "years", "yr": "years", "y": "years",
}  # fmt: skip
"""Unit of "N hours ago", singular -> its name in the calendar."""

MOMENTS = ("just now", "right now", "now", "moments ago", "a moment ago", "seconds ago", "a few seconds ago")
"""Ways of saying: at the moment of reading."""

PUBLISHED_LABELS = (
    "originally published", "first published", "date published", "published date", "publication date", "publish date",
    "publishing date", "release date", "posting date", "date posted", "posted", "published", "publicado", "publié",
    "veröffentlicht", "pubblicato", "gepubliceerd", "created", "submitted", "released", "issued", "filed", "uploaded",
    "发布时间", "发布", "發布", "公開日", "公開", "배포", "입력", "등록", "기사입력", "опубликовано", "erstellt",
)  # fmt: skip
"""What stands before the time a page came out."""

UPDATED_LABELS = (
    "last updated", "last update", "last modified", "last edited", "last revised", "last reviewed", "date modified",
    "date updated", "updated", "update", "modified", "edited", "revised", "reviewed", "actualizado", "mis à jour",
    "mise à jour", "modifié", "aktualisiert", "zuletzt aktualisiert", "aggiornato", "atualizado", "bijgewerkt",
    "更新时间", "更新時間", "更新日", "更新", "수정", "최종수정", "обновлено",
)  # fmt: skip
"""What stands before the time a page was last changed."""

FILLERS = frozenset(
    # words inside a date that carry nothing
    {"the", "of", "on", "at", "from", "de", "del", "d", "a", "à", "am", "um", "uhr", "le", "el", "la", "il", "den",
     "der", "di", "klo", "kl", "vom", "hrs", "hours", "o'clock", "date", "dated", "time", "as", "t",
     "las", "ore", "às", "alle"}
)  # fmt: skip

BREAKS = frozenset({"by", "in", "via", "von", "par", "por", "per", "da", "with", "under", "written"})
"""Words that end a date as a bar would: "yesterday by Jo Lee"."""

MERIDIEMS = {
    "a.m.": 0, "a.m": 0, "am": 0, "p.m.": 12, "p.m": 12, "pm": 12, "上午": 0, "午前": 0, "오전": 0,
    "下午": 12, "午後": 12, "오후": 12,
}  # fmt: skip
"""Half of the day -> hours to add."""
