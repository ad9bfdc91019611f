import ast
import re

import pytest
from babel.messages.catalog import Catalog

from features.measurement import ALL_FEATURES
from handbook.messages import ROOMS, ROOT, TEMPLATE, messages, template_text
from pipeline.exports.site_check import STEPS
from pipeline.exports.wording import MEANS_TITLES
from pipeline.language import find_language


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages()


def test_template_is_current() -> None:
    assert TEMPLATE.read_bytes() == template_text(), "run: python -m handbook.messages"


def test_template_holds_code_templates_registry_and_explanations(template: Catalog) -> None:
    texts = {one.id for one in template if isinstance(one.id, str)}
    assert {feature.sentence for feature in ALL_FEATURES} <= texts
    assert {feature.label for feature in ALL_FEATURES} <= texts
    assert set(MEANS_TITLES.values()) <= texts
    assert {step for steps in STEPS.values() for step in steps} <= texts
    assert {"meter exchange", "How to read this list", "Innocent explanation", "Account"} <= texts


def test_no_text_hides_in_an_f_string() -> None:
    # The gatherer reads an f-string as one text and finds no call in it.
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    hidden = [
        (file.name, ast.unparse(call))
        for file in files
        for string in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"say", "say_in", "say_many", "mark"}
        and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden


def test_no_message_holds_a_figure_of_its_window(template: Catalog) -> None:
    assert not [one.id for one in template if re.search(r"these \d+ days", str(one.id))]


def test_everything_is_said_in_chinese_with_the_same_places(template: Catalog) -> None:
    texts = find_language("zh").texts
    wrong = []
    for one in template:
        if not one.id:
            continue
        source = one.id[0] if isinstance(one.id, tuple) else one.id
        said = _said(texts, one, source)
        if said is None or _places(said) != _places(source):
            wrong.append((source, said))
    assert not wrong, "translate in pipeline/language/catalogues/zh.po"


def _said(texts: object, one: object, source: str) -> str | None:
    catalogue = texts._catalog  # type: ignore[attr-defined] - says what is there, not a fallback
    context = one.context  # type: ignore[attr-defined]
    key = f"{context}\x04{source}" if context else source
    found: str | None = catalogue.get(key, catalogue.get((key, 0)))
    return found


def _places(text: str) -> set[str]:
    return set(re.findall(r"\{[^{}]*\}|%\(\w+\)s", text))
