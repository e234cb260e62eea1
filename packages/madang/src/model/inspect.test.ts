import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countParameters, estimateMemory } from './estimate-memory.ts';
import { exportGguf } from './export-gguf.ts';
import { inspect } from './inspect.operation.ts';
import { quietEffects } from './real-base.fixture.ts';
import { tinyConfig, tinyModel } from './tiny-model.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-inspect-'));
afterAll(() => rmSync(root, { recursive: true }));

const smollm2 = {
  ...tinyConfig,
  ...{ hiddenSize: 576, layerCount: 30, headCount: 9, keyValueHeadCount: 3, headSize: 64, intermediateSize: 1536 },
  ...{ vocabularySize: 49_152, contextLength: 8192 },
};

describe('inspect', () => {
  it('says what a model is, in both languages', async () => {
    const path = join(root, 'tiny.gguf');
    const tiny = tinyModel();
    const json = JSON.parse(tiny.tokenizerJson);
    json.model.vocab['byte 4'] = json.model.vocab.Ą;
    delete json.model.vocab.Ą;
    await exportGguf(path, { ...tiny, tokenizerJson: JSON.stringify(json), type: 'F16' });
    const found = await inspect.run({ model: path }, quietEffects());
    expect(found).toMatchObject({
      architecture: 'llama',
      storedAs: 'F16',
      tokenizer: 'BPE (smollm)',
      vocabularySize: 267,
      contextLength: 512,
      licence: 'apache-2.0',
      missingBytes: ['04'],
      licenceTerms: { title: 'Apache License 2.0', sell: { answer: 'yes', clause: '2' } },
    });
    expect((await inspect.renderResult?.(found, 'en'))?.join('\n')).toMatch(
      /bytes it cannot encode: 1: 04[\s\S]*earn money with it: yes \(clause 2\)[\s\S]*count as open/,
    );
    expect((await inspect.renderResult?.(found, 'ko'))?.join('\n')).toMatch(
      /담지 못하는 바이트: 1: 04[\s\S]*돈 벌기: 가능 \(조항 2\)/,
    );
  });

  it('counts parameters as published, a tied head once', () => {
    expect(countParameters(smollm2)).toBe(134_515_008);
    expect(countParameters({ ...smollm2, tiedEmbeddings: false })).toBe(134_515_008 + 49_152 * 576);
  });

  it('estimates by its formula', () => {
    const cacheValues = 2048 * 30 * 2 * 192;
    const adapter = 64 * 30 * (576 + 576 + 2 * (576 + 192) + 576 + 576 + 3 * (576 + 1536));
    const kept = 8 * 576 + 3 * 192 + 4 * 1536 + 9 * 256 + 7 * 64;
    expect(estimateMemory(smollm2)).toMatchObject({
      runQ8Bytes: (134_515_008 / 32) * 34 + cacheValues * 2,
      runFloat32Bytes: 134_515_008 * 4 + cacheValues * 4,
      trainLoraBytes: 134_515_008 * 4 + adapter * 16 + 2048 * 30 * kept * 4,
    });
  });
});
