"""Remove earlier emails below a reply where an email program marks them; flag the text if a mark is uncertain."""

import re
from typing import NamedTuple

from gametape.records.mail_headers import Certainty, header_at
from gametape.records.mail_marks import Label, marks

_ATTRIBUTION_CHARACTERS = 300
_ATTRIBUTION_LINES = 4
_WRAPPED_FROM = 40  # shortest line that an email program may have wrapped

_time = re.compile(r"(?<!\d)\d{1,2}[:.h点時시]\s?\d{2}(?!\d)").search
_date = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[月월]|\d{4}[年년]"
).search
# Every attribution begins with a line that has a digit, an address, a colon or a rule; beyond ASCII, any character may
# be a digit.
_may_begin_attribution = re.compile(r"[\d@:]|--|[^\x00-\x7f]").search
_dashed = re.compile(r"-{2,}.*-{2,}").fullmatch
_ends_with_address = re.compile(r"<[^<>@]{1,100}@[^<>@]{1,100}>\W{0,3}$").search
_rule = re.compile(r"[-_=*]{5,}|-{2,}[^-].{0,60}-{2,}").fullmatch
# Lotus Notes: "Ana Souza ---02/11/2026 10:14:05---How are you?", or a name and below it a line with only date and time.
_notes_line = re.compile(r"-{2,3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}[^-]{0,12}-{2,3}").search
_moment_line = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}[\d:. ]{0,4}(?:[AP]M)?").fullmatch
_NOTES_LINES = 10  # lines of a Lotus Notes header in which receiver and subject are named


class OwnText(NamedTuple):
    """Text of an email without its quotes."""

    text: str
    quoted: bool  # a quote was left out
    uncertain: bool  # parts of the text may not be by the sender


def is_forward(text: str) -> bool:
    """Return True for the beginning of a forwarded email: the sender wants it read, so it is kept."""
    return marks().forwarded(text.strip().split("\n", 1)[0]) is not None


def without_quotes(text: str, *, angles: bool, rest: bool) -> OwnText:
    """Remove quotes from a text; return the whole text if nothing else would remain.

    Args:
        text: lines without surrounding blanks.
        angles: lines that begin with `>` are quotes; a single such line without an introduction may be a comparison.
        rest: after a line like "On 3 May Ana wrote:" everything is quoted, unless each quoted line is marked.
    """
    reader = _Reader(text.split("\n"), angles=angles, rest=rest)
    reader.read()
    if len(reader.kept) == len(reader.lines):
        return OwnText(text, quoted=False, uncertain=reader.uncertain)
    own = "\n".join(_trimmed(reader.kept)).strip()
    return OwnText(own, quoted=True, uncertain=reader.uncertain) if own else OwnText(text, quoted=False, uncertain=True)


def _trimmed(kept: list[str]) -> list[str]:
    """Remove blank lines and the horizontal rule that an email program draws above a quote."""
    end = len(kept)
    while end and (not kept[end - 1] or _rule(kept[end - 1])):
        end -= 1
    return kept[:end]


