"""Code in colours: eight kinds of words, which the style sheet paints for both themes.

Pygments' grammars of C and its kin look ahead over all that follows, at every line: a page of empty
lines took seconds. Those languages have a grammar here that only ever looks at one word.
"""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import groupby
from typing import ClassVar

from pygments.lexer import Lexer, RegexLexer, words
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, Text

# What people paste. Others have grammars that take their time over what is no such language.
LANGUAGES = frozenset(
    {
        "bash", "css", "diff", "docker", "dockerfile", "go", "golang", "html", "ini", "javascript",
        "js", "json", "kotlin", "lua", "php", "py", "python", "rb", "rs", "ruby", "rust", "sh",
        "shell", "sql", "swift", "toml", "ts", "typescript", "xml", "yaml", "yml",
    }
)  # fmt: skip
CURLY = frozenset({"c", "c#", "c++", "cpp", "cs", "csharp", "h", "hpp", "java"})
CURLY_WORDS = (
    "abstract", "async", "auto", "await", "bool", "boolean", "break", "byte", "case", "catch",
    "char", "class", "const", "constexpr", "continue", "default", "delete", "do", "double", "else",
    "enum", "extends", "false", "final", "finally", "float", "for", "foreach", "if", "implements",
    "import", "in", "int", "interface", "internal", "long", "namespace", "new", "null", "nullptr",
    "override", "package", "private", "protected", "public", "readonly", "record", "return",
    "sealed", "short", "signed", "sizeof", "static", "string", "struct", "super", "switch",
    "template", "this", "throw", "throws", "true", "try", "typedef", "typename", "union",
    "unsigned", "using", "var", "virtual", "void", "volatile", "while",
)  # fmt: skip
# Of one text; what is longer stays black and white. It keeps the slowest grammar below 100 ms.
COLOURED_CHARACTERS = 2_500
# The first that fits.
KINDS: tuple[tuple[object, str], ...] = (
    (Comment, "c"),
    (Generic.Deleted, "d"),
    (Generic.Inserted, "i"),
    (Operator.Word, "k"),
    (Keyword, "k"),
    (Name.Tag, "k"),
    (String, "s"),
    (Number, "m"),
    (Literal, "m"),
    (Name.Attribute, "a"),
    (Name.Decorator, "a"),
    (Name.Function, "n"),
    (Name.Class, "n"),
)


class CurlyLexer(RegexLexer):
    """C, C++, C# and Java, as far as colours go."""

    tokens: ClassVar = {
        "root": [
            (r"\s+", Text),
            (r"//[^\n]*|#[a-z]+\b[^\n]*", Comment),
            (r"/\*", Comment, "comment"),
            (r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', String),
            (r"[0-9][\w.]*", Number),
            (r"@[A-Za-z_]\w*", Name.Decorator),
            (words(CURLY_WORDS, suffix=r"\b"), Keyword),
            (r"[A-Za-z_]\w*(?=\()", Name.Function),
            (r"\w+|.", Text),
        ],
        "comment": [(r"\*/", Comment, "#pop"), (r"[^*]+|\*", Comment)],
    }


def highlighted(code: str, language: str) -> str:
    """*code* as HTML, in the colours of *language* if that is one of those that are known."""
    language = language.lower()
    if language not in LANGUAGES | CURLY:
        return escape(code, quote=False)
    # Grammars of lines want the last one ended, too; no page does.
    kinds = ((_kind(each), text) for each, text in _lexer(language).get_tokens(f"{code}\n"))
    runs = [
        (kind, "".join(text for _, text in run))
        for kind, run in groupby(kinds, key=lambda pair: pair[0])
    ]
    last, end = runs.pop()
    return "".join(_painted(kind, text) for kind, text in [*runs, (last, end[:-1])])


def _painted(kind: str, text: str) -> str:
    words = escape(text, quote=False)
    return f'<span class="hl-{kind}">{words}</span>' if kind and words else words


@cache
def _kind(token: object) -> str:
    return next((kind for parent, kind in KINDS if token in parent), "")  # type: ignore[operator]  # a token contains those below it; untyped


@cache
def _lexer(language: str) -> Lexer:
    # Lines and spaces stay as they were typed.
    if language in CURLY:
        return CurlyLexer(stripnl=False, ensurenl=False)
    lexer: Lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return lexer
