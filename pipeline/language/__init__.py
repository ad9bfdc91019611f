"""Language: in which words and with which signs people read what is found.

Texts are English in the code; a catalogue (`catalogues/zh.po`, or a utility's own file) says
them otherwise. Data keeps its codes in every language.
"""

from pipeline.language.formats import (
    localised,
    percent,
    short_day,
    unit_word,
    whole_day,
    with_unit,
)
from pipeline.language.search import LanguageError, find_language, known_languages
from pipeline.language.speech import (
    ENGLISH,
    Language,
    mark,
    say,
    say_in,
    say_many,
    speaking,
    spoken,
)

__all__ = [
    "ENGLISH",
    "Language",
    "LanguageError",
    "find_language",
    "known_languages",
    "localised",
    "mark",
    "percent",
    "say",
    "say_in",
    "say_many",
    "short_day",
    "speaking",
    "spoken",
    "unit_word",
    "whole_day",
    "with_unit",
]
