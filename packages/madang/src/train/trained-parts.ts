// Which parts of a model a run trains: LoRA matrices or whole weights of the layers that are not frozen, and rows of the
// matrices that hold a row for each token.
import { loraScale } from '../model/adapter.ts';
import type { LoraShape } from '../model/architectures/decoder.ts';
import { linearNames, type ModelTensor, modelTensors } from '../model/architectures/tensors.ts';
import type { ModelConfig } from '../model/contract.ts';
import type { TrainSettings } from './contract.ts';

export interface TrainedParts {
  /** Linears that get LoRA matrices. */
  readonly loraLinears: readonly string[];
  /** Tensors of the base that are trained whole. */
  readonly whole: readonly string[];
  /** Rows from here on are trained; undefined: none. */
  readonly rowsFrom: number | undefined;
  /** Rows that the base has itself; those after them are new. */
  readonly baseRows: number;
}

export function chooseTrained(
  config: ModelConfig,
  settings: Pick<TrainSettings, 'method' | 'frozenLayers' | 'embeddings'>,
  newRowsFrom?: number,
): TrainedParts {
  const { method, frozenLayers, embeddings } = settings;
  const isTrained = (name: string) => layerOf(name) >= frozenLayers;
  const allRows = embeddings === 'all' || (embeddings === 'auto' && method === 'full');
  return {
    loraLinears: method === 'lora' ? linearNames(config).filter(isTrained) : [],
    whole: method === 'full' ? [...linearNames(config), ...otherNames(config)].filter(isTrained) : [],
    rowsFrom: allRows ? 0 : newRowsFrom,
    baseRows: newRowsFrom ?? config.vocabularySize,
  };
}

/** The LoRA of a decoder; undefined where none is trained. */
export function loraShape(
  settings: TrainSettings,
  { loraLinears: linears }: Pick<TrainedParts, 'loraLinears'>,
): LoraShape | undefined {
  if (linears.length === 0) return undefined;
  return { rank: settings.rank, scale: loraScale(settings), linears };
}

/** The base's own tensors change while such a run trains. */
export function changesBase({ whole, rowsFrom, baseRows }: TrainedParts): boolean {
  return whole.length > 0 || (rowsFrom !== undefined && rowsFrom < baseRows);
}

/** Norms, biases, what an activation learns. */
function otherNames(config: ModelConfig): string[] {
  const others: readonly ModelTensor['kind'][] = ['norm', 'bias', 'activation'];
  return modelTensors(config).flatMap(({ name, kind }) => (others.includes(kind) ? [name] : []));
}

/** What lies after the layers counts as the last of them. */
function layerOf(name: string): number {
  const [, layer] = /^model\.layers\.(\d+)\./.exec(name) ?? [];
  return layer === undefined ? Number.POSITIVE_INFINITY : Number(layer);
}
