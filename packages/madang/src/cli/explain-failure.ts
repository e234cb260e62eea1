// Turns whatever was thrown into an error with found, expected, next: our own as they are, zod's with the field that
// does not fit, the system's by its errno, the rest as a fault in Madang.
import { errorsOf, MadangError } from '../kernel/errors.ts';
import { en as kernelEn } from '../kernel/messages.en.ts';
import { nearest } from '../kernel/nearest.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import { jsonSchemaOf, kebabCase } from './input-schema.ts';
import { en } from './messages.en.ts';

const cliError = errorsOf('cli', en.errors);
const kernelError = errorsOf('kernel', kernelEn.errors);

/** The part of zod's issues that is read here; zod itself is not loaded for it. */
interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly expected?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
}

export function explainFailure(failure: unknown, operationName: string, wasInterrupted: boolean): MadangError {
  if (failure instanceof MadangError) return failure;
  if (wasInterrupted || nameOf(failure) === 'AbortError') {
    return kernelError('interrupted', 'interrupted', { what: `madang ${operationName}` }, failure);
  }
  const system = systemErrorIn(failure);
  if (system?.code === 'ENOSPC' || system?.code === 'EDQUOT') {
    return kernelError('resources', 'no-space', { path: system.path ?? process.cwd() }, failure);
  }
  if (system?.code === 'ENOENT' && system.path)
    return cliError('missing', 'file-missing', { path: system.path }, failure);
  if ((system?.code === 'EACCES' || system?.code === 'EPERM') && system.path) {
    return cliError('input', 'not-permitted', { path: system.path }, failure);
  }
  const issue = issuesOf(failure)[0];
  if (issue) {
    const field = issue.path.length > 0 ? issue.path.join('.') : (issue.keys?.join(', ') ?? 'the whole');
    return cliError('input', 'bad-data', { field, expected: expectationOf(issue) }, failure);
  }
  return cliError('internal', 'internal', { message: firstLine(failure) }, failure);
}

/** A zod error about the raw input of a command, as a usage error that names the flag. */
export function explainInput(failure: unknown, raw: Record<string, unknown>, operation: AnyOperation): MadangError {
  const issue = issuesOf(failure)[0];
  if (!issue) throw failure;
  const [key] = issue.path;
  if (key === undefined) {
    const known = Object.keys(jsonSchemaOf(operation.input).properties ?? {}).map((name) => `--${kebabCase(name)}`);
    const flag = `--${kebabCase(issue.keys?.[0] ?? '')}`;
    return cliError('usage', 'unknown-flag', { flag, operation: operation.name, nearest: nearest(flag, known) });
  }
  const found = valueAt(raw, issue.path);
  if (found === undefined && issue.path.length === 1) {
    const field = fieldOf(issue.path, operation);
    return cliError('usage', 'missing-input', { field, operation: operation.name, example: operation.example });
  }
  return cliError('usage', 'bad-value', {
    field: fieldOf(issue.path, operation),
    found: JSON.stringify(found) ?? 'missing',
    expected: expectationOf(issue),
    operation: operation.name,
  });
}

/** What was expected, in signs that need no translation where there are such. */
function expectationOf(issue: Issue): string {
  const equals = issue.inclusive === false ? '' : '=';
  if (issue.values) return issue.values.map(String).join(' | ');
  if (issue.minimum !== undefined) return `>${equals} ${issue.minimum}`;
  if (issue.maximum !== undefined) return `<${equals} ${issue.maximum}`;
  return issue.expected ?? `${issue.message}.`;
}

function fieldOf(path: readonly PropertyKey[], operation: AnyOperation): string {
  const [key, ...inner] = path.map(String);
  if (key === 'set' && operation.settings) return `--set ${inner.join('.')}`;
  if (inner.length > 0 && Number.isNaN(Number(inner[0]))) return `--set ${path.map(String).join('.')}`;
  return operation.positional.includes(key ?? '') ? `<${kebabCase(key ?? '')}>` : `--${kebabCase(key ?? '')}`;
}

function issuesOf(failure: unknown): readonly Issue[] {
  const named = nameOf(failure);
  if (named !== 'ZodError' && named !== '$ZodError') return [];
  return (failure as { issues?: readonly Issue[] }).issues ?? [];
}

function systemErrorIn(failure: unknown): NodeJS.ErrnoException | undefined {
  for (let error = failure; error instanceof Error; error = error.cause) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return error as NodeJS.ErrnoException;
  }
  return undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function nameOf(failure: unknown): string {
  return failure instanceof Error ? failure.name : '';
}

function firstLine(failure: unknown): string {
  const text = failure instanceof Error ? failure.message || failure.name : String(failure);
  return text.split('\n')[0] ?? '';
}
