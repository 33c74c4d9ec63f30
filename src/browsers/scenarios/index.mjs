// Lists the scenarios: tests that need more than one page of one browser.
import * as bundles from './bundles.mjs';
import * as chunks from './chunks.mjs';
import * as crash from './crash.mjs';
import * as demo from './demo.mjs';
import * as digestWorker from './digest-worker.mjs';
import * as downloadCrash from './download-crash.mjs';
import * as downloadTabs from './download-tabs.mjs';
import * as downloadWorker from './download-worker.mjs';
import * as downloads from './downloads.mjs';
import * as extension from './extension.mjs';
import * as faults from './faults.mjs';
import * as formats from './formats.mjs';
import * as hammer from './hammer.mjs';
import * as hub from './hub.mjs';
import * as insecure from './insecure.mjs';
import * as kernels from './kernels.mjs';
import * as lostConnection from './lost-connection.mjs';
import * as otherOrigins from './other-origins.mjs';
import * as outlive from './outlive.mjs';
import * as privately from './private.mjs';
import * as quota from './quota.mjs';
import * as refused from './refused.mjs';
import * as schema from './schema.mjs';
import * as served from './served.mjs';
import * as strict from './strict.mjs';
import * as tabs from './tabs.mjs';
import * as webnn from './webnn.mjs';

export const scenarios = [
  insecure,
  privately,
  refused,
  kernels,
  outlive,
  quota,
  lostConnection,
  chunks,
  digestWorker,
  schema,
  tabs,
  hammer,
  faults,
  formats,
  webnn,
  downloads,
  otherOrigins,
  downloadTabs,
  downloadWorker,
  downloadCrash,
  hub,
  served,
  extension,
  bundles,
  demo,
  crash,
  strict,
];
