// A hub for tests that answers like the real one: listings in pages, commits, large files at a second origin. It is not
// the LocalHub of src/hub, because these tests commit contents of their own, script single answers, and check every
// header of a request. Also, the tests of the npm build need no JVM. The tests in browsers use LocalHub.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { after } from 'node:test';
import { answer } from './server.mjs';
import { sha256 } from './support.mjs';

const sha1 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest('hex');
const isLarge = (content) => content.length > 1000;

async function listening(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

export async function startHub({ pageSize = 1000 } = {}) {
  const commits = new Map();
  const branches = new Map();
  const requests = [];
  // By path in the repository: functions that answer the next requests instead of the content.
  const scripts = new Map();
  let commitCount = 0;
  let token = null;

  function serve(request, response, path, content) {
    const script = scripts.get(path)?.shift() ?? answer;
    script(request, response, { content, type: 'application/octet-stream', etag: null });
  }

  const note = (where, request, path) =>
    requests.push({
      where,
      path,
      range: request.headers.range,
      authorization: request.headers.authorization,
    });

  const cdn = await listening((request, response) => {
    const [, commit, path] = /^\/([0-9a-f]{40})\/(.*)$/.exec(decodeURIComponent(request.url));
    note('cdn', request, path);
    serve(request, response, path, commits.get(commit).files.get(path));
  });

  const refuse = (response, status, code) =>
    response.writeHead(status, code ? { 'x-error-code': code } : {}).end('no');

  const hub = await listening((request, response) => {
    const url = new URL(request.url, 'http://hub');
    const [, api, repo, kind, revision, rest] =
      /^(\/api\/models)?\/((?:[\w.-]+\/)?[\w.-]+)\/(revision|tree|resolve)\/([^/?]+)\/?(.*)$/.exec(
        url.pathname,
      ) ?? [];
    const path = rest === undefined ? url.pathname : decodeURIComponent(rest);
    note(api ? kind : 'resolve', request, path);
    if (token !== null && request.headers.authorization !== `Bearer ${token}`) {
      return refuse(response, 401, 'GatedRepo');
    }
    const commit = branches.get(`${repo}@${decodeURIComponent(revision)}`) ?? revision;
    if (![...branches.keys()].some((key) => key.startsWith(`${repo}@`))) {
      return refuse(response, 401, 'RepoNotFound');
    }
    if (!commits.has(commit)) return refuse(response, 404, 'RevisionNotFound');
    const { files } = commits.get(commit);
    if (kind === 'revision') {
      return response.end(JSON.stringify({ id: repo, sha: commit, pipeline_tag: 'fill-mask', siblings: [] }));
    }
    if (kind === 'tree') {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const entries = [...files].slice(from, from + pageSize).map(([name, content]) => ({
        type: 'file',
        path: name,
        size: content.length,
        oid: sha1(`blob ${content.length}\0`, content),
        ...(isLarge(content) && { lfs: { oid: sha256(content), size: content.length, pointerSize: 130 } }),
      }));
      const next = `<${url.origin}${url.pathname}?recursive=true&cursor=${from + pageSize}>; rel="next"`;
      return response
        .writeHead(200, from + pageSize < files.size ? { link: next } : {})
        .end(JSON.stringify(entries));
    }
    const content = files.get(path);
    if (!content) return refuse(response, 404, 'EntryNotFound');
    if (!isLarge(content)) return serve(request, response, path, content);
    response.writeHead(302, { location: `${cdn}/${commit}/${encodeURIComponent(path)}` }).end();
  });

  return {
    url: hub,
    requests,
    scripts,
    /** Commits these files and moves the branch there; returns the commit. */
    commit(repo, files, branch = 'main') {
      const contents = Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]);
      const commit = sha1(`${++commitCount}`);
      commits.set(commit, { files: new Map(contents) });
      branches.set(`${repo}@${branch}`, commit);
      return commit;
    },
    /** From now on, only requests with this token are allowed. */
    close: (secret) => (token = secret),
    /** Returns the requests since the last call. */
    asked: () => requests.splice(0).map(({ where, path }) => `${where} ${path}`),
  };
}
