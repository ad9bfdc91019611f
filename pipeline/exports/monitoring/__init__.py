"""The page of the monitor, section by section, from the dict of its report."""
