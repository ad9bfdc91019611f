"""Notebooks say what their scripts say, without outputs, the same bytes each time."""

import json

import pytest

from handbook.notebooks import notebook

SCRIPT = (
    "# %% [markdown]\n# # Title\n# Words.\n#\n# - one\n\n# %%\nx = 1\n\n\n# %%\n# a remark\ny = 2\n"
)


def test_cells_are_those_of_the_script() -> None:
    told = json.loads(notebook(SCRIPT))
    assert [cell["cell_type"] for cell in told["cells"]] == ["markdown", "code", "code"]
    words, first, second = ("".join(cell["source"]) for cell in told["cells"])
    assert words == "# Title\nWords.\n\n- one"
    assert first == "x = 1"
    assert second == "# a remark\ny = 2"
    assert all(cell["outputs"] == [] for cell in told["cells"][1:])
    assert len({cell["id"] for cell in told["cells"]}) == 3
    assert told["nbformat"] == 4
    assert notebook(SCRIPT) == notebook(SCRIPT)


def test_what_stands_outside_of_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with 'x = 1'"):
        notebook("x = 1\n# %%\n")
