// What a Python pickle would import if it were opened. A pickle is a program for a small stack machine; this one follows
// the strings on its stack and in its memo, runs nothing, and writes down each import (GLOBAL, INST, STACK_GLOBAL). It is
// there to explain a refusal, never to permit one: a name that is put together while it runs shows as "?".
import { type PickleArgument, pickleOpcodes } from './pickle-opcodes.ts';

export interface PickleImports {
  /** `module.name`, each once, in order. */
  readonly imports: readonly string[];
  /** Whether the bytes are one whole pickle or several, up to the end or to what is no pickle. */
  readonly whole: boolean;
}

/** torch.save writes some ten opcodes a tensor; models with 100,000 tensors do not exist. */
const maximumOpcodes = 1_000_000;
/** Enough to explain; torch.save writes about six. */
const maximumImports = 64;
const maximumNameLength = 200;

const mark = Symbol('mark');
type Value = string | undefined | typeof mark;

export function findPickleImports(bytes: Uint8Array): PickleImports {
  const imports = new Set<string>();
  const memo = new Map<number, Value>();
  const stack: Value[] = [];
  let pickles = 0;
  let position = 0;

  const popToMark = () => {
    while (stack.length > 0 && stack.pop() !== mark);
  };
  const add = (module: Value, name: Value) => {
    const part = (value: Value) => (typeof value === 'string' ? value.slice(0, maximumNameLength) : '?');
    if (imports.size < maximumImports) imports.add(`${part(module)}.${part(name)}`);
  };

  for (let count = 0; count < maximumOpcodes && position < bytes.length; count += 1) {
    const code = bytes[position] ?? 0;
    const opcode = pickleOpcodes.get(code);
    const argument = opcode && readArgument(bytes, position + 1, opcode.argument);
    if (!opcode || !argument) return { imports: [...imports], whole: pickles > 0 };
    position = argument.end;

    let pushed: Value = argument.text;
    switch (String.fromCharCode(code)) {
      case 'c':
      case 'i':
        add(argument.text, argument.secondText);
        pushed = undefined;
        break;
      case '\x93':
        add(stack.at(-2), stack.at(-1));
        break;
      case '2':
        pushed = stack.at(-1);
        break;
      case '(':
        pushed = mark;
        break;
      case 'h':
      case 'j':
      case 'g':
        pushed = memo.get(argument.number ?? -1);
        break;
      case 'q':
      case 'r':
      case 'p':
        memo.set(argument.number ?? -1, stack.at(-1));
        break;
      case '\x94':
        memo.set(memo.size, stack.at(-1));
        break;
      case '.':
        pickles += 1;
        stack.length = 0;
        memo.clear();
        break;
    }
    if (opcode.pops === 'mark') popToMark();
    else for (let pop = 0; pop < opcode.pops; pop += 1) stack.pop();
    for (let pop = 0; pop < opcode.below; pop += 1) stack.pop();
    if (opcode.pushes === 1) stack.push(pushed);
  }
  return { imports: [...imports], whole: pickles > 0 };
}

interface ReadArgument {
  readonly end: number;
  readonly text?: string;
  readonly secondText?: string;
  readonly number?: number;
}

/** Undefined where the bytes end before the argument does. */
function readArgument(bytes: Uint8Array, start: number, argument: PickleArgument): ReadArgument | undefined {
  switch (argument.kind) {
    case 'fixed': {
      const end = start + argument.bytes;
      return end > bytes.length ? undefined : { end, number: littleEndian(bytes, start, argument.bytes) };
    }
    case 'counted': {
      const textStart = start + argument.bytes;
      const end = textStart + littleEndian(bytes, start, argument.bytes);
      if (!(end <= bytes.length)) return undefined;
      return argument.text ? { end, text: latin(bytes, textStart, end) } : { end };
    }
    case 'line': {
      const end = bytes.indexOf(10, start);
      if (end < 0) return undefined;
      const text = latin(bytes, start, end);
      const unquoted = text.replace(/^(['"])(.*)\1$/, '$2');
      return { end: end + 1, number: Number(text), ...(argument.text ? { text: unquoted } : {}) };
    }
    case 'lines': {
      const middle = bytes.indexOf(10, start);
      const end = middle < 0 ? -1 : bytes.indexOf(10, middle + 1);
      if (end < 0) return undefined;
      return { end: end + 1, text: latin(bytes, start, middle), secondText: latin(bytes, middle + 1, end) };
    }
  }
}

function littleEndian(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index -= 1) value = value * 256 + (bytes[start + index] ?? 0);
  return value;
}

function latin(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, maximumNameLength)).toString('utf8');
}
