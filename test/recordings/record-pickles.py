"""Records pickles of many kinds, each with the imports that Python's own unpickler asks for when it opens them.

The unpickler is stopped at each import (find_class gives a harmless stand-in), so nothing of theirs runs here.

    python record-pickles.py
"""

import base64
import collections
import io
import json
import os
import pathlib
import pickle
import zipfile

import numpy as np
import torch


class Call:
    def __init__(self, function, *arguments):
        self.reduced = (function, arguments)

    def __reduce__(self):
        return self.reduced


class Harmless:
    def __init__(self, *_):
        pass

    def __call__(self, *_):
        return Harmless()

    def __setstate__(self, _):
        pass

    def __setitem__(self, *_):
        pass

    def append(self, _):
        pass

    def extend(self, _):
        pass


def asked_for(stream):
    found = []

    class Watching(pickle.Unpickler):
        def find_class(self, module, name):
            found.append(f"{module}.{name}")
            return Harmless

        def persistent_load(self, _):
            return Harmless()

    file = io.BytesIO(stream)
    while file.tell() < len(stream):
        try:
            Watching(file).load()
        except (EOFError, pickle.UnpicklingError):
            break
    return list(dict.fromkeys(found))


def saved(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def deflated(name, stream):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "weights")
        archive.writestr(name, stream)
    return buffer.getvalue()


def main():
    harm = Call(os.system, "echo harm")
    weights = collections.OrderedDict(a=torch.zeros(2, 3), b=torch.ones(2, dtype=torch.bfloat16))
    plain = {f"system, protocol {protocol}": pickle.dumps(harm, protocol) for protocol in range(6)}
    plain |= {f"eval in a list, protocol {protocol}": pickle.dumps([1, {"x": (Call(eval, "1"),)}], protocol) for protocol in (0, 2, 4)}
    plain["INST"] = b"(S'echo harm'\nios\nsystem\n."
    plain["OBJ"] = b"(cos\nsystem\nS'echo harm'\no."
    plain["STACK_GLOBAL out of the memo"] = b"\x80\x04\x8c\x02os\x94\x8c\x06system\x940" + b"\x8c\x01x0h\x00h\x01\x93\x8c\x01a\x85R."
    plain["names after POP and DUP"] = b"\x80\x04\x8c\x05posix20\x8c\x06system\x93\x8c\x01a\x85R."
    plain["arrays"] = pickle.dumps({"w": np.zeros(3)}, 4)
    plain["numbers only"] = pickle.dumps({"a": [1, 2.5, "x", None, b"y", 10**40, {3}, (4, 5, 6, 7)]}, 4)
    whole = {"torch.save, zip": saved(weights), "torch.save, old": saved(weights, _use_new_zipfile_serialization=False)}
    whole["torch.save with harm"] = saved({"state": weights, "hook": harm})
    whole["zip, deflated"] = deflated("archive/data.pkl", pickle.dumps(harm, 2))

    recording = {name: {"bytes": stream, "imports": asked_for(stream)} for name, stream in plain.items()}
    for name, stream in whole.items():
        if zipfile.is_zipfile(io.BytesIO(stream)):
            with zipfile.ZipFile(io.BytesIO(stream)) as archive:
                inner = next(archive.read(entry) for entry in archive.namelist() if entry.endswith(".pkl"))
        else:
            inner = stream
        recording[name] = {"bytes": stream, "imports": asked_for(inner)}
    for entry in recording.values():
        entry["bytes"] = base64.b64encode(entry["bytes"]).decode()
    pathlib.Path(__file__).with_name("pickles.json").write_text(json.dumps(recording, indent=1) + "\n")
    for name, entry in recording.items():
        print(name, entry["imports"])


if __name__ == "__main__":
    main()
