// What can be said of a document by itself: empty, too short, not in the language. Script comes first; then what the
// record or its source declares. An unknown language drops nothing.
import type { Document } from '../intake/contract.ts';
import type { CurateSettings, VerdictReason } from './contract.ts';
import { primaryLanguage, scriptShareOf } from './script-share.ts';

export interface Dropped {
  readonly reason: VerdictReason;
  readonly detail?: string;
}

/** Gives a function: why a document is dropped; absent where it stays. */
export function judgeFor(language: string, settings: CurateSettings): (document: Document) => Dropped | undefined {
  const target = primaryLanguage(language);
  const script = scriptShareOf(language);

  return ({ text, language: declared }) => {
    if (text.trim() === '') return { reason: 'empty' };
    const characters = [...text.trim()].length;
    if (characters < settings.minimumCharacters) return { reason: 'too-short', detail: `${characters} characters` };
    const share = script?.shareOf(text);
    if (script && share !== undefined && share < settings.minimumScriptShare) {
      return { reason: 'wrong-language', detail: `${(100 * share).toFixed(1)} % of the letters are ${script.scripts}` };
    }
    const said = declared === undefined ? undefined : primaryLanguage(declared);
    if (said !== undefined && target !== undefined && said !== target) {
      return { reason: 'wrong-language', detail: `declared ${declared}` };
    }
    return undefined;
  };
}
