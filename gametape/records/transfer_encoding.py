"""Decode remains of quoted-printable in a text: `=20` at line ends, `=3D`, lines that end with `=`."""

import quopri

import regex

_escapes = regex.compile(r"=([0-9A-F]{2}|\n|\Z)?")
_blanks_at_end = regex.compile(r"=(?:20|09)$", regex.M)
_blank_behind_a_mark = regex.compile(r"\W=(?:20|09)$", regex.M).search
_soft_break = regex.compile(r"[^\n]{50,}=\n").search  # email programs break lines at 76 characters
_ASCII_ESCAPES = frozenset(("\n", "", "3D", "20", "09", "0A", "0D"))  # other ASCII characters need no escape
_FIRST_BEYOND_ASCII = "80"
_ENOUGH = 2  # number of ambiguous escapes that count as a proof


def without_transfer_encoding(text: str) -> str:
    r"""Decode the text if all its `=` are quoted-printable and some can be nothing else.

    `"caf=C3=A9 at ten=20\\n"` -> `"café at ten \\n"`; `"price=20"` stays.
    """
    if "=" not in text:
        return text
    blanks = len(_blanks_at_end.findall(text))
    if _is_quoted_printable(text, blanks):
        decoded = quopri.decodestring(text.encode("utf-8", "replace"))
        try:
            return decoded.decode("utf-8")
        except UnicodeDecodeError:
            return decoded.decode("cp1252", "replace") if _has_many_escapes(text) else text
    return _blanks_at_end.sub("", text) if blanks >= _ENOUGH else text


def _is_quoted_printable(text: str, blanks: int) -> bool:
    strong = blanks >= _ENOUGH or _blank_behind_a_mark(text) is not None or _soft_break(text) is not None
    for match in _escapes.finditer(text):
        code = match[1]
        if code is None or not (code in _ASCII_ESCAPES or code >= _FIRST_BEYOND_ASCII):
            return False
        strong = strong or code == "3D" or code >= _FIRST_BEYOND_ASCII
    return strong


def _has_many_escapes(text: str) -> bool:
    return len([code for code in _escapes.findall(text) if code >= _FIRST_BEYOND_ASCII]) > _ENOUGH
