"""Reads WordprocessingML nodes by their local names."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def tag(node: Any) -> str:
    """The local name of a WordprocessingML element, "{namespace}name" of another one, "" of a comment."""
    name = node.tag
    return name.removeprefix(W) if isinstance(name, str) else ""


def child(node: Any | None, name: str) -> Any | None:
    """The first child of this local name, or None; None for no node."""
    return None if node is None else node.find(W + name)


def attribute(node: Any | None, name: str) -> str | None:
    """The attribute `w:name`, or None."""
    if node is None:
        return None
    value = node.get(W + name)
    return None if value is None else str(value)


def number(node: Any | None, usual: int = 0, *, name: str = "val") -> int:
    """The node's attribute `w:name` as a number of at most 6 digits; `usual` when it is none."""
    value = attribute(node, name) or ""
    return int(value) if value.isdecimal() and len(value) <= 6 else usual


def switched_on(node: Any | None) -> bool:
    """Whether a switch such as `w:vanish` is there and not set to false."""
    return node is not None and attribute(node, "val") not in ("0", "false", "off")
