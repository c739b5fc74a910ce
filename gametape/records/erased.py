"""Find erased people in texts by keyed hashes, so that the list of erased people names nobody.

An address is hashed in lower case. The hash of a full name is the sum of the hashes of its words. So `Ana Souza` and
`Souza, Ana` have the same hash, and a search through all neighboring words of a long text costs one addition per word.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from gametape.errors import BadSettings
from gametape.records.addresses import without_tag

ERASED = "[erased]"
SHORTEST_NAME = 2  # words; many people share a first name

_BYTES = 16
_SPACE: int = 2 ** (8 * _BYTES)
_words = re.compile(r"[^\W_]+").finditer
_ats = re.compile("@|%40").finditer  # %40 is the @ in URLs
_local = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]*\Z")
_domain = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_goes_on_as_address = re.compile(r"[\w.+%-]*?(?:@|%40)").match
_begins_within = re.compile(r"(?:\A|(?<=[\W_]))[^\W_]").finditer
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 255  # RFC 5321, 4.5.3.1


def address_hash(key: bytes, address: str) -> bytes:
    """Return the keyed hash (16 bytes) of an email address, regardless of case."""
    return blake2b(address.strip().lower().encode("utf-8", "replace"), digest_size=_BYTES, key=key).digest()


def name_hash(key: bytes, name: str) -> tuple[bytes, int] | None:
    """Return the keyed hash (16 bytes) of a full name in any word order, and its number of words.

    None for a single word.
    """
    words = [match[0] for match in _words(name)]
    if len(words) < SHORTEST_NAME:
        return None
    return _bytes(sum(_word_number(key, word) for word in words)), len(words)


class Erased:
    """Erased people: hashes of their addresses, and hashes of their names with the number of words."""

    def __init__(self, key: bytes, addresses: Collection[bytes], names: Mapping[bytes, int]) -> None:
        if (addresses or names) and not key:
            raise BadSettings("The store has lost the key to its list of erased people.")
        self._key = key
        self._addresses = frozenset(addresses)
        self._names = {int.from_bytes(digest): words for digest, words in names.items()}
        self._lengths = sorted(set(names.values()), reverse=True)
        self._number = lru_cache(100_000)(lambda word: _word_number(key, word))

    def __bool__(self) -> bool:
        return bool(self._addresses or self._names)

    def is_address(self, text: str | None) -> bool:
        """Tell whether the text is an erased person's address, with or without a tag after a plus sign."""
        if not text or not self._addresses:
            return False
        forms = {text, without_tag(text)}
        return any(address_hash(self._key, form) in self._addresses for form in forms)

    def is_person(self, email: str | None, name: str | None) -> bool:
        """Tell whether a person was erased: by address, or by full name if there is no address."""
        if email:
            return self.is_address(email)
        digest = name_hash(self._key, name) if name and self._names else None
        return digest is not None and self._names.get(int.from_bytes(digest[0])) == digest[1]

    def text(self, text: str) -> str:
        """Replace the addresses and full names of erased people by `[erased]`."""
        spans = sorted([*self._addresses_in(text), *self._names_in(text)])
        if not spans:
            return text
        parts, end = [], 0
        for start, stop in spans:
            if start >= end:
                parts += [text[end:start], ERASED]
            end = max(end, stop)
        return "".join((*parts, text[end:]))

    def value(self, value: Any) -> Any:
        """Apply `text` to each string of a JSON value, keys included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(name): self.value(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return value

    def document(self, text: str) -> str:
        """Apply `text` to each string of a JSON text. The text comes back unchanged if nothing was replaced."""
        if not self:
            return text
        try:
            value = json.loads(text, strict=False)
            cleaned = self.value(value)
        except (ValueError, RecursionError):
            return self.text(text)
        return text if cleaned == value else json.dumps(cleaned)

    def _addresses_in(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._addresses or ("@" not in text and "%40" not in text):
            return
        for at in _ats(text):
            begin = max(0, at.start() - _LONGEST_LOCAL)
            local = _local.search(text[begin : at.start()])
            domain = _domain.match(text, at.end(), at.end() + _LONGEST_DOMAIN)
            if local and local[0] and domain:
                lengths = self._longest(local[0], domain[0])
                if lengths:
                    yield at.start() - lengths[0], at.end() + lengths[1]

    def _longest(self, local: str, domain: str) -> tuple[int, int] | None:
        """Return the lengths of the longest erased address before and after its @; None if no address matches.

        The surrounding text may continue without a space, so each possible start and end is tried.
        """
        labels = domain.split(".")
        domains = [".".join(labels[:count]) for count in range(len(labels), 0, -1)]
        starts = {0, *(match.start() for match in _begins_within(local))}
        for start in sorted(starts):
            for end in domains:
                if self.is_address(f"{local[start:]}@{end}"):
                    return len(local) - start, len(end)
        return None

    def _names_in(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._names:
            return
        words = list(_words(text))
        numbers = [self._number(word[0]) for word in words]
        for length in self._lengths:
            if len(words) < length:
                continue
            total = sum(numbers[:length])
            for place in range(len(words) - length + 1):
                if place:
                    total += numbers[place + length - 1] - numbers[place - 1]
                if self._names.get(total % _SPACE) == length:
                    start, stop = words[place].start(), words[place + length - 1].end()
                    if not _goes_on_as_address(text, stop):  # part of another address, which `_addresses_in` checks
                        yield start, stop


def _word_number(key: bytes, word: str) -> int:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return int.from_bytes(
        blake2b(plain.encode("utf-8", "replace"), digest_size=_BYTES, key=key, person=b"name").digest()
    )


def _bytes(number: int) -> bytes:
    return (number % _SPACE).to_bytes(_BYTES)
