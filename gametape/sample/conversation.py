"""Hold a call: opening, topics as questions and answers, planned events, and the closing."""

from collections.abc import Callable
from functools import partial

from gametape.sample import beats
from gametape.sample.market import table
from gametape.sample.phrases import Deck, sections
from gametape.sample.scene import Scene
from gametape.sample.speech import SampleSpeaker

_MONEY = ("price", "budget", "value", "contract")
_EXAMPLES = {
    **dict.fromkeys(_MONEY, "money."),
    **dict.fromkeys(("integration", "migration", "security", "support"), "it."),
}
"""Topics with their own set of examples; all other topics share one set."""

_ANYTIME = (
    "today",
    "pain",
    "metric",
    "team",
    "deadline",
    "decision",
    "rollout",
    "progress",
    "reports",
    "parts",
    "board",
)
"""Topics for any call, used after the call's own topics."""

_CLOSING = 45_000
"""Milliseconds reserved for the closing of a call."""

Beat = Callable[[], None]


def agenda(scene: Scene) -> list[str]:
    """List the topics of this call in order; topics about money only after a price was mentioned."""
    wanted: list[str] = list(table("plot")[scene.call.kind]["topics"])
    if scene.call.kind == "demo":
        shown = scene.deal.product["topics"]
        wanted = [*shown, *(topic for topic in wanted if topic not in ("board", "mobile", "parts", "reports"))]
    return [topic for topic in wanted if scene.call.money or topic not in _MONEY]


def _next_topic(scene: Scene, wanted: list[str], done: list[str]) -> str:
    """Return the next topic: the call's own topics in order, then the topic with the most unused lines in this deal."""
    for topic in wanted:
        if topic not in done and (len(done) < 2 or _unheard(scene, topic) > 0.3):
            return topic
    rest = [topic for topic in dict.fromkeys([*wanted, *_ANYTIME]) if topic not in done[-3:]]
    early = scene.call.number < 2
    return max((topic for topic in rest if topic != "progress" or not early), key=partial(_unheard, scene))


def _unheard(scene: Scene, topic: str) -> float:
    return scene.deck.share_left(f"{topic}.more") + 0.5 * scene.deck.share_left(f"{topic}.tell")


def hold_call(scene: Scene) -> None:
    """Speak the whole call into `scene.talk`."""
    if scene.call.internal:
        _hold_internal(scene)
        return
    beats.greet(scene)
    planned = _planned(scene)
    scene.talk.formal = False
    wanted = agenda(scene)
    done: list[str] = []
    while scene.talk.clock < scene.length - _CLOSING:
        scene.topic = _next_topic(scene, wanted, done)
        done.append(scene.topic)
        _stay(scene, planned)
    for _, beat in planned:
        beat()
    scene.talk.formal = True
    beats.close(scene)


def _planned(scene: Scene) -> list[tuple[float, Beat]]:
    """List the planned events of the call, each with its position as a share of the call."""
    rng, call = scene.rng, scene.call
    planned: list[tuple[float, Beat]] = [
        (0.15 + 0.2 * rng.random(), partial(beats.story, scene)),
        (0.4 + 0.25 * rng.random(), partial(beats.monologue, scene)),
    ]
    planned += [(0.35 + 0.5 * rng.random(), partial(beats.raise_objection, scene, raised)) for raised in call.raised]
    if len(scene.theirs) > 2 and rng.random() < 0.5:
        planned.append((0.1, partial(beats.join, scene, scene.theirs.pop())))
    if rng.random() < 0.6:
        planned.append((0.1 + 0.7 * rng.random(), partial(beats.crosstalk, scene)))
    if call.money_first:
        planned.append((0.25 + 0.3 * rng.random(), partial(beats.name_money, scene)))
    if call.outcome:
        planned.append((2.0, partial(beats.outcome, scene)))
    return sorted(planned, key=lambda entry: entry[0])


def _stay(scene: Scene, planned: list[tuple[float, Beat]]) -> None:
    """Talk about one topic for a while, with planned events in between when they are due."""
    topic = scene.topic
    for _ in range(3 + int(scene.rng.random() * 3)):
        if planned and planned[0][0] * scene.length <= scene.talk.clock:
            planned.pop(0)[1]()
            scene.topic = topic
        if scene.talk.clock >= scene.length - _CLOSING:
            return
        _exchange(scene, topic)


def _exchange(scene: Scene, topic: str) -> None:
    """Speak a question and answer, or an explanation, depending on the talk ratio so far."""
    left = scene.deck.left
    if scene.questions_due():
        ask(scene, topic if left(f"{topic}.open") > 0 else _open_topic(scene, topic), "open")
    elif scene.owed(ours=True) > 9_000:
        if scene.rng.random() < 0.55 and left(f"{topic}.asks") > 0:
            be_asked(scene, topic)
        else:
            explain(scene, topic)
    elif scene.rng.random() < 0.4 and left(f"{topic}.closed") > 0:
        ask(scene, topic, "closed")
    else:
        volunteer(scene, topic)


