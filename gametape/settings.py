"""Environment variables as typed settings, read on first use and never at import."""

from datetime import UTC, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import BeforeValidator, ByteSize, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gametape.dotenv import EnvFile, find_env_file
from gametape.errors import BadSettings

_SHORTEST_SECRET = 16  # characters; a shorter secret can be guessed


def _seconds(value: Any) -> Any:
    try:
        return timedelta(seconds=float(value)) if isinstance(value, str) else value
    except (ValueError, OverflowError):
        return value  # ISO 8601, or an invalid value that pydantic rejects


def _upper_case(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


_WITHOUT_PREFIX = {
    "DATABASE_URL",
    "CRON_SECRET",
    "ANTHROPIC_API_KEY",
    "GONG_ACCESS_KEY",
    "GONG_ACCESS_KEY_SECRET",
    "GONG_BASE_URL",
    "GONG_WEBHOOK_PUBLIC_KEY",
    "GONG_WEBHOOK_URL",
}

Length = Annotated[timedelta, BeforeValidator(_seconds)]
"""Duration: a number of seconds, or ISO 8601 such as PT1H."""

Effort = Literal["low", "medium", "high"]
"""Thinking time of a language model."""


DigestChannel = Literal["email", "slack"]
"""Way in which a weekly digest reaches people."""


class Settings(BaseSettings):
    """Settings of a deployment. `.env.example` describes each; all have a default that works."""

    model_config = SettingsConfigDict(env_prefix="GAMETAPE_", extra="ignore", frozen=True)

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
    salesforce_url: str | None = None
    health_column: str | None = None
    product_column: str | None = None
    metadata_columns: Annotated[tuple[str, ...], NoDecode] = ("*",)
    metadata_max_bytes: int = Field(4096, ge=0)
    maximum_bytes_billed: int | None = Field(None, gt=0)

    # Gong's API
    gong_access_key: SecretStr | None = Field(None, validation_alias="GONG_ACCESS_KEY")
    gong_access_key_secret: SecretStr | None = Field(None, validation_alias="GONG_ACCESS_KEY_SECRET")
    gong_base_url: str = Field("https://api.gong.io", validation_alias="GONG_BASE_URL")
    gong_daily_requests: int = Field(6000, gt=0)
    gong_webhook_public_key: str | None = Field(None, validation_alias="GONG_WEBHOOK_PUBLIC_KEY")
    gong_webhook_url: str | None = Field(None, validation_alias="GONG_WEBHOOK_URL")
    calls_from: Literal["warehouse", "gong"] | None = None

    # sync
    page_size: int = Field(2500, gt=0)
    overlap: Length = Field(timedelta(hours=1), ge=timedelta(0))
    full_every: Length = Field(timedelta(days=30), ge=timedelta(0))
    reread: Length = Field(timedelta(days=30), ge=timedelta(0))
    lease: Length = Field(timedelta(minutes=5), gt=timedelta(0))
    retries: int = Field(3, ge=0)
    retry_wait: Length = Field(timedelta(seconds=5), ge=timedelta(0))

    # access: who may read, and under which host names
    access: Literal["token", "open"] | None = None
    hosts: Annotated[tuple[str, ...], NoDecode] = ()

    # conversations: what is stored
    private_calls: Literal["metadata", "full"] = "metadata"
    roles_file: Path | None = None

    # judging deals
    signals_file: Path | None = None
    trackers_dir: Path | None = None
    rubrics_dir: Path | None = None
    methodology: str = "meddicc"

    # comparing won and lost deals
    learning_minimum: int = Field(8, ge=2)
    outcome_blackout: Length = Field(timedelta(days=14), ge=timedelta(0))
    segment_column: str | None = None
    loss_reason_column: str | None = None
    competitor_column: str | None = None
    competitors_file: Path | None = None
    fiscal_year_start: int = Field(1, ge=1, le=12)

    # language model
    anthropic_api_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_API_KEY")
    llm_model: str = "claude-sonnet-5-5"
    llm_effort: Effort = "low"
    llm_reading_model: str | None = None
    llm_reading_effort: Effort | None = None
    llm_scoring_model: str | None = None
    llm_scoring_effort: Effort | None = None
    llm_wording_model: str | None = None
    llm_wording_effort: Effort | None = None
    llm_entailment_model: str = "claude-haiku-5-5"
    llm_entailment_effort: Effort = "low"
    llm_budget: Decimal = Field(Decimal(5), ge=0)
    llm_daily_budget: Decimal = Field(Decimal(20), ge=0)
    llm_at_once: int = Field(16, ge=1, le=64)
    llm_prices_file: Path | None = None
    llm_url: str = "https://api.anthropic.com"

    # scheduling and alerts
    cron_secret: SecretStr | None = Field(None, validation_alias="CRON_SECRET")
    cron_budget: Length = Field(timedelta(seconds=240), gt=timedelta(0))
    slack_webhook: SecretStr | None = None

    # weekly digest
    digest_to: Annotated[tuple[DigestChannel, ...], NoDecode] = ()
    digest_slack_webhook: SecretStr | None = None
    digest_from: str | None = None
    digest_unsubscribed: Annotated[tuple[str, ...], NoDecode] = ()
    smtp_url: SecretStr | None = None
    site_url: str | None = None

    # calendar
    timezone: str = "UTC"

    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper_case)] = (
        "INFO"
    )

    @property
    def kept_columns(self) -> tuple[str, ...]:
        """Further source columns that are stored with a deal, most wanted first."""
        return (*self.metadata_columns, *self.crm_columns.values())

    @property
    def crm_columns(self) -> dict[str, str]:
        """Columns of the CRM that the settings name, by the fact in them (queries/crm_columns.py)."""
        named = {
            "segment": self.segment_column,
            "loss_reason": self.loss_reason_column,
            "competitor": self.competitor_column,
        }
        return {fact: column for fact, column in named.items() if column}

    @field_validator("metadata_columns", "hosts", "digest_to", "digest_unsubscribed", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("cron_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value and 0 < len(value.get_secret_value()) < _SHORTEST_SECRET:
            raise ValueError(
                f"must have at least {_SHORTEST_SECRET} characters; `openssl rand -hex 24` creates a suitable text"
            )
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value != "UTC":
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError("must be a time zone name such as America/New_York") from None
        return value

    @property
    def zone(self) -> tzinfo:
        """Time zone in which a day begins and ends."""
        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)

    @field_validator("slack_webhook", "digest_slack_webhook", "site_url", "salesforce_url")
    @classmethod
    def _web_address(cls, value: SecretStr | str | None) -> SecretStr | str | None:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text and not text.startswith(("https://", "http://")):
            raise ValueError("must begin with https://")
        return value


@cache
def settings() -> Settings:
    """Read the settings from the environment and gametape's own `.env` file (see gametape/dotenv.py); read once.

    Raises:
        BadSettings: a variable cannot be parsed; the message names it.
    """
    file = find_env_file()
    chosen = _read(file.path if file else None)
    if file and not file.is_named:
        _refuse_programs(file, chosen)
    return chosen


def _read(file: Path | None) -> Settings:
    try:
        return Settings(_env_file=file, _env_file_encoding="utf-8")
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        name = name if name in _WITHOUT_PREFIX else f"GAMETAPE_{name}"
        raise BadSettings(f"{name}: {first['msg']}", hint="See .env.example for valid values.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadSettings(f"{file} cannot be read: {reason}.", hint="Fix the file or move it away.") from None


def _refuse_programs(file: EnvFile, chosen: Settings) -> None:
    """Raise BadSettings if a `.env` file that nobody named sets which program gametape runs."""
    if chosen.postgres_bin != _read(None).postgres_bin:
        raise BadSettings(
            f"{file.path} sets GAMETAPE_POSTGRES_BIN, which names programs to run, which is not allowed there.",
            hint="Set that variable in the environment, or name the file in GAMETAPE_ENV_FILE.",
        )
