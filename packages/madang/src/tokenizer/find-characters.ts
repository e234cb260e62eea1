// Sentencepiece falls back to bytes where a character has no piece, and merges begin with characters: before a word can
// become a token, each of its characters must. Finds those that the base spells in bytes, lets continued byte-pair
// encoding (`find-candidates.ts`) see them as tokens, and puts both in one order by how often each stood in the text.
import { bytesOfToken, stretchesOf } from './byte-characters.ts';
import { type CandidateSettings, findCandidates, type Merge, type SegmentedPiece } from './find-candidates.ts';

interface SpelledCharacter {
  readonly token: string;
  readonly ids: readonly number[];
  count: number;
}

/** As `findCandidates`, for a vocabulary of characters; a new character is a merge of its bytes. */
export function findCharactersAndCandidates(pieces: readonly SegmentedPiece[], settings: CandidateSettings): Merge[] {
  const { maximum, firstNewId, tokenOf, accept, fewest = 2 } = settings;
  const characters = findSpelledCharacters(pieces, tokenOf);
  const seen = [...characters.values()];
  const places = new Map([...characters.keys()].map((token, place) => [token, place]));
  const isSpelled = new Map(seen.map(({ ids, token }) => [ids.join(), places.get(token) ?? 0]));
  const firstMergeId = firstNewId + seen.length;
  const merges = findCandidates(
    pieces.map(({ ids, count }) => ({ ids: replaceSpelled(ids, isSpelled, firstNewId, tokenOf), count })),
    {
      ...settings,
      firstNewId: firstMergeId,
      tokenOf: (id) => (id < firstNewId ? tokenOf(id) : seen[id - firstNewId]?.token),
      isInVocabulary: (token) => characters.has(token) || settings.isInVocabulary(token),
    },
  );
  const steps = [
    ...seen
      .map(({ token, ids, count }, place) => ({ token, parts: ids, count, madeId: firstNewId + place }))
      .filter(({ token, count }) => count >= fewest && accept(token)),
    ...merges.map(({ left, right, token, count }, place) => ({
      token,
      parts: [left, right],
      count,
      madeId: firstMergeId + place,
    })),
  ].sort((a, b) => b.count - a.count || a.madeId - b.madeId);
  const newIds = new Map<number, number>();
  const chosen: Merge[] = [];
  for (const { token, parts, count, madeId } of steps) {
    const [left, right, ...rest] = parts.map((id) => (id < firstNewId ? id : newIds.get(id)));
    if (chosen.length === maximum) break;
    // a refused character takes with it what was built upon it
    if (left === undefined || right === undefined) continue;
    newIds.set(madeId, firstNewId + chosen.length);
    chosen.push({
      left,
      right,
      ...(rest.length > 0 ? { rest: rest.filter((id) => id !== undefined) } : {}),
      token,
      count,
    });
  }
  return chosen;
}

type TokenOf = CandidateSettings['tokenOf'];

/** Ids that are one byte of a character of several; where they stand together they spell whole characters. */
function findSpelledCharacters(pieces: readonly SegmentedPiece[], tokenOf: TokenOf): Map<string, SpelledCharacter> {
  const found = new Map<string, SpelledCharacter>();
  for (const { ids, count } of pieces) {
    for (const character of spelledIn(ids, tokenOf)) {
      const known = found.get(character.token);
      if (known) known.count += count;
      else found.set(character.token, { token: character.token, ids: character.ids, count });
    }
  }
  return found;
}

function replaceSpelled(
  ids: readonly number[],
  isSpelled: ReadonlyMap<string, number>,
  firstNewId: number,
  tokenOf: TokenOf,
): number[] {
  const replaced: number[] = [];
  let end = 0;
  for (const { start, ids: spelling } of spelledIn(ids, tokenOf)) {
    replaced.push(...ids.slice(end, start), firstNewId + (isSpelled.get(spelling.join()) ?? 0));
    end = start + spelling.length;
  }
  return [...replaced, ...ids.slice(end)];
}

function spelledIn(ids: readonly number[], tokenOf: TokenOf) {
  const characters: { readonly start: number; readonly ids: readonly number[]; readonly token: string }[] = [];
  for (let start = 0; start < ids.length; ) {
    const length = spellingLength(tokenOf(ids[start] ?? -1));
    const spelling = ids.slice(start, start + length);
    const token = spelling.map((id) => tokenOf(id) ?? '').join('');
    if (length > 1 && isOneCharacter(token, length)) characters.push({ start, ids: spelling, token });
    start += length;
  }
  return characters;
}

/** Tokens that the character of a lead byte takes; 1 for any other token. */
function spellingLength(token: string | undefined): number {
  const bytes = token === undefined ? undefined : bytesOfToken(token);
  if (bytes?.length !== 1) return 1;
  const lead = bytes[0] ?? 0;
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
}

function isOneCharacter(token: string, length: number): boolean {
  const bytes = bytesOfToken(token);
  if (bytes?.length !== length) return false;
  const [stretch, ...rest] = stretchesOf(bytes);
  return rest.length === 0 && stretch !== undefined && 'text' in stretch;
}
