"""Many reviewers at once: whether the workbench keeps up, and loses nothing that it took."""
