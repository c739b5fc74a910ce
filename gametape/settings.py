"""Environment variables as typed settings, read on first use and never at import."""

from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import ByteSize, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gametape.errors import BadSettings


class Settings(BaseSettings):
    """What a deployment may choose. Every field is described in `.env.example`; all have a default that works."""

    model_config = SettingsConfigDict(env_prefix="GAMETAPE_", env_file=".env", extra="ignore", frozen=True)

    # store
    database_url: SecretStr | None = Field(None, validation_alias="DATABASE_URL")
    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("gametape", appauthor=False))
    postgres_bin: Path | None = None
    storage_budget: ByteSize = ByteSize(450_000_000)

    # warehouse
    warehouse: str | None = None
    bigquery_key: SecretStr | None = None
    salesforce_dataset: str = "salesforce"
    gong_dataset: str = "gongio_ft"
    health_column: str | None = None
    product_column: str | None = None
    metadata_columns: Annotated[tuple[str, ...], NoDecode] = ("*",)
    metadata_max_bytes: int = Field(4096, ge=0)
    maximum_bytes_billed: int | None = Field(None, gt=0)

    # sync
    page_size: int = Field(5000, gt=0)
    overlap: timedelta = timedelta(hours=1)
    full_every: timedelta = timedelta(days=30)
    reread: timedelta = timedelta(days=30)
    lease: timedelta = timedelta(minutes=5)
    retries: int = Field(3, ge=0)
    retry_wait: timedelta = timedelta(seconds=5)

    # who may read from beyond this machine
    access: Literal["token", "open"] = "token"

    # what is kept of conversations
    private_calls: Literal["metadata", "full"] = "metadata"
    roles_file: Path | None = None

    # how deals are judged
    signals_file: Path | None = None
    trackers_dir: Path | None = None
    rubrics_dir: Path | None = None
    methodology: str = "meddicc"

    # what won and lost deals are compared by
    learning_minimum: int = Field(8, ge=2)
    outcome_blackout: timedelta = Field(timedelta(days=1), ge=timedelta(0))
    segment_column: str | None = None

    # the language model that words are asked of
    anthropic_api_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_API_KEY")
    llm_model: str = "claude-sonnet-5-5"
    llm_effort: Literal["low", "medium", "high"] = "low"
    llm_budget: Decimal = Field(Decimal(5), ge=0)
    llm_daily_budget: Decimal = Field(Decimal(20), ge=0)
    llm_at_once: int = Field(16, ge=1, le=64)
    llm_prices_file: Path | None = None
    llm_url: str = "https://api.anthropic.com"

    # who starts it, and who hears of it
    cron_secret: SecretStr | None = Field(None, validation_alias="CRON_SECRET")
    cron_budget: timedelta = Field(timedelta(seconds=240), gt=timedelta(0))
    slack_webhook: SecretStr | None = None

    log_level: str = "INFO"

    @field_validator("metadata_columns", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("overlap", "full_every", "lease", "retry_wait", "cron_budget", "outcome_blackout", mode="before")
    @classmethod
    def _seconds(cls, value: Any) -> Any:
        try:
            return timedelta(seconds=float(value)) if isinstance(value, str) else value
        except (ValueError, OverflowError):
            return value  # ISO 8601, or nothing that can be understood

    @field_validator("slack_webhook")
    @classmethod
    def _web_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("https://", "http://")):
            raise ValueError("must begin with https://")
        return value


@cache
def settings() -> Settings:
    """Read the environment and `.env` once.

    Raises:
        BadSettings: a variable holds something that cannot be understood; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        name = name if name in {"DATABASE_URL", "CRON_SECRET", "ANTHROPIC_API_KEY"} else f"GAMETAPE_{name}"
        raise BadSettings(f"{name}: {first['msg']}", hint="See .env.example for what it takes.") from None
