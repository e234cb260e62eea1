// A base whose licence asks for consent: a script is told what to do, and goes on when it does it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeWorkplace } from './tiny-graft.fixture.ts';

test('a licence with a ban stops a script that did not accept it', async () => {
  using place = await makeWorkplace();
  writeFileSync(join(place.base, 'README.md'), '---\nlicense: cc-by-nc-4.0\n---\n');
  const words = ['fertility', place.texts, '--base', place.base, '-o', join(place.folder, 'g'), '--language', 'ko'];
  const refused = await place.madang(words);
  expect(refused.code).toBe(5);
  expect(refused.last).toMatchObject({ type: 'error', code: 'pipelines/licence-not-accepted' });
  expect(refused.last.next).toContain('--accept-licence');

  const accepted = await place.madang([...words, '--accept-licence']);
  expect(accepted.code).toBe(0);
  expect(JSON.parse(readFileSync(join(place.folder, 'g', '.madang', 'licences.json'), 'utf8'))).toMatchObject([
    { licence: 'cc-by-nc-4.0', by: 'flag' },
  ]);
  const again = await place.madang(['fertility', join(place.folder, 'g')]);
  expect(again.code).toBe(0);
});
