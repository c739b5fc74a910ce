"""Judgement: numbers first, words after. Works without a key and without a network; nothing unverified leaves it."""
