"""Writes `packages/madang/assets/hanyang-pua.txt`: each code of Hanyang's private use area and its jamo.

    pip install hypua2jamo==0.7
    python test/recordings/record-hanyang-pua.py

The correspondence is the KTUG Hanyang PUA Table Project's; the package is asked for every code, none of its code or files is taken.
"""

import pathlib

from hypua2jamo import translate

HEADER = """# Old Hangul of Hanyang's private use area as jamo: code, then its jamo, hexadecimal.
# The correspondence is that of the KTUG Hanyang PUA Table Project (http://faq.ktug.org/faq/HanyangPuaTableProject).
"""
lines = []
for code in range(0xE000, 0xF900):
    jamo = translate(chr(code))
    if jamo != chr(code):
        lines.append(" ".join(f"{ord(character):04X}" for character in chr(code) + jamo) + "\n")
target = pathlib.Path(__file__).parents[2] / "packages/madang/assets/hanyang-pua.txt"
target.write_text(HEADER + "".join(lines))
print(len(lines))
