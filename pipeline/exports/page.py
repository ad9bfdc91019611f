"""A page: one HTML file with its styles and scripts inside, and a policy that allows no others."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.exports import figures, wording
from pipeline.language import say, say_many, spoken

TEMPLATES = Path(__file__).parent / "templates"


def write_page(
    template: str,
    path: Path,
    styles: Sequence[str],
    scripts: Sequence[str],
    content: Mapping[str, Any],
) -> None:
    """Write `template` filled with `content`; styles and scripts are files beside it.

    Texts of the content are escaped. The page fetches nothing and runs no other script.
    """
    style, script = _source(styles), _source(scripts)
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(style)}'; script-src {_allowed(script)}"
    )
    page = _environment().get_template(template)
    with path.open("wb") as file:
        # Our own files, whose digests the policy names; never anything from data.
        page.stream(
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            policy=policy,
            **content,
        ).dump(file, encoding="utf-8")


def _source(names: Sequence[str]) -> str:
    return "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def _allowed(script: str) -> str:
    return f"'{_digest(script)}'" if script else "'none'"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        figures=figures, wording=wording, say=say, say_many=say_many, spoken=spoken
    )
    return environment
