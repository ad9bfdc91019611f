"""The workbench on a port of its own, and what is asked of each page that a browser shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, expect

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
_RUN_AXE = "axe.run({resultTypes: ['violations']})"


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve `app` to browsers of this computer; give its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def wait_until_drawn(page: Page) -> None:
    """Wait until the page shows all that it fetches by itself."""
    page.wait_for_load_state()
    # The content security policy keeps functions in words from being asked again and again.
    expect(page.locator("#curve-plot.busy, .htmx-request")).to_have_count(0, timeout=10_000)


def violations(page: Page) -> list[tuple[str, str]]:
    """Return the rules of accessibility that the page breaks, each with the first place."""
    wait_until_drawn(page)
    page.evaluate(AXE)
    found = page.evaluate(_RUN_AXE)["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]


def is_too_wide(page: Page) -> bool:
    """Tell whether one would have to scroll sideways."""
    found: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found


def said_by(page: Page) -> list[str]:
    """Return a list that fills with what the page complains of while it is open."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append("dialog"))
    return said
