// Sets the limits of the figures. A broken floor fails a run with --check; an aim is only reported
// as met or missed. The gates judge medians where the browser or other work on the machine makes
// single values stray: speed, and the memory of a whole process tree (Chromium may start or end a
// helper process at any time).
const chromium = (bench, figure, of, bounds) => ({ engine: 'chromium', bench, figure, of, ...bounds });

export const gates = [
  chromium('memory', 'meter check: 300 MiB of kept Blobs', 'minimum', { floor: { least: 200 } }),
  chromium('memory', 'live buffers', 'maximum', { floor: { most: 21 } }),
  chromium('memory', '1024 MiB: JS heap', 'maximum', { floor: { most: 40 } }),
  chromium('memory', '1024 MiB: tree', 'median', { floor: { most: 150 }, aim: { most: 100 } }),
  // Memory must stay flat: of 924 MiB more, hardly any may stay. The table shows the ratio of both,
  // but the smaller value is too small to judge by it.
  chromium('memory', 'tree, what the larger file adds', 'median', { floor: { most: 60 }, aim: { most: 30 } }),
  chromium('put', 'files.put ÷ bare loop of the same stream', 'median', {
    floor: { least: 0.5 },
    aim: { least: 0.75 },
  }),
  chromium('download', 'files.fetch ÷ bare loop of fetch', 'median', {
    floor: { least: 0.5 },
    aim: { least: 0.75 },
  }),
  chromium('download', 'share of the rate of an 80 MB/s server', 'median', { aim: { least: 0.95 } }),
  chromium('download', 'longest task over 50 ms', 'maximum', { aim: { most: 50 } }),
  chromium('download', 'tree', 'median', { floor: { most: 150 } }),
  chromium('tasks', '512 MiB: longest task over 50 ms', 'maximum', { aim: { most: 50 } }),
  chromium('read', 'verified stream() ÷ bare Blob', 'median', { floor: { least: 0.85 } }),
  chromium('read', 'first byte of 2 GiB, from stream()', 'median', { floor: { most: 20 } }),
  chromium('read', 'first byte of 2 GiB, from get()', 'median', { aim: { most: 20 } }),
  chromium('kernels', 'CRC-32C: kernel ÷ Java', 'median', { aim: { least: 4 } }),
  chromium('kernels', 'SHA-256: kernel ÷ Java', 'median', { aim: { least: 1.8 } }),
  chromium('kernels', 'f32 dot, 768, by number: kernel ÷ Java', 'median', { aim: { least: 5 } }),
  chromium('kernels', 'int8 dot, 768, by number: relaxed ÷ Java', 'median', { aim: { least: 10 } }),
  chromium('small', 'storing 5000 files of 4 KiB at once', 'median', { aim: { most: 1500 } }),
  chromium('small', 'list() of 10000 files', 'median', { aim: { most: 100 } }),
  chromium('small', 'stats() with 10000 files', 'median', { aim: { most: 50 } }),
  chromium('models', 'storing 5000 tensors of 4 KiB', 'median', { floor: { most: 2000 } }),
  chromium('models', 'get() of a model of 1000 tensors', 'median', { aim: { most: 30 } }),
  chromium('models', 'two models that share 90 % ÷ one', 'maximum', { floor: { most: 1.15 } }),
  chromium('models', 'a tensor of 4 MiB: reads of chunks', 'maximum', { floor: { most: 2 } }),
  chromium('constants', 'Model.constants ÷ bare loop: renderer', 'median', { floor: { most: 1.1 } }),
  // 1,024 tensors are listed in some 90 KiB.
  chromium('models', 'tensors(): bytes read', 'maximum', { floor: { most: 4096 } }),
];

/** Returns the verdicts on one figure: nothing, or how it compares to its floor and to its aim. */
export function verdictsOf(gates, { engine, bench, name, statistics }) {
  return gates
    .filter((gate) => gate.engine === engine && gate.bench === bench && gate.figure === name)
    .flatMap(({ of, floor, aim }) => [
      ...(floor ? [verdict('floor', floor, of, statistics)] : []),
      ...(aim ? [verdict('aim', aim, of, statistics)] : []),
    ]);
}

function verdict(kind, { least = -Infinity, most = Infinity }, of, statistics) {
  const value = statistics[of];
  const wanted = least > -Infinity ? `≥ ${least}` : `≤ ${most}`;
  return { kind, of, wanted, met: value >= least && value <= most };
}
