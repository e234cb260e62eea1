// The hub's own clients against the same server and the same cache: what they download we open, what we download they
// find, and the folders are the same.
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { scanCacheDir, snapshotDownload } from '@huggingface/hub';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exportHuggingFace } from '../export-hugging-face.ts';
import { getBase } from '../get-base.operation.ts';
import { quietEffects } from '../real-base.fixture.ts';
import { tinyModel } from '../tiny-model.fixture.ts';
import { commit, type HubServer, openHubServer } from './hub-server.fixture.ts';
import { type Outside, realOutside } from './outside.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-hub-peers-'));
/** What bench/make-peers-venv.sh makes. */
const python = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'madang-peers/venv/bin/python');
let hub: HubServer;

beforeAll(async () => {
  hub = await openHubServer();
  const folder = join(root, 'source');
  await exportHuggingFace(folder, { ...tinyModel(), type: 'BF16' });
  for (const name of readdirSync(folder)) hub.files.set(name, readFileSync(join(folder, name)));
  hub.files.set('README.md', Buffer.from('---\nlicense: apache-2.0\n---\n'));
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});
beforeEach(() => hub.reset());

function freshOutside(): { outside: Outside; cache: string } {
  const home = mkdtempSync(join(root, 'home-'));
  const environment = { HF_ENDPOINT: hub.endpoint, HF_HOME: home };
  return { outside: { ...realOutside, environment }, cache: join(home, 'hub') };
}

/** Paths, with the targets of links and the contents of small files; without locks and tags that are a tool's own. */
function layoutOf(cache: string): string[] {
  return readdirSync(cache, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /[\\/](blobs|refs|snapshots)[\\/]/.test(path))
    .map(
      (path) =>
        `${relative(cache, path)} ${lstatSync(path).isSymbolicLink() ? readlinkSync(path) : lstatSync(path).size}`,
    )
    .sort();
}

describe('@huggingface/hub', () => {
  it('makes the same folders from the same server', async () => {
    const { outside, cache } = freshOutside();
    const theirs = mkdtempSync(join(root, 'theirs-'));
    await getBase({ ref: 'org/tiny' }, quietEffects(), outside);
    vi.spyOn(console, 'debug').mockImplementation(() => {});
    await snapshotDownload({ repo: 'org/tiny', hubUrl: hub.endpoint, cacheDir: theirs });
    expect(layoutOf(cache)).toEqual(layoutOf(theirs));
    expect(layoutOf(cache).length).toBeGreaterThan(10);
  });

  it('sees what we downloaded', async () => {
    const { outside, cache } = freshOutside();
    await getBase({ ref: 'org/tiny' }, quietEffects(), outside);
    const { repos, warnings } = await scanCacheDir(cache);
    expect(warnings).toEqual([]);
    expect(repos.map(({ id, revisions }) => [id.name, revisions[0]?.commitOid, revisions[0]?.refs])).toEqual([
      ['org/tiny', commit, ['main']],
    ]);
  });
});

describe.skipIf(!existsSync(python))('huggingface_hub in Python (bench/make-peers-venv.sh)', () => {
  function run(script: string, environment: NodeJS.ProcessEnv): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(python, ['-c', script], { env: { ...process.env, ...environment } });
      let output = '';
      let errors = '';
      child.stdout.on('data', (chunk) => (output += String(chunk)));
      child.stderr.on('data', (chunk) => (errors += String(chunk)));
      child.on('close', (code) => (code === 0 ? resolve(output.trim()) : reject(new Error(errors))));
    });
  }

  it('sees what we downloaded, and uses it without the network', async () => {
    const { outside, cache } = freshOutside();
    const base = await getBase({ ref: 'org/tiny' }, quietEffects(), outside);
    hub.reset();
    const script = `
import json
from huggingface_hub import scan_cache_dir, snapshot_download
info = scan_cache_dir()
print(json.dumps({
  'warnings': [str(warning) for warning in info.warnings],
  'repos': [[repo.repo_id, [[rev.commit_hash, sorted(rev.refs), rev.nb_files] for rev in repo.revisions]] for repo in info.repos],
  'path': snapshot_download('org/tiny', local_files_only=True),
}))`;
    const seen = JSON.parse(await run(script, { ...outside.environment, HF_HUB_OFFLINE: '1' }));
    expect(seen).toEqual({
      warnings: [],
      repos: [['org/tiny', [[commit, ['main'], hub.files.size]]]],
      path: join(cache, 'models--org--tiny', 'snapshots', commit),
    });
    expect(seen.path).toBe(base.path);
    expect(hub.requests).toEqual([]);
  });

  it('downloads into the same folders, which open without the network', async () => {
    const { outside, cache } = freshOutside();
    const theirs = freshOutside();
    await getBase({ ref: 'org/tiny' }, quietEffects(), outside);
    await run(`from huggingface_hub import snapshot_download; snapshot_download('org/tiny')`, {
      ...theirs.outside.environment,
      HF_HUB_DISABLE_XET: '1',
    });
    expect(layoutOf(theirs.cache)).toEqual(layoutOf(cache));
    hub.reset();
    const environment = { ...theirs.outside.environment, HF_HUB_OFFLINE: '1' };
    const base = await getBase({ ref: 'org/tiny' }, quietEffects(), { ...theirs.outside, environment });
    expect(base.path.startsWith(theirs.cache)).toBe(true);
    expect(hub.requests).toEqual([]);
  });
});
