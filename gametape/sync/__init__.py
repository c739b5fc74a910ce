"""The writing half: source rows become records, records are merged, and the ledger tells what came of it."""
