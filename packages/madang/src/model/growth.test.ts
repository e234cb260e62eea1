import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Growth, growModel, readGrowth, rowMatrices, writeGrowth } from './growth.ts';
import { pseudoRandom, tinyConfig, tinyModel } from './tiny-model.fixture.ts';

const width = tinyConfig.hiddenSize;

function growthOf(tied: boolean, firstNewId: number, rows: number): Growth {
  const values = (seed: number) => pseudoRandom(seed, (rows - firstNewId) * width);
  const newRows = new Map(rowMatrices({ tiedEmbeddings: tied }).map((name, place) => [name, values(place + 1)]));
  return { firstNewId, newTokens: 5, rows, initialiser: 'mean-of-pieces', tokenizerJson: '{}', newRows };
}

test('comes back as it was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'madang-growth-'));
  const growth = growthOf(false, tinyConfig.vocabularySize, 320);
  await writeGrowth(folder, growth);
  expect(await readGrowth(folder)).toEqual(growth);
});

test.each([
  { tied: true, unused: 0 },
  { tied: false, unused: 0 },
  { tied: true, unused: 4 },
])('new rows follow the last token, all else is the base (tied $tied, $unused rows unused)', ({ tied, unused }) => {
  const base = tinyModel({ ...tinyConfig, tiedEmbeddings: tied });
  const firstNewId = tinyConfig.vocabularySize - unused;
  const growth = growthOf(tied, firstNewId, 320);
  const grown = growModel(base, growth, 'h');
  expect(grown).toMatchObject({ hash: 'h', tokenizerJson: '{}', config: { vocabularySize: 320 } });
  for (const name of base.weights.names) {
    const [before, after] = [base.weights.read(name), grown.weights.read(name)];
    const added = growth.newRows.get(name);
    if (added) {
      expect(grown.weights.shape(name)).toEqual([320, width]);
      expect(after.slice(0, firstNewId * width)).toEqual(before.slice(0, firstNewId * width));
      expect(after.slice(firstNewId * width)).toEqual(added);
    } else {
      expect(grown.weights.shape(name)).toEqual(base.weights.shape(name));
      expect(after).toEqual(before);
    }
  }
});
