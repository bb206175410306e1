"""What looking at a message by a thousand rules costs: `.venv/bin/python bench/text_rules.py`.

CPU time of this thread, the best of several runs, by each engine that is installed. The promise is
at most 20 µs a message.
"""

import random
import time
from collections.abc import Callable

from heliograph.safety.signals.engines import ENGINES
from heliograph.safety.signals.text_rules import TextRule, TextRules

RULES = 1_000
RUNS, TIMES = 7, 2_000
_LETTERS = "abcdefghijklmnoprstu"

TEXTS = {
    "English, 12 words": "",
    "Russian, 70 letters": "Привет, как дела? Мы сегодня идём в кино, а потом домой, не опаздывай!",
    "Korean, 40 letters": "안녕하세요, 오늘 저녁에 시간 있으면 같이 밥 먹으러 갈까요? 제가 살게요!",
    "two words in mixed scripts": "gоld for your pаsswоrd, please, and nothing but that word",
}


def main() -> None:
    """Print one line for each engine and text."""
    chance = random.Random(1)
    words = ["".join(chance.choices(_LETTERS, k=chance.randint(4, 9))) for _ in range(3_000)]
    rules = _rules(chance, words)
    texts = {**TEXTS, "English, 12 words": " ".join(chance.sample(words, 12))}
    for engine in ENGINES:
        try:
            signal = TextRules(rules, engine=engine)
        except ImportError:
            print(f"{engine.__name__}: not installed")
            continue
        for name, text in texts.items():
            took_us = _best_us(lambda text=text, look=signal.look: look(text))
            print(f"{took_us:8.2f} µs  {engine.__name__}, {RULES} rules: {name}")


def _rules(chance: random.Random, words: list[str]) -> list[TextRule]:
    """Nine in ten are words, the others patterns."""
    made = []
    for number in range(RULES):
        one, other = chance.sample(words, 2)
        fields = {"id": f"rule-{number}", "category": "SCAMS_AND_FRAUD"}
        if number % 10:
            made.append(TextRule(**fields, words=(f"{one} {other}",)))
        else:
            made.append(TextRule(**fields, pattern=f"{one}.{{0,20}}{other} ?[0-9]+"))
    return made


def _best_us(work: Callable[[], object]) -> float:
    found = []
    for _ in range(RUNS):
        began = time.thread_time()
        for _ in range(TIMES):
            work()
        found.append((time.thread_time() - began) / TIMES * 1e6)
    return min(found)


if __name__ == "__main__":
    main()
