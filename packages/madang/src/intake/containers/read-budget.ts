// What one file may cost to unpack, whatever lies in it: limits against bombs, kept over all its layers and members.

/** Text seldom packs below a hundredth; deflate reaches 1,032, bzip2 and xz many thousands, on nothing but repetition. */
const mostExpansion = 250;
/** Small files may expand as they like: even 42.zip's first layer stays under this. */
const freeUnpackedBytes = 64 * 2 ** 20;
/** `a.tar.gz` in a zip is three layers; nobody packs deeper by intent. */
export const mostLayers = 5;
/** The largest archives of texts hold some million files. */
const mostMembers = 4_000_000;
/** An archive inside an archive is held in memory while it is read. */
export const mostHeldBytes = 512 * 2 ** 20;

export type Limit = 'expansion' | 'layers' | 'members' | 'held';

export class OverBudget extends Error {
  override readonly name = 'OverBudget';
  readonly limit: Limit;
  constructor(limit: Limit) {
    super(`over the limit of ${limit}`);
    this.limit = limit;
  }
}

export interface ReadBudget {
  /** Counts what came out of a layer; throws `OverBudget`. */
  countUnpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  countMember(): void;
}

export function makeReadBudget(fileBytes: number): ReadBudget {
  const mostUnpackedBytes = freeUnpackedBytes + fileBytes * mostExpansion;
  let unpackedBytes = 0;
  let members = 0;
  return {
    async *countUnpacked(bytes) {
      for await (const piece of bytes) {
        unpackedBytes += piece.length;
        if (unpackedBytes > mostUnpackedBytes) throw new OverBudget('expansion');
        yield piece;
      }
    },
    countMember() {
      members += 1;
      if (members > mostMembers) throw new OverBudget('members');
    },
  };
}
