// The help screens. The overview loads no operation; an operation's help loads only its schema.
import { displayWidth, padToWidth, wrapToWidth } from '../kernel/display-width.ts';
import type { Locale } from '../kernel/operation.ts';
import { type OperationLine, operations } from '../operations.ts';
import { messagesOf } from './messages.ts';
import type { Setting } from './settings.ts';

const columns = 80;

export function overview(locale: Locale): string[] {
  const { help } = messagesOf(locale);
  const nameColumns = Math.max(...operations.map((line) => line.name.length));
  const groups = new Map<string, OperationLine[]>();
  for (const line of operations) {
    const heading = help.domains[line.domain] ?? line.domain;
    groups.set(heading, [...(groups.get(heading) ?? []), line]);
  }
  return [
    ...wrapToWidth(help.tagline, columns),
    '',
    `${help.start}:`,
    `  ${help.startExample}`,
    '',
    `${help.operations}:`,
    ...[...groups].flatMap(([heading, lines]) => [
      `  ${heading}`,
      ...lines.flatMap((line) => twoColumns(`    ${line.name}`, line.summary[locale], nameColumns + 6)),
    ]),
    '',
    help.moreHelp,
  ];
}

export async function operationHelp(line: OperationLine, locale: Locale): Promise<string[]> {
  const { help } = messagesOf(locale);
  const { flagsOf, settingsSchemaOf } = await import('./flags.ts');
  const { jsonSchemaOf } = await import('./input-schema.ts');
  const { settingsOf } = await import('./settings.ts');
  const operation = await line.load();
  const schema = jsonSchemaOf(operation.input);
  const flags = flagsOf(operation);
  const settingsSchema = settingsSchemaOf(operation);
  const settings = settingsSchema ? settingsOf(settingsSchema).filter(isNested(operation.settings !== undefined)) : [];

  const words = operation.positional.map((key) => {
    const flag = flags.find((known) => known.key === key);
    const name = `${flag?.name ?? key}${flag?.isList ? '…' : ''}`;
    return schema.required?.includes(key) ? `<${name}>` : `[${name}]`;
  });
  const describe = (inner: (typeof flags)[number]['schema'], isRequired: boolean, isList: boolean): string =>
    [
      inner.description,
      inner.enum?.join(' | '),
      isRequired ? help.required : undefined,
      isList ? help.repeated : undefined,
      inner.default === undefined || isEmpty(inner.default)
        ? undefined
        : help.defaultsTo(JSON.stringify(inner.default)),
    ]
      .filter((part) => part !== undefined)
      .join('; ');

  return [
    line.summary[locale],
    '',
    `${help.usage}: ${['madang', line.name, ...words, '[--…]'].join(' ')}`,
    '',
    ...(flags.length === 0 ? [] : [`${help.flags}:`]),
    ...flags.flatMap((flag) => {
      const isPositional = operation.positional.includes(flag.key);
      const letter = flag.letter ? `-${flag.letter}, ` : '';
      const shape = flag.isSwitch ? `--[no-]${flag.name}` : `--${flag.name} <${kindOf(flag.schema)}>`;
      const name = isPositional ? `<${flag.name}>` : `${letter}${shape}`;
      const isRequired = schema.required?.includes(flag.key) ?? false;
      return twoColumns(`  ${name}`, describe(flag.schema, isRequired, flag.isList), 30);
    }),
    ...(flags.length === 0 ? [] : ['']),
    `${help.everywhere}:`,
    ...twoColumns('  --json', help.global.json, 30),
    ...twoColumns('  --locale <en|ko>', help.global.locale, 30),
    ...twoColumns('  --quiet', help.global.quiet, 30),
    ...twoColumns('  --debug', help.global.debug, 30),
    ...twoColumns('  -h, --help', help.global.help, 30),
    ...(settings.length === 0
      ? []
      : [
          '',
          `${help.settings}:`,
          ...settings.flatMap((it) => twoColumns(`  ${it.path}`, describe(it.schema, false, false), 30)),
        ]),
    '',
    `${help.example}: ${operation.example}`,
    `${help.source}: packages/madang/src/${line.source}`,
  ];
}

/** Of an input without `settings` of its own, only what flags cannot reach. */
function isNested(all: boolean) {
  return ({ path, schema }: Setting): boolean => schema.const === undefined && (all || path.includes('.'));
}

function kindOf(schema: { type?: string | readonly string[]; items?: object }): string {
  const type = [schema.type ?? 'text'].flat()[0] ?? 'text';
  if (type === 'array') return schema.items ? kindOf(schema.items) : 'text';
  return type === 'string' ? 'text' : type === 'integer' ? 'number' : type;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function twoColumns(left: string, right: string, leftColumns: number): string[] {
  const lines = wrapToWidth(right, columns - leftColumns);
  const indent = ' '.repeat(leftColumns);
  if (displayWidth(left) + 2 > leftColumns) return [left, ...lines.map((line) => indent + line)];
  const [first = '', ...rest] = lines;
  return [`${padToWidth(left, leftColumns)}${first}`.trimEnd(), ...rest.map((line) => indent + line)];
}
