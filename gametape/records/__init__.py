"""Parse source rows into typed records: one model per entity, lenient about values, strict about ids."""
