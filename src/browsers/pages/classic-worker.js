const query = new URLSearchParams(location.search);
importScripts('harness.js', ...query.getAll('library'), ...query.getAll('script'));
harness.run().then(postMessage);
