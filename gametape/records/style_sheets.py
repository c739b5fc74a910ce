"""Remove CSS style sheets that an email gateway left in the text of an email."""

import regex

from gametape.records.mail_marks import marks

_RULES = regex.compile(
    r"(?:^|(?<=[{}]))[^\S\n]*(?:[^{}\n]{1,200},[^\S\n]*\n[^\S\n]*){0,8}[^{}\n]{1,200}?\s*\{([^{}]{0,5000})\}", regex.M
)
# Rest of `@media print { p { color: red } }` after its rules are removed, and text between rules.
_EMPTY_GROUPS = regex.compile(r"@[\w-]+[^{}\n]{0,300}\{\s*\}")
_STATEMENTS = regex.compile(r"^[^\S\n]*@(?:import|charset|namespace)[^;\n]{0,300};", regex.M)
_COMMENTS = regex.compile(r"/\*[^*]{0,1000}\*/|^[^\S\n]*(?:<!--|-->)[^\S\n]*$", regex.M)


def without_style_sheets(text: str) -> str:
    """Remove CSS rules like `p.MsoNormal {margin: 0cm}`; other text in braces stays."""
    if "{" not in text:
        return text
    has_rules = False

    def replace(match: regex.Match[str]) -> str:
        nonlocal has_rules
        if not _declares_style(match[1]):
            return match[0]
        has_rules = True
        return ""

    rest = _RULES.sub(replace, text)
    if not has_rules:
        return text
    for left_over in (_EMPTY_GROUPS, _STATEMENTS, _COMMENTS):
        rest = left_over.sub("", rest)
    return rest.strip()


def _declares_style(block: str) -> bool:
    """Return True if each declaration of a block sets a known CSS property."""
    declarations = [each.strip().lower() for each in block.split(";") if each.strip()]
    return bool(declarations) and all(
        ":" in each and each.startswith(marks().style_properties) for each in declarations
    )
