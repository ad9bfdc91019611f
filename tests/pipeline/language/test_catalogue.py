from pathlib import Path

import pytest

from pipeline.language.catalogue import CatalogueError, read_catalogue

HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n<5 ? 1 : 2;\\n"\n\n'


def written(tmp_path: Path, body: str) -> Path:
    file = tmp_path / "xx.po"
    file.write_text(HEAD + body, encoding="utf-8")
    return file


def test_texts_contexts_and_forms_are_read(tmp_path: Path) -> None:
    texts = read_catalogue(
        written(
            tmp_path,
            'msgid "a "\n"long one"\nmsgstr "ein \\"langes\\"\\n"\n\n'
            '#: somewhere\nmsgctxt "unit"\nmsgid "h"\nmsgstr "Std"\n\n'
            'msgid "{count} day"\nmsgid_plural "{count} days"\n'
            'msgstr[0] "one"\nmsgstr[1] "few"\nmsgstr[2] "many"\n',
        )
    )
    assert texts.gettext("a long one") == 'ein "langes"\n'
    assert texts.pgettext("unit", "h") == "Std"
    assert texts.gettext("h") == "h"
    forms = [texts.ngettext("{count} day", "{count} days", n) for n in (1, 3, 9)]
    assert forms == ["one", "few", "many"]


def test_fuzzy_untranslated_and_obsolete_texts_are_left_out(tmp_path: Path) -> None:
    body = (
        '#, fuzzy\nmsgid "a"\nmsgstr "A"\n\nmsgid "b"\nmsgstr ""\n\n#~ msgid "c"\n#~ msgstr "C"\n'
    )
    texts = read_catalogue(written(tmp_path, body))
    assert [texts.gettext(one) for one in "abc"] == ["a", "b", "c"]


@pytest.mark.parametrize("line", ["rubbish", "msgid no quotes", 'msgstr "open'])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(CatalogueError, match=r"xx\.po: line 5"):
        read_catalogue(written(tmp_path, line + "\n"))
