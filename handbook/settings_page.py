"""The page of settings, from the models that check them."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from pipeline.settings import Settings, TableMapping

_INTRODUCTION = """\
# Settings

Written by `python -m handbook`; do not edit.

One TOML file, `wattsleuth.toml`, beside the lake, in the delivered folder or given by
`--settings`; the lake remembers it. Unknown keys are refused. The smallest file is one line:

```toml
timezone = "Asia/Shanghai"
```

The keys of a section belong under its name in brackets, as `[list]`; one in double brackets may
come more than once.
"""
_MAPPING = """\
## `[ingest.TABLE]`

How the utility's own files of one input table are read, such as `[ingest.readings]`. Without
it the tables are taken as the [contract](tables.md) has them.
"""
_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}


def settings_page() -> str:
    """Return the page as Markdown, ending in one line break."""
    blocks = [_INTRODUCTION, *_sections(Settings, "", skipped=("ingest",)), _MAPPING]
    return "\n".join([*blocks, *_sections(TableMapping, "ingest.TABLE")]).rstrip() + "\n"


def _sections(model: type[BaseModel], name: str, skipped: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the table of a model's own keys, then one for each model inside it."""
    inner = {}
    rows = []
    for key, field in model.model_fields.items():
        nested = _model_in(field.annotation)
        if key in skipped:
            continue
        if nested is None:
            rows.append(_row(key, field))
        else:
            inner[key] = nested
    head = "| key | kind | default | meaning |\n| --- | --- | --- | --- |"
    yield "\n".join([head, *rows, ""])
    for key, nested in inner.items():
        path = f"{name}.{key}" if name else key
        heading = f"[[{path}]]" if _is_repeated(model.model_fields[key]) else f"[{path}]"
        yield f"## `{heading}`\n\n{(nested.__doc__ or '').strip().splitlines()[0]}\n"
        yield from _sections(nested, path)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _is_repeated(field: FieldInfo) -> bool:
    return get_origin(field.annotation) in {tuple, list}


def _row(key: str, field: FieldInfo) -> str:
    meaning = field.description or ""
    limits = [_limit(item) for item in field.metadata]
    cells = (f"`{key}`", _kind(field.annotation), _default(field), "; ".join([meaning, *limits]))
    return "| " + " | ".join(cell.strip("; ").replace("|", "\\|") for cell in cells) + " |"


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is typing.Annotated:
        annotation = get_args(annotation)[0]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(f"`{json.dumps(value)}`" for value in inner)
    if origin in {Union, types.UnionType}:
        known = [one for one in inner if one is not type(None)]
        return " or ".join(dict.fromkeys(_kind(one) for one in known))
    if origin is tuple:
        return f"list of {_kind(inner[0])}"
    if origin is dict:
        return f"table of {_kind(inner[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f"`{json.dumps(member.value)}`" for member in annotation)
    return _WORDS.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined:
        return "none"
    if value in ((), {}):
        return "empty"
    shown = list(value) if isinstance(value, tuple) else value
    return f"`{json.dumps(shown, ensure_ascii=False, default=str)}`"


def _limit(item: Any) -> str:
    for name, words in (("ge", "at least"), ("gt", "more than"), ("le", "at most")):
        if (bound := getattr(item, name, None)) is not None:
            return f"{words} {bound:g}"
    return ""


if __name__ == "__main__":
    print(settings_page(), end="")
