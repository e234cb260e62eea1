// Files are written beside their place and renamed into it: a kill at any moment leaves the old file or the new one.
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

export async function writeBeside(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const partial = `${path}.partial-${process.pid}`;
  try {
    const file = await open(partial, 'w');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

export async function writeTextBeside(path: string, text: string): Promise<void> {
  await writeBeside(path, async (file) => {
    await file.writeFile(text);
  });
}

/** One write call may take less than it is given. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(bytes.length - done, 1 << 30));
    done += bytesWritten;
  }
}
