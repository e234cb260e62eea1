// `madang doctor`: looks at processor, memory, disk, network, tools and engines, and says what to do about each.
import { z } from 'zod';
import { padToWidth, wrapToWidth } from '../kernel/display-width.ts';
import type { Effects } from '../kernel/effects.ts';
import { cacheHome } from '../kernel/homes.ts';
import { defineOperation, type Locale } from '../kernel/operation.ts';
import { formatSize } from './format-quantity.ts';
import {
  type Check,
  checkDisk,
  checkHub,
  checkMemory,
  checkNode,
  checkOnnxruntime,
  checkOpenvino,
  checkProcessor,
  checkPython,
  checkSpeed,
} from './machine-checks.ts';
import { messagesOf } from './messages.ts';

interface Diagnosis {
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export const doctor = defineOperation({
  name: 'doctor',
  summary: 'look at this machine and say what to do',
  input: z.object({}),
  positional: [],
  example: 'madang doctor',
  run: diagnose,
  renderResult: renderDiagnosis,
});

async function diagnose(_input: object, _effects: Effects): Promise<Diagnosis> {
  const [folder, cache, hub, python] = await Promise.all([
    checkDisk('folder', process.cwd()),
    checkDisk('cache', cacheHome()),
    checkHub(process.env),
    checkPython(),
  ]);
  const checks = [
    checkProcessor(),
    await checkSpeed('float32'),
    await checkSpeed('bfloat16'),
    checkMemory(),
    folder,
    cache,
    hub,
    python,
    checkNode(),
    checkOnnxruntime(),
    await checkOpenvino(),
  ];
  return { ok: checks.every((check) => check.ok), checks };
}

export function renderDiagnosis({ checks }: Diagnosis, locale: Locale): string[] {
  const { doctor: say } = messagesOf(locale);
  const labelColumns = 25;
  const lines = checks.flatMap((check) => {
    const label = `${check.ok ? 'ok   ' : 'warn '}${say.names[check.name]}`;
    const next = nextOf(check, locale);
    const indent = ' '.repeat(labelColumns + 2);
    return [
      `${padToWidth(label, labelColumns)}  ${describe(check, locale)}`,
      ...(next === undefined ? [] : wrapToWidth(next, 80 - indent.length).map((line) => indent + line)),
    ];
  });
  const warned = checks.filter((check) => !check.ok).length;
  return [...lines, '', warned === 0 ? say.allWell : say.mind(warned)];
}

function describe({ name, seen }: Check, locale: Locale): string {
  const { doctor: say } = messagesOf(locale);
  const text = (key: string) => String(seen[key] ?? '');
  const size = (key: string) => formatSize(Number(seen[key] ?? 0));
  switch (name) {
    case 'processor':
      return say.processor({ model: text('model'), threads: Number(seen.threads), features: text('features') });
    case 'float32':
    case 'bfloat16':
      if (seen.gigaflops === undefined) return name === 'bfloat16' ? say.notTimed : say.notTimedFloat;
      return say.speed({ gigaflops: Number(seen.gigaflops), engine: text('engine') });
    case 'memory':
      return say.memory({ free: size('freeBytes'), total: size('totalBytes') });
    case 'folder':
    case 'cache':
      return say.disk({ free: size('freeBytes'), folder: text('folder') });
    case 'hub':
      if (seen.milliseconds === undefined) return say.hubSilent({ host: text('host') });
      return say.hub({ host: text('host'), milliseconds: Number(seen.milliseconds) });
    case 'openvino':
      return seen.version === undefined ? say.notFetched : say.engine({ version: text('version') });
    case 'python':
    case 'node':
    case 'onnxruntime':
      return seen.version === undefined ? say.missing : say.engine({ version: text('version') });
  }
}

function nextOf({ name, ok, seen }: Check, locale: Locale): string | undefined {
  const { next } = messagesOf(locale).doctor;
  if (name === 'openvino') return seen.version === undefined ? next.openvino : undefined;
  if (ok || name === 'processor') return undefined;
  return name === 'float32' || name === 'bfloat16' ? next.speed : next[name];
}
