import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Document, documentSchema } from '../intake/contract.ts';
import { writeDocuments } from '../intake/read-documents.ts';
import type { MadangEvent } from '../kernel/events.ts';
import { hashText } from '../kernel/hash.ts';
import { openStore } from '../kernel/store.ts';
import { tokenFromBytes } from './byte-characters.ts';
import { measureFertility, readFertility } from './measure-fertility.operation.ts';
import { preTokenizerOf } from './pre-tokenizers.ts';

const tales = '../shared/data/ko-fairytales/corpus.jsonl';

const bytesOnlyTokenizer = JSON.stringify({
  version: '1.0',
  added_tokens: [],
  pre_tokenizer: preTokenizerOf('smollm').json,
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(Array.from({ length: 256 }, (_, byte) => [tokenFromBytes(Uint8Array.of(byte)), byte])),
    merges: [],
  },
});

test.skipIf(!existsSync(tales))(
  'fairy tales (skipped where ../shared/data is absent): the table, two lines, no second run',
  async () => {
    const documents = readFileSync(tales, 'utf8')
      .trim()
      .split('\n')
      .map((line, index) => documentFrom(String(JSON.parse(line).text), index));
    const graftFolder = await mkdtemp(join(tmpdir(), 'madang-fertility-'));
    const store = await openStore(graftFolder);
    const corpus = await store.produce(
      { kind: 'corpus', operation: 'curate', revision: 1, inputs: {}, settings: {} },
      async (folder) => {
        await writeDocuments(join(folder, 'train.jsonl.gz'), documents.slice(4));
        await writeDocuments(join(folder, 'held-out.jsonl.gz'), documents.slice(0, 4));
        return {};
      },
    );
    const events: MadangEvent[] = [];
    const effects = {
      emit: (event: MadangEvent) => events.push(event),
      signal: new AbortController().signal,
      clock: () => 0,
      store: openStore,
    };
    const input = {
      graftFolder,
      corpus,
      tokenizerJson: bytesOnlyTokenizer,
      baseHash: 'b',
      sourceTexts: ['the yard'],
      trainedTokens: 350_000,
    };
    const artifact = await measureFertility(input, effects);
    const { rows, floor, examples, recommendedNewTokens, heldOut } = await readFertility(artifact);

    expect(rows[0]).toMatchObject({ newTokens: 0, tokensPerByte: 1, speed: 1 });
    const perByte = rows.map(({ tokensPerByte }) => tokensPerByte);
    expect(perByte).toEqual(perByte.toSorted((a, b) => b - a));
    expect(perByte.at(-1)).toBeGreaterThan(floor.tokensPerByte);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(heldOut.documents).toBe(4);
    expect(examples).toHaveLength(8);
    expect(recommendedNewTokens).toBe(0);
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
    expect(notices).toEqual(['tokenizer/cut', 'tokenizer/budget-small']);

    expect((await measureFertility(input, effects)).reused).toBe(true);
  },
);

function documentFrom(text: string, index: number): Document {
  const id = hashText(text.normalize('NFC'));
  return documentSchema.parse({ id, text, parent: id, part: 0, source: 0, path: `tale-${index}`, licence: 'unknown' });
}
