"""The texts that tokenizer ids are recorded on, one megabyte of many scripts; tokenizer-texts.ts makes the same ones.

A section is some 64 KB of units drawn from tokenizer-text-seeds.json (Article 1 of the Universal Declaration of Human Rights
in seven languages, lines of code, emoji, ...) or from the words of texts/, joined as the seeds say. `no-space` is one
megabyte without a space or a line end.
"""

import json
import pathlib
import unicodedata

HERE = pathlib.Path(__file__).parent
SECTION_CHARACTERS = 32_000
LONG_CHARACTERS = 350_000


def draws(seed):
    """MINSTD: the same whole numbers in every language."""
    state = seed
    while True:
        state = state * 48271 % 2147483647
        yield state


def assemble(units, joins, characters, seed):
    random = draws(seed)
    parts, length = [], 0
    while length < characters:
        part = units[next(random) % len(units)] + joins[next(random) % len(joins)]
        parts.append(part)
        length += len(part)
    return "".join(parts)


def words_of(prefix):
    files = sorted((HERE / "texts").glob(f"{prefix}-*.txt"))
    return [word for file in files for word in file.read_text("utf-8").split(" ")]


def sections():
    seeds = json.loads((HERE / "tokenizer-text-seeds.json").read_text("utf-8"))
    korean, english = words_of("ko"), words_of("en")
    made = {
        "korean": assemble(korean, [" ", " ", "\n"], SECTION_CHARACTERS, 1),
        "korean-nfd": unicodedata.normalize("NFD", assemble(korean, [" "], SECTION_CHARACTERS // 2, 2)),
        "english": assemble(english, [" ", " ", "  ", "\n\n"], 2 * SECTION_CHARACTERS, 3),
    }
    for place, (name, seed) in enumerate(seeds.items()):
        text = assemble(seed["units"], seed["joins"], SECTION_CHARACTERS, 100 + place)
        made[name] = unicodedata.normalize(seed["form"], text) if "form" in seed else text
    solid = ["".join(word.split()) for word in korean]
    made["no-space"] = assemble(solid, [""], LONG_CHARACTERS, 4)
    return made
