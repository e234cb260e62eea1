// As `apply-merges.ts`, for sentencepiece: any two neighbours merge that together are a piece, however the piece was
// found, so that new pieces can also make an old one, which then comes first. A new character is made of the bytes that
// spelled it, all at once.
import type { ApplyMerges } from './apply-merges.ts';
import type { Merge } from './find-candidates.ts';
import type { PieceTokenizer } from './open-piece-tokenizer.ts';

interface Step {
  readonly place: number;
  readonly length: number;
  readonly id: number;
}

export function scoresApplier(
  merges: readonly Merge[],
  firstNewId: number,
  base: Pick<PieceTokenizer, 'idOf' | 'tokenOf'>,
): ApplyMerges {
  const newIds = new Map(merges.map(({ token }, rank) => [token, firstNewId + rank]));
  const spellings = Map.groupBy(
    merges.flatMap(({ left, right, rest }, rank) =>
      rest ? [{ ids: [left, right, ...rest], id: firstNewId + rank }] : [],
    ),
    ({ ids }) => ids[0] ?? -1,
  );
  const oldIdOf = remember(base.idOf);
  const oldTokenOf = remember(base.tokenOf);
  const tokenOf = (id: number) => (id < firstNewId ? oldTokenOf(id) : merges[id - firstNewId]?.token) ?? '';

  const bestStep = (ids: readonly number[], firstBeyond: number): Step | undefined => {
    let best: Step | undefined;
    const consider = (step: Step): void => {
      if (step.id < firstBeyond && (!best || step.id < best.id)) best = step;
    };
    for (let place = 0; place < ids.length; place++) {
      for (const { ids: spelling, id } of spellings.get(ids[place] ?? -1) ?? []) {
        if (spelling.every((part, at) => ids[place + at] === part)) consider({ place, length: spelling.length, id });
      }
      if (place + 1 === ids.length) continue;
      const token = tokenOf(ids[place] ?? -1) + tokenOf(ids[place + 1] ?? -1);
      const id = newIds.get(token) ?? oldIdOf(token);
      if (id !== undefined) consider({ place, length: 2, id });
    }
    return best;
  };

  return (original, limit = merges.length) => {
    const ids = [...original];
    const ran: number[] = [];
    const lives: { rank: number; usedUpBy: number }[] = [];
    for (let step = bestStep(ids, firstNewId + limit); step; step = bestStep(ids, firstNewId + limit)) {
      const used = ids.splice(step.place, step.length, step.id);
      // an old piece that new ones make is owed to the last of them
      const rank = Math.max(step.id, ...used) - firstNewId;
      for (const id of used) if (id >= firstNewId) lives.push({ rank: id - firstNewId, usedUpBy: rank });
      for (let saved = 1; saved < step.length; saved++) ran.push(rank);
    }
    for (const id of ids) {
      if (id >= firstNewId) lives.push({ rank: id - firstNewId, usedUpBy: Number.POSITIVE_INFINITY });
    }
    return { ran: ran.sort((a, b) => a - b), lives, ids };
  };
}

/** The native library is asked once for each. */
function remember<Key, Value>(ask: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, ask(key));
    return known.get(key) as Value;
  };
}
