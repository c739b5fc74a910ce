"""Parse source rows into typed records: one pydantic model per entity, lenient about values, strict about ids."""
