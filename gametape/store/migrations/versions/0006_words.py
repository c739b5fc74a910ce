"""Which words were said on a call, so that what was said can be found without opening every call."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("transcripts", sa.Column("word_filter", sa.LargeBinary()))
    # In the row itself: all of them are looked at in one go, and they cannot be compressed.
    op.execute("ALTER TABLE transcripts ALTER COLUMN word_filter SET STORAGE MAIN")
    # Words leave with the text they are of, and never outlive it. Without a filter a call is opened to be searched.
    op.execute("""
        CREATE FUNCTION forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.turns IS NULL THEN
                NEW.word_filter := NULL;
            ELSIF NEW.word_filter IS NOT DISTINCT FROM OLD.word_filter AND NEW.turns IS DISTINCT FROM OLD.turns THEN
                NEW.word_filter := NULL;
            END IF;
            RETURN NEW;
        END
        $$
    """)
    op.execute("""
        CREATE TRIGGER transcripts_forget_words BEFORE UPDATE OF turns ON transcripts
        FOR EACH ROW WHEN (OLD.word_filter IS NOT NULL OR NEW.word_filter IS NOT NULL)
        EXECUTE FUNCTION forget_words()
    """)
    op.execute("""
        CREATE TRIGGER transcripts_no_words BEFORE INSERT ON transcripts
        FOR EACH ROW WHEN (NEW.turns IS NULL AND NEW.word_filter IS NOT NULL)
        EXECUTE FUNCTION forget_words()
    """)
