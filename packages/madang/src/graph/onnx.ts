// Turns a graph into the bytes of an ONNX model (IR 10, opset 20, contrib ops of com.microsoft 1), with only the
// nodes that the asked outputs need. Weights are graph inputs, never in the file: no 2 GB limit, no copy.
// Format: onnx.proto of ONNX; `generated/` is made from it by protoc-gen-es.
import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.js';
import type { Shape } from './shapes.ts';
import type { Graph, Node, Value } from './value.ts';

export type OnnxAttributes = Readonly<Record<string, number | { readonly float: number } | readonly number[]>>;

/** What an op's `lower` writes to. */
export interface Lowering {
  /** Adds an ONNX node; gives its first output, named freshly when `outputs` is left out. */
  node(type: string, inputs: readonly string[], attributes?: OnnxAttributes, outputs?: readonly string[]): string;
  /** Adds a node of com.microsoft. */
  contrib(type: string, inputs: readonly string[], attributes?: OnnxAttributes, outputs?: readonly string[]): string;
  fresh(): string;
  int64(values: readonly number[]): string;
  float32(values: readonly number[], shape?: Shape): string;
}

export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** Values that are `given` become inputs, and what only they depend on is left out. */
export function toOnnx(graph: Graph, outputs: readonly Value[], given: readonly Value[] = []): OnnxModel {
  const nodes = neededNodes(graph, outputs, given);
  const used = new Set(nodes.flatMap((node) => node.inputs.map((input) => input.name)));
  const inputs = [...graph.inputs, ...given].filter((input) => used.has(input.name));
  const protos: NodeProto[] = [];
  const initializers: TensorProto[] = graph.constants
    .filter(({ value }) => used.has(value.name))
    .map(({ value, data }) => floatTensor(value.name, value.shape, data));
  const lowering = createLowering(protos, initializers);
  for (const node of nodes) node.op.lower(node, lowering);

  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'madang',
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: 20n }),
      create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n }),
    ],
    graph: create(GraphProtoSchema, {
      name: 'graph',
      node: protos,
      initializer: initializers,
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
    }),
  });
  return { bytes: toBinary(ModelProtoSchema, model), inputs, outputs };
}

/** Nodes that the outputs depend on, up to what is given, in order. */
function neededNodes(graph: Graph, outputs: readonly Value[], given: readonly Value[]): Node[] {
  const known = new Set(given.map((value) => value.name));
  const needed = new Set(outputs.map((output) => output.name));
  return graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((output) => needed.has(output.name))) return false;
      for (const input of node.inputs) if (!known.has(input.name)) needed.add(input.name);
      return true;
    })
    .reverse();
}

function createLowering(protos: NodeProto[], initializers: TensorProto[]): Lowering {
  let count = 0;
  const fresh = (): string => {
    count += 1;
    return `t${count}`;
  };
  const constants = new Map<string, string>();
  const constant = (key: string, make: (name: string) => TensorProto): string => {
    const known = constants.get(key);
    if (known !== undefined) return known;
    const name = `c${constants.size}`;
    constants.set(key, name);
    initializers.push(make(name));
    return name;
  };
  const add =
    (domain: string): Lowering['node'] =>
    (type, inputs, attributes = {}, outputs = [fresh()]) => {
      protos.push(
        create(NodeProtoSchema, {
          opType: type,
          domain,
          input: [...inputs],
          output: [...outputs],
          attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
        }),
      );
      return outputs[0] ?? '';
    };
  return {
    node: add(''),
    contrib: add('com.microsoft'),
    fresh,
    int64: (values) => constant(`i${values.join()}`, (name) => intTensor(name, values)),
    float32: (values, shape = [values.length]) =>
      constant(`f${values.join()}/${shape.join()}`, (name) => floatTensor(name, shape, Float32Array.from(values))),
  };
}

function attributeProto(name: string, value: OnnxAttributes[string]): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  }
  if ('float' in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}

function floatTensor(name: string, shape: Shape, data: Float32Array): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: DataType.FLOAT,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
}

function intTensor(name: string, values: readonly number[]): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: [BigInt(values.length)],
    dataType: DataType.INT64,
    rawData: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  });
}

function valueInfo(value: Value) {
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: { float32: DataType.FLOAT, int64: DataType.INT64, bfloat16: DataType.BFLOAT16 }[value.type],
          shape: {
            dim: value.shape.map((extent) => ({ value: { case: 'dimValue' as const, value: BigInt(extent) } })),
          },
        },
      },
    },
  });
}
