import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.fixture.ts';
import { fuzzedFormats } from './fuzzed-formats.fixture.ts';

const filesEach = Math.ceil(2000 / fuzzedFormats.length);

describe.each(fuzzedFormats)('$name', (format) => {
  it(`is read or refused with a reason, ${filesEach} changed files`, async () => {
    const { failures, read, refusals } = await fuzz(format, 1, filesEach);
    expect(failures).toEqual([]);
    // a mutation that breaks everything, or nothing, tests nothing
    expect(read).toBeGreaterThan(filesEach / 100);
    expect(refusals.size).toBeGreaterThan(1);
  });

  it('makes the same file from the same seed', async () => {
    const [first, second] = [await fuzz(format, 7, 20), await fuzz(format, 7, 20)];
    expect(second.refusals).toEqual(first.refusals);
  });
});

describe('the fuzzer', () => {
  it('sees a reader that throws anything else, or takes too much memory', async () => {
    const [format] = fuzzedFormats;
    if (!format) throw new Error('no format');
    const broken = { ...format, read: async () => Promise.reject(new TypeError('not a refusal')) };
    expect((await fuzz(broken, 1, 3)).failures.map(({ problem }) => problem.slice(0, 9))).toEqual(
      Array(3).fill('TypeError'),
    );
    const held: Uint8Array[] = [];
    const greedy = { ...format, read: async () => void held.push(new Uint8Array(200 * 1024 * 1024)) };
    expect((await fuzz(greedy, 1, 1)).failures).toHaveLength(1);
  });
});
