// OpenVINO's C library through koffi: the same graphs, float32 or bfloat16 products on processors that have them.
// Arrays stay float32 outside; `INFERENCE_PRECISION_HINT` decides what happens inside. The only file that loads koffi.
// API: OpenVINO 2026 C API (ov_core.h, ov_model.h, ov_compiled_model.h, ov_infer_request.h, ov_tensor.h).
import type { OnnxModel } from '../../graph/onnx.ts';
import type { Value } from '../../graph/value.ts';
import { arrayFor, type Executor, type ExecutorOptions, type Feed, type Session } from '../executor.ts';

/** ov_element_type_e of 2026.4. */
const elementTypes = { bfloat16: 2, float32: 4, int64: 10 } as const;

type Pointer = object | bigint | null;
type OutPointer = [Pointer];

/** `libraryPath` is libopenvino_c of the release that `fetch-openvino.ts` pins. */
export async function openOpenvino(options: ExecutorOptions, libraryPath: string): Promise<Executor> {
  const library = await loadLibrary(libraryPath);
  const core = library.create('ov_core_create');
  const set = (key: string, value: string) => library.setProperty(core, 'CPU', key, value);
  set('INFERENCE_PRECISION_HINT', options.precision === 'bfloat16' ? 'bf16' : 'f32');
  set('INFERENCE_NUM_THREADS', String(options.threads));
  set('NUM_STREAMS', '1');

  async function compile(model: OnnxModel): Promise<Session> {
    const parsed = library.create('ov_core_read_model_from_memory_buffer', core, model.bytes, model.bytes.length, null);
    const compiled = library.compile(core, parsed);
    library.call('ov_model_free', parsed);
    const request = library.create('ov_compiled_model_create_infer_request', compiled);
    const bound = new Map<string, { array: Feed; tensor: Pointer }>();

    /** Binds an array once; an array of an earlier run is left as it is. */
    function bind(value: Value, array: Feed): void {
      const known = bound.get(value.name);
      if (known?.array === array) return;
      if (known) library.call('ov_tensor_free', known.tensor);
      const tensor = library.tensor(elementTypes[value.type], value.shape, array);
      library.check('ov_infer_request_set_tensor', request, value.name, tensor);
      bound.set(value.name, { array, tensor });
    }
    return {
      async run(inputs, outputs) {
        for (const value of model.inputs) bind(value, arrayFor(inputs, value));
        for (const value of model.outputs) bind(value, arrayFor(outputs, value));
        library.check('ov_infer_request_infer', request);
      },
      async [Symbol.asyncDispose]() {
        library.call('ov_infer_request_free', request);
        library.call('ov_compiled_model_free', compiled);
        for (const { tensor } of bound.values()) library.call('ov_tensor_free', tensor);
      },
    };
  }
  return {
    kind: 'openvino',
    precision: options.precision,
    version: library.version,
    compile,
    async [Symbol.asyncDispose]() {
      library.call('ov_core_free', core);
    },
  };
}

async function loadLibrary(path: string) {
  const { default: koffi } = await import('koffi');
  const library = koffi.load(path);
  const shapeType = koffi.struct({ rank: 'int64_t', dims: 'int64_t *' });
  const versionType = koffi.struct({ buildNumber: 'const char *', description: 'const char *' });
  const out = koffi.out(koffi.pointer('void *'));
  const functions: Record<string, ReturnType<typeof library.func>> = {
    ov_core_create: library.func('ov_core_create', 'int', [out]),
    ov_core_set_property: library.func('int ov_core_set_property(void *core, const char *device, ...)'),
    ov_core_read_model_from_memory_buffer: library.func('ov_core_read_model_from_memory_buffer', 'int', [
      'void *',
      'const void *',
      'size_t',
      'void *',
      out,
    ]),
    ov_core_compile_model: library.func(
      'int ov_core_compile_model(void *core, void *model, const char *device, size_t properties, _Out_ void **compiled, ...)',
    ),
    ov_compiled_model_create_infer_request: library.func('ov_compiled_model_create_infer_request', 'int', [
      'void *',
      out,
    ]),
    ov_tensor_create_from_host_ptr: library.func('ov_tensor_create_from_host_ptr', 'int', [
      'int',
      shapeType,
      'void *',
      out,
    ]),
    ov_infer_request_set_tensor: library.func('int ov_infer_request_set_tensor(void *, const char *, void *)'),
    ov_infer_request_infer: library.func('int ov_infer_request_infer(void *)'),
    ov_get_last_err_msg: library.func('const char *ov_get_last_err_msg()'),
    ov_get_openvino_version: library.func('ov_get_openvino_version', 'int', [koffi.out(koffi.pointer(versionType))]),
  };
  for (const kind of ['core', 'model', 'compiled_model', 'infer_request', 'tensor']) {
    functions[`ov_${kind}_free`] = library.func(`void ov_${kind}_free(void *)`);
  }

  const call = (name: string, ...values: unknown[]): unknown => functions[name]?.(...values);
  const check = (name: string, ...values: unknown[]): void => {
    const status = call(name, ...values);
    if (status !== 0) throw new Error(`${name} failed with ${status}: ${call('ov_get_last_err_msg')}`);
  };
  const create = (name: string, ...values: unknown[]): Pointer => {
    const made: OutPointer = [null];
    check(name, ...values, made);
    return made[0];
  };
  return {
    call,
    check,
    create,
    version: readVersion(),
    setProperty: (core: Pointer, device: string, key: string, value: string) =>
      check('ov_core_set_property', core, device, 'const char *', key, 'const char *', value),
    compile: (core: Pointer, model: Pointer): Pointer => {
      const made: OutPointer = [null];
      check('ov_core_compile_model', core, model, 'CPU', 0, made);
      return made[0];
    },
    tensor: (type: number, shape: readonly number[], array: Feed): Pointer => {
      const dims = BigInt64Array.from(shape.length === 0 ? [1] : shape, BigInt);
      // reading `.buffer` moves a small array out of the collector's reach: OpenVINO keeps its address
      void array.buffer;
      return create('ov_tensor_create_from_host_ptr', type, { rank: dims.length, dims }, array);
    },
  };

  function readVersion(): string {
    const version: { buildNumber?: string } = {};
    call('ov_get_openvino_version', version);
    return version.buildNumber ?? 'unknown';
  }
}
