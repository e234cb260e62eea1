// Mistral's first tokenizer.model, in the Python package of its makers (Apache-2.0), through the product's own way to a
// file in a package; undefined where no package index can be reached.

import { quietEffects } from '../../packages/madang/src/model/real-base.fixture.ts';
import { runProcess } from '../../packages/madang/src/model/sources/outside.ts';
import { downloadFromPackage, findUnpacked } from '../../packages/madang/src/model/sources/python-package.ts';

const file = {
  package: 'mistral-common',
  version: '1.13.1',
  entry: 'mistral_common/data/tokenizer.model.v1',
  sizeBytes: 493_443,
  sha256: 'dadfd56d766715c61d2ef780a525ab43b8e6da4de6865bda3d95fdef5e134055',
};

export async function mistralModel(): Promise<string | undefined> {
  const outside = { fetch, runProcess, environment: process.env, wait: async () => {} };
  try {
    return (await findUnpacked(file, process.env)) ?? (await downloadFromPackage(file, quietEffects(), outside));
  } catch {
    return undefined;
  }
}
