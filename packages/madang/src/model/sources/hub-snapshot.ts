// A model on a Hugging-Face-compatible hub, downloaded into the hub's own cache layout: `blobs/<etag>`,
// `snapshots/<commit>/<path>` as links to them, `refs/<revision>`. So other tools find it there, and we find theirs.
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Effects } from '../../kernel/effects.ts';
import { progressOf } from '../../kernel/events.ts';
import { modelError } from '../errors.ts';
import { isPickle } from '../formats/refuse-code.ts';
import { indexFileName, singleFileName } from '../formats/safetensors-shards.ts';
import { writeTextBeside } from '../formats/write-beside.ts';
import { downloadBlob, linkBlob } from './hub-blob.ts';
import { type HubFile, readRevision } from './hub-revision.ts';
import { type HubReference, type HubSettings, readHubSettings } from './hub-settings.ts';
import type { Outside } from './outside.ts';

const commitPattern = /^[0-9a-f]{40}$/;
const shardPattern = /^model-\d{5}-of-\d{5}\.safetensors$/;
const companions = [
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
  'generation_config.json',
  'README.md',
  'LICENSE',
  'config.json',
];

/** The snapshot of a revision that is complete in the cache, without asking the network. */
export async function findSnapshot(reference: HubReference, environment: NodeJS.ProcessEnv) {
  const folder = repositoryFolder(readHubSettings(environment), reference.repository);
  const ref = await readFile(join(folder, 'refs', reference.revision), 'utf8').catch(() => undefined);
  const commit = commitPattern.test(reference.revision) ? reference.revision : ref?.trim();
  if (commit === undefined || !commitPattern.test(commit)) return undefined;
  const snapshot = join(folder, 'snapshots', commit);
  return (await isComplete(snapshot)) ? { path: snapshot, commit } : undefined;
}

export async function downloadSnapshot(reference: HubReference, effects: Effects, outside: Outside) {
  const settings = readHubSettings(outside.environment);
  const { repository, revision } = reference;
  if (settings.offline) throw modelError('unavailable', 'hub-offline', { repository });
  const { commit, files } = await readRevision(settings, reference, outside.fetch, effects.signal);
  const wanted = chooseFiles(repository, files);

  const folder = repositoryFolder(settings, repository);
  const snapshot = join(folder, 'snapshots', commit);
  const total = wanted.reduce((sum, file) => sum + file.sizeBytes, 0);
  const progress = progressOf(effects, 'base get', 'bytes', total);
  for (const file of wanted) {
    const blob = join(folder, 'blobs', file.etag);
    const url = `${settings.endpoint}/${repository}/resolve/${commit}/${file.path.split('/').map(encodeURIComponent).join('/')}`;
    await downloadBlob({
      url,
      blob,
      file,
      token: settings.token,
      fetch: outside.fetch,
      signal: effects.signal,
      progress,
    });
    await linkBlob(blob, join(snapshot, file.path));
  }
  if (revision !== commit) {
    const ref = join(folder, 'refs', revision);
    await mkdir(dirname(ref), { recursive: true });
    await writeTextBeside(ref, commit);
  }
  return { path: snapshot, commit };
}

function repositoryFolder(settings: HubSettings, repository: string): string {
  return join(settings.cacheFolder, `models--${repository.replace('/', '--')}`);
}

/** Safetensors first, the config last, so that a snapshot with a config has its weights. */
function chooseFiles(repository: string, files: readonly HubFile[]): HubFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const index = byPath.get(indexFileName);
  const single = byPath.get(singleFileName);
  const weights = index ? [...files.filter(({ path }) => shardPattern.test(path)), index] : single ? [single] : [];
  if (weights.length === 0) {
    const pickle = files.find(({ path }) => isPickle(path));
    if (pickle) throw modelError('input', 'pickle', { path: `${repository}/${pickle.path}` });
    throw modelError('input', 'not-a-model', { path: repository });
  }
  return [...weights, ...companions.flatMap((path) => byPath.get(path) ?? [])];
}

async function isComplete(snapshot: string): Promise<boolean> {
  if (!['config.json', 'tokenizer.json'].every((name) => existsSync(join(snapshot, name)))) return false;
  const index = await readFile(join(snapshot, indexFileName), 'utf8').catch(() => undefined);
  if (index === undefined) return existsSync(join(snapshot, singleFileName));
  const shards = Object.values((JSON.parse(index) as { weight_map: Record<string, string> }).weight_map);
  return shards.every((name) => existsSync(join(snapshot, name)));
}
