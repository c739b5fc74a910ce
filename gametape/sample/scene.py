"""Call in progress: its participants, the notes for the truth file, and the talk ratio that steers it."""

from dataclasses import dataclass, field
from random import Random

from gametape.sample.people import SamplePerson
from gametape.sample.phrases import Deck
from gametape.sample.slots import Slots, speaker_slots
from gametape.sample.speech import LETTERS_PER_WORD, SampleSpeaker, SpokenCall
from gametape.sample.story import PlannedCall, PlannedDeal

EXPERTS = {
    "security": "it", "integration": "it", "migration": "it", "price": "finance", "budget": "finance",
    "value": "finance", "contract": "procurement", "board": "user", "mobile": "user", "team": "ops",
}  # fmt: skip
ENGINEERING = ("security", "integration", "migration", "board", "mobile", "parts", "reports")


@dataclass(frozen=True, slots=True)
class PlannedQuote:
    """Quotable sentence and the index of its turn."""

    kind: str
    turn: int
    text: str
    speaker: SamplePerson


@dataclass(frozen=True, slots=True)
class PlannedObjection:
    """Objection as raised: kind, turn, the turn of our reply, and whether the reply answers or evades."""

    kind: str
    turn: int
    answer_turn: int
    handled: bool


@dataclass(slots=True)
class Scene:
    """State that all parts of a conversation read and write."""

    deal: PlannedDeal
    call: PlannedCall
    deck: Deck
    rng: Random
    talk: SpokenCall
    ours: list[SampleSpeaker]
    theirs: list[SampleSpeaker]
    quotes: list[PlannedQuote] = field(default_factory=list)
    objections: list[PlannedObjection] = field(default_factory=list)
    money_turn: int | None = None
    topic: str = ""

    @property
    def length(self) -> int:
        """Planned length of the call in milliseconds."""
        return self.call.minutes * 60_000

    @property
    def rep(self) -> SampleSpeaker:
        """Our main speaker."""
        return self.ours[0]

    @property
    def lead(self) -> SampleSpeaker:
        """The customer's main speaker."""
        return self.theirs[0]

    def expert(self, topic: str) -> SampleSpeaker:
        """Return the customer's person for a topic; at times another person, so that each person speaks."""
        kind = EXPERTS.get(topic)
        for speaker in self.theirs:
            if speaker.person.kind == kind:
                return speaker
        return self.rng.choice(self.theirs) if self.rng.random() < 0.35 else self.lead

    def presenter(self, topic: str) -> SampleSpeaker:
        """Return our person who explains a topic."""
        technical = topic in ENGINEERING and len(self.ours) > 1
        return self.ours[1] if technical and self.rng.random() < 0.7 else self.rep

    def say(self, speaker: SampleSpeaker, section: str, *, gap: int | None = None) -> int:
        """Say the next line of a section; return its duration in milliseconds."""
        return self.talk.say(speaker, self.deck.draw(section), self.topic, gap=gap)

    def note(self, kind: str, *, part: int = 0, naming: str = "") -> int:
        """Note a sentence of the last turn as a quote.

        The sentence is number `part`, or the last one that contains `naming`.

        Returns:
            Index of the turn.
        """
        place = len(self.talk.turns) - 1
        turn = self.talk.turns[place]
        if naming:
            part = max(index for index, sentence in enumerate(turn.parts) if naming in sentence.text)
        self.quotes.append(PlannedQuote(kind, place, turn.parts[part].text, turn.speaker.person))
        return place

    def owed(self, *, ours: bool) -> float:
        """Return the milliseconds that a side must still speak to reach the planned talk ratio."""
        ratio = self.call.targets["talk_ratio"]
        share = ratio if ours else 1 - ratio
        return self.talk.ms[not ours] * share / (1 - share) - self.talk.ms[ours]

    def questions_due(self) -> bool:
        """Tell whether another open question is due."""
        asked = self.talk.open_questions + 0.6
        return asked <= self.call.targets["open_questions"] * self.talk.clock / 3_600_000


def _speaker(
    scene_slots: list[Slots],
    deal: PlannedDeal,
    call: PlannedCall,
    person: SamplePerson,
    ids: dict[str, str],
    rng: Random,
) -> SampleSpeaker:
    targets = call.targets
    rate = targets["speech_rate"] if person.ours else rng.gauss(148, 9)
    filler = targets["filler"] * 0.139 if person.ours else max(0.0, rng.gauss(0.1, 0.07))
    patience = targets["patience"] if person.ours else max(0.2, rng.gauss(0.6, 0.15))
    slots = speaker_slots(scene_slots, deal, call, person, call.step)
    return SampleSpeaker(
        person, ids[person.email], slots, 60_000 / rate / LETTERS_PER_WORD, filler, patience, person.ours
    )


def open_scene(
    deal: PlannedDeal, call: PlannedCall, turns: list[Slots], ids: dict[str, str], deck: Deck, rng: Random
) -> Scene:
    """Prepare a call: create its speakers and an empty conversation.

    Args:
        deal: deal that the call is about.
        call: call to hold.
        turns: slots of the deal.
        ids: speaker id by email.
        deck: draws the lines, over all calls of the deal.
        rng: random numbers of this call.
    """
    ours = [_speaker(turns, deal, call, person, ids, rng) for person in call.ours]
    theirs = [_speaker(turns, deal, call, person, ids, rng) for person in call.theirs]
    return Scene(deal, call, deck, rng, SpokenCall(rng), ours, theirs)
