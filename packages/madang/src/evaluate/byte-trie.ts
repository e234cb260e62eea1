// Counts of byte sequences up to a length, as a trie in flat arrays: one node a sequence, found by (parent, byte) in an
// open-addressed hash table, exact (no sequence shares a node). `counts` says for a sequence of full length how often it
// was seen; for a shorter one, before how many different bytes it stood (the start of a text among them), as
// Kneser-Ney smoothing wants.

export interface ByteTrie {
  readonly longest: number;
  /** Node of `parent` followed by `byte`, or 0 (the root is nobody's child). */
  child(parent: number, byte: number): number;
  readonly nodeCount: number;
  readonly parents: Uint32Array;
  readonly lengths: Uint8Array;
  readonly counts: Uint32Array;
}

export function countByteSequences(texts: readonly string[], longest: number): ByteTrie {
  let capacity = 1 << 16;
  let parents = new Uint32Array(capacity);
  let bytes = new Uint8Array(capacity);
  let lengths = new Uint8Array(capacity);
  let counts = new Uint32Array(capacity);
  let table = new Uint32Array(capacity * 2);
  let nodeCount = 1;

  const slotOf = (parent: number, byte: number): number => {
    const mask = table.length - 1;
    let slot = (Math.imul(Math.imul(parent, 0x9e3779b1) ^ byte, 0x85ebca6b) >>> 7) & mask;
    for (;;) {
      const node = table[slot] ?? 0;
      if (node === 0 || (parents[node] === parent && bytes[node] === byte)) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const grow = (): void => {
    capacity *= 2;
    parents = enlarge(parents, new Uint32Array(capacity));
    bytes = enlarge(bytes, new Uint8Array(capacity));
    lengths = enlarge(lengths, new Uint8Array(capacity));
    counts = enlarge(counts, new Uint32Array(capacity));
    table = new Uint32Array(capacity * 2);
    for (let node = 1; node < nodeCount; node++) table[slotOf(parents[node] ?? 0, bytes[node] ?? 0)] = node;
  };

  const addChild = (parent: number, byte: number): number => {
    if (nodeCount === capacity) grow();
    const node = nodeCount++;
    parents[node] = parent;
    bytes[node] = byte;
    lengths[node] = (lengths[parent] ?? 0) + 1;
    table[slotOf(parent, byte)] = node;
    return node;
  };

  // suffixes[length]: node of the last `length` bytes read, or 0 where the text is not yet so long.
  const suffixes = new Uint32Array(longest + 1);
  for (const text of texts) {
    suffixes.fill(0);
    let position = 0;
    for (const byte of Buffer.from(text, 'utf8')) {
      position++;
      // Longest first: what a sequence follows is still the node of the position before.
      let isNewBefore = true;
      for (let length = Math.min(longest, position); length >= 1; length--) {
        const parent = suffixes[length - 1] ?? 0;
        const known = table[slotOf(parent, byte)] ?? 0;
        const node = known || addChild(parent, byte);
        suffixes[length] = node;
        const isWhole = length === position && length < longest;
        if (isWhole ? !known : isNewBefore) counts[node] = (counts[node] ?? 0) + 1;
        isNewBefore = !known;
      }
    }
  }
  return {
    longest,
    child: (parent, byte) => table[slotOf(parent, byte)] ?? 0,
    nodeCount,
    parents,
    lengths,
    counts,
  };
}

function enlarge<Numbers extends Uint32Array | Uint8Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
