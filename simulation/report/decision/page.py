"""The report as a page that stands alone: fonts and pictures inside it, nothing to fetch, ready for any printer."""

from base64 import b64encode
from functools import cache
from html import escape
from itertools import count
from pathlib import Path

from simulation.report.decision.document import (
    Band,
    Block,
    Bullets,
    Cell,
    Paragraph,
    Part,
    Picture,
    Report,
    Row,
    Table,
    Words,
)
from simulation.report.drawing import FONTS

_STYLE = Path(__file__).parent / "page.css"
_CUTS = (
    ("Newsreader", 400, "Newsreader-Regular.ttf"),
    ("Newsreader", 600, "Newsreader-SemiBold.ttf"),
    ("Plus Jakarta Sans", 400, "PlusJakartaSans-Regular.ttf"),
    ("Plus Jakarta Sans", 600, "PlusJakartaSans-SemiBold.ttf"),
)


def page(report: Report) -> str:
    """The whole HTML document."""
    said = report.said
    numbers = count(1)
    bands = "".join(_band(band, numbers) for band in report.bands)
    head = (
        f'<!doctype html><html lang="{report.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}: {escape(report.place)}</title><style>{_style()}</style></head>"
    )
    body = (
        f"<body><main><header>{report.logo.svg}<b>berdaya</b>"
        f"<span>{escape(report.title)} · {escape(report.place)}</span></header>"
        f'<p class="label">{escape(said["question"])}</p><p class="question">{escape(report.question)}</p>'
        f"{_answer(report)}<p>{_words(report.lead)}</p>{_table(report.table, 'strategies')}"
        f'<p class="quiet">{_words(report.notes)}</p>{bands}{_foot(report)}</main></body></html>\n'
    )
    return head + body


@cache
def _style() -> str:
    faces = (
        f'@font-face{{font-family:"{family}";font-weight:{weight};src:url(data:font/ttf;base64,'
        f"{b64encode((FONTS / file).read_bytes()).decode()})}}"
        for family, weight, file in _CUTS
    )
    return "".join(faces) + _STYLE.read_text(encoding="utf-8")


def _answer(report: Report) -> str:
    verdict, said = report.verdict, report.said
    strength = ""
    if verdict:
        strength = (
            f'<div class="strength"><p class="label">{escape(said["strength"])}</p>{verdict.bars.svg}'
            f"<b>{escape(verdict.word)}</b><p>{escape(verdict.why)}</p></div>"
        )
    kind = "answer open" if report.open else "answer"
    words = f'<p class="label">{escape(said["answer"])}</p><h1>{escape(report.answer)}</h1>'
    return f'<div class="{kind}"><div>{words}</div>{strength}</div>'


def _foot(report: Report) -> str:
    made = "".join(f"<p>{escape(line)}</p>" for line in (*report.made, report.said["forecast"]))
    again = f"<p>{escape(report.said['again'])}</p><code>{escape(report.command)}</code>"
    return f"<footer><div>{again}</div><div>{made}</div></footer>"


def _band(band: Band, numbers: "count[int]") -> str:
    parts = "".join(_part(part, next(numbers)) for part in band)
    return f'<div class="pair">{parts}</div>' if len(band) > 1 else parts


def _part(part: Part, number: int) -> str:
    about = f'<p class="about">{escape(part.about)}</p>' if part.about else ""
    blocks = "".join(_block(block) for block in part.blocks)
    return (
        f'<section aria-labelledby="p{number}"><h2 id="p{number}">{escape(part.heading)}</h2>{about}{blocks}</section>'
    )


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return f"<p{' class=quiet' if block.quiet else ''}>{_words(block.words)}</p>"
        case Bullets():
            return f"<ul>{''.join(f'<li>{_words(item)}</li>' for item in block.items)}</ul>"
        case Picture():
            return f'<div class="picture" tabindex="0">{block.svg}</div>'
        case Table():
            return _table(block)


def _words(words: Words) -> str:
    spans = []
    for span in words:
        text = escape(span.text)
        style = f' style="color:{span.colour}"' if span.colour else ""
        spans.append(f"<b{style}>{text}</b>" if span.strong else text)
    return "".join(spans)


def _table(table: Table, name: str = "") -> str:
    heads = "".join(
        f'<th scope="col" class="{side}">{_lines(head)}</th>' if head else "<td></td>"
        for head, side in zip(table.heads, table.sides, strict=True)
    )
    rows = "".join(_row(row, table) for row in table.rows)
    caption = f'<caption class="unseen">{escape(table.caption)}</caption>'
    kind = f' class="{name}"' if name else ""
    whole = f"<table{kind}>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(table.caption)}">{whole}</div>'


def _row(row: Row, table: Table) -> str:
    cells = "".join(
        _cell(cell, side, "th" if k == 0 else "td")
        for k, (cell, side) in enumerate(zip(row.cells, table.sides, strict=True))
    )
    style = f' style="background:{row.tint}"' if row.tint else ""
    return f"<tr{style}>{cells}</tr>"


def _cell(cell: Cell, side: str, tag: str) -> str:
    main = f"<b>{escape(cell.main)}</b>" if cell.strong else escape(cell.main)
    below = f"<small>{_lines(cell.below)}</small>" if cell.below else ""
    words = f"<span>{main}{below}</span>" if main or below else ""
    inside = f'<span class="with">{cell.picture.svg}{words}</span>' if cell.picture else words
    scope = ' scope="row"' if tag == "th" else ""
    kind = f"{side} words" if cell.main and not any(map(str.isdigit, cell.main)) else side
    return f'<{tag}{scope} class="{kind}">{inside}</{tag}>'


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))
