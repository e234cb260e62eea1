// The base's tokenizer as the extension sees it, alike for both kinds: pieces are encoded as they stand (no space is put
// before them), and tokens are named in byte characters (`byte-characters.ts`), which can also write a sentencepiece.
import { bytesOfToken, stretchesOf, tokenFromBytes } from './byte-characters.ts';
import { asText, openTokenizer } from './encode.ts';
import { bytePiece, isBytePiece, spaceCharacter } from './sentencepiece.ts';
import { kindOfTokenizer, type TokenizerKind } from './tokenizer-json.ts';

export interface PieceTokenizer {
  readonly kind: TokenizerKind['kind'];
  encodeAll(texts: readonly string[]): Promise<number[][]>;
  readonly vocabularySize: number;
  /** Of a token in byte characters. */
  idOf(token: string): number | undefined;
  /** In byte characters. */
  tokenOf(id: number): string | undefined;
}

export async function openPieceTokenizer(tokenizerJson: string): Promise<PieceTokenizer> {
  const json = JSON.parse(tokenizerJson);
  if (kindOfTokenizer(json)?.kind !== 'sentencepiece') {
    const tokenizer = await openTokenizer(tokenizerJson);
    return { ...tokenizer, kind: 'byte-level', encodeAll: (texts) => tokenizer.encodeAll(texts, asText) };
  }
  const normalizer = { type: 'Replace', pattern: { String: ' ' }, content: spaceCharacter };
  const tokenizer = await openTokenizer(JSON.stringify({ ...json, normalizer, pre_tokenizer: null }));
  return {
    kind: 'sentencepiece',
    encodeAll: (texts) => tokenizer.encodeAll(texts, asText),
    vocabularySize: tokenizer.vocabularySize,
    idOf: (token) => {
      const piece = pieceOfToken(token);
      return piece === undefined ? undefined : tokenizer.idOf(piece);
    },
    tokenOf: (id) => {
      const piece = tokenizer.tokenOf(id);
      return piece === undefined ? undefined : tokenOfPiece(piece);
    },
  };
}

function tokenOfPiece(piece: string): string {
  if (isBytePiece(piece)) return tokenFromBytes(Uint8Array.of(Number.parseInt(piece.slice(3, 5), 16)));
  return tokenFromBytes(Buffer.from(piece.replaceAll(spaceCharacter, ' '), 'utf8'));
}

/** Undefined: no piece of sentencepiece ends inside a character, but those of single bytes. */
export function pieceOfToken(token: string): string | undefined {
  const bytes = bytesOfToken(token);
  if (!bytes) return undefined;
  const texts = stretchesOf(bytes).map((stretch) => ('text' in stretch ? stretch.text : undefined));
  if (texts.every((text) => text !== undefined)) return texts.join('').replaceAll(' ', spaceCharacter);
  return bytes.length === 1 ? bytePiece(bytes[0] ?? 0) : undefined;
}
