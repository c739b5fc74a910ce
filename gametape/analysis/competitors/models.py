"""Models of competitors: mentions on a deal as they are stored."""

from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.evidence.claims import AnyEvidence, Claim


class CompetitorMention(Claim):
    """Competitor named on a deal; the quotes are the first sentences that name it, the customer's before ours."""

    name: str
    is_listed: bool = Field(
        description="In the deployment's list or a CRM column; else recognized from how it is named."
    )
    calls: int = Field(ge=0, description="Calls that name it.")
    emails: int = Field(ge=0, description="Emails that name it.")
    answers: tuple[AnyEvidence, ...] = Field((), description="What our side said directly after the customer named it.")


class DealCompetitors(BaseModel):
    """Competitors named on a deal as stored, the most mentioned first."""

    model_config = ConfigDict(frozen=True)

    mentions: tuple[CompetitorMention, ...] = ()
