// Changes a valid JSON text in its structure: a value anywhere in it becomes another kind of value or an extreme one, a
// member is dropped, renamed, doubled or moved. Doubled keys are made in the text, because no object can hold them.
import { changeBlindly, pick, type RandomBelow } from './mutate-bytes.fixture.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const strange: readonly Json[] = [
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    0.5,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    1e308,
    '',
    'x',
    '\0',
    '__proto__',
    '가'.repeat(300),
  ],
  ...[[], {}, [[[[[]]]]], [null, null], { a: 1 }, Array.from({ length: 300 }, (_, index) => index)],
];
const names = ['__proto__', 'constructor', 'toString', '__metadata__', 'length', '', 'a', 'model', 'vocab'];

export function mutateJson(text: string, below: RandomBelow): string {
  const root = JSON.parse(text) as Json;
  const changes = 1 + below(2);
  for (let change = 0; change < changes; change += 1) changeSomewhere(root, below);
  let changed = JSON.stringify(root);
  if (below(8) === 0) changed = doubleKey(changed, below);
  if (below(8) === 0) changed = changeBlindly(Buffer.from(changed), below).toString('latin1');
  return changed;
}

/** Goes down at random and changes one member of where it stops. */
function changeSomewhere(root: Json, below: RandomBelow): void {
  let holder: unknown = root;
  while (typeof holder === 'object' && holder !== null) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return;
    const key = pick(keys, below);
    const inner = (holder as Record<string, Json>)[key];
    if (typeof inner !== 'object' || inner === null || below(4) === 0) {
      changeMember(holder as Record<string, Json>, key, root, below);
      return;
    }
    holder = inner;
  }
}

function changeMember(holder: Record<string, Json>, key: string, root: Json, below: RandomBelow): void {
  const value = holder[key] ?? null;
  switch (below(6)) {
    case 0:
      delete holder[key];
      return;
    case 1:
      if (Array.isArray(holder)) return;
      Object.defineProperty(holder, pick(names, below), {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return;
    case 2:
      holder[key] = structuredClone(somewhereIn(root, below));
      return;
    case 3:
      if (typeof value === 'number') holder[key] = value + pick([-1, 1, 0.5, 2 ** 32], below);
      return;
    default:
      holder[key] = structuredClone(pick(strange, below));
  }
}

function somewhereIn(root: Json, below: RandomBelow): Json {
  let value = root;
  while (typeof value === 'object' && value !== null && below(3) !== 0) {
    const inner = Object.values(value);
    if (inner.length === 0) break;
    value = pick(inner, below);
  }
  return JSON.stringify(value).length > 4096 ? null : value;
}

function doubleKey(text: string, below: RandomBelow): string {
  const members = [...text.matchAll(/"(?:[^"\\]|\\.)*":/g)];
  if (members.length === 0) return text;
  const { 0: member, index } = pick(members, below);
  return `${text.slice(0, index)}${member}null,${text.slice(index)}`;
}
