const formats =
  '.txt, .md, .jsonl, .csv, .tsv (in UTF-8), .hwp, .hwpx, .pdf, .docx, .odt, .epub, .xlsx or .parquet (also with .gz)';

export const en = {
  errors: {
    'missing-source': (v: { path: string }) => ({
      found: `The source ${v.path} does not exist.`,
      expected: 'A file or a folder, relative to graft.yaml.',
      next: 'Correct "path" under "sources" in graft.yaml, or put the texts there.',
    }),
    'empty-folder': (v: { path: string }) => ({
      found: `No file lies in ${v.path}.`,
      expected: `At least one text: ${formats}.`,
      next: 'Put texts there, or name another folder under "sources" in graft.yaml.',
    }),
    'nothing-readable': (v: { files: number; reason: string }) => ({
      found: `None of the ${v.files} files could be read. The first reason: ${v.reason}`,
      expected: `At least one text: ${formats}.`,
      next: 'Mend the files or convert them to one of these, then give the same command again.',
    }),
    'file-unread': (v: { path: string; reason: string }) => ({
      found: `${v.path} was not read: ${v.reason}`,
      expected: 'A file that can be read whole; plain text in UTF-8.',
      next: 'The rest goes on without it. Mend the file and give the same command again to have it in.',
    }),
    'file-partly-read': (v: { path: string; reason: string }) => ({
      found: `${v.path} was read in part: ${v.reason}.`,
      expected: 'A file whose text can be read whole.',
      next: 'What could be read is in. Mend the file and give the same command again to have the rest in.',
    }),
    'rows-unread': (v: { path: string; rows: number; reason: string }) => ({
      found: `${v.rows} rows of ${v.path} were not read. The first: ${v.reason}`,
      expected: 'Rows with a text in UTF-8.',
      next: 'The rest goes on without them. failures.jsonl in the documents artifact names each row.',
    }),
    'formats-unread': (v: { files: number; formats: string }) => ({
      found: `${v.files} files are of a kind that is not read yet: ${v.formats}.`,
      expected: `${formats}.`,
      next: 'The rest goes on without them. Convert them to text and give the same command again to have them in.',
    }),
    'more-unread': (v: { files: number }) => ({
      found: `${v.files} further files were not read.`,
      expected: 'Text files in UTF-8.',
      next: 'failures.jsonl in the documents artifact names each file with its reason.',
    }),
  },
  notices: {
    'column-chosen': (v: { path: string; column: string }) =>
      `${v.path} has no column "text": the one with the longest texts, "${v.column}", was taken.`,
    collected: (v: { documents: number; files: number; bytes: number; failures: number }) =>
      `Read ${v.documents} documents (${v.bytes} bytes) from ${v.files} files; ${v.failures} files or rows could not be read.`,
    'licence-unknown': (v: { path: string }) =>
      `No licence is given for ${v.path}: a release made from it is for local use only. Add "licence" in graft.yaml.`,
  },
  /** Why a file or a row was not read; the English sentence is stored in failures.jsonl. */
  failures: {
    'no-permission': (_: object) => 'the system does not permit reading it',
    'damaged-gzip': (_: object) => 'the gzip data is cut off or damaged',
    binary: (_: object) => 'it holds binary data, not text',
    'iso-2022': (_: object) => 'it is ISO-2022 (escape sequences between scripts); convert it to UTF-8',
    'utf-16': (_: object) => 'it is UTF-16; convert it to UTF-8',
    'not-utf8': (v: { position: number; byte: string }) =>
      `byte ${v.byte} at position ${v.position} is not UTF-8; convert the file, for Korean mostly from CP949`,
    'too-large': (v: { limitBytes: number }) => `it is larger than ${v.limitBytes} bytes; split it`,
    'line-too-long': (v: { limitBytes: number }) => `the line is longer than ${v.limitBytes} bytes`,
    'not-json': (_: object) => 'the line is not a JSON object',
    'no-text': (v: { keys: string }) => `there is no string under the key "text"; its keys are: ${v.keys}`,
    'column-count': (v: { found: number; expected: number }) =>
      `the row has ${v.found} columns, the header ${v.expected}`,
    'broken-csv': (v: { reason: string }) => `from here on it is not CSV: ${v.reason}`,
    'unsupported-format': (v: { extension: string }) => `files ending in "${v.extension}" are not read yet`,
    'empty-file': (_: object) => 'the file is empty',
    'other-format': (v: { format: string; found: string }) => `it is no ${v.format} file but ${v.found}`,
    'damaged-file': (v: { format: string; reason: string }) => `it is cut off or damaged (${v.format}: ${v.reason})`,
    encrypted: (v: { format: string }) => `it is encrypted with a password (${v.format}); save it without one`,
    'distribution-document': (_: object) =>
      'it is a distribution document of Hangul (배포용 문서): its author protected the text; ask the author for the original',
    'old-hwp': (v: { found: string }) => `it is ${v.found}, older than HWP 5.0; open it in Hangul and save it as HWPX`,
    'unpacks-too-large': (v: { limitBytes: number }) => `it unpacks to more than ${v.limitBytes} bytes`,
    'too-many-parts': (v: { limit: number }) => `it has more than ${v.limit} parts or elements`,
    'too-deep': (v: { limit: number }) => `its elements lie more than ${v.limit} deep in one another`,
    'holds-no-text': (v: { format: string }) => `it holds no text (${v.format})`,
    'image-pages': (v: { images: number; pages: number }) => `${v.images} of ${v.pages} pages are images; no text`,
    'vertical-pages': (v: { vertical: number; pages: number }) =>
      `${v.vertical} of ${v.pages} pages hold vertical text; its order may be wrong`,
    'pages-unread': (v: { page: number; pages: number }) =>
      `the pages from ${v.page} to ${v.pages} were not read: the time, the number of pages or of damaged pages for one file is used up`,
    'damaged-page': (v: { page: number; pages: number; reason: string }) =>
      `page ${v.page} of ${v.pages} is damaged: ${v.reason}`,
    'link-outside': (_: object) => 'it is a link that leads out of the folder',
    'not-a-file': (_: object) => 'it is no regular file',
    unreadable: (v: { reason: string }) => v.reason,
  },
};
