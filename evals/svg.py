"""Draws a table of bars as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from evals.result import Figure

_LABEL, _CELL, _ROW, _HEAD, _BAR = 170, 142, 26, 34, 84
_GOOD, _FAIR = 0.9, 0.75
_COLOURS = {"good": "#2a7f74", "fair": "#b7791f", "poor": "#b83a3a"}


def bars(rows: Mapping[str, Mapping[str, Figure]], metrics: Sequence[tuple[str, str, bool]], title: str) -> str:
    """One row a name, one bar a metric from 0 to 1 with its value, interval and number of cases.

    `metrics` are (name, label, whether lower is better); a metric that does not apply leaves its cell empty.
    """
    width, height = _LABEL + _CELL * len(metrics), _HEAD + _ROW * len(rows) + 6
    parts = [
        (f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="12">')
    ]
    for column, (_, label, _) in enumerate(metrics):
        parts.append(f'<text x="{_LABEL + column * _CELL}" y="20" class="head">{escape(label)}</text>')
    for line, (name, figures) in enumerate(rows.items()):
        top = _HEAD + line * _ROW
        parts.append(f'<text x="{_LABEL - 10}" y="{top + 14}" text-anchor="end" class="name">{escape(name)}</text>')
        for column, (metric, _, lower) in enumerate(metrics):
            if metric in figures:
                parts.append(_cell(_LABEL + column * _CELL, top, figures[metric], lower))
    return "".join([*parts, "</svg>"])


def _cell(left: int, top: int, figure: Figure, lower: bool) -> str:
    goodness = 1 - figure.value if lower else figure.value
    colour = _COLOURS["good" if goodness >= _GOOD else "fair" if goodness >= _FAIR else "poor"]
    low, high = left + figure.low * _BAR, left + figure.high * _BAR
    return (
        f'<g><title>{figure.value:.3f}（95% 区間 {figure.low:.3f}〜{figure.high:.3f}、{figure.n} 件）</title>'
        f'<rect x="{left}" y="{top + 3}" width="{_BAR}" height="14" class="track"/>'
        f'<rect x="{left}" y="{top + 3}" width="{figure.value * _BAR:.1f}" height="14" fill="{colour}"/>'
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{top + 10}" y2="{top + 10}" class="range"/>'
        f'<text x="{left + _BAR + 5}" y="{top + 14}" class="value">{figure.value:.2f}'
        f'<tspan class="count" dx="3">{figure.n}</tspan></text></g>'
    )
