"""Names that mean harm, or would do it by accident, and what harmless output looks like.

One table for every reader and every writer: each name is either refused in one clear line, or comes out as the text
that it is.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from sim.errors import ScenarioError
from sim.scenario.reader import read_scenario

MARKUP = {
    "script": "<script>alert(1)</script>",
    "script that closes the one before": "</script><script>alert(1)</script>",
    "title that closes": "</title><script>alert(1)</script>",
    "style that closes": "</style><style>*{display:none}</style>",
    "image with a handler": "<img src=x onerror=alert(1)>",
    "picture with a handler": "<svg onload=alert(1)>",
    "frame": "<iframe src=javascript:alert(1)></iframe>",
    "form": "<form action=//evil.example><input name=q>",
    "base": '<base href="//evil.example/">',
    "refresh": '<meta http-equiv=refresh content="0;url=//evil.example">',
    "link": '<a href="javascript:alert(1)">click</a>',
    "address of a script": "javascript:alert(1)",
    "address of data": "data:text/html,<script>alert(1)</script>",
    "double quote and handler": '" onload="alert(1)',
    "single quote and handler": "' onmouseover='alert(1)",
    "backtick": "` onfocus=alert(1) autofocus `",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "numbered entity": "&#60;script&#62;&#x0;",
    "entity that is none": "&nothing; & &&amp;",
    "comment": "<!-- --><b>--!>",
    "declaration": "<!DOCTYPE html><!ENTITY x 'y'>&x;",
    "section": "]]><![CDATA[<b>]]>",
    "instruction": "<?xml-stylesheet href='//evil.example'?>",
    "half a tag": "<b",
    "style": "x;background:url(//evil.example)",
    "link of a picture": '<use xlink:href="//evil.example#x"/>',
}
FORMULAS = {
    "formula": "=1+1",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(A1:A9)",
    "tab before a formula": "\t=1+1",
    "return before a formula": "\r=1+1",
    "quote before a formula": '"=1+1',
    "comma and formula": 'x",=1+1,"',
    "semicolon and formula": "x;=1+1",
    "line end and formula": "x\n=1+1",
    "wide formula": "\uff1d1+1",
    "link formula": '=HYPERLINK("//evil.example","x")',
    "exchange": "=cmd|'/C calc'!A0",
}
INVISIBLE = {
    "right to left": "abc\u202egnp.exe",
    "isolate": "\u2066x\u2069\u2067",
    "zero width": "le\u200bg\u200d day\ufeff",
    "soft hyphen and tag letters": "x\u00ad\U000e0041\U000e007f",
    "line separators": "x\u2028y\u2029z",
    "nothing to see": "\u3000\u2800\u200b",
    "stacked accents": "Z" + "\u0351\u0330" * 40,
    "letters of other scripts": "\u0430dm\u0456n \u7b4b\u8089 \U0001f4aa",
    "no characters": "\ufffe\uffff",
}
CONTROL = {
    "zero": "a\x00b",
    "escape colours": "\x1b[31mred\x1b[0m",
    "escape title": "\x1b]0;owned\x07",
    "escape clears": "\x1b[2J\x1b[H",
    "escape link": "\x1b]8;;//evil.example\x1b\\x\x1b]8;;\x1b\\",
    "escape of eight bits": "\x9b31m",
    "bell and backspace": "x\x07\x08\x08\x7f",
    "return overwrites": "good\rbad ",
    "lines that look like more": "x\n\nRun: fake in fake.db",
    "end of file": "x\x1a\x04",
}
LANGUAGES = {
    "console markup": "[bold red]loud[/bold red]",
    "console markup that closes nothing": "[/]",
    "console link": "[link=//evil.example]x[/link]",
    "mathematics": "$\\frac{1}{0}$",
    "half of mathematics": "$x_{$ \\",
    "percent": "%s %n %(x)s %d",
    "braces": "{} {0.__class__} {x!r}",
    "template": "{{ 7*7 }} {% raw %} {# x #}",
    "shell": "$(touch x) `touch x` ; touch x | touch x &",
    "statement": "'; DROP TABLE events; --",
    "yaml": "x: [y, *z] # &a !!python/object",
    "yaml document": "---\n...\n%YAML 1.2",
    "json": '"}],"x":[{"__proto__":1}',
    "backslashes": "\\u0000 \\n \\x1b[31m \\",
}
PLACES = {
    "way up": "../../etc/passwd",
    "way up on windows": "..\\..\\windows\\system32",
    "root": "/etc/passwd",
    "drive": "C:\\x",
    "network": "\\\\evil.example\\share",
    "here": ".",
    "above": "..",
    "home": "~root/x",
    "device": "CON",
    "device with an ending": "aux.txt",
    "stream of a file": "x:stream",
    "end in a dot": "x. ",
    "wildcards": '*?"<>|',
    "hidden": ".htaccess",
    "option": "--out=/tmp",
    "short option": "-rf",
    "very long": "x" * 5000,
    "very long and no word": "W" * 119,
    "line of words": "long " * 23 + "day",
}
BROKEN = {"half a letter": "\ud800", "other half": "x\udfff"}

HOSTILE: dict[str, str] = {**MARKUP, **FORMULAS, **INVISIBLE, **CONTROL, **LANGUAGES, **PLACES, **BROKEN}
"""By what each tries."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
LONGEST_FILE_NAME = 255


