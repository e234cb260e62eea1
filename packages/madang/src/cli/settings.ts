// `--set train.rank=32`: reaches a nested value by its dotted path, with the type that the schema gives it.
import { errorsOf } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { camelCase, type JsonSchema, valueFromText } from './input-schema.ts';
import { en } from './messages.en.ts';

const cliError = errorsOf('cli', en.errors);

export interface Setting {
  readonly path: string;
  readonly schema: JsonSchema;
}

/** Every leaf below `schema`, with its dotted path. */
export function settingsOf(schema: JsonSchema, prefix = ''): Setting[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
    inner.properties ? settingsOf(inner, `${prefix}${key}.`) : [{ path: `${prefix}${key}`, schema: inner }],
  );
}

/** Puts one `key=value` into `target`, in place. */
export function applySetting(target: Record<string, unknown>, assignment: string, schema: JsonSchema): void {
  const equals = assignment.indexOf('=');
  if (equals < 1) throw cliError('usage', 'bad-setting', { text: assignment });
  const path = assignment.slice(0, equals);
  const keys = path.split('.').map(camelCase);
  const leaf = keys.pop() ?? '';

  let place = target;
  let described = schema;
  for (const key of keys) {
    described = describedKey(described, key, path, schema);
    const inner = Object.hasOwn(place, key) ? place[key] : undefined;
    const next = isPlainObject(inner) ? { ...inner } : {};
    place[key] = next;
    place = next;
  }
  place[leaf] = valueFromText(assignment.slice(equals + 1), describedKey(described, leaf, path, schema));
}

function describedKey(described: JsonSchema, key: string, path: string, root: JsonSchema): JsonSchema {
  const known = described.properties;
  if (known && Object.hasOwn(known, key)) return known[key] ?? {};
  const open = described.additionalProperties;
  const takesAnyKey =
    key !== '__proto__' && (open === true || typeof open === 'object' || described.type === undefined);
  if (takesAnyKey) return typeof open === 'object' ? open : {};
  const paths = settingsOf(root).map((setting) => setting.path);
  throw cliError('usage', 'unknown-setting', {
    path,
    nearest: nearest(path, paths) ?? paths.find((candidate) => candidate.endsWith(`.${key}`)),
  });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
