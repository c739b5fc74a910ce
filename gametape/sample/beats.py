"""Fixed parts of a call: greeting, stories, objections, prices, the outcome, the closing."""

from gametape.sample.scene import PlannedObjection, Scene
from gametape.sample.speech import SampleSpeaker
from gametape.sample.story import Raised


def script(scene: Scene, section: str, *, overlap: bool = False) -> None:
    """Speak a script: our side starts, and the two sides alternate."""
    for place, utterance in enumerate(scene.deck.script(section)):
        speaker = scene.lead if place % 2 else scene.rep
        gap = -250 if overlap and place in (1, 2) else None
        scene.talk.say(speaker, utterance, scene.topic, gap=gap)


def greet(scene: Scene) -> None:
    """Speak greeting, small talk, purpose of the call, and a recap of the last call."""
    scene.topic = "opening"
    first = scene.call.number == 0
    script(scene, "hello.first" if first else "hello.again")
    if scene.rng.random() < (0.45 if first else 0.6):
        script(scene, "smalltalk")
    scene.say(scene.rep, "agenda")
    scene.say(scene.lead, "agenda.reply")
    if first:
        return
    section = "recap.step" if scene.call.previous is not None and scene.rng.random() < 0.7 else "recap"
    scene.say(scene.rep, section)
    scene.say(scene.lead, f"{section}.reply")


def join(scene: Scene, late: SampleSpeaker) -> None:
    """Let a late participant join."""
    scene.theirs.append(late)
    scene.say(late, "join")
    scene.say(scene.rep, "ack.ours")


def crosstalk(scene: Scene) -> None:
    """Let two people speak at once, or the connection drop."""
    script(scene, "crosstalk", overlap=True)


def _run(scene: Scene, speaker: SampleSpeaker, chain: list[str], target: float) -> None:
    """Let a speaker talk for about `target` milliseconds, along the sections in order; the last section repeats."""
    turns = scene.talk.turns
    place = 0
    while not turns or turns[-1].speaker is not speaker or turns[-1].length < target - 4_500:
        scene.say(speaker, chain[min(place, len(chain) - 1)])
        place += 1


def story(scene: Scene) -> None:
    """Speak the customer's longest turn: an example from their own work."""
    target = scene.call.targets["longest_story"] * 1000
    if scene.talk.turns[-1].speaker is scene.lead:
        scene.say(scene.rep, "ack.ours")
    case = ["story.turn", "story.detail", "story.more", "story.detail", "story.more", "story.again"]
    scene.say(scene.lead, "story.set")
    _run(scene, scene.lead, case * 4, target - 12_000)
    scene.say(scene.lead, "story.late")
    scene.say(scene.lead, "story.end")
    scene.note("story", part=-1)
    scene.say(scene.rep, "pain.reply" if scene.rng.random() < 0.5 else "ack.ours")


def monologue(scene: Scene) -> None:
    """Speak our longest turn."""
    target = scene.call.targets["longest_monologue"] * 1000
    if scene.talk.turns[-1].speaker is scene.rep:
        scene.say(scene.lead, "ack.theirs")
    _run(scene, scene.rep, ["lecture", "lecture.more"] * 20, target)
    scene.say(scene.rng.choice(scene.theirs), "ack.theirs")


def raise_objection(scene: Scene, raised: Raised) -> None:
    """Let the customer raise an objection; our side clarifies and answers, or evades."""
    scene.topic = f"objection {raised.kind}"
    base = f"objection.{raised.kind}"
    objector = scene.expert("price" if raised.kind == "price" else "security" if raised.kind == "security" else "today")
    if scene.talk.turns[-1].speaker is objector:
        scene.say(scene.rep, "ack.ours")
    scene.say(objector, f"{base}.raise")
    place = scene.note(f"objection {raised.kind}")
    if raised.kind == "price":
        _named(scene, place)
    line = scene.rng.randrange(
        2
    )  # in each section, the lines of the same number for clarifying, answering and accepting belong together
    if raised.handled:
        question, answer = scene.deck.script_at(f"{base}.clarify", line)
        scene.talk.say(scene.rep, question, scene.topic)
        scene.talk.say(objector, answer, scene.topic)
        scene.talk.say(scene.rep, scene.deck.draw_at(f"{base}.handle", line), scene.topic)
    else:
        scene.say(scene.rep, f"{base}.dodge")
    scene.objections.append(PlannedObjection(raised.kind, place, len(scene.talk.turns) - 1, raised.handled))
    ending = scene.deck.draw_at(f"{base}.{'accept' if raised.handled else 'linger'}", line)
    scene.talk.say(objector, ending, scene.topic)


def _named(scene: Scene, turn: int) -> None:
    if scene.money_turn is None:
        scene.money_turn = turn


def name_money(scene: Scene) -> None:
    """Mention the price for the first time: the customer asks, our side answers."""
    scene.topic = "price"
    asking = scene.expert("price")
    question, answer = scene.deck.script("price.asks")
    scene.talk.say(asking, question, "price")
    _named(scene, len(scene.talk.turns) - 1)
    scene.talk.say(scene.rep, answer, "price")
    scene.say(scene.rep, "price.tell")
    scene.note("price")
    scene.say(asking, "ack.theirs")


def outcome(scene: Scene) -> None:
    """Let the customer tell the decision and its reason."""
    scene.topic = "outcome"
    if scene.talk.turns[-1].speaker is scene.lead:
        scene.say(scene.rep, "ack.ours")
    scene.say(scene.lead, f"outcome.{scene.call.outcome}")
    scene.note(f"outcome {scene.call.outcome}")
    scene.say(scene.rep, f"outcome.answer.{scene.deal.status}")


def close(scene: Scene) -> None:
    """Sum up, agree on a dated next step or on none, and say goodbye."""
    scene.topic = "closing"
    if scene.talk.turns[-1].speaker is not scene.rep and scene.rng.random() < 0.7 and not scene.call.outcome:
        scene.say(scene.rep, "close.summary")
    ending = "close.vague" if scene.call.step is None else "close.dated"
    if scene.call.outcome:
        ending = f"close.outcome.{scene.deal.status}"
    scene.say(scene.rep, ending)
    if scene.call.step is not None:
        scene.note("next_step", naming=f"{scene.call.step.at:%A}")
    scene.say(scene.lead, f"{ending}.reply")
    script(scene, "bye")
