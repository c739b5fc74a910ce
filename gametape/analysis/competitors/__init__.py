"""Competitors: which other vendors a deal has, from the CRM's columns and from names said on calls and in emails."""
