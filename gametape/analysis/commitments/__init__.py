"""Commitments: what either side promised on a deal, by when, and whether a later call or email shows it done."""
