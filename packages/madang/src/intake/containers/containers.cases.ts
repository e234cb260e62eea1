// What every container must do. A new member gives packed bytes made by another program (`containers.test.ts`).
import { expect } from 'vitest';
import { type Container, DamagedContainer } from './container.ts';
import { makeReadBudget } from './read-budget.ts';

export interface ContainerSample {
  /** "마당\n" in `a.txt`; a compressed file holds it without a name. */
  readonly packed: Buffer;
  /** Where to cut so that something is missing. */
  readonly cutAt: number;
}

interface ContainerCase {
  readonly name: string;
  readonly check: (container: Container, sample: ContainerSample) => Promise<void>;
}

export const containerCases: readonly ContainerCase[] = [
  {
    name: 'gives what was packed, however the bytes come in',
    check: async (container, { packed }) => {
      for (const size of [1, 7, packed.length]) {
        expect(await unpackAll(container, packed, size)).toEqual(['마당\n']);
      }
    },
  },
  {
    name: 'says that cut or wrong data is damaged',
    check: async (container, { packed, cutAt }) => {
      const cut = packed.subarray(0, cutAt);
      await expect(unpackAll(container, cut, 64)).rejects.toThrow(DamagedContainer);
    },
  },
  {
    name: 'stops at its budget',
    check: async (container, { packed }) => {
      await expect(unpackAll(container, packed, 64, makeReadBudget(-1e6))).rejects.toThrow('expansion');
    },
  },
];

async function unpackAll(container: Container, packed: Buffer, size: number, budget = makeReadBudget(packed.length)) {
  const pieces = async function* () {
    for (let at = 0; at < packed.length; at += size) yield packed.subarray(at, at + size);
  };
  const texts: string[] = [];
  for await (const { bytes } of container.unpack(pieces(), budget)) {
    const chunks: Uint8Array[] = [];
    for await (const piece of bytes) chunks.push(piece);
    texts.push(Buffer.concat(chunks).toString('utf8'));
  }
  return texts;
}