def quoted(text: str) -> str:
    """Write a text as YAML and TOML both read it, every letter that does not print by its number."""
    short = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(short.get(one, one if one.isprintable() else f"\\U{ord(one):08x}") for one in text) + '"'


def scenario(labels: list[str], title: str = "Title", question: str = "Why?", name: str = "legs") -> str:
    """Write a scenario of a week, a strategy for each label."""
    plan = f"""
  own:
    week:
      - day: mon
        name: {quoted(name)}
        session: [{{exercise: back_squat, sets: 2, reps: 8}}]
"""
    strategies = "".join(
        f"  s{place}: {{label: {quoted(one)}, plan: library/two_leg_days}}\n" for place, one in enumerate(labels)
    )
    return (
        f"schema: 1\ntitle: {quoted(title)}\nquestion: {quoted(question)}\nhorizon_weeks: 1\n"
        f"{'plans:' + plan if name != 'legs' else ''}"
        f"strategies:\n{strategies}compare: {{athletes: 1, seed: 1}}\n"
    )


def accepted(text: Callable[[str], str]) -> Iterator[str]:
    """Yield the names that the reader takes; what it refuses, it refuses in lines that print anywhere."""
    for one in HOSTILE.values():
        try:
            read_scenario(text(one), "hostile")
        except ScenarioError as error:
            problems = error.problems
        else:
            yield one
            continue
        assert problems
        assert all(line.startswith("hostile:") and "\n" not in line for line in problems), problems
        assert not [harm for line in problems for harm in harms_of_terminal(line)], problems


class _Elements(HTMLParser):
    """What a browser would act on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.declared: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        self.addresses |= {value or "" for name, value in attrs if name.rpartition(":")[2] in {"href", "src", "action"}}

    def handle_comment(self, data: str) -> None:
        self.declared.append(f"<!--{data}-->")

    def handle_pi(self, data: str) -> None:
        self.declared.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.declared.append(f"<![{data}]>")


def harms_of_html(page: str, tame: str) -> Iterator[str]:
    """Tell what a page holds that the same page with tame names does not."""
    found, known = _Elements(page), _Elements(tame)
    yield from (f"<{tag} {name}>" for tag, name in sorted(found.found - known.found))
    yield from (one for one in found.addresses if not one.startswith("#"))
    yield from found.declared[len(known.declared) :]
    yield from _controls(page)


def harms_of_svg(picture: str) -> Iterator[str]:
    """Tell what a picture holds besides shapes and text."""
    for element in ET.fromstring(picture).iter():  # noqa: S314 - it was written a moment ago, by us
        tag = str(element.tag).rpartition("}")[2]
        if tag in {"script", "foreignObject", "a", "image", "animate", "set", "iframe", "handler"}:
            yield f"<{tag}>"
        for name, value in element.attrib.items():
            bare = name.rpartition("}")[2].lower()
            if bare.startswith("on") or (bare == "href" and not value.startswith("#")):
                yield f"{name}={value}"


def harms_of_csv(table: str) -> Iterator[str]:
    """Tell which cells a spreadsheet would take for formulas, and what does not print."""
    for row in csv.reader(io.StringIO(table, newline="")):
        for cell in row:
            if cell.startswith(FORMULA_STARTS) and not _is_number(cell):
                yield repr(cell)
            yield from _controls(cell)


def harms_of_json(text: str) -> Iterator[str]:
    """Tell whether it is JSON that prints on any terminal."""
    json.loads(text)
    yield from _controls(text)


def harms_of_terminal(text: str) -> Iterator[str]:
    """Tell what would move the cursor, change colours, or show letters in another order than they stand in."""
    yield from _controls(text)
    yield from (f"U+{ord(one):04X}" for one in text if unicodedata.category(one) in {"Cf", "Cs"})
    if "Traceback" in text:
        yield "a traceback"


def harms_of_path(path: Path, folder: Path) -> Iterator[str]:
    """Tell why a file could not stand in ``folder`` on every system."""
    if not path.resolve().is_relative_to(folder.resolve()):
        yield f"{path} is outside"
        return
    for part in PurePosixPath(path.relative_to(folder)).parts:
        if part.partition(".")[0].rstrip().lower() in DEVICES:
            yield f"{part!r} is a device"
        if part != part.rstrip(". ") or re.search(r'[\x00-\x1f\x7f<>:"/\\|?*]', part) or part.startswith("-"):
            yield f"{part!r} is no portable name"
        if len(part.encode()) > LONGEST_FILE_NAME:
            yield f"{part[:20]!r}... is too long"
        yield from _controls(part)


def harms_of_files(folder: Path, tame_page: str = "") -> Iterator[str]:
    """Tell every harm in the files of a folder, by what each is."""
    for path in sorted(folder.rglob("*")):
        harms = list(harms_of_path(path, folder))
        if path.suffix == ".html":
            harms += harms_of_html(path.read_text(encoding="utf-8"), tame_page)
        elif path.suffix == ".svg":
            harms += harms_of_svg(path.read_text(encoding="utf-8"))
        elif path.suffix == ".csv":
            harms += harms_of_csv(path.read_text(encoding="utf-8"))
        elif path.suffix == ".json":
            harms += harms_of_json(path.read_text(encoding="utf-8"))
        yield from (f"{path.name}: {harm}" for harm in harms)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _controls(text: str) -> Iterator[str]:
    yield from (repr(one) for one in sorted(set(text)) if unicodedata.category(one) == "Cc" and one not in "\n\t")
