import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MadangError } from '../kernel/errors.ts';
import {
  ModelProto_SentencePiece_Type,
  ModelProtoSchema,
  TrainerSpec_ModelType,
} from '../tokenizer/generated/sentencepiece_model_pb.js';
import type { OpenModel } from './contract.ts';
import { exportGguf } from './export-gguf.ts';
import { exportHuggingFace } from './export-hugging-face.ts';
import { openGguf } from './formats/gguf-read.ts';
import { openSafetensors } from './formats/safetensors-read.ts';
import { writeSafetensors } from './formats/safetensors-write.ts';
import { openModel } from './open-model.ts';
import { smollmTemplate, tinyConfig, tinyModel } from './tiny-model.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-model-'));
afterAll(() => rmSync(root, { recursive: true }));
const tiny = tinyModel();
const untied = tinyModel({ ...tinyConfig, tiedEmbeddings: false });

function expectSameModel(found: OpenModel, expected: typeof tiny): void {
  expect(found.config).toEqual(expected.config);
  expect(found.tokenizerJson).toBe(expected.tokenizerJson);
  expect(found.chatTemplate).toBe(smollmTemplate);
  expect(found.weights.names).toEqual(expected.weights.names);
  for (const name of expected.weights.names) {
    expect(found.weights.shape(name)).toEqual(expected.weights.shape(name));
    expect(found.weights.read(name)).toEqual(expected.weights.read(name));
  }
}

async function exported(name: string, model = tiny): Promise<string> {
  const folder = join(root, name);
  await exportHuggingFace(folder, { ...model, type: 'F32' });
  return folder;
}

const gguf = join(root, 'tiny.gguf');

