"""Write every page and catalogue of the handbook anew: `python -m handbook`."""

from __future__ import annotations

import sys

from handbook import figures, messages
from handbook.pages import pages


def main() -> None:
    """Write pages, figures and catalogues; name what is not translated yet."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    figures.main()
    for line in messages.update():
        sys.stderr.write(f"not translated: {line}\n")


if __name__ == "__main__":
    main()
