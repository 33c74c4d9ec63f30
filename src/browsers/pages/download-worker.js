// Does what an extension's background worker does at each start: continues an unfinished download,
// or begins one.
import * as granary from '/package/index.js';

onmessage = async ({ data: { open, key, url, options } }) => {
  try {
    const { files } = await granary.open({ name: 'downloads', ...open });
    const [left] = await files.unfinished();
    const file = await (left ? files.resume(left.key) : files.fetch(key, url, options));
    postMessage({ size: file.size, sha256: file.sha256 });
  } catch ({ name, code, message, details }) {
    postMessage({ error: { name, code, message, details } });
  }
};
