"""Check of what Claude says about a deal: each statement is borne out by its quotes, or goes.

All statements of the answer are judged in one question (entailment.py). What fails is replaced by what rules found.
"""

from dataclasses import dataclass

from gametape.analysis.claude.client import Claude
from gametape.analysis.claude.definitions import objection_definition
from gametape.analysis.claude.entailment import ClaimToCheck, are_borne_out
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.elements import elements as local_elements
from gametape.analysis.insights.models import DealObjection, Element, ObjectionState, Remark
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.themes import deal_objections

Statement = DealObjection | Element | Remark


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements about a deal."""

    objections: tuple[DealObjection, ...]
    elements: tuple[Element, ...]
    remarks: tuple[Remark, ...]


def check_statements(claude: Claude, story: DealStory, said: Statements, ledger: Ledger) -> Statements:
    """Return the statements that their quotes bear out, with those of rules in place of the others.

    Raises:
        MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`.
    """
    heard = {objection.about: objection for objection in deal_objections(story, Ledger())}
    known = {element.element: element for element in local_elements(story, Ledger())}
    questions = {element.id: element.question for element in story.methodology.elements}
    claims: list[tuple[Statement, str, ClaimToCheck]] = []
    for objection in said.objections:
        if objection != heard.get(objection.about):
            claims += _of_objection(objection)
    for element in said.elements:
        if element != known.get(element.element):
            sentence = f"This question is answered: {questions[element.element]}"
            claims.append((element, "known", ClaimToCheck(sentence, element.evidence)))
    claims += [(remark, "text", ClaimToCheck(remark.text, remark.evidence)) for remark in said.remarks]
    verdicts = are_borne_out(claude, [claim for _, _, claim in claims], ledger, story.deal.id)
    failed = {(statement.id, part) for (statement, part, _), holds in zip(claims, verdicts, strict=True) if not holds}
    objections = (_kept_objection(objection, failed, heard.get(objection.about)) for objection in said.objections)
    elements = (known[each.element] if (each.id, "known") in failed else each for each in said.elements)
    remarks = [remark for remark in said.remarks if (remark.id, "text") not in failed]
    return Statements(
        tuple(sorted(filter(None, objections), key=lambda objection: objection.state is ObjectionState.RESOLVED)),
        tuple(elements),
        tuple(remark.model_copy(update={"number": place}) for place, remark in enumerate(remarks, start=1)),
    )


def _of_objection(objection: DealObjection) -> list[tuple[Statement, str, ClaimToCheck]]:
    definition = objection_definition(objection.kind).definition if objection.kind else ""
    raised = ClaimToCheck(f"The customer objects. {definition}".rstrip(), objection.evidence[:1])
    if objection.state is not ObjectionState.RESOLVED:
        return [(objection, "raised", raised)]
    settled = ClaimToCheck(f"The customer accepts the answer to this objection: {definition}", objection.evidence)
    return [(objection, "raised", raised), (objection, "settled", settled)]


def _kept_objection(
    objection: DealObjection, failed: set[tuple[str, str]], heard: DealObjection | None
) -> DealObjection | None:
    if (objection.id, "raised") in failed:
        return heard
    if (objection.id, "settled") in failed:
        return objection.model_copy(update={"state": ObjectionState.OPEN, "resolved_at": None})
    return objection
