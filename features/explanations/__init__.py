"""Innocent explanations by cause: of supply, meter, instruments, records, customer, utility."""
