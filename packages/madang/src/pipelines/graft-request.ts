// The flags that every command on a graft takes.
import { z } from 'zod';

export const graftRequestShape = {
  from: z.string().describe('graft.yaml, graft folder, or a folder or file of texts'),
  folder: z.string().optional().describe('graft folder; <name>-graft here when left out'),
  base: z
    .string()
    .optional()
    .describe('catalogue name, org/name[@revision], ollama:name, lmstudio:org/name/file, folder or .gguf'),
  language: z.string().optional().describe('target language, BCP 47'),
  newTokens: z.string().optional().describe('tokens to add for the language: a number, or auto'),
  maxMemory: z.string().optional().describe('memory for training: 8g, 900m; what is free when left out'),
  maxTime: z.string().optional().describe('time for training: 90s, 10m, 1h'),
  maxTokens: z.number().int().positive().optional().describe('tokens to train on'),
  maxEpochs: z.number().positive().optional().describe('passes over the target text'),
  engine: z.enum(['auto', 'onnxruntime', 'openvino']).default('auto').describe('what computes'),
  acceptLicence: z.boolean().default(false).describe('accept the base\'s licence; "madang inspect" shows it'),
  allowFailedGate: z.boolean().default(false).describe('release although the gate failed; its card says so'),
  set: z.record(z.string(), z.unknown()).optional(),
};
