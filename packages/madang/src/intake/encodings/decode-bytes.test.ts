import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeBytes } from './decode-bytes.ts';
import { type Encoding, encodings } from './encoding.ts';

interface Table {
  readonly shape: 'singles' | 'pairs' | 'triples' | 'quadruples' | 'so-si' | 'escape-b';
  readonly sequences: number;
  readonly hashes: Readonly<Record<string, string>>;
}

const recordings = join(import.meta.dirname, '../../../../../test/recordings');
const recorded: Record<string, Table> = JSON.parse(readFileSync(join(recordings, 'encodings.json'), 'utf8'));

/** Where glibc and the WHATWG Encoding Standard differ: what only we read, and what glibc gives instead (null: as ours). */
interface Differences {
  readonly ours: RegExp;
  readonly iconv: Readonly<Record<string, string>>;
}
const japaneseSigns = { '2141': '〜', '2142': '‖', '215d': '−', '2171': '¢', '2172': '£', '224c': '¬' };
const differences: Partial<Record<Encoding, Differences>> = {
  // KS X 1001:2002's postal mark; lone finals (84xx) and the second places of jamo, which glibc does not read
  johab: { ours: /^(84(4[23589]|5[135-9a-d])|da(a[1-9a-f]|[bc]|d[0-3]))/, iconv: { d9e8: '㉾' } },
  'iso-2022-kr': { ours: /^$/, iconv: { '2268': '㉾' } },
  // NEC's row 13, IBM's kanji and half-width signs, which every browser reads
  'euc-jp': {
    ours: /^(8ee[0-2]|8ff3[ab]|ad|f9|fa|fb|fc)/,
    iconv: { a1c1: '〜', a1c2: '‖', a1dd: '−', a1f1: '¢', a1f2: '£', a2cc: '¬' },
  },
  // NEC's row 13 and IBM's kanji, which every browser reads
  'iso-2022-jp': { ours: /^(2d|79|7a|7b|7c)/, iconv: japaneseSigns },
  // ICU rotates three control characters, as IBM's tables do
  shift_jis: { ours: /^80$/, iconv: { '1a': '\x1a', '1c': '\x1c', '7f': '\x7f' } },
  'windows-1255': { ours: /^ca$/, iconv: {} },
  // GB 18030-2022 against 2005; U+FFFD has a code of its own
  gb18030: {
    ours: /^(80$|8235903[789]|8235913[0-4]|8431823[6-9]|8431833[0-5])/,
    iconv: {
      a3a0: '\uE5E5',
      fe51: '𠂇',
      fe52: '𠂉',
      fe53: '𠃌',
      fe6c: '𡗗',
      fe76: '𢦏',
      fe91: '𤇾',
      '8431a437': '\uFFFD',
    },
  },
  // Unicode's mapping of Big5 and the duplicates of HKSCS that glibc leaves out
  big5: {
    ours: /^(8e(69|6f|7e|ab|b4|cd|d0)|8f(57|69|6e|cb|cc|fe)|90(6d|7a|dc|f1)|91bf|92(44|af|b[0-2]|c8|d1)|94(47|ca)|95d9|96(44|ed|fc)|9b(76|78|7b|c6|de|ec|f6)|9c(42|53|62|68|6b|77|bc|bd|d0)|9d(57|5a|c4)|9e(a9|ef|fd)|9f(60|66|cb|d8)|a0(63|77|d5|df|e4)|a15a|a1c[35]|a1fe|a240|a2c[ce]|a3[cde]|c6(cf|d3|d5|d7|de|df)|fa(5f|66|bd|c5|d5)|fb(48|b8|f3|f9)|fc(4f|6c|b9|e2|f1)|fd(b7|b8|bb|f1)|fe(52|6f|aa|dd))/,
    iconv: {
      ...{ a145: '•', a14e: '､', a1c2: '‾', a1e3: '∼', a1f2: '♁', a1f3: '☉' },
      ...{ a241: '／', a242: '＼', a244: '¥', a246: '¢', a247: '£', '80': '\x80' },
    },
  },
};

describe('every encoding, its whole repertoire, beside the iconv of glibc', () => {
  it.each(Object.entries(recorded))('%s', (name, table) => {
    const encoding = encodings.find((known) => known === name) as Encoding;
    const known = differences[encoding];
    const hashes = new Map<string, Hash>();
    for (const [first, code, text] of tableOf(encoding, table.shape)) {
      const theirs = known?.iconv[code] ?? (known?.ours.test(code) ? undefined : text);
      if (theirs === undefined) continue;
      const group = table.shape === 'singles' ? 'all' : first;
      hashes.set(group, (hashes.get(group) ?? createHash('sha256')).update(`${code} ${theirs}\n`));
    }
    const found = Object.fromEntries([...hashes].map(([group, hash]) => [group, hash.digest('hex').slice(0, 16)]));
    expect(found).toEqual(table.hashes);
  });
});

/** First byte, hexadecimal code and text of every sequence that is a character, as record-encodings.py walks them. */
function* tableOf(encoding: Encoding, shape: Table['shape']): Generator<[first: string, code: string, text: string]> {
  const known = differences[encoding];
  const row = (sequence: number[], before: number[] = [], after: number[] = [], group = hex(sequence[0] ?? 0)) => {
    const code = sequence.map(hex).join('');
    const text = decodeBytes(Uint8Array.from([...before, ...sequence, ...after]), encoding);
    const isCharacter = !text.includes('\uFFFD') || known?.iconv[code] !== undefined;
    return isCharacter ? ([group, code, text] as [string, string, string]) : undefined;
  };
  if (shape === 'so-si' || shape === 'escape-b') {
    const [before, after] = shape === 'so-si' ? ['\x1b$)C\x0e', '\x0f'] : ['\x1b$B', '\x1b(B'];
    for (let first = 0x21; first < 0x7f; first += 1) {
      for (let second = 0x21; second < 0x7f; second += 1) {
        const found = row([first, second], [...Buffer.from(before)], [...Buffer.from(after)]);
        if (found) yield found;
      }
    }
    return;
  }
  for (let first = 0; first < 0x100; first += 1) {
    const single = row([first]);
    if (single) yield single;
    if (single || shape === 'singles') continue;
    for (let second = 0; second < 0x100; second += 1) {
      const pair = row([first, second]);
      if (pair) yield pair;
      else if (shape === 'triples' && first === 0x8f && second >= 0xa1) {
        for (let third = 0xa1; third < 0xff; third += 1) {
          const triple = row([first, second, third]);
          if (triple) yield triple;
        }
      }
    }
  }
  if (shape !== 'quadruples') return;
  const numbers = [...Array(39420).keys(), ...Array.from({ length: 4096 }, (_, offset) => 189000 + offset)];
  for (const number of numbers) {
    const first = 0x81 + Math.floor(number / 12600);
    const rest = [
      0x30 + (Math.floor(number / 1260) % 10),
      0x81 + (Math.floor(number / 10) % 126),
      0x30 + (number % 10),
    ];
    const quadruple = row([first, ...rest], [], [], (first + 0x400).toString(16));
    if (quadruple) yield quadruple;
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
