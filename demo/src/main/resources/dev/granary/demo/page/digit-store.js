// Finds the network for digits in the store, and brings it there at its first use.

export const REPOSITORY = 'granary/digits';
export const ID = 'digits';

/** The quants of the hub's repository, by the version of the model that this page makes of them. */
const QUANTS = {
  float32: { quant: 'safetensors', path: 'model.safetensors' },
  int8: { quant: 'model.int8', path: 'model.int8.safetensors' },
};

export const VERSIONS = ['float32', 'float16', 'int8'];

/**
 * Gives the stored network, and says how it came here.
 *
 * @returns `{ model, origin }`, where the origin is `stored`, `downloaded` or `converted`
 */
export async function digits(granary, version) {
  const stored = await granary.models.get(ID, { version });
  if (stored && stored.missing.length === 0) return { model: stored, origin: 'stored' };
  return version in QUANTS
    ? { model: await download(granary, version), origin: 'downloaded' }
    : { model: await convert(granary, version), origin: 'converted' };
}

/** Downloads a quant of the repository. The model takes the stored file's bytes without a copy. */
async function download(granary, version) {
  const { quant, path } = QUANTS[version];
  await granary.hub.download(REPOSITORY, { quant });
  const file = await granary.hub.file(REPOSITORY, path);
  const { graph, accuracy, held_out: heldOut } = await file.header();
  return granary.models.import(
    {
      ...describe(version),
      metadata: {
        type: version,
        graph: JSON.parse(graph),
        accuracy: JSON.parse(accuracy),
        heldOut: Number(heldOut),
      },
    },
    file,
  );
}

/** Stores another version of the float32 network: Granary converts each tensor. */
async function convert(granary, version) {
  const { model } = await digits(granary, 'float32');
  async function* tensors() {
    for (const { name, shape } of model.tensors) {
      const { data } = await model.tensor(name, { as: version });
      yield { name, dataType: version, shape, data };
    }
  }
  return granary.models.put(
    { ...describe(version), metadata: { ...model.metadata, type: version } },
    tensors(),
  );
}

function describe(version) {
  return { id: ID, name: 'Digits', version, framework: 'granary' };
}