def _open_topic(scene: Scene, topic: str) -> str:
    """Return a topic that still has an unused open question."""
    near = [other for other in (*agenda(scene), *_ANYTIME) if other != "progress" or scene.call.number > 1]
    return max((topic, *near), key=lambda other: scene.deck.share_left(f"{other}.open"))


def _lines(scene: Scene, speaker: SampleSpeaker, sections_: list[str], milliseconds: float) -> None:
    """Let a speaker continue for that long, always from the section with the largest unused share."""
    spent = 0
    while spent < milliseconds:
        spent += scene.say(speaker, scene.deck.freshest(sections_))


def _room(scene: Scene, *, ours: bool) -> float:
    """Return the length (ms) of an ordinary turn: the time owed to this side, but below the planned longest turn."""
    limit = scene.call.targets["longest_monologue" if ours else "longest_story"] * 1000 * 0.7
    return min(max(scene.owed(ours=ours), 5_000), max(9_000, limit - 14_000))


def ask(scene: Scene, topic: str, kind: str) -> None:
    """Let our side ask and the customer answer, at a length that keeps the talk ratio."""
    rep = scene.rep if scene.rng.random() < 0.85 else scene.presenter(topic)
    if scene.rng.random() < 0.3:
        scene.say(rep, "lead.ours")
    elif scene.rng.random() < 0.4:
        scene.say(rep, "ack.ours")
    question, answer = scene.deck.script(f"{topic}.{kind}")
    scene.talk.say(rep, question, topic)
    answering = scene.expert(topic)
    room = _room(scene, ours=False) - scene.talk.say(answering, answer, topic)
    if kind == "open" and scene.rng.random() < 0.5:
        scene.note(topic)
    if kind == "open" and room > 12_000 and scene.deck.left(f"{topic}.answer") > 0:
        room -= scene.say(answering, f"{topic}.answer")
    _lines(scene, answering, [f"{topic}.more", _examples(topic, "incident"), *_aside(answering)], room)
    _react(scene, rep, topic)


def _examples(topic: str, kind: str) -> str:
    return _EXAMPLES.get(topic, "") + kind


def _aside(speaker: SampleSpeaker) -> list[str]:
    section = f"aside.{speaker.person.kind}"
    return [section] if section in sections() else []


def _react(scene: Scene, rep: SampleSpeaker, topic: str) -> None:
    chance = scene.rng.random()
    if chance < 0.4 and scene.owed(ours=True) > 0 and scene.deck.left(f"{topic}.reply") > 0:
        scene.say(rep, f"{topic}.reply")
    elif chance < 0.75:
        scene.say(rep, "ack.ours")


def be_asked(scene: Scene, topic: str) -> None:
    """Let the customer ask and our side answer."""
    asking = scene.expert(topic)
    if scene.rng.random() < 0.35:
        scene.say(asking, "lead.theirs")
    question, answer = scene.deck.script(f"{topic}.asks")
    scene.talk.say(asking, question, topic)
    presenter = scene.presenter(topic)
    if scene.rng.random() < 0.3:
        scene.say(presenter, "answer.ours")
    room = _room(scene, ours=True) - scene.talk.say(presenter, answer, topic)
    _lines(scene, presenter, [f"{topic}.tell", _examples(topic, "practice")], room)
    scene.say(asking, "ack.theirs")


def explain(scene: Scene, topic: str) -> None:
    """Let our side explain without being asked; the customer acknowledges."""
    presenter = scene.presenter(topic)
    _lines(scene, presenter, [f"{topic}.tell", _examples(topic, "practice")], _room(scene, ours=True))
    scene.say(scene.rng.choice(scene.theirs), "mmhm" if scene.rng.random() < 0.6 else "ack.theirs")


def volunteer(scene: Scene, topic: str) -> None:
    """Let the customer add something without being asked."""
    speaker = scene.expert(topic)
    if scene.rng.random() < 0.6:
        scene.say(speaker, "lead.volunteer")
    _lines(scene, speaker, [f"{topic}.more", _examples(topic, "incident"), *_aside(speaker)], _room(scene, ours=False))
    _react(scene, scene.rep, topic)


def _hold_internal(scene: Scene) -> None:
    """Hold an internal call: our own people discuss the deal in turns."""
    scene.topic = "internal"
    deck = Deck(scene.rng)
    place = 0
    while scene.talk.clock < scene.length and deck.left("internal"):
        speaker = scene.ours[place % len(scene.ours)]
        for _ in range(1 + (scene.rng.random() < 0.4)):
            scene.talk.say(speaker, deck.draw("internal"), scene.topic)
        if scene.rng.random() < 0.5:
            place += 1
            scene.say(scene.ours[place % len(scene.ours)], "ack.ours")
        place += 1
