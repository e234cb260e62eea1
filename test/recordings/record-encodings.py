"""Records what the system's iconv (glibc) decodes in every encoding that intake reads: the truth for `intake/encodings`.

    python3 test/recordings/record-encodings.py           # writes encodings.json beside this file
    python3 test/recordings/record-encodings.py <folder>  # also every table as text, to look differences up

Every sequence of a repertoire is decoded by itself: all single bytes; all pairs whose first byte is no character; EUC-JP's
triples; GB18030's quadruples of the BMP and of the first 4096 characters after it. A table is kept as the SHA-256 of its
lines `<hex> <text>` for each first byte (in escaped encodings: each first byte of the pair).
"""

import ctypes
import hashlib
import json
import pathlib
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.iconv_open.restype = ctypes.c_void_p
libc.iconv.restype = ctypes.c_size_t
libc.iconv.argtypes = [ctypes.c_void_p] + [ctypes.c_void_p, ctypes.POINTER(ctypes.c_size_t)] * 2

# name in Madang: name in iconv, how its sequences are made
TABLES = {
    "cp949": ("UHC", "pairs"),
    "johab": ("JOHAB", "pairs"),
    "iso-2022-kr": ("ISO-2022-KR", "so-si"),
    "shift_jis": ("CP932", "pairs"),
    "euc-jp": ("EUC-JP", "triples"),
    "iso-2022-jp": ("ISO-2022-JP", "escape-b"),
    "gb18030": ("GB18030", "quadruples"),
    "big5": ("BIG5-HKSCS", "pairs"),
    "koi8-r": ("KOI8-R", "singles"),
    "viscii": ("VISCII", "singles"),
    "tcvn3": ("TCVN5712-1", "singles"),
    "windows-874": ("CP874", "singles"),
}
TABLES |= {f"iso-8859-{n}": (f"ISO-8859-{n}", "singles") for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
TABLES |= {f"windows-{n}": (f"CP{n}", "singles") for n in range(1250, 1259)}


def open_decoder(name):
    handle = libc.iconv_open(b"UTF-8", name.encode())
    assert handle not in (None, ctypes.c_void_p(-1).value), name

    def decode(sequence):
        source = ctypes.create_string_buffer(sequence, len(sequence))
        target = ctypes.create_string_buffer(64)
        at, left = ctypes.c_void_p(ctypes.addressof(source)), ctypes.c_size_t(len(sequence))
        to, room = ctypes.c_void_p(ctypes.addressof(target)), ctypes.c_size_t(64)
        libc.iconv(handle, None, None, None, None)
        result = libc.iconv(handle, ctypes.byref(at), ctypes.byref(left), ctypes.byref(to), ctypes.byref(room))
        if result == ctypes.c_size_t(-1).value or left.value:
            return None
        libc.iconv(handle, None, None, ctypes.byref(to), ctypes.byref(room))
        return target.raw[: 64 - room.value].decode()

    return decode


def rows(decode, shape):
    """(first byte, hex of the sequence, text) of every valid sequence."""
    if shape in ("so-si", "escape-b"):
        before, after = (b"\x1b$)C\n\x0e", b"\x0f") if shape == "so-si" else (b"\x1b$B", b"\x1b(B")
        for first in range(0x21, 0x7F):
            for second in range(0x21, 0x7F):
                text = decode(before + bytes([first, second]) + after)
                if text is not None:
                    yield first, f"{first:02x}{second:02x}", text.removeprefix("\n")
        return
    for first in range(0x100):
        single = decode(bytes([first]))
        if single is not None:
            yield first, f"{first:02x}", single
        if single is not None or shape == "singles":
            continue
        for second in range(0x100):
            sequence = bytes([first, second])
            text = decode(sequence)
            if text is not None:
                yield first, sequence.hex(), text
            elif shape == "triples" and first == 0x8F and second >= 0xA1:
                for third in range(0xA1, 0xFF):
                    text = decode(sequence + bytes([third]))
                    if text is not None:
                        yield first, (sequence + bytes([third])).hex(), text
    if shape == "quadruples":
        for number in [*range(39420), *range(189000, 189000 + 4096)]:
            sequence = bytes([
                0x81 + number // 12600, 0x30 + number // 1260 % 10, 0x81 + number // 10 % 126, 0x30 + number % 10
            ])
            text = decode(sequence)
            if text is not None:
                yield sequence[0] + 0x400, sequence.hex(), text


def main(folder):
    recorded = {}
    for name, (iconv_name, shape) in TABLES.items():
        hashes, count, lines = {}, 0, []
        for first, code, text in rows(open_decoder(iconv_name), shape):
            line = f"{code} {text}\n"
            hashes.setdefault(f"{first:02x}", hashlib.sha256()).update(line.encode())
            count += 1
            lines.append(line)
        if folder:
            (pathlib.Path(folder) / f"{name}.txt").write_text("".join(lines))
        shown = {first: digest.hexdigest()[:16] for first, digest in hashes.items()}
        if shape == "singles":
            whole = hashlib.sha256("".join(lines).encode()).hexdigest()[:16]
            shown = {"all": whole}
        recorded[name] = {"iconv": iconv_name, "shape": shape, "sequences": count, "hashes": shown}
    target = pathlib.Path(__file__).with_name("encodings.json")
    target.write_text(json.dumps(recorded, indent=1) + "\n")


main(sys.argv[1] if len(sys.argv) > 1 else None)
