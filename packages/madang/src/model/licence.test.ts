import { describe, expect, it } from 'vitest';
import { termsOf } from './licence.ts';

describe('termsOf', () => {
  it.each([
    ['apache-2.0', 'yes', 'yes', 'permissive'],
    ['MIT', 'yes', 'yes', 'permissive'],
    ['cc-by-4.0', 'yes', 'yes', 'attribution'],
    ['CC-BY-SA-4.0', 'yes', 'conditions', 'share-alike'],
    ['cc-by-nc-4.0', 'no', 'yes', 'non-commercial'],
    ['cc-by-nc-sa-4.0', 'no', 'conditions', 'non-commercial'],
    ['cc-by-nd-4.0', 'yes', 'no', 'no-derivatives'],
    ['cc-by-nc-nd-4.0', 'no', 'no', 'no-derivatives'],
    ['llama3.2', 'conditions', 'conditions', 'own-terms'],
    ['gemma', 'conditions', 'conditions', 'own-terms'],
    ['other', 'unknown', 'unknown', 'unknown'],
    [undefined, 'unknown', 'unknown', 'unknown'],
  ])('%s', (licence, commercialUse, derivatives, heed) => {
    expect(termsOf(licence)).toMatchObject({ commercialUse, derivatives, heed });
  });
});
