"""Earlier mails below a reply: found by marks that leave no doubt, and left out."""

import re

# The words of mail programs, as far as they were seen; a mark in another language leaves the quote where it is.
_WROTE = re.compile(
    r"\b(wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|napsal|kirjoitti)\b", re.IGNORECASE
)
_WHEN = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b20\d\d\b")
_BEGINS = re.compile(r"(On|Am|Le|El|Em|Il|Op|Den|W dniu|Dne)\b.*\d")
_ATTRIBUTION_CHARACTERS = 300

_ORIGINAL = re.compile(
    r"-{2,} ?(original message|original appointment|ursprüngliche nachricht|message d'origine|mensaje original|"
    r"mensagem original|messaggio originale|oorspronkelijk bericht|reply message) ?-{2,}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"(-{2,} ?(forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada)"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht)",
    re.IGNORECASE,
)
_RULE = re.compile(r"[_=-]{5,}$")


def _header(*names: str) -> re.Pattern[str]:
    return re.compile(rf"\W{{0,2}}({'|'.join(names)})\W{{0,3}}:", re.IGNORECASE)


_FROM = _header("From", "Von", "De", "Da", "Van", "Från", "Fra", "Od")
_SENT = _header("Sent", "Date", "Gesendet", "Datum", "Envoyé", "Enviado", "Enviada", "Inviato", "Verzonden", "Data", "Skickat", "Sendt")  # fmt: skip  # noqa: E501
_SUBJECT = _header("Subject", "Betreff", "Objet", "Asunto", "Assunto", "Oggetto", "Onderwerp", "Ämne", "Emne", "Temat")
_HEADER_LINES = 7


def is_forward(text: str) -> bool:
    """True for the beginning of a forwarded mail: that is what its sender wants read, not a quote."""
    return _FORWARD.match(text.strip()) is not None


def without_quotes(text: str, *, angles: bool, rest: bool) -> tuple[str, bool]:
    """The text without quotes, and whether there were any; all of it where nothing else is in it.

    Args:
        text: lines without blanks around them.
        angles: lines that begin with `>` are quoted; a single one, which nothing announces, may be a comparison.
        rest: behind a line like "On 3 May Ana wrote:" all is quoted, unless it says so line by line.
    """
    lines = text.split("\n")
    kept: list[str] = []
    place = 0
    announced = sum(line.startswith(">") for line in lines) > 1
    while place < len(lines):
        line = lines[place]
        if _FORWARD.match(line):
            kept += lines[place:]
            break
        if _ORIGINAL.match(line) or _header_block(lines, place):
            break
        length = _attribution(lines, place, angles=angles)
        if length and rest and not _follows_angle(lines, place + length, angles=angles):
            break
        announced = announced or length > 0
        if not length and not (angles and announced and line.startswith(">")):
            kept.append(line)
        place += length or 1
    if len(kept) == len(lines):
        return text, False
    while kept and (not kept[-1] or _RULE.match(kept[-1])):
        kept.pop()
    own = "\n".join(kept).strip()
    return (own, True) if own else (text, False)


def _header_block(lines: list[str], place: int) -> bool:
    """True where the head of an earlier mail begins: from, date and subject, close together."""
    if not _FROM.match(lines[place]):
        return False
    block = lines[place + 1 : place + _HEADER_LINES]
    return any(map(_SENT.match, block)) and any(map(_SUBJECT.match, block))


def _attribution(lines: list[str], place: int, *, angles: bool) -> int:
    """How many lines, up to three, say who wrote what follows; 0 when none does."""
    for length in (1, 2, 3):
        part = lines[place : place + length]
        if length > 1 and not _may_be_broken(part):
            return 0
        sentence = " ".join(part)
        if _says(sentence) and ("@" in sentence or _follows_angle(lines, place + length, angles=angles)):
            return length
    return 0


def _may_be_broken(part: list[str]) -> bool:
    """True when the lines may be one sentence that was broken: it begins in the first, and no other begins behind."""
    return all(part) and _BEGINS.match(part[0]) is not None and not any(map(_BEGINS.match, part[1:]))


def _says(sentence: str) -> bool:
    if len(sentence) > _ATTRIBUTION_CHARACTERS or not sentence.endswith(":"):
        return False
    return bool(_WHEN.search(sentence)) and (bool(_WROTE.search(sentence)) or sentence.endswith(">:"))


def _follows_angle(lines: list[str], place: int, *, angles: bool) -> bool:
    following = next(filter(None, lines[place : place + 4]), "")
    return angles and following.startswith(">")
