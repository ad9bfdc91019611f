"""Settings of line loss: ratings by node, shares within what transformers and lines can lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import SettingsError, load_settings, parse_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "wattsleuth.toml"
    path.write_text("[line_loss]\n" + text, encoding="utf-8")
    return path


def test_ratings_are_named_by_node_and_remembered(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, 'transformer_kva = { T1 = 400, "T 2" = 63.5 }\n'))
    assert settings.line_loss.transformer_kva == {"T1": 400.0, "T 2": 63.5}
    stored = tmp_path / "settings.json"
    stored.write_text(settings.model_dump_json(), encoding="utf-8")
    assert parse_settings(stored).line_loss == settings.line_loss


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("transformer_kva = { T1 = 0 }", "line_loss.transformer_kva.T1"),
        ("iron_share = 0.5", "line_loss.iron_share"),
        ("copper_share = -0.01", "line_loss.copper_share"),
        ("loss_rate_high = 10", "line_loss.loss_rate_high"),
        ("least_coverage = 98", "line_loss.least_coverage"),
        ("rating = 3", "line_loss.rating"),
    ],
)
def test_what_cannot_be_is_refused_by_name(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(SettingsError, match=key):
        load_settings(write(tmp_path, text + "\n"))
