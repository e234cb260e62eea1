// What is read, as messages say it: the endings of all readers, and those of packed files.
import { containers } from './containers/index.ts';
import { readers } from './readers/index.ts';

export const readKinds = {
  endings: readers.flatMap(({ extensions }) => extensions).join(', '),
  packed: containers.flatMap((container) => Object.keys(container.endings)).join(', '),
} as const;