class _Reader:
    """Reads the lines once and keeps the lines that are not quoted."""

    def __init__(self, lines: list[str], *, angles: bool, rest: bool) -> None:
        self.lines = lines
        self.kept: list[str] = []
        self.uncertain = False
        self._angles = angles
        self._rest = rest
        self._no_header_before = 0
        self._announced = sum(line.startswith(">") for line in lines) > 1

    def read(self) -> None:
        """Fill `kept` and `uncertain`."""
        place = 0
        while place < len(self.lines):
            if marks().forwarded(self.lines[place]):
                self.kept += self.lines[place:]
                self.uncertain = True
                break
            if self._begins_earlier_email(place):
                break
            length = self._attribution(place)
            if length and self._rest and not self._follows_angle(place + length):
                break
            if not length:
                self._keep(place)
            self._announced = self._announced or length > 0
            place += length or 1
        self.uncertain = self.uncertain or _goes_on_below_device(self.kept)

    def _keep(self, place: int) -> None:
        line = self.lines[place]
        is_angle = self._angles and line.startswith(">")
        if is_angle and self._announced:
            return
        self.uncertain = self.uncertain or is_angle or _may_announce(line) or self._may_be_wrapped(place)
        self.kept.append(line)

    def _may_be_wrapped(self, place: int) -> bool:
        """Return True for a line below a long quoted line: the end of that line, or an answer to it."""
        above = self.lines[place - 1] if place and self._angles else ""
        return above.startswith(">") and len(above) > _WRAPPED_FROM and bool(self.lines[place])

    def _begins_earlier_email(self, place: int) -> bool:
        """Return True if everything from this line on is an earlier email, by an unambiguous mark."""
        line = self.lines[place]
        if marks().original(line) or _notes_line(line) or self._is_notes_header(place):
            return True
        if place < self._no_header_before:
            return False
        certainty, self._no_header_before = header_at(self.lines, place)
        self.uncertain = self.uncertain or certainty is Certainty.POSSIBLE
        return certainty is Certainty.CERTAIN

    def _is_notes_header(self, place: int) -> bool:
        """Return True for a Lotus Notes header: a name, a moment below, then separate lines `To` and `Subject`."""
        below = self.lines[place + 1 : place + 2]
        if not self.lines[place] or not below or not _moment_line(below[0]):
            return False
        following = (line.casefold() for line in self.lines[place + 2 : place + 2 + _NOTES_LINES])
        labels = {marks().labels.get(line.rstrip(" :")) for line in following}
        return {Label.TO, Label.SUBJECT} <= labels

    def _attribution(self, place: int) -> int:
        """Return the number of lines of an attribution ("On 3 May Ana wrote:"); 0 if there is none."""
        if not _may_begin_attribution(self.lines[place]):
            return 0
        for length in range(1, _ATTRIBUTION_LINES + 1):
            part = self.lines[place : place + length]
            if len(part) < length or (length > 1 and not _may_be_broken(part)):
                return 0
            if self._announces(" ".join(part), place + length):
                return length
        return 0

    def _announces(self, sentence: str, following: int) -> bool:
        if len(sentence) > _ATTRIBUTION_CHARACTERS:
            return False
        return _says_who_wrote(sentence) or (_may_say_who_wrote(sentence) and self._follows_angle(following))

    def _follows_angle(self, place: int) -> bool:
        following = next(filter(None, self.lines[place : place + 4]), "")
        return self._angles and following.startswith(">")


def _may_be_broken(part: list[str]) -> bool:
    """Return True if the lines can be one wrapped sentence: it starts in the first line, and no other starts later."""
    return all(part) and _begins(part[0]) and not part[-2].endswith((":", "：")) and not any(map(_begins, part[1:]))


def _begins(line: str) -> bool:
    return _date(line) is not None or (marks().opens(line) is not None and any(map(str.isdigit, line)))


def _says_who_wrote(sentence: str) -> bool:
    """Return True for an attribution that needs no `>` below it.

    It has a verb and a moment, and names a person or starts with a usual opening.
    """
    if _dashed(sentence):
        return marks().wrote(sentence) is not None
    date, time = _date(sentence), _time(sentence)
    if not (date or time):
        return False
    if _ends_with_colon(sentence):
        has_person = "@" in sentence or (date and time and marks().opens(sentence))
        return bool((has_person and marks().wrote(sentence)) or _ends_with_address(sentence))
    return bool("@" in sentence and marks().opens(sentence) and marks().ends_with_wrote(sentence))


def _may_say_who_wrote(sentence: str) -> bool:
    """Return True for a sentence that is an attribution if quoted lines follow."""
    has_proof = _date(sentence) or _time(sentence) or "@" in sentence
    if _ends_with_colon(sentence):
        return bool(has_proof or marks().wrote(sentence))
    return bool(has_proof and (_ends_with_address(sentence) or marks().ends_with_wrote(sentence)))


def _may_announce(line: str) -> bool:
    """Return True for a line after which a quote without any other mark may begin."""
    if len(line) > _ATTRIBUTION_CHARACTERS:
        return False
    if _ends_with_colon(line):
        return marks().wrote(line) is not None
    return bool(_date(line) and _time(line) and marks().opens(line))


def _goes_on_below_device(kept: list[str]) -> bool:
    """Return True if text follows a line like "Sent from my phone": it may be an unmarked earlier email."""
    lines = [line for line in _trimmed(kept) if line]
    return any(map(marks().device, lines[:-1]))


def _ends_with_colon(sentence: str) -> bool:
    return sentence.rstrip(" *_").endswith((":", "："))
