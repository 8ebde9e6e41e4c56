// node server-config.mjs <password> <PostgreSQL's port> <ten free ports>: configuration of a Temporal server on loopback, on stdout, with as
// many history shards as docker-compose.yml says.
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const compose = parse(readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8'), { merge: true });

const [password, database, frontend, http, matching, history, worker, ...membership] = process.argv
  .slice(2)
  .map((text, index) => (index === 0 ? text : Number(text)));
const store = (databaseName) => ({
  sql: {
    pluginName: 'postgres12',
    databaseName,
    connectAddr: `127.0.0.1:${database}`,
    connectProtocol: 'tcp',
    user: 'temporal',
    password,
    maxConns: 20,
    maxIdleConns: 20,
    maxConnLifetime: '1h',
  },
});
const service = (grpcPort, membershipPort, more = {}) => ({ rpc: { grpcPort, membershipPort, bindOnLocalHost: true, ...more } });

process.stdout.write(
  stringify({
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: Number(compose.services.temporal.environment.NUM_HISTORY_SHARDS),
      datastores: { default: store('temporal'), visibility: store('temporal_visibility') },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: service(frontend, membership[0], { httpPort: http }),
      matching: service(matching, membership[1]),
      history: service(history, membership[2]),
      worker: service(worker, membership[3]),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${frontend}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    publicClient: { hostPort: `127.0.0.1:${frontend}` },
    dynamicConfigClient: { filepath: 'dynamicconfig.yaml', pollInterval: '10s' },
  }),
);
