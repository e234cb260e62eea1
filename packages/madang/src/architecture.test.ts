// The house's rules, read from the sources with oxc-parser: which room may import which, where heavy packages may be
// loaded, what every room has. The table below is the rule; ARCHITECTURE.md draws it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const source = import.meta.dirname;

/** In the order documents flow; a room may read the `contract.ts` of any room before it. */
const rooms = [
  'graph',
  'model',
  'intake',
  'curate',
  'tokenizer',
  'evaluate',
  'engine',
  'train',
  'release',
  'report',
  'serve',
  'pipelines',
  'cli',
] as const;
type Room = (typeof rooms)[number];

/** Beside its own files, the kernel and contracts: paths (or their beginnings) that a room may import. */
const allowedEdges: Readonly<Record<Room, readonly string[]>> = {
  graph: [],
  model: ['graph/', 'tokenizer/'],
  tokenizer: ['model/errors.ts', 'model/formats/', 'intake/read-documents.ts'],
  intake: [],
  curate: ['intake/read-documents.ts'],
  evaluate: ['engine/', 'model/', 'tokenizer/', 'intake/'],
  engine: ['model/', 'tokenizer/', 'graph/'],
  train: ['engine/', 'model/', 'tokenizer/', 'graph/', 'intake/read-documents.ts'],
  release: ['engine/', 'model/', 'tokenizer/', 'intake/read-documents.ts', 'serve/chat-template.ts'],
  report: [],
  serve: ['engine/', 'model/', 'tokenizer/'],
  pipelines: rooms.filter((room) => room !== 'cli' && room !== 'pipelines').map((room) => `${room}/`),
  cli: [
    'operations.ts',
    'engine/time-gemm.ts',
    'engine/open-executor.ts',
    'engine/fetch-openvino.ts',
    'model/sources/hub-settings.ts',
  ],
};

/** Within a room, edges that only some of its files may have. */
const narrowEdges: readonly { readonly to: string; readonly from: RegExp }[] = [
  { to: 'graph/', from: /^(graph|engine|train|pipelines)\/|^model\/architectures\// },
];

/** Loaded on use, in exactly one file each; types may be imported anywhere. */
const heavyPackages = [
  'onnxruntime-node',
  'koffi',
  'node-llama-cpp',
  'tokenizers',
  'playwright-core',
  'hyparquet',
  'pdfjs-dist',
] as const;

/** Rooms whose files compute only: of them, just operations touch disk, processes and network. */
const computingRooms = ['graph', 'curate', 'report'] as const;
const outsideFiles = ['curate/explain-verdict.ts', 'report/read-run.ts'];
const outside = /^node:(fs|fs\/promises|child_process|net|http|https|sqlite|worker_threads)$/;

interface ImportEdge {
  readonly file: string;
  readonly specifier: string;
  /** Path below `src` of a relative import. */
  readonly target: string | undefined;
  readonly isDynamic: boolean;
  readonly isTypeOnly: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('generated/'));
const edges = files.flatMap(importsOf);
const productEdges = edges.filter((edge) => !isTestFile(edge.file));
const presentRooms = rooms.filter((room) => files.some((file) => file.startsWith(`${room}/`)));

describe('the scan', () => {
  test('sees the sources and their imports', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(edges.length).toBeGreaterThan(files.length);
    expect(edges.some((edge) => edge.isDynamic && edge.target !== undefined)).toBe(true);
    expect(edges.some((edge) => edge.isTypeOnly)).toBe(true);
  });

  test('knows a forbidden edge when it sees one', () => {
    const edge = { file: 'graph/value.ts', specifier: '../train/x.ts', isDynamic: false, isTypeOnly: false };
    expect(isAllowed({ ...edge, target: 'train/schedule.ts' })).toBe(false);
    expect(isAllowed({ ...edge, target: 'kernel/hash.ts' })).toBe(true);
    expect(isAllowed({ ...edge, file: 'model/merge.ts', target: 'graph/value.ts' })).toBe(false);
    expect(isAllowed({ ...edge, file: 'model/architectures/decoder.ts', target: 'graph/value.ts' })).toBe(true);
  });

  test('every relative import leads to a file', () => {
    const broken = edges.filter((edge) => edge.target && !existsSync(join(source, edge.target)));
    expect(broken.map((edge) => `${edge.file} -> ${edge.specifier}`)).toEqual([]);
  });

  test('every folder is a room that the table knows', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
    expect(
      [...folders].filter((folder) => folder !== 'kernel' && !presentRooms.some((room) => room === folder)),
    ).toEqual([]);
  });
});

