"""What comes in and goes out: contract, settings, sources, quarantine, lake, lists, exports."""
