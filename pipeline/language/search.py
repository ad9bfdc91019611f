"""Search: the catalogue of a language, in the utility's own folder first."""

from __future__ import annotations

import gettext
from pathlib import Path

from pipeline.language.catalogue import CatalogueError, read_catalogue
from pipeline.language.speech import ENGLISH, Language

CATALOGUES = Path(__file__).parent / "catalogues"


class LanguageError(ValueError):
    """A language is not there, or its catalogue cannot be read; the message says which are."""


def known_languages(folder: Path | None = None) -> tuple[str, ...]:
    """Return the codes of all languages, those of the utility's own `folder` included."""
    folders = [CATALOGUES] if folder is None else [CATALOGUES, folder]
    return tuple(sorted({ENGLISH.code, *(file.stem for f in folders for file in f.glob("*.po"))}))


def find_language(code: str, folder: Path | None = None) -> Language:
    """Return the language `code`; what `folder`/code.po lacks comes from our own catalogue.

    LanguageError names the languages there are.
    """
    if code not in known_languages(folder):
        raise LanguageError(
            f"no language {code!r}; there are {', '.join(known_languages(folder))};"
            " a file CODE.po in the folder of setting `catalogues` adds one"
        )
    folders = [CATALOGUES] if folder is None else [CATALOGUES, folder]
    texts = ENGLISH.texts
    for one in folders:
        if (file := one / f"{code}.po").exists():
            texts = _before(texts, file)
    return Language(code, texts)


def _before(fallback: gettext.NullTranslations, file: Path) -> gettext.NullTranslations:
    """Return the texts of `file`, and those of `fallback` where it has none."""
    try:
        texts = read_catalogue(file)
    except CatalogueError as error:
        raise LanguageError(str(error)) from error
    texts.add_fallback(fallback)
    return texts
