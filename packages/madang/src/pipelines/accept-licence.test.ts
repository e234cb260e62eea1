import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { MadangEvent } from '../kernel/events.ts';
import { openStore } from '../kernel/store.ts';
import type { Base } from '../model/get-base.operation.ts';
import { acceptLicence } from './accept-licence.ts';
import { ko } from './messages.ko.ts';

const root = mkdtempSync(join(tmpdir(), 'madang-consent-'));
const licencePath = join(root, 'LICENSE');
writeFileSync(licencePath, 'Our own terms\nYou shall dance.\n');
afterAll(() => rmSync(root, { recursive: true }));

let graft: string;
let events: MadangEvent[];
beforeEach(() => {
  graft = mkdtempSync(join(root, 'graft-'));
  events = [];
});

const baseUnder = (licence: string | undefined, more: Partial<Base> = {}): Base => ({
  ref: 'org/base',
  path: root,
  hash: 'a'.repeat(64),
  source: 'hub org/base@main',
  licence,
  licencePath: undefined,
  ...more,
});
const effectsWith = (confirm?: (question: MadangEvent) => Promise<boolean>) => ({
  emit: (event: MadangEvent) => void events.push(event),
  signal: new AbortController().signal,
  store: openStore,
  clock: () => Date.UTC(2026, 0, 1),
  confirm,
});
const noted = () => JSON.parse(readFileSync(join(graft, '.madang', 'licences.json'), 'utf8'));
const failure = (base: Base) => acceptLicence(graft, base, false, effectsWith()).catch((error: unknown) => error);

describe("consent to a base's licence", () => {
  it.each(['apache-2.0', 'MIT', 'cc-by-4.0', 'openmdw-1.0'])('is not asked for %s', async (licence) => {
    const never = async () => {
      throw new Error('asked');
    };
    await acceptLicence(graft, baseUnder(licence), false, effectsWith(never));
    expect(events).toEqual([]);
    expect(existsSync(join(graft, '.madang'))).toBe(false);
  });

  it('is an error for a script that does not give it, which says what to do', async () => {
    const error = await failure(baseUnder('llama3.2'));
    expect(error).toMatchObject({
      code: 'pipelines/licence-not-accepted',
      exitCode: 5,
      found: expect.stringMatching(/Llama 3\.2 Community License Agreement.*700 million.*\(clause 2, 1\.b\.iv\)/),
      next: expect.stringContaining('--accept-licence'),
    });
    const { values } = error as { values: { base: string; licence: string; path: undefined } };
    expect(ko.errors['licence-not-accepted'](values).found).toMatch(/돈 벌기: 조건부: .*7억/);
  });

  it('given by a script is noted, and not asked for again', async () => {
    await acceptLicence(graft, baseUnder('llama3.2', { licencePath }), true, effectsWith());
    expect(noted()).toEqual([
      {
        base: 'org/base',
        licence: 'llama3.2',
        textHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        by: 'flag',
        at: '2026-01-01T00:00:00.000Z',
      },
    ]);
    await acceptLicence(graft, baseUnder('llama3.2'), false, effectsWith());
    expect(await failure(baseUnder('llama3.2', { ref: 'org/other' }))).toMatchObject({
      code: 'pipelines/licence-not-accepted',
    });
    expect(await failure(baseUnder('gemma'))).toMatchObject({ code: 'pipelines/licence-not-accepted' });
  });

  it('is asked for on a terminal, with all terms; no is no', async () => {
    const questions: string[] = [];
    const answering = (answer: boolean) => async (question: MadangEvent) => {
      questions.push(question.type === 'notice' ? question.text : '');
      return answer;
    };
    const refused = acceptLicence(graft, baseUnder('gemma'), false, effectsWith(answering(false)));
    await expect(refused).rejects.toMatchObject({ code: 'pipelines/licence-refused' });
    expect(existsSync(join(graft, '.madang', 'licences.json'))).toBe(false);
    await acceptLicence(graft, baseUnder('gemma'), false, effectsWith(answering(true)));
    expect(noted()).toMatchObject([{ licence: 'gemma', by: 'terminal' }]);
    expect(questions[0]).toMatch(/Gemma Terms of Use[\s\S]*share it: under conditions[\s\S]*\(clause 3\.1\)/);
  });

  it('shows the text of a licence that is not known, and asks for it', async () => {
    const named = await failure(baseUnder('our-own', { licencePath }));
    expect(named).toMatchObject({
      found: expect.stringMatching(/does not know the licence "our-own".*You shall dance/),
    });
    expect(await failure(baseUnder(undefined, { licencePath }))).toMatchObject({
      code: 'pipelines/licence-not-accepted',
    });
    expect(await failure(baseUnder('our-own'))).toMatchObject({ code: 'pipelines/licence-not-accepted' });
    await acceptLicence(graft, baseUnder('our-own', { licencePath }), true, effectsWith());
    await acceptLicence(graft, baseUnder('our-own', { licencePath }), false, effectsWith());
    const changed = join(root, 'LICENSE.txt');
    writeFileSync(changed, 'Our own terms\nYou shall sing.\n');
    expect(await failure(baseUnder('our-own', { licencePath: changed }))).toMatchObject({
      code: 'pipelines/licence-not-accepted',
    });
  });

  it('where none is named and no text lies there, says what that means', async () => {
    await acceptLicence(graft, baseUnder(undefined), false, effectsWith());
    expect(events).toMatchObject([{ type: 'notice', code: 'pipelines/no-licence' }]);
  });
});
