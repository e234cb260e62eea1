// An operation's input as JSON Schema: the plain description that flags, `--set` and help are derived from.
import { z } from 'zod';

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly additionalProperties?: boolean | JsonSchema;
}

export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

export function typesOf(schema: JsonSchema): readonly string[] {
  if (schema.anyOf) return schema.anyOf.flatMap(typesOf);
  if (schema.enum) return schema.enum.map((choice) => typeof choice);
  if (schema.const !== undefined) return [typeof schema.const];
  return schema.type === undefined ? [] : [schema.type].flat();
}

/** A text from the command line as the type that the schema asks for; what does not fit stays text, for zod to refuse. */
export function valueFromText(text: string, schema: JsonSchema): unknown {
  const types = typesOf(schema);
  if (types.includes('array') && schema.items) return arrayFromText(text, schema.items);
  if (types.includes('object') || types.length === 0) return jsonOrText(text);
  if ((types.includes('number') || types.includes('integer')) && /^[+-]?(\d|\.\d)/.test(text)) {
    const number = Number(text);
    return Number.isNaN(number) ? text : number;
  }
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function arrayFromText(text: string, items: JsonSchema): unknown {
  const value = text.startsWith('[') ? jsonOrText(text) : text;
  return Array.isArray(value) ? value : [valueFromText(text, items)];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function kebabCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function camelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
