// From a text as a reader found it to the one form in which it is stored: mojibake undone and old Hangul mapped where
// that is certain, then normalised; with remarks on what was done and on damage that stays.
import { findDamage } from './encodings/find-damage.ts';
import { mapHanyang } from './encodings/map-hanyang.ts';
import { repairMojibake } from './encodings/repair-mojibake.ts';
import type { en } from './messages.en.ts';
import { normalizeText } from './normalize-text.ts';

export interface Remark {
  readonly code: keyof typeof en.remarks;
  readonly values: Readonly<Record<string, number>>;
}

export function cleanText(found: string): { text: string; remarks: Remark[] } {
  const repaired = repairMojibake(found);
  const mapped = mapHanyang(repaired.text);
  const text = normalizeText(mapped.text);
  const remarks: Remark[] = [];
  if (repaired.lines > 0) remarks.push({ code: 'mojibake-repaired', values: { lines: repaired.lines } });
  if (mapped.characters > 0) remarks.push({ code: 'old-hangul-mapped', values: { characters: mapped.characters } });
  return { text, remarks: [...remarks, ...findDamage(text)] };
}
