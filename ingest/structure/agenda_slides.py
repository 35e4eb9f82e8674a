"""Restores slides that follow an agenda: numbered issues, then reports whose titles partly stand in the agenda only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.structure.blocks import Block, Heading, Paragraph, render
from ingest.structure.characters import unified
from ingest.structure.slides import Entry, body_blocks, entries_of

_ISSUE = re.compile(r"^(?P<id>論点[ \u3000]*\d{1,2}(?:[ \u3000]*[（(]\d{1,2}[)）])?)(?:[ \u3000:：]+(?P<title>\S.*))?$")
_DIRECTION = re.compile(r"^(?P<id>方向性[ⅠⅡⅢⅣⅤIVX\d]{1,3})[:：]")
_ANGLED = re.compile(r"^(?P<head>[<＜][^<>＜＞]{2,60}[>＞])(?P<rest>.*)$")
_REPORTS = "経過報告"
_ASIDE = re.compile(r"^[（(][^（）()]{2,6}[)）]$")
_SMALL = str.maketrans("ァィゥェォャュョッぁぃぅぇぉゃゅょっ", "アイウエオヤユヨツあいうえおやゆよつ")
_LEAD = "◆"
_LONGEST_TITLE = 20

# Under these names the slides are cited; they are shorter than the titles, and no rule can find a short name.
_SHORT_NAMES = (
    ("中間取りまとめ", "中間取りまとめ"),
    ("研究会」の設置", "研究会"),
    ("市場を活用したIT経営", "攻めのIT経営"),
    ("人工知能研究センターの整備", "人工知能研究センター"),
    ("コアテクノロジーの技術開発", "IoT共通基盤技術"),
)


@dataclass(slots=True)
class _Slide:
    """A slide, or several with one title: `id` is empty for a heading that only groups."""

    level: int
    title: str
    id: str
    entries: list[Entry] = field(default_factory=list)


def agenda_slides_to_markdown(text: str) -> str:
    """`# title {#表紙}`, `## part`, `### 論点n … {#論点n}` and `### report` sections.

    The level of a heading in the text says little. An issue's number and title are joined, an agenda that is given
    again is gone, and slides without a title take theirs from the agenda of reports, in order.
    """
    slides = _slides(entries_of(unified(text)))
    _name_reports(slides)
    names = _sub_headings(slides)
    blocks: list[Block] = []
    seen: set[str] = set()
    for position, slide in enumerate(slides):
        if _repeats(slide, seen):
            blocks.append(Heading(slide.level, slide.title))
            continue
        if slide.id and not slide.entries and slide.level > 1:
            slide.entries = [Entry(part.title, depth=0) for part in _parts(slides, position)]
        seen |= {_plain(entry.text) for entry in slide.entries if entry.is_bullet}
        blocks.extend([Heading(slide.level, slide.title, slide.id), *_blocks(slide.entries, names)])
    return render(blocks)


def _parts(slides: Sequence[_Slide], position: int) -> Iterator[_Slide]:
    """The slides that a slide without text only announces."""
    for part in slides[position + 1 :]:
        if part.level <= slides[position].level:
            return
        yield part


def _slides(entries: Sequence[Entry]) -> list[_Slide]:
    slides: list[_Slide] = []
    reporting = False
    for position, entry in enumerate(entries):
        opened = _opened(entry, slides, reporting=reporting)
        if opened is not None:
            slides.append(opened)
            reporting = reporting or opened.title == _REPORTS
        elif reporting and _starts_untitled(entries, position):
            slides.append(_Slide(3, "", "", [entry]))
        elif not slides:
            slides.append(_Slide(1, entry.text, "表紙"))
        elif _completes_issue(slides[-1], entry):
            slides[-1].title = f"{slides[-1].title} {entry.text}"
        else:
            slides[-1].entries.append(entry)
    return slides


def _opened(entry: Entry, slides: Sequence[_Slide], *, reporting: bool) -> _Slide | None:
    """The slide that a heading opens, or None for a sub-heading or another line."""
    if not entry.level or _ANGLED.match(entry.text):
        return None
    if not slides:
        return _Slide(1, entry.text, "表紙")
    if issue := _ISSUE.match(entry.text):
        return _Slide(3, entry.text, re.sub(r"\s", "", issue["id"]))
    if direction := _DIRECTION.match(entry.text):
        return _Slide(3, entry.text, direction["id"])
    if _completes_issue(slides[-1], entry):
        return None
    if reporting:
        # On a slide with headings in angle brackets, one without them is the title of the next slide.
        is_next = any(_ANGLED.match(other.text) and other.level for other in slides[-1].entries)
        is_next = is_next or slides[-1].title == _REPORTS
        return _Slide(3, entry.text, _short_name(entry.text)) if is_next else None
    return _Slide(2, entry.text, _short_name(entry.text)) if entry.level == 1 else None


def _completes_issue(slide: _Slide, entry: Entry) -> bool:
    issue = _ISSUE.match(slide.title)
    return bool(entry.level) and issue is not None and issue["title"] is None and not slide.entries


def _starts_untitled(entries: Sequence[Entry], position: int) -> bool:
    """Every slide begins with its leading statements; where they follow anything but a title, the title is lost."""
    entry, before = entries[position], entries[position - 1]
    return entry.mark == _LEAD and before.mark != _LEAD and not before.level


def _name_reports(slides: Sequence[_Slide]) -> None:
    """Titles from the agenda of reports for the slides that have none, in order."""
    start = next((i for i, slide in enumerate(slides) if slide.title == _REPORTS), len(slides))
    agenda = [entry.text for entry in slides[start].entries if entry.is_bullet] if start < len(slides) else []
    for number, slide in enumerate(slides[start + 1 :]):
        if not slide.title:
            slide.title = agenda[number] if number < len(agenda) else f"{_REPORTS} {number + 1}"
            slide.id = _short_name(slide.title)


def _short_name(title: str) -> str:
    return next((name for part, name in _SHORT_NAMES if part in title), title)


def _repeats(slide: _Slide, seen: set[str]) -> bool:
    """Whether a slide only gives a list again that has been given before. The agenda of reports stands where it is needed."""
    bullets = [entry for entry in slide.entries if entry.is_bullet]
    others = [entry for entry in slide.entries if not entry.is_bullet and not entry.level]
    return bool(bullets) and not others and slide.title != _REPORTS and all(_plain(entry.text) in seen for entry in bullets)


def _sub_headings(slides: Sequence[_Slide]) -> list[str]:
    return [entry.text for slide in slides for entry in slide.entries if entry.level]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def _blocks(entries: Sequence[Entry], names: Sequence[str]) -> Iterator[Block]:
    top = min((entry.level for entry in entries if entry.level), default=1)
    body: list[Entry] = []
    for position, raw in enumerate(entries):
        following = entries[position + 1] if position + 1 < len(entries) else None
        entry = _spelt(raw, names)
        heading = _heading(entry, following, top)
        if heading is None:
            body.append(entry)
            continue
        yield from body_blocks(body)
        body = []
        angled = _ANGLED.match(heading.text)
        if following is not None and 0 < following.level <= entry.level:
            yield Paragraph(heading.text)
        elif angled:
            yield Heading(heading.level, angled["head"])
            body = [Entry(angled["rest"])] if angled["rest"] else []
        else:
            yield heading
    yield from body_blocks(body)


def _heading(entry: Entry, following: Entry | None, top: int) -> Heading | None:
    if entry.level:
        return Heading(4 if entry.level <= top else 5, entry.text)
    if entry.is_bullet:
        return None
    is_title = following is not None and following.is_bullet and following.mark != _LEAD and len(entry.text) <= _LONGEST_TITLE
    is_title = is_title and not re.search(r"[、。]|^[（(]", entry.text)
    return Heading(4, entry.text) if is_title or _ASIDE.match(entry.text) or _ANGLED.match(entry.text) else None


def _spelt(entry: Entry, names: Sequence[str]) -> Entry:
    """Letters that stood one below the other have no small kana; a heading of the same letters tells the word."""
    if entry.is_bullet or entry.level or len(entry.text) > 8:
        return entry
    folded = entry.text.translate(_SMALL)
    name = next((name for name in names if name.translate(_SMALL).endswith(folded)), None)
    return Entry(name, gap=entry.gap) if name and len(name) <= len(entry.text) + 4 else entry
