"""One vocabulary in every string that a person reads: the trade's words, and none of those that are out."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Pattern of a word that is out -> what to write instead.
OUT = {
    r"\bmails?\b": "email",
    r"\be-mails?\b": "email",
    r"\busual(ly)?\b": "typical",
    r"\bof (theirs|ours)\b": "of the customer, on our side",
    r"\bamong ourselves\b": "internal",
    r"\bstands? out\b": "needs attention, differs",
    r"\bmiddling\b": "fair",
    r"\bwhat hurts\b": "pain",
    r"\b(some|every)body\b": "someone, everyone, or who it is: a rep, a customer contact",
    r"\bwhoever\b": "anyone who",
    r"\bmoved back\b": "pushed (a close date)",
    r"\bcontest(ed)?\b(?!=)": "dispute",
    r"\bagreements?\b": "coaching goal",
    r"\bsave room\b": "save space",
    r"\brefused\b": "rejected (a row), dropped (a quote), denied (access)",
    r"(?<!there )\bis no (?!longer\b|clear\b)": "is not a",
    r"\banew\b": "again, re-",
    r"\bgo(es)? on\b": "continue",
    r"\bthe word (back|changes|passes)\b": "turn-taking",
    r"\bdecided by lot\b": "randomized trial",
    r"\bbeside\b": "next to",
    r"\bmade by rules\b": "rule-based",
    r"\d %": "95%, without a space",
    r"\bnearer\b": "closer",
}
_out = {re.compile(pattern, re.IGNORECASE): better for pattern, better in OUT.items()}

# Parts of the tree whose strings no reader of a page, an answer or a terminal sees, and why.
UNSEEN = {
    "gametape/sample/": "what invented people say",
    "gametape/analysis/measures/": "words and phrases that are looked for in calls",
    "gametape/analysis/hearing/": "words and phrases that are looked for in calls",
    "gametape/analysis/evidence/hostile": "phrases that are looked for in texts",
    "gametape/analysis/scoring/phrases": "phrases that are looked for in calls",
    "gametape/records/": "words that are looked for in emails",
    "gametape/store/migrations/": "SQL of older versions",
}
# Keys of .toml files whose values are shown.
SHOWN_KEYS = {
    "about", "action", "ask", "confirm", "definition", "hint", "label", "less", "message", "more", "name", "question",
    "try_less", "try_more", "words",
}  # fmt: skip
# Sentences that may keep a word that is out, and why.
ALLOWED: dict[str, str] = {}


def _files(*patterns: str) -> list[Path]:
    found = sorted(file for pattern in patterns for file in ROOT.glob(pattern))
    return [file for file in found if not any(_name(file).startswith(part) for part in UNSEEN)]


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _of_python(file: Path) -> Iterator[str]:
    """String constants with more than one word, and docstrings that are shown: those of commands, tools and routes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    unseen = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            is_shown = "/surfaces/" in file.as_posix() and bool(getattr(node, "decorator_list", ()))
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and not is_shown:
                unseen.add(first.value)
        elif isinstance(node, ast.Expr):
            unseen.add(node.value)  # the docstring of a name
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in unseen:
            yield node.value


def _of_toml(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _of_toml(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _of_toml(inner, "" if isinstance(inner, str) else key)
    elif isinstance(value, str) and key in SHOWN_KEYS:
        yield value


_comments = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
_of_web = re.compile(r'"([^"\n]*)"|`([^`;]*)`|>([^<>{}=;]+)<')
_placeholders = re.compile(r"\$\{[^}]*\}")
_code = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<[^>]*>", re.DOTALL)


def _strings(file: Path) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        yield from _of_python(file)
    elif file.suffix == ".toml":
        yield from _of_toml(tomllib.loads(text))
    elif file.suffix in (".tsx", ".ts"):
        text = _placeholders.sub("", _comments.sub("", text))
        yield from ("".join(found.groups(default="")) for found in _of_web.finditer(text))
    else:
        yield from _code.sub(" ", text).splitlines()


_sql = re.compile(r"\b(SELECT|UPDATE|FROM|JOIN|WHERE|UNION|CREATE|BETWEEN|CROSS) ")


def _faults(text: str) -> list[str]:
    if " " not in text.strip() or _sql.search(text) or text.strip() in ALLOWED:
        return []
    return [
        f"{found[0]!r} (write {better}): {text.strip()[:120]!r}"
        for word, better in _out.items()
        if (found := word.search(text))
    ]


SHOWN = [
    *_files("gametape/**/*.py", "flows/*.py", "api/**/*.py", "gametape/**/*.toml"),
    *_files("web/app/**/*.tsx", "web/components/**/*.tsx", "web/lib/*.ts"),
    *_files("docs/*.md", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ".env.example"),
]


@pytest.mark.parametrize("file", [file for file in SHOWN if not {".gen", ".test"} & set(file.suffixes)], ids=_name)
def test_no_word_that_is_out_is_shown(file: Path) -> None:
    assert [fault for text in _strings(file) for fault in _faults(text)] == []


@pytest.mark.parametrize(
    "text", ["1 mail of theirs", "The file is no folder.", "95 % of calls", "Close date moved back"]
)
def test_a_word_that_is_out_is_found(text: str) -> None:
    assert _faults(text)
