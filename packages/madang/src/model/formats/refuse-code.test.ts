import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MadangError } from '../../kernel/errors.ts';
import { openGguf } from './gguf-read.ts';
import { findPickleImports } from './pickle-imports.ts';
import { findPickles } from './pickles-in-file.ts';
import { refuseCode, refuseCustomCode } from './refuse-code.ts';
import { openSafetensors } from './safetensors-read.ts';

const folder = mkdtempSync(join(tmpdir(), 'madang-pickles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recording = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../test/recordings/pickles.json'), 'utf8'),
) as Record<string, { bytes: string; imports: string[] }>;
const recorded = Object.entries(recording).map(([name, { bytes, imports }]) => ({
  ...{ name, bytes: Buffer.from(bytes, 'base64'), imports },
}));
const withHarm = recorded.find(({ name }) => name === 'torch.save with harm')?.bytes ?? Buffer.alloc(0);

function fileOf(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function refusalOf(action: () => unknown): MadangError {
  try {
    action();
  } catch (error) {
    if (error instanceof MadangError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('imports of a pickle', () => {
  it.each(recorded)("are those that Python's own unpickler asks for: $name", ({ bytes, imports }) => {
    const found = findPickles(fileOf('model.bin', bytes));
    expect([...new Set(found.flatMap((pickle) => pickle.imports))]).toEqual(imports);
    expect(found.every(({ whole }) => whole)).toBe(true);
  });

  const name = fc.stringMatching(/^[a-zA-Z_.]{1,40}$/);
  const short = (text: string) => Buffer.concat([Buffer.of(0x8c, text.length), Buffer.from(text)]);
  const noise = fc
    .constantFrom('', 'N0', '(1', '}0', ']0', 'K\x010', 'N20' + '0', '\x8c\x01q0', ')0', 'U\x02ab0')
    .map((text) => Buffer.from(text, 'latin1'));

  it('are found whatever stands around them and however they are written', () => {
    const ways = fc.constantFrom('GLOBAL', 'INST', 'STACK_GLOBAL', 'memo', 'BINPUT');
    fc.assert(
      fc.property(
        name,
        name,
        ways,
        fc.array(noise, { maxLength: 6 }),
        noise,
        (module, attribute, way, before, between) => {
          const written = {
            GLOBAL: [Buffer.from(`c${module}\n${attribute}\n`)],
            INST: [Buffer.from(`(i${module}\n${attribute}\n`)],
            STACK_GLOBAL: [short(module), between, short(attribute), Buffer.of(0x93)],
            memo: [
              short(module),
              Buffer.from('\x940', 'latin1'),
              short(attribute),
              Buffer.from('\x940h\x00h\x01\x93', 'latin1'),
            ],
            BINPUT: [
              short(attribute),
              Buffer.from('q\x070', 'latin1'),
              short(module),
              Buffer.from('h\x07\x93', 'latin1'),
            ],
          }[way];
          const bytes = Buffer.concat([Buffer.of(0x80, 4), ...before, ...written, Buffer.from('.')]);
          expect(findPickleImports(bytes)).toEqual({ imports: [`${module}.${attribute}`], whole: true });
        },
      ),
    );
  });

  it('are looked for without a crash in any bytes, and in any piece of a real pickle', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(findPickleImports(bytes).imports.length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 1000 },
    );
    for (const { bytes } of recorded) {
      for (let length = 0; length < bytes.length; length += 7) {
        const cut = findPickleImports(bytes.subarray(0, length));
        expect(findPickleImports(bytes).imports.slice(0, cut.imports.length)).toEqual(cut.imports);
      }
    }
  });

  it('end after a million opcodes and 64 names', () => {
    const many = Buffer.concat(Array.from({ length: 200 }, (_, index) => Buffer.from(`cm\nn${index}\n`)));
    expect(findPickleImports(many).imports).toHaveLength(64);
    const endless = Buffer.alloc(3_000_000, 'N');
    expect(findPickleImports(endless)).toEqual({ imports: [], whole: false });
    const lie = Buffer.from([0x8d, 255, 255, 255, 255, 255, 255, 255, 255]);
    expect(findPickleImports(lie)).toEqual({ imports: [], whole: false });
  });
});

describe('refusals', () => {
  it.each(['pytorch_model.bin', 'model.pt', 'model.pth', 'MODEL.CKPT', 'data.pkl', 'x.pickle', 'x.joblib'])(
    'name what %s would have run, the harm first',
    (name) => {
      const error = refusalOf(() => refuseCode(fileOf(name, withHarm)));
      expect(error.code).toBe('model/pickle');
      expect(error.values.imports).toMatch(/^posix\.system, collections\.OrderedDict/);
      expect(error.found).toContain('This one imports posix.system');
    },
  );

  it('know a pickle under the name of another format', () => {
    for (const { bytes, imports } of recorded.filter((one) => one.imports.length > 0 && one.bytes[0] !== 0x63)) {
      if (bytes[0] !== 0x80 && bytes[0] !== 0x50) continue;
      for (const [name, open] of [
        ['model.safetensors', openSafetensors],
        ['model.gguf', openGguf],
      ] as const) {
        const error = refusalOf(() => open(fileOf(name, bytes)));
        expect(error.code).toBe('model/pickle');
        expect(`${error.values.imports}`.split(', ').sort()).toEqual([...imports].sort());
      }
    }
  });

  it('keep the reason of a format where the file is no pickle', () => {
    expect(refusalOf(() => openGguf(fileOf('model.gguf', '.'.repeat(100)))).code).toBe('model/not-gguf');
    const zip = fileOf('model.gguf', Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]));
    expect(refusalOf(() => openGguf(zip)).code).toBe('model/not-gguf');
  });

  it('name Python code and the classes that a config asks for', () => {
    expect(refusalOf(() => refuseCode('modeling.py')).code).toBe('model/python-code');
    expect(refusalOf(() => refuseCode('modeling.pyc')).code).toBe('model/python-code');
    const config = {
      auto_map: { AutoConfig: 'configuration_x.XConfig', AutoTokenizer: ['tokenization_x.XTokenizer', null] },
    };
    const error = refusalOf(() => refuseCustomCode('config.json', config));
    expect(error.code).toBe('model/custom-code');
    expect(error.found).toContain('auto_map: configuration_x.XConfig, tokenization_x.XTokenizer');
    expect(refusalOf(() => refuseCustomCode('config.json', { trust_remote_code: true })).code).toBe(
      'model/custom-code',
    );
    for (const harmless of [{}, { auto_map: {} }, { auto_map: null }, { trust_remote_code: false }, null, 1, []]) {
      expect(refuseCustomCode('config.json', harmless)).toBeUndefined();
    }
  });
});
