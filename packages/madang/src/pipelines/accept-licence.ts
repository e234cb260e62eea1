// Consent to the base's licence, before a graft begins on it: where the licence bans something, sets a condition, or is
// one that Madang does not know, a person says yes on the terminal or a script by --accept-licence. A yes is kept in the
// graft (`.madang/licences.json`) for that base under that licence; for one that Madang does not know, for its very text.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Effects } from '../kernel/effects.ts';
import { hashText } from '../kernel/hash.ts';
import { writeTextBeside } from '../model/formats/write-beside.ts';
import type { Base } from '../model/get-base.operation.ts';
import { readTextFile } from '../model/licence.ts';
import { asksForConsent, licenceNamed } from '../model/licence-table.ts';
import { pipelineError, pipelineNotice } from './errors.ts';

const consentSchema = z.object({
  base: z.string(),
  licence: z.string(),
  /** Of the licence's text, where one lies with the base. */
  textHash: z.string().optional(),
  by: z.enum(['flag', 'terminal']),
  at: z.string(),
});
const fileSchema = z.array(consentSchema);

export async function acceptLicence(
  graftFolder: string,
  base: Pick<Base, 'ref' | 'licence' | 'licencePath'>,
  isAccepted: boolean,
  effects: Effects,
): Promise<void> {
  const known = licenceNamed(base.licence);
  if (known && !asksForConsent(known)) return;
  if (base.licence === undefined && base.licencePath === undefined) {
    effects.emit(pipelineNotice('no-licence', { base: base.ref }));
    return;
  }
  const licence = base.licence ?? 'unknown';
  const file = join(graftFolder, '.madang', 'licences.json');
  const given = existsSync(file) ? fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  const text = base.licencePath === undefined ? undefined : readTextFile(base.licencePath)?.text;
  const textHash = text === undefined ? undefined : hashText(text);
  const isSame = (consent: z.output<typeof consentSchema>) =>
    consent.base === base.ref && consent.licence === licence && (known !== undefined || consent.textHash === textHash);
  if (given.some(isSame)) return;

  const asked = { base: base.ref, licence, path: base.licencePath };
  if (!isAccepted) {
    if (!effects.confirm) throw pipelineError('conflict', 'licence-not-accepted', asked);
    const yes = await effects.confirm(pipelineNotice('licence-question', asked));
    if (!yes) throw pipelineError('conflict', 'licence-refused', { base: base.ref, licence });
  }
  const consent = {
    base: base.ref,
    licence,
    ...(textHash === undefined ? {} : { textHash }),
    by: isAccepted ? ('flag' as const) : ('terminal' as const),
    at: new Date(effects.clock()).toISOString(),
  };
  mkdirSync(join(graftFolder, '.madang'), { recursive: true });
  await writeTextBeside(file, `${JSON.stringify([...given, consent], null, 2)}\n`);
  effects.emit(pipelineNotice('licence-accepted', { licence, file }));
}

/** Before a hub's model is fetched, where its card names a licence that the table knows; others need their text. */
export function consentBeforeDownload(graftFolder: string, ref: string, isAccepted: boolean, effects: Effects) {
  return async (licence: string | undefined): Promise<void> => {
    if (!licenceNamed(licence)) return;
    await acceptLicence(graftFolder, { ref, licence, licencePath: undefined }, isAccepted, effects);
  };
}
