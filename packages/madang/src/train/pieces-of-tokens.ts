// What new tokens were cut into before they were tokens: the base's own pieces, down through all merges.
import { bytesOfToken } from '../tokenizer/byte-characters.ts';
import type { Merge } from '../tokenizer/find-candidates.ts';
import type { Pieces } from './row-initialisers/initialiser.ts';

/** The merge at place n makes the token of id `firstNewId` + n. */
export function piecesOfTokens(
  merges: readonly Pick<Merge, 'left' | 'right'>[],
  firstNewId: number,
  tokenOf: (id: number) => string | undefined,
): Pieces[] {
  const expand = (id: number): number[] => {
    const merge = merges[id - firstNewId];
    return merge ? [...expand(merge.left), ...expand(merge.right)] : [id];
  };
  return merges.map((_, place) => {
    const ids = expand(firstNewId + place);
    return { ids, bytes: ids.map((id) => bytesOfToken(tokenOf(id) ?? '')?.length ?? 1) };
  });
}