describe('openModel', () => {
  it('opens what we export, tied and untied, bit for bit', async () => {
    for (const model of [tiny, untied]) {
      using folder = await openModel(await exported('round', model));
      expectSameModel(folder, model);
      await exportGguf(gguf, { ...model, type: 'F32' });
      using file = await openModel(gguf);
      expectSameModel(file, model);
      expect([file.name, file.licence, file.storedAs, folder.storedAs]).toEqual(['tiny', 'apache-2.0', 'F32', 'F32']);
    }
  });

  it('exports norms in float32 whatever the type, a tied head not at all, and the same bytes each time', async () => {
    await exportGguf(gguf, { ...tiny, type: 'Q8_0' });
    const bytes = readFileSync(gguf);
    await exportGguf(gguf, { ...tiny, type: 'Q8_0' });
    expect(readFileSync(gguf).equals(bytes)).toBe(true);
    using file = openGguf(gguf);
    for (const { name, type } of file.tensors.values()) expect(type).toBe(name.includes('norm') ? 'F32' : 'Q8_0');
    expect(file.tensors.has('output.weight')).toBe(false);
  });

  it('hashes weights and tokenizer, and nothing else', async () => {
    const hashOf = async (folder: string) => {
      using model = await openModel(folder);
      return model.hash;
    };
    const folder = await exported('hash');
    const first = await hashOf(folder);
    writeFileSync(join(folder, 'README.md'), '---\nlicense: mit\n---\n');
    expect(await hashOf(folder)).toBe(first);
    writeFileSync(join(folder, 'tokenizer.json'), `${tiny.tokenizerJson} `);
    expect(await hashOf(folder)).not.toBe(first);
  });

  it('reads shards, licence and template where others keep them', async () => {
    const folder = await exported('others');
    using whole = openSafetensors(join(folder, 'model.safetensors'));
    const names = [...whole.tensors.keys()];
    const tensor = (name: string) => ({
      ...{ name, shape: whole.tensors.get(name)?.shape ?? [], type: 'F32' as const, read: () => whole.read(name) },
    });
    const shards = [names.slice(0, 5), names.slice(5)];
    const weightMap: Record<string, string> = {};
    for (const [place, list] of shards.entries()) {
      const file = `model-0000${place + 1}-of-00002.safetensors`;
      await writeSafetensors(join(folder, file), list.map(tensor));
      for (const name of list) weightMap[name] = file;
    }
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
    rmSync(join(folder, 'model.safetensors'));
    writeFileSync(join(folder, 'README.md'), '---\nlicense: cc-by-4.0\n---\n# A model\n');
    writeFileSync(join(folder, 'chat_template.jinja'), 'other');
    using model = await openModel(folder);
    expect([model.licence, model.chatTemplate]).toEqual(['cc-by-4.0', 'other']);
    expect(model.weights.read('model.norm.weight')).toEqual(tiny.weights.read('model.norm.weight'));
  });

  it('takes the end token of the tokenizer where config.json has several', async () => {
    const folder = await exported('several');
    const path = join(folder, 'config.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), eos_token_id: [0, 2] }));
    using model = await openModel(folder);
    expect(model.config.endTokenId).toBe(2);
  });

  it("reads sentencepiece's own file where there is no tokenizer.json", async () => {
    const folder = await exported('sentencepiece');
    rmSync(join(folder, 'tokenizer.json'));
    const types = ModelProto_SentencePiece_Type;
    const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    const file = create(ModelProtoSchema, {
      pieces: [
        { piece: '<unk>', type: types.UNKNOWN },
        { piece: 'a', score: -1 },
        ...bytes.map((piece) => ({ piece, type: types.BYTE })),
      ],
      trainerSpec: { modelType: TrainerSpec_ModelType.BPE, byteFallback: true },
      normalizerSpec: { removeExtraWhitespaces: false },
    });
    writeFileSync(join(folder, 'tokenizer.model'), toBinary(ModelProtoSchema, file));
    using model = await openModel(folder);
    expect(JSON.parse(model.tokenizerJson).model).toMatchObject({ byte_fallback: true, vocab: { '<unk>': 0, a: 1 } });
  });

  it('refuses pickles, code and what is no model, with the reason', async () => {
    const folder = await exported('refused');
    rmSync(join(folder, 'model.safetensors'));
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'model/not-a-model' });
    for (const [file, code] of [
      ['pytorch_model.bin', 'model/pickle'],
      ['model.pt', 'model/pickle'],
      ['modeling.py', 'model/python-code'],
      ['notes.txt', 'model/not-a-model'],
    ] as const) {
      writeFileSync(join(folder, file), 'x');
      await expect(openModel(join(folder, file))).rejects.toMatchObject({ code });
    }
    await expect(openModel(folder)).rejects.toMatchObject({ code: 'model/pickle' });
    await expect(openModel(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'model/file-missing' });
  });

  it('refuses weights that do not fit their config', async () => {
    const folder = await exported('misfit');
    const path = join(folder, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8'));
    for (const [change, code] of [
      [{ num_hidden_layers: 3 }, 'model/tensor-missing'],
      [{ num_hidden_layers: 1 }, 'model/tensor-unexpected'],
      [{ intermediate_size: 95 }, 'model/bad-shape'],
      [{ tie_word_embeddings: false }, 'model/tensor-missing'],
    ] as const) {
      writeFileSync(path, JSON.stringify({ ...config, ...change }));
      await expect(openModel(folder)).rejects.toMatchObject({ code });
    }
  });

  it('never crashes or hangs on a GGUF cut off or changed anywhere', async () => {
    await exportGguf(gguf, { ...tiny, type: 'Q8_0' });
    const bytes = readFileSync(gguf);
    const broken = join(root, 'broken.gguf');
    const cut = fc.nat(bytes.length - 33).map((length) => bytes.subarray(0, length));
    const changed = fc.tuple(fc.nat(12_000), fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(bytes);
      copy[at] = byte;
      return copy;
    });
    const opened = async (content: Uint8Array) => {
      writeFileSync(broken, content);
      try {
        using model = await openModel(broken);
        return model.config;
      } catch (error) {
        expect(error).toBeInstanceOf(MadangError);
        return undefined;
      }
    };
    await fc.assert(
      fc.asyncProperty(cut, async (content) => (await opened(content)) === undefined),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(changed, async (content) => void (await opened(content))),
      { numRuns: 100 },
    );
  });

  it('keeps a copy under another name equal', async () => {
    await exportGguf(gguf, { ...tiny, type: 'F16' });
    const copy = join(root, 'copy.gguf');
    copyFileSync(gguf, copy);
    using first = await openModel(gguf);
    using second = await openModel(copy);
    expect(second.hash).toBe(first.hash);
  });
});
