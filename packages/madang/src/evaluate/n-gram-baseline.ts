// A plain n-gram model over bytes, the line that keeps a report honest: what text of the same kind gives without any
// neural network. Interpolated modified Kneser-Ney smoothing (Chen and Goodman, "An empirical study of smoothing
// techniques for language modeling", 1998, section 3), contexts of up to eight bytes, over a uniform distribution.
// Static: it does not learn from the text that it measures.
import { type ByteTrie, countByteSequences } from './byte-trie.ts';

export interface NgramModel {
  /** Over all texts together, NFC. */
  bitsPerByte(texts: readonly string[]): number;
  /** Probability of each of the 256 bytes after a context. */
  distributionAfter(context: Uint8Array): Float64Array;
}

/** Bytes of context plus the predicted one; nine hold three Hangul syllables. */
const defaultLongest = 9;

export function trainNgram(texts: readonly string[], longest = defaultLongest): NgramModel {
  const trie = countByteSequences(
    texts.map((text) => text.normalize('NFC')),
    longest,
  );
  const contexts = describeContexts(trie);

  /** Probability of `byte` after the sequences whose nodes stand in `suffixes[1..available]`. */
  const probabilityOf = (byte: number, suffixes: Uint32Array, available: number): number => {
    let probability = 1 / 256;
    for (let length = 0; length <= available; length++) {
      const context = suffixes[length] ?? 0;
      const total = contexts.totals[context] ?? 0;
      if (total === 0 || (length > 0 && context === 0)) break;
      const node = trie.child(context, byte);
      const count = node === 0 ? 0 : (trie.counts[node] ?? 0);
      const kept = count === 0 ? 0 : count - discountOf(contexts.discounts, length + 1, count);
      probability = (kept + (contexts.released[context] ?? 0) * probability) / total;
    }
    return probability;
  };

  const advance = (byte: number, suffixes: Uint32Array, position: number): void => {
    for (let length = Math.min(longest - 1, position + 1); length >= 1; length--) {
      const before = suffixes[length - 1] ?? 0;
      suffixes[length] = length > 1 && before === 0 ? 0 : trie.child(before, byte);
    }
  };

  return {
    bitsPerByte: (measured) => {
      let bits = 0;
      let bytes = 0;
      for (const text of measured) {
        const suffixes = new Uint32Array(longest);
        let position = 0;
        for (const byte of Buffer.from(text.normalize('NFC'), 'utf8')) {
          bits -= Math.log2(probabilityOf(byte, suffixes, Math.min(position, longest - 1)));
          advance(byte, suffixes, position++);
        }
        bytes += position;
      }
      return bits / bytes;
    },
    distributionAfter: (context) => {
      const suffixes = new Uint32Array(longest);
      for (const [position, byte] of context.entries()) advance(byte, suffixes, position);
      const available = Math.min(context.length, longest - 1);
      return Float64Array.from({ length: 256 }, (_, byte) => probabilityOf(byte, suffixes, available));
    },
  };
}

/** For a length, what is taken off a count of 1, of 2, of 3 and more. */
type Discounts = readonly (readonly [number, number, number])[];

function discountOf(discounts: Discounts, length: number, count: number): number {
  return discounts[length]?.[Math.min(count, 3) - 1] ?? 0;
}

interface Contexts {
  /** Sum of the counts after each node. */
  readonly totals: Float64Array;
  /** Sum of what was taken off them: the weight of the shorter context. */
  readonly released: Float64Array;
  readonly discounts: Discounts;
}

function describeContexts({ longest, nodeCount, parents, lengths, counts }: ByteTrie): Contexts {
  const countsOfCounts = Array.from({ length: longest + 1 }, () => [0, 0, 0, 0, 0]);
  for (let node = 1; node < nodeCount; node++) {
    const tally = countsOfCounts[lengths[node] ?? 0];
    const count = counts[node] ?? 0;
    if (tally && count <= 4) tally[count] = (tally[count] ?? 0) + 1;
  }
  const discounts = countsOfCounts.map(discountsFrom);
  const totals = new Float64Array(nodeCount);
  const released = new Float64Array(nodeCount);
  for (let node = 1; node < nodeCount; node++) {
    const parent = parents[node] ?? 0;
    const count = counts[node] ?? 0;
    totals[parent] = (totals[parent] ?? 0) + count;
    released[parent] = (released[parent] ?? 0) + discountOf(discounts, lengths[node] ?? 0, count);
  }
  return { totals, released, discounts };
}

/** Chen and Goodman's estimates from how many sequences were counted once, twice, three and four times. */
function discountsFrom([, once = 0, twice = 0, thrice = 0, fourTimes = 0]: readonly number[]): [
  number,
  number,
  number,
] {
  if (once === 0 || twice === 0 || thrice === 0) return [0.5, 0.5, 0.5];
  const share = once / (once + 2 * twice);
  const within = (value: number, count: number) => Math.min(Math.max(value, 0.05), count);
  return [
    within(1 - (2 * share * twice) / once, 1),
    within(2 - (3 * share * thrice) / twice, 2),
    within(3 - (4 * share * fourTimes) / thrice, 3),
  ];
}