describe('imports', () => {
  test('rooms import only what the table allows', () => {
    expect(productEdges.filter((edge) => !isAllowed(edge)).map((edge) => `${edge.file} -> ${edge.target}`)).toEqual([]);
  });

  test('the kernel imports no room', () => {
    const wrong = productEdges.filter(
      (edge) => edge.file.startsWith('kernel/') && edge.target && !/^(kernel\/|\.\.\/package\.json$)/.test(edge.target),
    );
    expect(wrong.map((edge) => `${edge.file} -> ${edge.target}`)).toEqual([]);
  });

  test('contracts import only zod and contracts', () => {
    const wrong = productEdges.filter(
      (edge) =>
        /(^|\/)contract\.ts$/.test(edge.file) &&
        edge.specifier !== 'zod' &&
        !/(^|\/)contract\.ts$/.test(edge.specifier),
    );
    expect(wrong.map((edge) => `${edge.file} -> ${edge.specifier}`)).toEqual([]);
  });

  test.each(heavyPackages)('%s is loaded in one file at most, on use', (name) => {
    const loads = productEdges.filter(
      (edge) => (edge.specifier === name || edge.specifier.startsWith(`${name}/`)) && !edge.isTypeOnly,
    );
    expect([...new Set(loads.map((edge) => edge.file))].slice(1)).toEqual([]);
    expect(loads.filter((edge) => !edge.isDynamic).map((edge) => edge.file)).toEqual([]);
  });

  test('rooms that compute leave disk, processes and network to their operations', () => {
    const wrong = productEdges.filter(
      (edge) =>
        computingRooms.some((room) => edge.file.startsWith(`${room}/`)) &&
        !edge.file.endsWith('.operation.ts') &&
        !outsideFiles.includes(edge.file) &&
        outside.test(edge.specifier),
    );
    expect(wrong.map((edge) => `${edge.file} -> ${edge.specifier}`)).toEqual([]);
  });
});

describe('rooms', () => {
  test.each(presentRooms)('%s has a README', (room) => {
    expect(existsSync(join(source, room, 'README.md'))).toBe(true);
  });

  test('a room that speaks speaks English and Korean', () => {
    const speaking = files.filter((file) => file.endsWith('/messages.en.ts'));
    expect(speaking.length).toBeGreaterThan(3);
    expect(speaking.filter((file) => !files.includes(file.replace('.en.ts', '.ko.ts')))).toEqual([]);
  });

  test('an error code names the folder that holds its sentences', () => {
    const domains = files.flatMap((file) =>
      isTestFile(file)
        ? []
        : [...read(file).matchAll(/\b(?:errorsOf|noticesOf)\('([^']+)'/g)]
            .map((match) => match[1] ?? '')
            .filter((domain) => !read(file).includes(`* Makes a domain's`) || domain === 'kernel'),
    );
    expect(domains.length).toBeGreaterThan(3);
    expect(domains.filter((domain) => !existsSync(join(source, domain, 'messages.ko.ts')))).toEqual([]);
  });

  test('no name says nothing', () => {
    expect(files.filter((file) => /(^|[/-])(utils?|helpers?|common|misc)([./-]|$)/.test(file))).toEqual([]);
  });

  test('no file is longer than 500 lines', () => {
    const long = files
      .map((file) => ({ file, lines: read(file).split('\n').length }))
      .filter(({ lines }) => lines > 501);
    expect(long).toEqual([]);
  });
});

function isAllowed({ file, target }: ImportEdge): boolean {
  if (target === undefined || !file.includes('/')) return true;
  const room = rooms.find((known) => file.startsWith(`${known}/`));
  if (!room || target.startsWith(`${room}/`) || target.startsWith('kernel/')) return true;
  if (target === '../package.json') return true;
  const narrow = narrowEdges.find((edge) => target.startsWith(edge.to));
  if (narrow && !narrow.from.test(file)) return false;
  const owner = rooms.find((known) => target === `${known}/contract.ts`);
  if (owner && rooms.indexOf(owner) < rooms.indexOf(room)) return true;
  return allowedEdges[room].some((path) => target.startsWith(path));
}

function importsOf(file: string): ImportEdge[] {
  const text = read(file);
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const edge = (specifier: string, isDynamic: boolean, isTypeOnly: boolean): ImportEdge => ({
    file,
    specifier,
    target: specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined,
    isDynamic,
    isTypeOnly,
  });
  const fixed = module.staticImports.map((it) =>
    edge(it.moduleRequest.value, false, it.entries.length > 0 && it.entries.every((entry) => entry.isType)),
  );
  const reexported = module.staticExports.flatMap((it) =>
    it.entries.flatMap((entry) => (entry.moduleRequest ? [edge(entry.moduleRequest.value, false, entry.isType)] : [])),
  );
  const dynamic = module.dynamicImports.flatMap((it) => {
    const written = /^(['"])(.*)\1$/s.exec(text.slice(it.moduleRequest.start, it.moduleRequest.end));
    return written ? [edge(written[2] ?? '', true, false)] : [];
  });
  return [...fixed, ...reexported, ...dynamic];
}

function isTestFile(file: string): boolean {
  return /\.(test|cases|fixture)\.ts$/.test(file);
}

function read(file: string): string {
  return readFileSync(join(source, file), 'utf8');
}
