import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = new URL('../../', import.meta.url);
const text = (file: string) => readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8');

/** The keys of the compose specification that this file uses; strict, so that a misspelt one fails. */
const Healthcheck = z.strictObject({
  test: z.array(z.string()).min(2).optional(),
  interval: z.string().optional(),
  timeout: z.string().optional(),
  retries: z.int().optional(),
  start_period: z.string().optional(),
  disable: z.boolean().optional(),
});
const Service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), target: z.string() }).optional(),
  profiles: z.array(z.string()).optional(),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully', 'service_started']) }))
    .optional(),
  restart: z.string().optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  secrets: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  network_mode: z.string().optional(),
  stop_grace_period: z.string().optional(),
  init: z.boolean().optional(),
  security_opt: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  healthcheck: Healthcheck.optional(),
});
const Compose = z.strictObject({
  name: z.string(),
  'x-service': z.unknown(),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

const compose = Compose.parse(parse(text('docker-compose.yml'), { merge: true }));
const services = Object.entries(compose.services);

test('every service that another waits for exists, and the order goes from the database to the worker', () => {
  const conditions = services.flatMap(([name, { depends_on }]) =>
    Object.entries(depends_on ?? {}).map(([on, { condition }]) => ({ name, on, condition })),
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
  const ports = services.flatMap(([, service]) => service.ports ?? []);
  expect(ports.length).toBeGreaterThanOrEqual(3);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('the database keeps its data in a named volume, and named volumes exist', () => {
  expect(compose.services['postgresql']?.volumes).toEqual(['postgresql-data:/var/lib/postgresql/data']);
  const named = services.flatMap(([, { volumes }]) => volumes ?? []).filter((volume) => /^[a-z]/.test(volume));
  expect(named.length).toBeGreaterThan(0);
  for (const volume of named) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
});

test('no secret stands in the file, and files that are mounted or named exist', () => {
  const secret = /PASSWORD|SECRET|_PWD|_KEY$/;
  const values = services.flatMap(([, { environment }]) => Object.entries(environment ?? {}).filter(([name]) => secret.test(name)));
  expect(values.length).toBeGreaterThanOrEqual(5);
  for (const [, value] of values) expect(value).toMatch(/^(\$\{|\/run\/secrets\/)/);
  for (const [, { secrets }] of services) for (const name of secrets ?? []) expect(Object.keys(compose.secrets)).toContain(name);
  const mounted = services.flatMap(([, { volumes }]) => volumes ?? []).flatMap((volume) => /^(\.\/[^:]+):/.exec(volume)?.[1] ?? []);
  expect(mounted.length).toBeGreaterThan(0);
  for (const file of mounted) expect(existsSync(fileURLToPath(new URL(file, ROOT)))).toBe(true);
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
  const inProfile = services.filter(([, { profiles }]) => profiles?.includes('sandbox')).map(([name]) => name);
  expect(inProfile).toEqual(['sandbox', 'sandbox-pages']);
  expect(services.filter(([, { build }]) => build?.target === 'sandbox').map(([name]) => name)).toEqual(inProfile);
});

test('every variable that the file asks for is in the example', () => {
  const asked = new Set([...text('docker-compose.yml').matchAll(/\$\{(\w+):[-?]/g)].map(([, name = '']) => name));
  const withoutNeed = ['POSTGRESQL_VERSION', 'TEMPORAL_VERSION', 'TEMPORAL_UI_VERSION'];
  expect(asked.size).toBeGreaterThan(6);
  const example = text('deploy/env.example');
  const lacking = [...asked].filter((name) => !withoutNeed.includes(name) && !new RegExp(`^(# )?${name}=`, 'm').test(example));
  expect(lacking).toEqual([]);
});

test('scripts of the images exist, and each stage ends as an ordinary user', () => {
  const dockerfile = text('Dockerfile');
  const scripts = services.flatMap(([, { command }]) => command?.[1] ?? []).filter((word) => /\.(ts|mjs)$/.test(word));
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
