"""What templates of messages say about files; with Flask and without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chatty.messages.queries.extras import excerpt

LONGEST_ENDING = 5
SIGNS = {"audio": "mic", "video": "monitor", "image": "image"}
# Documents are told apart by their names alone: nobody opens them here.
ENDINGS = {
    "file-archive": "7z bz2 gz rar tar tgz xz zip zst",
    "file-code": "c cpp css go h html java js json kt php py rb rs sh sql swift ts xml yaml yml",
    "file-spreadsheet": "csv numbers ods tsv xls xlsm xlsx",
    "presentation": "key odp ppt pptx",
}
SIGN_OF_ENDING = {each: sign for sign, endings in ENDINGS.items() for each in endings.split()}


def ending(name: str) -> str:
    """What kind of file its name says that it is, before its size: ``PDF, ``."""
    stem, dot, last = name.rpartition(".")
    tells = stem and dot and last.isalnum() and len(last) <= LONGEST_ENDING
    return f"{last.upper()}, " if tells else ""


def sign(file: Mapping[str, object]) -> str:
    """The icon of a file of the wire: of what it is, or for a document of what its name says."""
    last = str(file["name"]).rpartition(".")[2].lower()
    return SIGNS.get(str(file["kind"])) or SIGN_OF_ENDING.get(last, "file-text")


def clock(milliseconds: int) -> str:
    """A length of time as players show it."""
    minutes, seconds = divmod(milliseconds // 1_000, 60)
    return f"{minutes}:{seconds:02}"


def said(message: Mapping[str, object]) -> str:
    """The words of a message of the wire; of one without any how many files it has."""
    files = message.get("attachments")
    count = len(files) if isinstance(files, Sequence) else 0
    return str(message["content"]) or excerpt("", files=count)


WORDS: Mapping[str, Callable[..., str]] = {
    "clock": clock,
    "ending": ending,
    "said": said,
    "sign": sign,
}
