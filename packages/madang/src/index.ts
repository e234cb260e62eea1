// What the published package gives to programs: the table of operations, and the types to run one by hand.
export type { Effects } from './kernel/effects.ts';
export { MadangError, type OutcomeKind, outcomes } from './kernel/errors.ts';
export type { EventLine, MadangEvent } from './kernel/events.ts';
export type { AnyOperation, Operation } from './kernel/operation.ts';
export { openStore, type Store } from './kernel/store.ts';
export { type OperationLine, operations } from './operations.ts';
