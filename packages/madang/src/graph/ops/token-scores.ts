// What scoring reads off the head, chunk by chunk and without keeping the logits: the log-probability of each
// target (nats) and, where asked for, the two largest log-probabilities with their ids.
//   hidden_TD, embedding_VD, targets_T (int64) -> logProbability_T1 [, topLogProbability_T2, topId_T2 (as float32)]
import { extentOf, requireShape } from '../shapes.ts';
import { apply, at, type Graph, type Op, type Value } from '../value.ts';
import { chunkCounts, joinChunks, splitChunks } from './chunks.ts';
import { type HeadOptions, headAttributes } from './cross-entropy.ts';
import { chunkLogits, headRow } from './head-logits.ts';

export interface TokenScores {
  readonly logProbability: Value;
  readonly topTwo: { readonly logProbability: Value; readonly id: Value } | undefined;
}

export function tokenScores(
  graph: Graph,
  hidden_TD: Value,
  embedding_VD: Value,
  targets_T: Value,
  { topTwo, ...head }: Pick<HeadOptions, 'chunkTokens' | 'softCap'> & { readonly topTwo: boolean },
): TokenScores {
  const inputs = [hidden_TD, embedding_VD, targets_T];
  const [logProbability, ...top] = apply(graph, tokenScoresOp, inputs, { ...headAttributes(head), topTwo });
  if (!logProbability) throw new Error('tokenScores: one output at least');
  return topTwo
    ? { logProbability, topTwo: { logProbability: at(top, 0), id: at(top, 1) } }
    : { logProbability, topTwo: undefined };
}

export const tokenScoresOp: Op = {
  name: 'tokenScores',
  shapes([hidden = [], embedding = [], targets = []], attributes) {
    const tokens = extentOf(hidden, 0);
    requireShape('tokenScores: width', [extentOf(embedding, 1)], [extentOf(hidden, 1)]);
    requireShape('tokenScores: targets', targets, [tokens]);
    const pair = [tokens, 2];
    return attributes.topTwo ? [[tokens, 1], pair, pair] : [[tokens, 1]];
  },
  reference([hidden, embedding, targets], node) {
    if (!hidden || !embedding || !targets) throw new Error('tokenScores: three inputs');
    const [tokens = 0, width = 0] = hidden.shape;
    const logs = new Float64Array(tokens);
    const topLogs = new Float64Array(2 * tokens);
    const topIds = new Float64Array(2 * tokens);
    for (let token = 0; token < tokens; token++) {
      const { probabilities } = headRow(hidden.data, embedding.data, token, width, node.attributes.softCap);
      logs[token] = Math.log(probabilities[targets.data[token] ?? 0] ?? 0);
      const ranked = [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
      for (const place of [0, 1]) {
        topIds[2 * token + place] = ranked[place] ?? 0;
        topLogs[2 * token + place] = Math.log(probabilities[ranked[place] ?? 0] ?? 0);
      }
    }
    const outputs = [
      { shape: [tokens, 1], data: logs },
      { shape: [tokens, 2], data: topLogs },
      { shape: [tokens, 2], data: topIds },
    ];
    return outputs.slice(0, node.outputs.length);
  },
  lower(node, onnx) {
    const [hidden = '', embedding = '', targets = ''] = node.inputs.map((input) => input.name);
    const [logProbability = '', topLogProbability = '', topId = ''] = node.outputs.map((output) => output.name);
    const topTwo = Boolean(node.attributes.topTwo);
    const counts = chunkCounts(extentOf(at(node.inputs, 0).shape, 0), Number(node.attributes.chunkTokens));
    const [hiddens, targetss] = [hidden, targets].map((name) => splitChunks(onnx, name, counts));
    const picked: string[] = [];
    const topLogs: string[] = [];
    const topIds: string[] = [];
    for (const chunk of counts.keys()) {
      const { logits } = chunkLogits(onnx, hiddens?.[chunk] ?? '', embedding, node.attributes.softCap);
      const logs = onnx.node('LogSoftmax', [logits], { axis: -1 });
      const column = onnx.node('Unsqueeze', [targetss?.[chunk] ?? '', onnx.int64([-1])]);
      picked.push(onnx.node('GatherElements', [logs, column], { axis: 1 }));
      if (!topTwo) continue;
      const [values, ids] = [onnx.fresh(), onnx.fresh()];
      onnx.node('TopK', [logs, onnx.int64([2])], { axis: -1 }, [values, ids]);
      topLogs.push(values);
      topIds.push(onnx.node('Cast', [ids], { to: 1 }));
    }
    joinChunks(onnx, picked, logProbability);
    if (!topTwo) return;
    joinChunks(onnx, topLogs, topLogProbability);
    joinChunks(onnx, topIds, topId);
  },
};
