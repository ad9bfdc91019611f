"""The page of an evaluation or a backtest, section by section, from the dict of its report."""
