// The engines by name, as plans and records carry them.
import { z } from 'zod';

export const engineKindSchema = z.enum(['onnxruntime', 'openvino']);
export type EngineKind = z.infer<typeof engineKindSchema>;

export const precisionSchema = z.enum(['float32', 'bfloat16']);
export type Precision = z.infer<typeof precisionSchema>;
