import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SECRETS } from '../../workers/configuration/secret-files.ts';

const ROOT = new URL('../../', import.meta.url);
const text = (file: string) => readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8');

/** Variables as `docker compose --env-file` reads them from a file of ours. */
function variablesOf(file: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text(file).matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
}

/**
 * What Docker Compose looks at: merged, then with the variables put in, of which the file uses two forms: `${NAME:-usual}` and
 * `${NAME:?complaint}`. An empty variable is a missing one. @throws the complaint
 */
function composed(variables: Readonly<Record<string, string>>): unknown {
  return parse(text('docker-compose.yml'), (_, value: unknown) => (typeof value === 'string' ? interpolated(value, variables) : value), {
    merge: true,
  });
}

function interpolated(value: string, variables: Readonly<Record<string, string>>): string {
  return value.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, sign: string, rest: string) => {
    const found = variables[name] || (sign === '-' ? rest : null);
    if (found === null) throw new Error(`${name} ${rest}`);
    return found;
  });
}

const PRODUCTION = { ...variablesOf('deploy/env.example'), POSTGRES_PASSWORD: 'long' };
const TRIAL = variablesOf('deploy/trial.env');

/** The parts of the file that these tests speak of; which keys there may be is the specification's to say. */
const Service = z.object({
  image: z.string(),
  build: z.object({ target: z.string() }).optional(),
  profiles: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.object({ condition: z.enum(['service_healthy', 'service_completed_successfully', 'service_started']) }))
    .default({}),
  restart: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z
    .array(
      z.union([z.string(), z.object({ source: z.string(), target: z.string(), bind: z.object({ create_host_path: z.literal(false) }) })]),
    )
    .default([]),
  ports: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  networks: z.array(z.string()).default([]),
  user: z.string().optional(),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  read_only: z.boolean(),
  tmpfs: z.array(z.string()),
  mem_limit: z.string(),
  pids_limit: z.number(),
  logging: z.object({ options: z.object({ 'max-size': z.string(), 'max-file': z.string() }) }),
  healthcheck: z.object({ test: z.array(z.string()).min(2).optional() }).optional(),
});
const Compose = z.object({
  name: z.string(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

const { $schema: _dialect, ...specification } = JSON.parse(text('test/production/compose-spec/compose-spec.json')) as Record<
  string,
  unknown
>;
const isCompose = new Ajv({ strict: false, allErrors: true }).compile(specification);
const problemsOf = (file: unknown) =>
  isCompose(file) ? [] : (isCompose.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);

/** As it is written, variables and all. */
const compose = Compose.parse(parse(text('docker-compose.yml'), { merge: true }));
const services = Object.entries(compose.services);

describe('the compose specification', () => {
  test.each([
    ['production', PRODUCTION],
    ['the trial', TRIAL],
  ])('says that the file is one, for %s', (_, variables) => {
    expect(problemsOf(composed(variables))).toEqual([]);
    expect(services.length).toBeGreaterThanOrEqual(10);
  });

  test.each<[string, (file: z.infer<typeof Loose>) => void]>([
    ['a misspelt key of a service', ({ services: { worker } }) => Object.assign(worker ?? {}, { restarts: 'always' })],
    ['a misspelt key of a health check', ({ services: { codec } }) => Object.assign(codec?.['healthcheck'] ?? {}, { intervall: '5s' })],
    [
      'an unknown condition',
      ({ services: { worker } }) => Object.assign(worker?.['depends_on'] ?? {}, { temporal: { condition: 'healthy' } }),
    ],
    ['a port that is a list', ({ services: { ui } }) => Object.assign(ui ?? {}, { ports: [['8080']] })],
    ['an unknown section', (file) => Object.assign(file, { service: {} })],
  ])('refuses %s', (_, plant) => {
    const file = Loose.parse(composed(PRODUCTION));
    expect(problemsOf(file)).toEqual([]);
    plant(file);
    expect(problemsOf(file).length).toBeGreaterThan(0);
  });
  const Loose = z.looseObject({ services: z.record(z.string(), z.record(z.string(), z.unknown())) });

  test('asks for the database’s password', () => {
    expect(() => composed({})).toThrow(/^POSTGRES_PASSWORD set it in \.env/);
  });
});

test('every service that another waits for exists, and the order goes from the database to the worker', () => {
  const conditions = services.flatMap(([name, { depends_on }]) =>
    Object.entries(depends_on).map(([on, { condition }]) => ({ name, on, condition })),
  );
  expect(conditions.length).toBeGreaterThanOrEqual(7);
  for (const { on } of conditions) {
    expect(Object.keys(compose.services)).toContain(on);
  }
  const waitedFor = conditions.filter(({ condition }) => condition === 'service_healthy');
  expect(waitedFor.length).toBeGreaterThan(0);
  for (const { on } of waitedFor) expect(compose.services[on]?.healthcheck?.test).toBeDefined();
  const chain = ['worker', 'search-attributes', 'namespace', 'temporal', 'schema', 'postgresql'];
  for (const [index, on] of chain.slice(1).entries()) expect(compose.services[chain[index] ?? '']?.depends_on).toHaveProperty(on);
});

test('nothing is published but on loopback', () => {
  const ports = services.flatMap(([, service]) => service.ports);
  expect(ports.length).toBeGreaterThanOrEqual(3);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

describe('networks', () => {
  const on = (network: string) => services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name);

  test('each container is on one that it needs; the trial’s relay is where the trial is', () => {
    for (const [name, { networks, network_mode: mode }] of services)
      expect([name, networks.length > 0 || mode === 'service:sandbox']).toEqual([name, true]);
    expect(new Set(services.flatMap(([, { networks }]) => networks))).toEqual(new Set(Object.keys(compose.networks)));
  });

  test('the database is reached by Temporal and what makes its schema, and by nothing from outside', () => {
    expect(on('database')).toEqual(['postgresql', 'schema', 'temporal']);
    expect(compose.networks['database']?.internal).toBe(true);
    expect(compose.services['postgresql']?.networks).toEqual(['database']);
  });

  test('Temporal has no way out, and the codec server, which holds the key, none to Temporal', () => {
    expect(on('temporal')).toEqual(['temporal', 'namespace', 'search-attributes', 'worker', 'ui', 'sandbox']);
    expect(compose.networks['temporal']?.internal).toBe(true);
    expect(on('partners')).toEqual(['worker']);
    expect(compose.services['codec']?.networks).toEqual(['pages']);
  });

  test('what is published is on a network from which that is possible', () => {
    const published = services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name);
    expect(published).toEqual(on('pages'));
    expect(compose.networks['pages']?.internal).toBe(false);
  });

  test('a server on two networks isn’t asked for its one address', () => {
    expect(compose.services['temporal']?.environment['TEMPORAL_BROADCAST_ADDRESS']).toBe('127.0.0.1');
  });
});

test('no container has a privilege, writes anywhere but in memory and named volumes, or takes more than its share', () => {
  for (const [name, service] of Object.entries(Compose.parse(composed(PRODUCTION)).services)) {
    expect([name, service.cap_drop, service.cap_add, service.read_only]).toEqual([name, ['ALL'], [], true]);
    expect([name, service.tmpfs.every((one) => /:.*size=\d+m$/.test(one))]).toEqual([name, true]);
    expect([name, /^\d+(m|g)$/.test(service.mem_limit), service.pids_limit <= 512]).toEqual([name, true, true]);
    const writable = service.volumes.filter((volume) => typeof volume === 'string' && !volume.endsWith(':ro'));
    expect(writable).toEqual({ postgresql: ['postgresql-data:/var/lib/postgresql/data'], sandbox: ['sandbox-data:/data'] }[name] ?? []);
  }
  // The image of the database is the only one that starts as root unless told otherwise.
  expect(compose.services['postgresql']?.user).toBe('postgres');
});

test('the codec server has a token, and the Web UI sends the cookie that it is given for it', () => {
  const { codec, ui } = Compose.parse(composed(PRODUCTION)).services;
  expect(codec?.environment['CODEC_TOKEN_FILE']).toBe('/run/secrets/codec_token');
  expect(ui?.environment).toMatchObject({
    TEMPORAL_CODEC_ENDPOINT: 'http://localhost:8234',
    TEMPORAL_CODEC_INCLUDE_CREDENTIALS: 'true',
    TEMPORAL_CODEC_DEFAULT_ERROR_LINK: 'http://localhost:8234/access',
  });
});

test('the Web UI logs nothing of what it shows, changes nothing and asks no one for news', () => {
  expect(Compose.parse(composed(PRODUCTION)).services['ui']?.environment).toMatchObject({
    TEMPORAL_HIDE_LOGS: 'true',
    TEMPORAL_DISABLE_WRITE_ACTIONS: 'true',
    TEMPORAL_DISABLE_NEWS_FETCH: 'true',
  });
});

test('the database keeps its data in a named volume, and named volumes exist', () => {
  expect(compose.services['postgresql']?.volumes).toEqual(['postgresql-data:/var/lib/postgresql/data']);
  const named = services.flatMap(([, { volumes }]) => volumes.filter((volume) => typeof volume === 'string' && /^[a-z]/.test(volume)));
  expect(named.length).toBeGreaterThan(0);
  const existing = Object.keys(compose.volumes);
  expect(named.filter((volume) => typeof volume === 'string' && !existing.includes(volume.split(':')[0] ?? ''))).toEqual([]);
});

test('no secret stands in the file, and files that are mounted or named exist', () => {
  const secret = /PASSWORD|SECRET|_PWD|_KEY$|_TOKEN/;
  const values = services.flatMap(([, { environment }]) => Object.entries(environment).filter(([name]) => secret.test(name)));
  expect(values.length).toBeGreaterThanOrEqual(5);
  for (const [, value] of values) expect(value).toMatch(/^(\$\{|\/run\/secrets\/)/);
  for (const [, { secrets }] of services) for (const name of secrets) expect(Object.keys(compose.secrets)).toContain(name);
  const mounted = Object.values(Compose.parse(composed(PRODUCTION)).services)
    .flatMap(({ volumes }) => volumes)
    .flatMap((volume) => (typeof volume === 'string' ? (/^(\.\/[^:]+):/.exec(volume)?.[1] ?? []) : volume.source));
  expect(mounted.length).toBeGreaterThan(0);
  for (const file of mounted) expect(existsSync(fileURLToPath(new URL(file, ROOT)))).toBe(true);
});

test('what opens a partner or the database’s content reaches a container as a file, never as a variable', () => {
  const exposed = services.flatMap(([name, { environment }]) =>
    SECRETS.filter((secret) => environment[secret] !== undefined && !environment[secret].startsWith('/run/secrets/')).map((secret) => [
      name,
      secret,
    ]),
  );
  expect(exposed).toEqual([]);
  const { worker } = compose.services;
  expect(worker?.environment).toMatchObject({
    AZURE_CLIENT_SECRET_FILE: '/run/secrets/azure_client_secret',
    SMTP_URL_FILE: '/run/secrets/smtp_url',
  });
  for (const [name, { environment, secrets }] of services) {
    const read = Object.values(environment).flatMap((value) => /^\/run\/secrets\/(\w+)$/.exec(value)?.[1] ?? []);
    expect([name, new Set(read)]).toEqual([name, new Set(secrets)]);
  }
  // What is asked for in a file has no line in the example to be filled in by mistake.
  expect(Object.keys(PRODUCTION).filter((name) => SECRETS.some((secret) => secret === name))).toEqual([]);
  const named = Object.values(compose.secrets).map(({ file }) => basename(file));
  expect(named.filter((file) => !text('deploy/env.example').includes(`#   ${file} `))).toEqual([]);
});

test('deprecated auto-setup is not used; the images of server and tools have one version', () => {
  const images = services.map(([, { image }]) => image);
  expect(images.some((image) => image.includes('auto-setup'))).toBe(false);
  const versions = images
    .filter((image) => /temporalio\/(server|admin-tools)/.test(image))
    .map((image) => image.split(':').slice(1).join(':'));
  expect(versions.length).toBe(3);
  expect(new Set(versions).size).toBe(1);
});

test('the sandbox is a profile; a plain start leaves it out', () => {
  const inProfile = services.filter(([, { profiles }]) => profiles.includes('sandbox')).map(([name]) => name);
  expect(inProfile).toEqual(['sandbox', 'sandbox-pages']);
  expect(services.filter(([, { build }]) => build?.target === 'sandbox').map(([name]) => name)).toEqual(inProfile);
});

test('the trial shares neither volumes nor namespace with production', () => {
  expect(TRIAL['COMPOSE_PROJECT_NAME']).not.toBe(compose.name);
  expect(TRIAL['COMPOSE_PROJECT_NAME']).toMatch(/^[a-z]/);
  const namespaces = (variables: Readonly<Record<string, string>>) =>
    Object.entries(Compose.parse(composed(variables)).services).map(([name, { environment }]) => [name, environment['TEMPORAL_NAMESPACE']]);
  expect(namespaces(TRIAL)).toContainEqual(['namespace', 'essai']);
  expect(namespaces(TRIAL)).toContainEqual(['sandbox', 'essai']);
  // Without the trial's variables it looks for a namespace that production doesn't have.
  expect(namespaces(PRODUCTION)).toContainEqual(['sandbox', 'essai']);
  for (const name of ['namespace', 'search-attributes', 'worker', 'codec'])
    expect(namespaces(PRODUCTION)).toContainEqual([name, 'parcours']);
});

test('what runs for ever starts again by itself, what runs once only after a failure; nobody gains privileges; logs are bounded', () => {
  const once = services.filter(([, { restart }]) => restart.startsWith('on-failure:')).map(([name]) => name);
  expect(once).toEqual(['schema', 'namespace', 'search-attributes']);
  for (const [name, { restart, security_opt: options, logging }] of services) {
    expect([name, restart]).toEqual([name, once.includes(name) ? 'on-failure:6' : 'unless-stopped']);
    expect(options).toContain('no-new-privileges:true');
    expect(Number(logging.options['max-file'])).toBeGreaterThan(0);
  }
});

test('every variable that the file asks for is in the example', () => {
  const substituted = new Set([...text('docker-compose.yml').matchAll(/\$\{(\w+):[-?]/g)].map(([, name = '']) => name));
  const withoutNeed = ['POSTGRESQL_VERSION', 'TEMPORAL_VERSION', 'TEMPORAL_UI_VERSION', 'PARCOURS_NAMESPACE'];
  expect(substituted.size).toBeGreaterThan(6);
  const example = text('deploy/env.example');
  const lacking = [...substituted].filter((name) => !withoutNeed.includes(name) && !new RegExp(`^(# )?${name}=`, 'm').test(example));
  expect(lacking).toEqual([]);
});

test('scripts of the images exist, and each stage ends as an ordinary user', () => {
  const dockerfile = text('Dockerfile');
  const scripts = services.flatMap(([, { command }]) => command[1] ?? []).filter((word) => /\.(ts|mjs)$/.test(word));
  expect(scripts.length).toBeGreaterThanOrEqual(3);
  for (const script of scripts) expect(existsSync(fileURLToPath(new URL(script, ROOT)))).toBe(true);
  for (const stage of ['runtime', 'sandbox']) {
    const body = dockerfile.split(/^FROM /m).find((part) => part.includes(`AS ${stage}\n`)) ?? '';
    expect([...body.matchAll(/^USER (\w+)$/gm)].at(-1)?.[1]).toBe('node');
  }
  expect(dockerfile).toMatch(/npm ci --omit=dev/);
  const ignored = text('.dockerignore');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)([\w./-]+)/gm)].map(([, source = '']) => source.replace(/^\.\//, ''));
  expect(copied.length).toBeGreaterThan(8);
  for (const source of copied) expect(ignored).toContain(`!${source}`);
});

/** What .dockerignore leaves out of the images beside secrets: tests, and what only tests import. */
const OF_TESTS = /\.test\.ts$|-fixtures\.ts$|^test-.*\.ts$/;

test('nothing in the images imports a file of tests, which .dockerignore leaves out', () => {
  for (const pattern of ['**/*.test.ts', '**/*-fixtures.ts', '**/test-*.ts']) expect(text('.dockerignore').split('\n')).toContain(pattern);
  const files = globSync('{domain,workflows,activities,integrations,workers,config,sandbox,cli}/**/*.ts', {
    cwd: fileURLToPath(ROOT),
  }).filter((file) => !OF_TESTS.test(basename(file)));
  expect(files.length).toBeGreaterThan(200);
  const imported = files.flatMap((file) =>
    [...text(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, source = '']) => ({ file, source })),
  );
  expect(imported.length).toBeGreaterThan(500);
  expect(imported.filter(({ source }) => OF_TESTS.test(basename(source)))).toEqual([]);
});

test('packages that only the partner tools need are theirs, and the runtime image is installed without them', () => {
  const Manifest = z.object({ dependencies: z.record(z.string(), z.string()), workspaces: z.array(z.string()).default([]) });
  const production = Manifest.parse(JSON.parse(text('package.json')));
  const sandbox = Manifest.parse(JSON.parse(text('sandbox/package.json')));
  expect(production.workspaces).toEqual(['sandbox']);
  for (const name of ['commander', 'mailparser', 'selfsigned', 'smtp-server']) {
    expect(Object.keys(sandbox.dependencies)).toContain(name);
    expect(Object.keys(production.dependencies)).not.toContain(name);
  }
  // What both have is one version, so that npm installs it once.
  for (const [name, version] of Object.entries(sandbox.dependencies)) expect(production.dependencies[name] ?? version).toBe(version);
  const stages = text('Dockerfile').split(/^FROM /m);
  const install = (stage: string) => stages.find((part) => part.includes(` AS ${stage}\n`)) ?? '';
  for (const stage of ['build', 'packages']) expect(install(stage)).toMatch(/npm ci .*--workspaces=false/);
  expect(install('sandbox-packages')).toMatch(/npm ci (?!.*--workspaces=false)/);
  expect(install('sandbox')).toContain('COPY --from=sandbox-packages ');
});
