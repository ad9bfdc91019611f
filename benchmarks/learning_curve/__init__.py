"""What outcomes are worth: cold start, learner and hand-over over two years of inspections."""
