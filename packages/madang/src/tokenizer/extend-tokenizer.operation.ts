// New tokens for the target language: merges learned on training text, appended to the base's own, and proven. Leaves
// an `extension` artifact: tokenizer.json, the extended tokenizer, and extension.json (`extensionSchema`).
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../kernel/effects.ts';
import { hashText } from '../kernel/hash.ts';
import type { Artifact } from '../kernel/store.ts';
import { appendMerges, firstFreeId } from './append-merges.ts';
import { chooseMerges } from './choose-merges.ts';
import { type Extension, extensionSchema } from './contract.ts';
import { tokenizerError, tokenizerNotice } from './errors.ts';
import { openPieceTokenizer } from './open-piece-tokenizer.ts';
import { proveExtension } from './prove-extension.ts';
import { largestTrainBytes, sampleSource, sampleTexts } from './sample-texts.ts';
import { segmentPieces } from './segment-pieces.ts';
import { splitterFrom } from './split-pieces.ts';

/** Matrices of whole multiples are faster, and what other tools pad to. */
const rowsMultiple = 64;

export interface ExtendTokenizerInput {
  readonly graftFolder: string;
  readonly corpus: Artifact;
  readonly tokenizerJson: string;
  readonly baseHash: string;
  /** Rows of the base's embedding matrix; those above its last token are taken first. */
  readonly baseRows: number;
  /** Text of the language that must be cut as before. */
  readonly sourceTexts: readonly string[];
  readonly newTokens: number;
}

export async function extendTokenizer(input: ExtendTokenizerInput, effects: Effects): Promise<Artifact> {
  const { corpus, tokenizerJson, baseHash, baseRows, newTokens } = input;
  const split = splitterFrom(tokenizerJson);
  const store = await effects.store(input.graftFolder);
  const artifact = await store.produce(
    {
      kind: 'extension',
      operation: 'extend',
      revision: 3,
      inputs: {
        corpus: { address: `corpus:${corpus.fingerprint.slice(0, 12)}`, hash: corpus.hash },
        base: { address: `base:${baseHash.slice(0, 12)}`, hash: baseHash },
      },
      settings: { newTokens, largestTrainBytes, source: hashText(sampleSource(input.sourceTexts).join('\n')) },
    },
    async (folder) => {
      const texts = await sampleTexts(corpus, input.sourceTexts);
      const base = await openPieceTokenizer(tokenizerJson);
      const train = await segmentPieces(texts.train, split, base);
      const heldOut = await segmentPieces(texts.heldOut, split, base);
      const source = await segmentPieces(texts.source, split, base);
      const firstNewId = firstFreeId(tokenizerJson);
      const { merges, target } = chooseMerges(train, source, { maximum: newTokens, firstNewId, base });
      if (merges.length === 0) throw tokenizerError('input', 'no-merges', { corpus: corpus.folder });

      const extendedJson = appendMerges(tokenizerJson, merges, firstNewId);
      const extended = await openPieceTokenizer(extendedJson);
      const proof = await proveExtension({ merges, firstNewId, base, extended, train, heldOut, source });
      if (proof.unreached.length > 0 || proof.differentPieces > 0) {
        const { unreached, differentPieces } = proof;
        throw tokenizerError('internal', 'extension-unproven', {
          unreached: unreached.slice(0, 5).join(' '),
          count: unreached.length,
          differentPieces,
        });
      }
      const rows = Math.max(baseRows, Math.ceil((firstNewId + merges.length) / rowsMultiple) * rowsMultiple);
      const extension = extensionSchema.parse({
        newTokens: merges.length,
        firstNewId,
        baseRows,
        rows,
        rule: target.rule,
        merges,
        proof,
      });
      await writeFile(join(folder, 'tokenizer.json'), extendedJson);
      await writeFile(join(folder, 'extension.json'), `${JSON.stringify(extension)}\n`);
      return { counts: { newTokens: merges.length, rows, fragments: proof.fragments } };
    },
  );
  const { newTokens: found, proof } = await readExtension(artifact);
  const changed = Number((100 * proof.sourceChangedShare).toPrecision(2));
  effects.emit(tokenizerNotice('extended', { newTokens: found, fragments: proof.fragments, changed }));
  return artifact;
}

export async function readExtension(artifact: Artifact): Promise<Extension> {
  return extensionSchema.parse(JSON.parse(await readFile(join(artifact.folder, 'extension.json'), 'utf8')));
}
