// Python's pickle opcodes (CPython's `pickletools`, protocols 0 to 5): what follows each in the file and what it does to
// the stack, as far as finding its imports needs it.

/** `fixed`: so many bytes. `counted`: a length in so many bytes, then that many. `line`, `lines`: text to the next one. */
export type PickleArgument =
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'counted'; readonly bytes: 1 | 4 | 8; readonly text: boolean }
  | { readonly kind: 'line'; readonly text: boolean }
  | { readonly kind: 'lines' };

export interface PickleOpcode {
  readonly argument: PickleArgument;
  /** Values taken off the stack; `mark`: all down to the last mark, and `below` more under it. */
  readonly pops: number | 'mark';
  readonly below: number;
  readonly pushes: 0 | 1;
}

const fixed = (bytes: number): PickleArgument => ({ kind: 'fixed', bytes });
const counted = (bytes: 1 | 4 | 8, text = false): PickleArgument => ({ kind: 'counted', bytes, text });
const line = (text = false): PickleArgument => ({ kind: 'line', text });

function opcodes(
  codes: string,
  argument: PickleArgument,
  pops: number | 'mark',
  pushes: 0 | 1,
  below = 0,
): (readonly [number, PickleOpcode])[] {
  return [...codes].map((code) => [code.charCodeAt(0), { argument, pops, below, pushes }] as const);
}

export const pickleOpcodes: ReadonlyMap<number, PickleOpcode> = new Map([
  ...opcodes('N\x88\x89])}\x8f\x97', fixed(0), 0, 1),
  ...opcodes('FIL', line(), 0, 1),
  ...opcodes('SV', line(true), 0, 1),
  ...opcodes('P', line(), 0, 1),
  ...opcodes('K\x82', fixed(1), 0, 1),
  ...opcodes('M\x83', fixed(2), 0, 1),
  ...opcodes('J\x84', fixed(4), 0, 1),
  ...opcodes('G', fixed(8), 0, 1),
  ...opcodes('C\x8a', counted(1), 0, 1),
  ...opcodes('B\x8b', counted(4), 0, 1),
  ...opcodes('\x8e\x96', counted(8), 0, 1),
  ...opcodes('U\x8c', counted(1, true), 0, 1),
  ...opcodes('TX', counted(4, true), 0, 1),
  ...opcodes('\x8d', counted(8, true), 0, 1),
  ...opcodes('Q\x85', fixed(0), 1, 1),
  ...opcodes('R\x81\x86', fixed(0), 2, 1),
  ...opcodes('\x87\x92', fixed(0), 3, 1),
  ...opcodes('tld\x91', fixed(0), 'mark', 1),
  ...opcodes('o', fixed(0), 'mark', 1),
  ...opcodes('i', { kind: 'lines' }, 'mark', 1),
  ...opcodes('c', { kind: 'lines' }, 0, 1),
  ...opcodes('\x93', fixed(0), 2, 1),
  ...opcodes('ab', fixed(0), 2, 1),
  ...opcodes('s', fixed(0), 3, 1),
  ...opcodes('eu\x90', fixed(0), 'mark', 1, 1),
  ...opcodes('0', fixed(0), 1, 0),
  ...opcodes('1', fixed(0), 'mark', 0),
  ...opcodes('\x98\x94', fixed(0), 0, 0),
  ...opcodes('\x80', fixed(1), 0, 0),
  ...opcodes('\x95', fixed(8), 0, 0),
  ...opcodes('q', fixed(1), 0, 0),
  ...opcodes('r', fixed(4), 0, 0),
  ...opcodes('p', line(), 0, 0),
  ...opcodes('h', fixed(1), 0, 1),
  ...opcodes('j', fixed(4), 0, 1),
  ...opcodes('g', line(), 0, 1),
  ...opcodes('2', fixed(0), 0, 1),
  ...opcodes('(', fixed(0), 0, 1),
  ...opcodes('.', fixed(0), 1, 0),
]);
