// A model on a Hugging-Face-compatible hub, downloaded into the hub's own cache. So other tools find it there, and we
// find theirs.
import { join } from 'node:path';
import type { Effects } from '../../kernel/effects.ts';
import { progressOf } from '../../kernel/events.ts';
import { modelError, modelNotice } from '../errors.ts';
import { isPickle } from '../formats/refuse-code.ts';
import { indexFileName, singleFileName } from '../formats/safetensors-shards.ts';
import type { Hub } from './ask-hub.ts';
import { downloadBlob, linkBlob } from './hub-blob.ts';
import { lockRepository, repositoryFolder, writeRef } from './hub-cache.ts';
import { type HubFile, readRevision } from './hub-revision.ts';
import { type HubReference, readHubSettings } from './hub-settings.ts';
import type { Outside } from './outside.ts';

const shardPattern = /^model-\d{5}-of-\d{5}\.safetensors$/;
const licencePattern = /licen[cs]e|^(notice|use_policy)/i;
/** Ten times the longest that open models carry. */
const longestLicenceBytes = 1_000_000;
const companions = [
  'tokenizer.json',
  'tokenizer.model',
  'tokenizer_config.json',
  'chat_template.jinja',
  'generation_config.json',
  'README.md',
];
/** How often a lock that another process has is tried. */
const lockTrialMs = 500;

/** Called with the licence that a card names before anything large is fetched; throws to stop it. */
export type BeforeDownload = (licence: string | undefined) => Promise<void>;

export async function downloadSnapshot(
  { repository, revision }: HubReference,
  effects: Effects,
  outside: Outside,
  beforeDownload?: BeforeDownload,
) {
  const settings = readHubSettings(outside.environment);
  if (settings.offline) throw modelError('unavailable', 'hub-offline', { repository });
  const { fetch, wait } = outside;
  const hub: Hub = { settings, repository, fetch, wait, signal: effects.signal, emit: effects.emit };
  const { commit, files, licence } = await readRevision(hub, revision);
  const wanted = chooseFiles(repository, files);
  await beforeDownload?.(licence);

  const folder = repositoryFolder(settings.cacheFolder, repository);
  const snapshot = join(folder, 'snapshots', commit);
  const total = wanted.reduce((sum, file) => sum + file.sizeBytes, 0);
  const progress = progressOf(effects, 'base get', 'bytes', total);
  using _lock = await waitForLock(hub);
  for (const file of wanted) {
    const blob = join(folder, 'blobs', file.etag);
    const place = file.path.split('/').map(encodeURIComponent).join('/');
    const url = `${settings.endpoint}/${repository}/resolve/${commit}/${place}`;
    await downloadBlob(hub, { url, blob, file }, progress);
    await linkBlob(blob, join(snapshot, file.path));
  }
  if (revision !== commit) await writeRef(folder, revision, commit);
  return { path: snapshot, commit };
}

async function waitForLock(hub: Hub): Promise<Disposable> {
  const { repository, settings } = hub;
  for (let trial = 1; ; trial += 1) {
    const lock = await lockRepository(settings.cacheFolder, repository);
    if (lock) return lock;
    if (trial === 1) hub.emit(modelNotice('hub-locked', { repository }));
    await hub.wait(lockTrialMs, hub.signal);
  }
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
  const licences = files.filter(
    ({ path, sizeBytes }) => !path.includes('/') && licencePattern.test(path) && sizeBytes <= longestLicenceBytes,
  );
  const config = byPath.get('config.json');
  return [
    ...weights,
    ...companions.flatMap((path) => byPath.get(path) ?? []),
    ...licences,
    ...(config ? [config] : []),
  ];
}
